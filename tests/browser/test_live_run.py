"""Run, Stop, Edit and Reset, in the browser's own Python, and what follows when something goes wrong."""

import json
import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MISSING
from tests.browser.live import NEXT, PAGE, Reader
from tools.pages import pages as sources

HEAVY = re.compile(r"/assets/(pyodide|live)/|/assets/js/(worker|editor|picture)\.js")
SAME = "Same output as in CI, byte for byte"
ENDLESS = "print('first')\nwhile True:\n    pass\n"


def visible_texts(locator):
    return [text for text in locator.all_inner_texts() if text]


# What a reader sees of a run that goes well


def test_every_program_of_every_page_gives_the_bytes_that_ci_saw(warm, pages):
    told = {}
    for path in pages:
        if path == MISSING:
            continue
        warm.visit(path)
        for cell in warm.programs():
            cell.run.dispatch_event("click")  # those in a hidden tab too
        for number, cell in enumerate(warm.programs(), 1):
            cell.ended()
            told[f"{path or 'home'}, program {number}"] = cell.status.text_content()
        for cell in warm.programs():
            cell.reset.dispatch_event("click")
    programs = [
        block for page in sources() if page.rendered for block in page.blocks if not block.needs_torch
    ]
    assert len(told) == len(programs)
    assert {where: text for where, text in told.items() if not text.startswith(SAME)} == {}


def test_nothing_is_fetched_before_the_first_run_whose_bytes_are_then_told(tab, python):
    opened = tab(PAGE).open(PAGE, until="networkidle")
    assert not [url for url in opened.requests if HEAVY.search(url)]
    opened.page.evaluate(
        """() => {
          const cell = document.querySelector(".cr-cell-live"), seen = (window.seen = []);
          const bar = cell.querySelector("progress");
          const text = (name) => cell.querySelector(name).textContent;
          new MutationObserver(() => seen.push([bar.value, bar.max, text(".cr-loading"), text(".cr-status")]))
            .observe(cell, { subtree: true, attributes: true, childList: true });
        }"""
    )
    cell = Reader(opened).program().start().says(SAME)
    seen = [step for step in opened.page.evaluate("seen") if step[2]]
    loaded = [step[0] for step in seen]
    assert loaded == sorted(loaded)
    assert len(set(loaded)) > 10
    assert loaded[-1] >= 0.97 * python["bytes"]
    assert {step[1] for step in seen[1:]} == {python["bytes"]}
    assert all(re.fullmatch(r"\d+\.\d of \d+\.\d MB", step[2]) for step in seen)
    assert "Loading Python, once…" in {step[3] for step in seen}
    expect(cell.root.locator(".cr-loading")).to_be_hidden()
    assert not opened.problems


def test_output_is_on_the_page_before_the_program_ends_and_stop_and_esc_end_it_at_once(warm):
    warm.visit(PAGE)
    first, second = warm.program(0), warm.program(1)
    for way in ("click", "key"):
        first.start(ENDLESS)
        expect(first.printed).to_have_text("first\n")
        expect(first.root).to_have_attribute("data-busy", "")
        second.start().says("Waiting for another example to end…")
        second.page.keyboard.press("Escape")
        second.says("Stopped.")
        watch_stop(first)
        if way == "click":
            first.stop.click()
        else:
            first.stop.focus()
            first.page.keyboard.press("Escape")
        first.says("Stopped.")
        assert 0 < warm.page.evaluate("window.took") <= 500
        expect(first.printed).to_have_text("first\n")
    for cell in warm.programs():
        cell.clear().run.dispatch_event("click")
    for cell in warm.programs():
        cell.says(SAME)


def watch_stop(cell):
    """Measure from the click or the key to the line that says so, in the page."""
    cell.root.evaluate(
        """(root) => {
          let start;
          for (const kind of ["click", "keydown"])
            root.addEventListener(kind, () => (start = performance.now()), { capture: true, once: true });
          const status = root.querySelector(".cr-status");
          new MutationObserver(() => {
            if (status.textContent === "Stopped.") window.took = performance.now() - start;
          }).observe(status, { childList: true });
        }"""
    )


