"""`make serve`: what a newcomer meets when the port is taken or wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
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
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    site.write("docs/figures/x.svg", FIGURE.format("first"))
    site.write("docs/index.md", "# Home\n\n![a word](figures/x.svg)\n\n$\\wrong$\n")
    environment = {**os.environ, "PORT": str(port), "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen([sys.executable, "-m", "tools.serve"], cwd=site.folder, env=environment)
    try:
        wait_for("first", port)
        site.write("docs/figures/x.svg", FIGURE.format("second"))
        wait_for("second", port)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def wait_for(word, port):
    """Ask for the home page until it holds the word."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{port}/") as answer:
                if f"<text>{word}</text>" in answer.read().decode():
                    return
        except URLError:
            pass
        time.sleep(0.2)
    pytest.fail(f"{word} did not appear within {PATIENCE} seconds")
