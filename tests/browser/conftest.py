"""The built site, served as GitHub Pages serves it, in a real Chromium."""

import contextlib
import functools
import http.server
import json
import re
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.live import PATIENCE, Reader
from tools import browser

MISSING = "no/such/page/"
expect.set_options(timeout=PATIENCE)


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serve a site below the folder it was built for, with its 404 page and this host in its site map."""

    def __init__(self, *args, published, **options):
        self.published, self.below = published, urlsplit(published).path
        super().__init__(*args, **options)

    def translate_path(self, path):
        inside = path.startswith(self.below)
        return super().translate_path("/" + path.removeprefix(self.below) if inside else "/outside")

    def do_GET(self):
        # Material navigates without a reload to addresses in the site map; those name the published host.
        if self.path != f"{self.below}sitemap.xml":
            return super().do_GET()
        here = f"http://{self.headers['Host']}{self.below}"
        self.answer(HTTPStatus.OK, "text/xml", self.file("sitemap.xml").replace(self.published, here))

    def send_error(self, code, message=None, explain=None):
        self.answer(code, "text/html; charset=utf-8", self.file("404.html"))

    def answer(self, code, kind, text):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def file(self, name):
        return Path(self.directory, name).read_text("utf-8")

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def urls(built_site):
    """Every address in the site map; the home page, the shortest, first."""
    text = Path(built_site, "sitemap.xml").read_text("utf-8")
    return sorted(re.findall(r"<loc>(.*?)</loc>", text), key=len)


@pytest.fixture(scope="session")
def pages(urls):
    """Every page of the site, as its address below the home page; the 404 page as any that is missing."""
    assert len(urls) > 1
    return [*(url.removeprefix(urls[0]) for url in urls), MISSING]


@pytest.fixture(scope="session")
def address(built_site, urls):
    """Where the built site is served: on a free port, below the folder of its `site_url`."""
    handler = functools.partial(Pages, directory=str(built_site), published=urls[0])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{urlsplit(urls[0]).path}"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium():
    executable = browser.find()
    if executable is None:
        pytest.skip("no Chromium for the browser tests (make test says how to get one)")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        running = playwright.chromium.launch(executable_path=executable, args=flags)
        yield running
        running.close()


@dataclass
class Tab:
    """A page in the browser, and everything that went wrong or out while it was open."""

    page: object
    home: str
    requests: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def __post_init__(self):
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("console", self._said)

    def open(self, path, until="load"):
        self.page.goto(urljoin(self.home, path), wait_until=until)
        return self

    def _answered(self, response):
        if response.status >= HTTPStatus.BAD_REQUEST and not response.url.endswith(MISSING):
            self.problems.append(f"{response.status}: {response.url}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # leaving a page aborts what it still waits for
            self.problems.append(f"{request.failure}: {request.url}")

    def _said(self, message):
        if message.type == "error" and not message.location["url"].endswith(MISSING):
            self.problems.append(f"console: {message.text}")


@contextlib.contextmanager
def tabs(chromium, address):
    """A function that opens a tab: palette, width, and JavaScript on or off as asked."""
    with contextlib.ExitStack() as opened:

        def new(path="", *, width=1280, palette="light", **options):
            size = {"width": width, "height": 800}
            context = chromium.new_context(viewport=size, color_scheme=palette, **options)
            opened.callback(context.close)
            return Tab(context.new_page(), address).open(path)

        yield new


@pytest.fixture
def tab(chromium, address):
    """`tabs` that are closed when the test ends."""
    with tabs(chromium, address) as new:
        yield new


@pytest.fixture(scope="module")
def module_tab(chromium, address):
    """`tabs` that all tests of a module share."""
    with tabs(chromium, address) as new:
        yield new


@pytest.fixture(scope="session")
def python(built_site):
    """Whoever asks for it needs the Python that the site ships."""
    told = json.loads(Path(built_site, "assets/live/runtime.json").read_text("utf-8"))
    if "missing" in told:
        pytest.skip("the runtime could not be had (python -m plugins.pyodide says why)")
    return told


@pytest.fixture(scope="session")
def warm_tab(chromium, address, python):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened = Tab(context.new_page(), address).open("", until="networkidle")
    reader = Reader(opened)
    reader.program().start().says("Same output as in CI")
    yield reader
    context.close()


@pytest.fixture
def warm(warm_tab):
    """A tab whose Python is loaded, shared by all tests, each of which ends with a reset."""
    warm_tab.opened.problems.clear()
    yield warm_tab
    for kind in (".cr-stop", ".cr-reset"):
        buttons = f"{kind}:not([hidden])"
        warm_tab.page.eval_on_selector_all(
            buttons, "(buttons) => buttons.forEach((button) => button.click())"
        )
    assert not warm_tab.opened.problems