def test_a_program_that_prints_without_end_is_cut_and_can_be_stopped(warm):
    warm.visit(PAGE)
    cell = warm.program().start("while True:\n    print('x' * 99)\n")
    expect(cell.live).to_contain_text("The output is cut here; the program prints on.")
    watch_stop(cell)
    cell.stop.click()
    cell.says("Stopped.")
    assert warm.page.evaluate("window.took") <= 500
    assert 100_000 < len(cell.printed.text_content()) <= 200_000
    cell.clear().start().says(SAME)


def test_an_edited_program_says_so_and_reset_brings_back_what_was(warm):
    warm.visit(PAGE)
    cell = warm.program()
    before = cell.root.inner_text()
    expected = cell.root.locator("[data-cr-output] code").text_content()
    cell.start(f"print({expected!r}, end='')").ended()
    assert re.fullmatch(r"Your version ran \(\d+ ms\)\.", cell.status.text_content())
    expect(cell.printed).to_have_text(expected)
    expect(cell.root.locator("[data-cr-output]")).to_be_hidden()
    cell.reset.click()
    assert cell.root.inner_text() == before
    expect(cell.run).to_be_focused()
    cell.edit.click()
    cell.start().says(SAME)  # opened in the editor, and not edited


def altered(opened, change):
    """The page as it would be with another text in it, `change`d before its scripts see it."""
    opened.page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        f"  if (document.readyState === 'interactive') {{ {change} }}"
        "})"
    )
    return Reader(opened.open(PAGE)).program()


def test_an_output_that_is_not_what_ci_saw_is_shown_with_its_difference(tab, python):
    change = "const code = document.querySelector('[data-cr-output] code');"
    change += "code.textContent = code.textContent.replace(/.*/, 'never printed')"
    cell = altered(tab(), change).start().says("Not the output that CI saw")
    assert cell.status.get_attribute("data-kind") == "wrong"
    first, *others = cell.printed.text_content().splitlines(keepends=True)
    lines = [f"{sign} {text}" for sign, text in [("-", "never printed\n"), ("+", first)]]
    lines += [f"  {text}" for text in others]
    difference = cell.root.locator(".cr-difference")
    assert difference.text_content() == "".join(["- in CI, + in this run\n", *lines])
    assert difference.locator("del, ins").all_text_contents() == lines[:2]


# Errors


def test_an_error_is_shown_as_python_shows_it_with_its_line_marked(warm):
    warm.visit(PAGE)
    code = "def half(x):\n    return x / 0\n\nprint('before')\nhalf(1)\n"
    cell = warm.program().start(code).says("The program raised an error: ZeroDivisionError: division by zero")
    expect(cell.printed).to_have_text("before\n")
    assert cell.error.text_content() == (
        "Traceback (most recent call last):\n"
        '  File "program.py", line 5, in <module>\n'
        "    half(1)\n"
        "    ~~~~^^^\n"
        '  File "program.py", line 2, in half\n'
        "    return x / 0\n"
        "           ~~^~~\n"
        "ZeroDivisionError: division by zero\n"
    )
    assert cell.marked.all_inner_texts() == ["    return x / 0"]
    cell.start("x = (1\n").says("SyntaxError: '(' was never closed")
    assert cell.marked.all_inner_texts() == ["x = (1"]
    cell.start("print('well')\n").says("Your version ran")
    expect(cell.marked).to_have_count(0)


