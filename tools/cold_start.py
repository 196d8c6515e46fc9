"""Measure what a reader waits for and what is moved: the first Run, the next one, and Stop.

The first run is compared with a bare page that boots the same Pyodide and NumPy from the same files. The two
take turns, each time in a fresh browser context: nothing is cached, and a busy machine slows both. The
figures are printed and never committed, for they tell of a machine as much as of the site.

    python -m tools.cold_start                 build the site and measure it
    python -m tools.cold_start --site site     measure a site that is built already
"""

import argparse
import functools
import gzip
import http.server
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from plugins import pyodide
from tools import browser
from tools.pages import ROOT

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
HEAVY = ("/assets/pyodide/", "/assets/live/", "/assets/js/worker.js")
ARCHIVES = {".whl", ".zip"}
PATIENCE = 120_000  # milliseconds

MADE_HERE = {
    "/bare.html": '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title></html>',
    "/bare.js": """
        const { loadPyodide } = await import("/assets/pyodide/pyodide.mjs");
        const python = await loadPyodide({ packages: ["numpy"] });
        python.setStdout({ batched: (text) => postMessage(text) });
        python.runPython("import numpy; print(1)");
    """,
}
BARE = """() => new Promise((resolve, reject) => {
    const start = performance.now();
    const worker = new Worker("/bare.js", { type: "module" });
    worker.onmessage = () => resolve(performance.now() - start);
    worker.onerror = ({ message }) => reject(new Error(message));
})"""
# Click on a button of the first program, and wait until what `seen` asks for is true.
CLICK = """([button, seen, text]) => new Promise((resolve, reject) => {
    const cell = document.querySelector(".cr-cell-live");
    const status = cell.querySelector(".cr-status");
    const watch = new MutationObserver(() => {
        const found = cell.querySelector(seen).textContent;
        if (found.includes(text)) resolve({ ms: performance.now() - start, text: found });
        else if (status.dataset.kind === "wrong") reject(new Error(status.textContent));
        else return;
        watch.disconnect();
    });
    watch.observe(cell, { attributes: true, characterData: true, childList: true, subtree: true });
    const start = performance.now();
    cell.querySelector(button).click();
})"""
OUTPUT = ".cr-live code"
STATUS = ".cr-status"
ENDLESS = 'print("begun {}")\nwhile True:\n    pass\n'


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves a site and the bare page, and remembers what was asked for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, asked: list[str], **options: object) -> None:
        self.asked = asked
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path not in MADE_HERE:
            return super().do_GET()
        body = MADE_HERE[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a site on this machine, and the list of what is asked of it."""
    asked: list[str] = []
    handler = functools.partial(Files, directory=str(site), asked=asked)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def build(site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    environment = os.environ | {"SITE_URL": "http://127.0.0.1/", "NO_MKDOCS_2_WARNING": "1"}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit("The site does not build.\n→ make build")


@contextmanager
def opened(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()


def click(page: Page, button: str, seen: str, text: str = "") -> tuple[float, str]:
    """Milliseconds from the click until `text` stands where it is looked for, and all that stands there."""
    found = page.evaluate(CLICK, [button, seen, text])
    return found["ms"], found["text"]


def first_runs(chromium: Browser, address: str, asked: list[str], rounds: int) -> tuple[list[str], list[str]]:
    """Print how long cold starts take; what was asked for before the click, and what after it."""
    here: list[float] = []
    bare: list[float] = []
    before: list[str] = []
    after: list[str] = []

    def run() -> None:
        asked.clear()
        with opened(chromium, address) as page:
            before[:] = heavy(asked)
            here.append(click(page, ".cr-run", OUTPUT, "\n")[0])
        after[:] = heavy(asked)[len(before) :]

    def boot() -> None:
        with opened(chromium, f"{address}/bare.html") as page:
            bare.append(page.evaluate(BARE))

    for number in range(rounds):
        for start in (run, boot) if number % 2 else (boot, run):
            start()
        print(f"  round {number + 1}: {here[-1]:6,.0f} ms, the bare page {bare[-1]:6,.0f} ms", flush=True)
    ours, theirs = statistics.median(here), statistics.median(bare)
    print(f"First output: {ours:,.0f} ms after the click (median of {rounds});", end=" ")
    print(f"the bare page {theirs:,.0f} ms; ratio {ours / theirs:.2f} (aim: at most 1.3)")
    return before, after


def heavy(asked: list[str]) -> list[str]:
    """Of what was asked for, the parts that only a run needs."""
    return [path for path in asked if path.startswith(HEAVY)]


def moved(site: Path, before: list[str], after: list[str]) -> None:
    """Print bytes: before the click; of the first run, raw, with gzip, and with the copies for Brotli."""
    early, paths = ([site / path.lstrip("/") for path in asked] for asked in (before, after))
    print(f"Moved before the click: {sum(path.stat().st_size for path in early):,} bytes of what runs Python")
    raw = sum(path.stat().st_size for path in paths)
    print(f"Moved by the first run: {raw:,} bytes in {len(paths)} files as they are,", end=" ")
    print(f"{sum(map(gzipped, paths)):,} where text and WebAssembly are gzipped", end="")
    made = pyodide.RUNTIME.with_name(f"{pyodide.RUNTIME.name}-brotli")
    copies = {path: made / f"{path.name}.br" for path in paths}
    if made.exists():
        small = sum(copy.stat().st_size if copy.exists() else gzipped(path) for path, copy in copies.items())
        print(f", {small:,} with PAYLOAD=brotli", end="")
    print()


def gzipped(path: Path) -> int:
    return path.stat().st_size if path.suffix in ARCHIVES else len(gzip.compress(path.read_bytes()))


def next_runs(page: Page, count: int) -> None:
    click(page, ".cr-run", STATUS, " ms)")
    overheads = []
    for _ in range(count):
        took, status = click(page, ".cr-run", STATUS, " ms)")
        overheads.append(took - own_time(status))
    print(f"A next run: {statistics.median(overheads):.0f} ms more than the program itself", end=" ")
    print(f"(median of {count}, worst {max(overheads):.0f}; aim: at most 100)")


def own_time(status: str) -> float:
    """The milliseconds of the program itself, which the page tells with its verdict."""
    found = re.search(r"\((\d+) ms\)", status)
    assert found
    return float(found[1])


def stops(page: Page, count: int) -> None:
    page.locator(".cr-edit").first.click()
    times: list[float] = []
    starts: list[float] = []
    for number in range(count):
        page.locator(".cm-content").first.click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(ENDLESS.format(number))
        # What the run before it printed stays until Python has begun again.
        starts.append(click(page, ".cr-run", OUTPUT, f"begun {number}")[0])
        page.wait_for_timeout(200)
        times.append(click(page, ".cr-stop", STATUS, "Stopped.")[0])
    print(f"Stop: {statistics.median(times):.0f} ms (median of {count} endless loops, worst", end=" ")
    print(f"{max(times):.0f}); the run after it prints in {statistics.median(starts[1:]):,.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tools.cold_start", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--site", type=Path, help="the folder of a built site; without it, one is built")
    parser.add_argument("--rounds", type=int, default=5, help="cold starts of each kind (5)")
    parser.add_argument("--times", type=int, default=10, help="next runs, and stops (10)")
    options = parser.parse_args()
    executable = browser.find()
    if executable is None:
        sys.exit(f"There is no Chromium to measure with.\n{browser.ADVICE}")
    with tempfile.TemporaryDirectory() as made:
        site = options.site or Path(made)
        if not options.site:
            build(site)
        if not (site / "assets/pyodide").is_dir():
            sys.exit(f"{site} was built without Pyodide.\n→ python -m plugins.pyodide says why")
        with served(site) as (address, asked), sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            moved(site, *first_runs(chromium, address, asked, options.rounds))
            with opened(chromium, address) as page:
                next_runs(page, options.times)
                stops(page, options.times)
            chromium.close()


if __name__ == "__main__":
    main()
