"""`make serve`: what a newcomer meets when the port is taken or wrong."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tools import serve

FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{}</text></svg>'
PATIENCE = 60


@pytest.fixture
def started(monkeypatch):
    commands = []
    monkeypatch.setattr(serve, "cli", commands.append)
    return commands


def test_the_port_is_8000_or_the_one_asked_for(started, monkeypatch):
    monkeypatch.setattr(serve, "taken", lambda port: False)
    for asked, expected in ((None, 8000), ("8123", 8123)):
        monkeypatch.delenv("PORT", raising=False)
        if asked:
            monkeypatch.setenv("PORT", asked)
        serve.main()
        assert started[-1][-1] == f"127.0.0.1:{expected}"


def test_a_taken_port_is_named_before_anything_is_built(started, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=rf"(?s)Port {port} is taken.*PORT={port + 1}"):
            serve.main()
    assert started == []


@pytest.mark.parametrize("text", ["", "http", "0", "70000", "-1", "80.5"])
def test_a_port_that_is_none_is_named(started, monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match=rf"PORT={text} is not a port"):
        serve.main()
    assert started == []


def test_a_served_page_follows_its_figures_and_shows_in_spite_of_a_fault(site):
    site.write("docs/figures/x.svg", FIGURE.format("first"))
    site.write("docs/index.md", "# Home\n\n![a word](figures/x.svg)\n\n$\\wrong$\n")
    with serving(site, "-m", "tools.serve") as address:
        wait_for("<text>first</text>", address)
        site.write("docs/figures/x.svg", FIGURE.format("second"))
        wait_for("<text>second</text>", address)


WITHOUT_RUNTIME = """
import time
from pathlib import Path
from plugins import pyodide
from tools import serve

def failure():
    while not Path("go").exists():
        time.sleep(0.05)
    if Path("arrived").exists():
        Path("arrived").rename(pyodide.RUNTIME)
        return None
    return pyodide.Unavailable("No route.")

pyodide.RUNTIME = Path(".cache/pyodide").absolute()
pyodide.failure = failure
serve.main()
"""


def test_the_runtime_comes_while_the_site_is_served_and_then_the_pages_have_it(site):
    arrived = site.folder / "arrived"
    arrived.mkdir()
    (arrived / "pyodide-lock.json").write_text(json.dumps({"packages": {"numpy": {}}}))
    with zipfile.ZipFile(arrived / "numpy.whl", "w") as wheel:
        wheel.writestr("numpy.py", "")
    with serving(site, "-c", WITHOUT_RUNTIME) as address:
        wait_for("Python is still on its way to this machine", f"{address}assets/live/runtime.json")
        site.write("go", "")
        wait_for('"bytes"', f"{address}assets/live/runtime.json")
        wait_for("numpy.py", f"{address}assets/pyodide/numpy.whl")


def test_when_the_runtime_cannot_come_the_served_pages_say_why(site):
    with serving(site, "-c", WITHOUT_RUNTIME) as address:
        wait_for("Python is still on its way to this machine", f"{address}assets/live/runtime.json")
        site.write("go", "")
        wait_for("No route.", f"{address}assets/live/runtime.json")


@contextlib.contextmanager
def serving(site, *command):
    """The address at which a command serves the site."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "NO_MKDOCS_2_WARNING": "1"}
    # A background job may have been started with Ctrl-C ignored, and so would be what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen([sys.executable, *command], cwd=site.folder, env=environment)
    signal.signal(signal.SIGINT, before)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def wait_for(text, address):
    """Ask for an address until its answer holds the text."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(URLError), urlopen(address) as answer:
            if text.encode() in answer.read():
                return
        time.sleep(0.2)
    pytest.fail(f"{text} did not appear at {address} within {PATIENCE} seconds")