def test_the_line_of_an_error_is_marked_in_code_that_is_not_in_the_editor(tab, python):
    change = r"document.querySelector('[data-cr-program] code').textContent = 'x = 1\n\nprint(y)\nprint(x)\n'"
    cell = altered(tab(), change).start().says("NameError: name 'y' is not defined")
    line = cell.marked.evaluate(
        """(stripe) => {
          const { left, top, height } = stripe.getBoundingClientRect(), code = stripe.closest("code");
          const range = document.caretRangeFromPoint(left + 20, top + height / 2);
          range.setStart(code, 0);
          return range.toString().split("\\n").length;
        }"""
    )
    assert line == 3


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys\nprint('told', file=sys.stderr)\n", "told\n"),
        ("import sys\nsys.stdout.write('no line end')\n", "no line end"),
        ("import sys\nsys.stdout.buffer.write('é✓\\n'.encode())\n", "é✓\n"),
    ],
)
def test_whatever_is_written_to_either_stream_is_shown(warm, code, told):
    warm.visit(PAGE)
    cell = warm.program().start(code).says("Your version ran")
    assert cell.printed.text_content() == told


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("def f(x):\n    return f(x) + 1\nf(1)\n", "RecursionError"),
        ("x = bytearray(10**10)\n", "MemoryError|OverflowError"),
        ("x = []\nwhile True:\n    x.append(bytearray(10**8))\n", "MemoryError"),
        ("import numpy as np\nnp.ones((10**5, 10**5))\n", "MemoryError|ValueError"),
        ("x = []\nfor _ in range(10**6):\n    x = [x]\nrepr(x)\n", "RecursionError|broke down"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt"),
        ("input('name? ')\n", "EOFError"),
        ("import os\nos._exit(1)\n", "broke down|Exit"),
        ("import warnings\nwarnings.warn('mind')\n", "UserWarning: mind"),
    ],
)
def test_after_any_failure_the_next_run_works(warm, code, error):
    warm.visit(PAGE)
    cell = warm.program().start(code).ended()
    assert re.search(error, cell.status.text_content())
    warm.program(1).start().says(SAME)
    warm.opened.problems.clear()  # Pyodide itself complains of what broke it


LEFT_BEHIND = [
    "import numpy as np\nnp.seterr(all='raise')\nnp.set_printoptions(precision=1)\nnp.random.seed(1)",
    "import builtins\nbuiltins.len = None\nbuiltins.print = None\nbuiltins.left = 1\ndel builtins.sum",
    "import sys\nsys.modules['numpy'] = sys.modules['io'] = None\ndel sys.modules['math']\nsys.path.clear()",
    "import snippets.convolution as c\nfor name in dir(c):\n    setattr(c, name, None)",
    "import numpy as np\nnp.sum = np.zeros = np.array = None\ndel np.ones",
    "import math, random\nmath.sqrt = random.random = None",
    "import os\nos.chdir('/')\nos.environ['LEFT'] = '1'\nx = 1",
    "import sys, io\nsys.stdout = sys.stderr = io.StringIO()\nprint('lost')",
    "import sys\nsys.stdout.write('half a line')\nsys.exit()",
    "import warnings\nwarnings.simplefilter('ignore')\nwarnings.warn = None",
    "import sys\nsys.setrecursionlimit(60)",
    "import sys\nsys.settrace(lambda *a: 1 / 0)",
    "import gc\ngc.disable()",
]
PROBE = """\
import builtins, gc, json, math, os, random, sys, warnings
import numpy as np
from snippets.convolution import correlate2d

print(np.geterr()["over"], np.get_printoptions()["precision"], hasattr(builtins, "left"))
print(sum(np.ones(2)), np.sum(np.array([1, 2])), math.sqrt(4), random.random() < 1, gc.isenabled())
print(correlate2d(np.ones((2, 2)), np.ones((2, 2))), "LEFT" in os.environ, os.getcwd() != "/")
print(sys.getrecursionlimit() > 500, sys.gettrace(), warnings.filters[0][0], callable(warnings.warn))
"""
CLEAN = """\
warn 8 False
2.0 3 2.0 True True
[[4.]] False True
True None error True
"""


@pytest.mark.parametrize("code", LEFT_BEHIND, ids=range(len(LEFT_BEHIND)))
def test_nothing_that_a_program_leaves_behind_reaches_the_next(warm, code):
    warm.visit(PAGE)
    warm.program(0).start(code).ended()
    cell = warm.program(1).start(PROBE).ended()
    assert visible_texts(cell.error) == []
    assert cell.printed.text_content() == CLEAN


# Pictures


def test_a_picture_is_shown_sanitised(warm):
    warm.visit(PAGE)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" onclick="alert(1)"/></svg>'
    cell = warm.program().start(f"print('drawn')\n{svg!r}\n").says("Your version ran")
    circle = cell.root.locator(".cr-picture svg[role=img] circle")
    expect(circle).to_be_visible()
    assert circle.evaluate("(circle) => circle.getAttributeNames()") == ["r"]
    drawn = "class Drawn:\n    def _repr_svg_(self):\n        return " + repr(svg) + "\nDrawn()\n"
    cell.start(drawn).says("Your version ran")
    expect(circle).to_be_visible()
    cell.start("'no picture'\n").says("Your version ran")
    expect(circle).to_have_count(0)
    warm.opened.problems.clear()  # the policy of the page told that it refused onclick while it was parsed


# By keyboard, and by ear


def test_everything_can_be_done_by_keyboard(warm):
    warm.visit(PAGE)
    cell, keys = warm.program(), warm.page.keyboard
    warm.page.locator("article h1").evaluate("(title) => { title.tabIndex = -1; title.focus(); }")
    for _ in range(20):
        keys.press("Tab")
        if cell.run.evaluate("(button) => button === document.activeElement"):
            break
    expect(cell.run).to_be_focused()
    keys.press("Enter")
    cell.says(SAME)
    expect(cell.run).to_be_focused()
    keys.press("Tab")
    expect(cell.edit).to_be_focused()
    keys.press("Enter")
    expect(cell.editor).to_be_focused()
    keys.press("Control+a")
    keys.insert_text("print(6 * 7)")
    keys.press("Control+Enter")
    cell.says("Your version ran")
    expect(cell.printed).to_have_text("42\n")
    assert cell.editor.inner_text() == "print(6 * 7)"
    expect(cell.editor).to_be_focused()
    keys.press("Tab")
    expect(cell.run).to_be_focused()
    keys.press("Shift+Tab")
    expect(cell.editor).to_be_focused()
    keys.press("Control+a")
    keys.insert_text("while True: pass")
    keys.press("Control+Enter")
    expect(cell.stop).to_be_visible()
    keys.press("Escape")
    cell.says("Stopped.")
    expect(cell.editor).to_be_focused()
    keys.press("Escape")
    expect(cell.run).to_be_focused()


def test_buttons_and_status_are_announced(warm):
    warm.visit(PAGE)
    cell = warm.program()
    expect(cell.root.get_by_role("group", name="Program 1")).to_be_visible()
    expect(cell.root.get_by_role("status")).to_have_count(1)
    for name, keys in [("Run", "Control+Enter"), ("Stop", "Escape"), ("Edit", None), ("Reset", None)]:
        button = cell.root.get_by_role("button", name=name, exact=True, include_hidden=True)
        assert button.get_attribute("aria-keyshortcuts") == keys
    cell.edit.click()
    expect(cell.root.get_by_role("textbox", name="Program 1, editor")).to_be_visible()
    cell.start().says(SAME)
    expect(cell.root.get_by_role("region", name="Output of program 1")).to_be_visible()


# Pages come and go


def test_instant_navigation_back_and_forward_keep_one_python_and_one_toolbar_each(warm):
    page = warm.visit(PAGE).page
    page.evaluate("window.stayed = true")
    warm.program().start().says(SAME)
    workers = page.workers
    warm.visit(NEXT).program().start().says(SAME)
    # where a move leads is told here: right after it the tab may still name the page that it leaves
    for move, path in ((page.go_back, PAGE), (page.go_forward, NEXT), (page.go_back, PAGE)):
        page.evaluate("document.querySelector('article').dataset.left = true")
        move()
        warm.arrived(urljoin(warm.home, path))
        assert len(warm.programs()) > 1
        warm.program().start().says(SAME)
    assert page.workers == workers


def test_leaving_a_page_stops_its_program(warm):
    warm.visit(PAGE).program().start(ENDLESS)
    expect(warm.program().printed).to_have_text("first\n")
    warm.visit(NEXT).program().start().says(SAME)


def test_two_tabs_run_at_once(tab, python):
    first = tab(PAGE)
    second = type(first)(first.page.context.new_page(), first.home).open(NEXT)
    cells = [Reader(opened).program() for opened in (first, second)]
    for cell in cells:
        cell.start()
    for cell in cells:
        cell.says(SAME)
    assert first.problems == second.problems == []


# Something is missing


def test_a_lost_network_is_told_and_retry_works_when_it_is_back(tab, python):
    opened = tab(PAGE)
    cell, route = Reader(opened).program(), opened.page.context
    lost = [
        "**/assets/live/runtime.json",
        "**/assets/js/worker.js",
        "**/pyodide.mjs",
        "**/*.wasm",
        "**/*.whl",
        "**/project.tar.bz2",
    ]
    for address in lost:
        route.route(address, lambda one: one.abort())
        cell.start().ended()
        told = cell.status.text_content()
        assert re.fullmatch(r"Python could not be loaded: .+\. Nothing is lost: Retry\.", told), address
        expect(cell.run).to_have_text("Retry")
        expect(cell.root.locator("[data-cr-output]")).to_be_visible()
        route.unroute(address)
    route.route("**/*.wasm", lambda one: one.fulfill(status=503))
    cell.start().says("pyodide.asm.wasm answered 503. Nothing is lost: Retry.")
    route.unroute("**/*.wasm")
    cell.start().says(SAME)
    expect(cell.run).to_have_text("Run")


def test_a_lost_editor_and_a_lost_picture_are_told_and_come_when_asked_again(tab, python):
    opened = tab(PAGE)
    cell, route = Reader(opened).program(), opened.page.context
    route.route("**/assets/js/editor.js", lambda one: one.abort())
    cell.edit.click()
    cell.says("The editor could not be loaded: the network does not answer.")
    expect(cell.root.locator("[data-cr-program] pre")).to_be_visible()
    route.unroute("**/assets/js/editor.js")
    cell.edit.click()
    expect(cell.editor).to_be_focused()
    route.route("**/assets/js/picture.js", lambda one: one.abort())
    cell.start('\'<svg viewBox="0 0 9 9"><circle r="4"/></svg>\'\n').says("The picture cannot be shown")
    route.unroute("**/assets/js/picture.js")
    cell.start().says("Your version ran")
    expect(cell.root.locator(".cr-picture svg")).to_be_visible()


def test_a_run_ends_when_its_picture_is_shown_and_a_reset_meanwhile_holds(tab, python):
    opened, waiting = tab(PAGE), []
    cell = Reader(opened).program()

    def hold(request):
        waiting.append(request)

    opened.page.context.route("**/assets/js/picture.js", hold)
    cell.start('\'<svg viewBox="0 0 9 9"><circle r="4"/></svg>\'\n').says("Running…")
    expect(cell.live).to_be_visible()
    while not waiting:
        opened.page.wait_for_timeout(20)
    expect(cell.root).to_have_attribute("data-busy", "")
    cell.reset.click()
    waiting.pop().continue_()
    cell.ended()
    expect(cell.status).to_have_text("")
    expect(cell.live).to_be_hidden()


@pytest.mark.parametrize("part", ["WebAssembly", "Worker", "BigInt64Array"])
def test_a_browser_that_is_too_old_is_told_so(tab, part):
    opened = tab()
    opened.page.add_init_script(f"delete globalThis.{part}")
    cell = Reader(opened.open(PAGE)).program().start()
    too_old = "This browser is too old to run Python in a page."
    expect(cell.status).to_contain_text(too_old)  # nor can Playwright evaluate in it
    expect(cell.run).to_be_visible()
    assert not opened.problems


def test_a_site_without_the_runtime_says_why(tab):
    opened = tab(PAGE)
    why = "Python is not part of this copy of the site. It could not be downloaded; is there a network?"
    opened.page.route("**/runtime.json", lambda route: route.fulfill(body=json.dumps({"missing": why})))
    cell = Reader(opened).program().start().ended()
    assert cell.status.text_content() == why
    expect(cell.run).to_have_text("Run")


def test_without_javascript_there_are_no_buttons_and_solutions_can_be_read(tab):
    page = tab(PAGE, java_script_enabled=False).page
    assert page.locator(".cr-button").count() == 0
    for details in page.locator("details:has([data-cr-solution])").all():
        details.locator("summary").click()
        expect(details.locator("[data-cr-solution]")).to_be_visible()
