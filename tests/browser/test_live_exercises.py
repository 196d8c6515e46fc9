"""Exercises answered in the page: judged by the checker that CI tests, kept in this browser only."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.live import NEXT, PAGE, Reader
from tests.test_exercises import PAGES, answer, exercises_of, listing
from tools.pages import notebooks
from tools.pages import pages as sources

# The pages with exercises, notebooks among them: the name of the module, and the address of the page.
WITH_EXERCISES = [
    pytest.param(page.path.stem, f"{page.name.removeprefix('docs/').rpartition('.')[0]}/", id=page.path.stem)
    for page in [*sources(), *notebooks()]
    if page.path.stem in PAGES and "data-cr-quiz" not in page.text  # whose cards test_quiz.py answers
]
FIRST = "sliding_dot_products:missing_cell"
STORED = "convolve-recur:" + FIRST
RIGHT = "missing_cell = -1\n"


@pytest.fixture
def lesson(warm):
    """The first exercise of a page, and the page as a new reader finds it."""
    warm.page.evaluate("localStorage.clear()")
    warm.visit(NEXT).visit(PAGE)
    yield warm
    forget(warm.page)


def forget(page):
    for button in page.get_by_role("button", name="Forget my answers").all():
        button.click()


@pytest.mark.parametrize(("module", "path"), WITH_EXERCISES)
def test_exercises_show_their_stubs_and_know_their_solutions(warm, module, path):
    """The first one knows its stub and a mistake too; tests/test_parity.py hands in those of all others."""
    warm.visit(path)
    all_of_them = exercises_of(module)
    cells = [warm.exercise(f"{module}:{exercise.name}") for exercise in all_of_them]
    cells[0].start().ended().says("Not answered yet")
    mistake, (_, hint) = next(iter(all_of_them[0].wrong.items()))
    cells[0].start(answer(module, all_of_them[0], mistake)).ended().says("Not yet. ").says(hint)
    for cell, exercise in zip(cells, all_of_them, strict=True):
        cell.reset.dispatch_event("click")
        shown = cell.root.locator("[data-cr-exercise] code").text_content()
        assert shown.strip() == listing(module, f"{exercise.name}-stub").strip()
        cell.start(listing(module, f"{exercise.name}-solution")).ended()
        assert cell.status.text_content() == "Right.", exercise.name
    count = len(all_of_them)
    expect(warm.page.locator(".cr-summary")).to_contain_text(f"{count} of {count} exercises")
    forget(warm.page)
    expect(warm.page.locator(".cr-summary")).to_contain_text(f"0 of {count} exercises")


def test_the_solution_opens_after_the_first_try(lesson):
    cell, solution = (
        lesson.exercise(FIRST),
        lesson.page.locator("details:has([data-cr-solution=missing_cell])"),
    )
    expect(solution).to_be_hidden()
    expect(lesson.page.get_by_text("The solution opens after your first try.").first).to_be_visible()
    cell.start().says("Not answered yet")  # which is no try
    expect(solution).to_be_hidden()
    cell.start("missing_cell = 8\n").says("Not yet. 8 comes out if every cell meets every weight.")
    expect(solution).to_be_visible()
    solution.locator("summary").click()
    expect(solution.locator("[data-cr-solution]")).to_be_visible()
    expect(lesson.page.locator("details:has([data-cr-solution=map_shape])")).to_be_hidden()


def test_progress_is_kept_in_this_browser_for_each_page_and_can_be_cleared(tab, python):
    opened = tab(PAGE)
    reader = Reader(opened)
    reader.exercise(FIRST).start(RIGHT).says("Right.")
    opened.open(NEXT)
    expect(opened.page.locator(".cr-summary")).to_contain_text(re.compile("^0 of"))
    opened.open(PAGE)
    cell, summary = reader.exercise(FIRST).says("Answered: right."), opened.page.locator(".cr-summary")
    expect(summary).to_contain_text(re.compile("^1 of"))
    expect(opened.page.locator("details:has([data-cr-solution=missing_cell])")).to_be_visible()
    assert cell.root.locator("[data-cr-exercise] code").text_content() == RIGHT  # what is seen is what runs
    cell.edit.click()
    assert cell.editor.inner_text() == RIGHT.strip()
    cell.reset.click()
    stub = listing("sliding_dot_products", "missing_cell-stub")
    assert cell.root.locator("[data-cr-exercise] code").text_content() == stub
    opened.page.get_by_role("button", name="Forget my answers").click()
    expect(summary).to_contain_text(re.compile("^0 of"))
    assert opened.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('convolve'))") == []
    opened.open(PAGE)
    expect(summary).to_contain_text(re.compile("^0 of"))
    expect(opened.page.locator("details:has([data-cr-solution=missing_cell])")).to_be_hidden()
    assert not opened.problems


def test_nothing_leaves_the_page_while_answers_are_judged(lesson):
    lesson.exercise(FIRST).start("missing_cell = 8\n").says("Not yet.")
    lesson.page.wait_for_load_state("networkidle")  # the site's icon may come late
    before = len(lesson.opened.requests)
    lesson.exercise(FIRST).start("missing_cell = 3\n").says("Not yet.")
    lesson.exercise(FIRST).start(RIGHT).says("Right.")
    forget(lesson.page)
    assert [url for url in lesson.opened.requests[before:] if not url.endswith("assets/logo.svg")] == []


def test_without_storage_progress_lasts_as_long_as_the_page(tab, python):
    opened = tab()
    refuse = "{ get() { throw new DOMException('blocked', 'SecurityError'); } }"
    opened.page.add_init_script(f"Object.defineProperty(window, 'localStorage', {refuse})")
    cell = Reader(opened.open(PAGE)).exercise(FIRST).start(RIGHT).says("Right.")
    expect(opened.page.locator(".cr-summary")).to_contain_text(re.compile("^1 of"))
    forget(opened.page)
    expect(opened.page.locator(".cr-summary")).to_contain_text(re.compile("^0 of"))
    expect(cell.status).to_be_empty()
    assert not [problem for problem in opened.problems if "live.js" in problem]


@pytest.mark.parametrize("garbage", ["", "{", "null", "7", "[]", '{"tries": -1, "right": "yes", "code": 7}'])
def test_garbage_in_the_storage_is_no_progress(lesson, garbage):
    lesson.visit(NEXT)
    lesson.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [STORED, garbage])
    lesson.visit(PAGE)
    expect(lesson.page.locator(".cr-summary")).to_contain_text(re.compile("^0 of"))
    expect(lesson.page.locator("details:has([data-cr-solution=missing_cell])")).to_be_hidden()
    lesson.exercise(FIRST).start(RIGHT).says("Right.")


def test_an_endless_answer_is_stopped(lesson):
    cell = lesson.exercise(FIRST).start("print('in the loop')\nwhile True:\n    pass\n")
    expect(cell.printed).to_have_text("in the loop\n")
    cell.stop.click()
    cell.says("Stopped.")
    cell.start(RIGHT).says("Right.")


def test_an_error_in_an_answer_is_shown_with_its_line(lesson):
    cell = lesson.exercise(FIRST).start("x = 1\nmissing_cell = x / 0\n")
    cell.says("Your answer raised an error: ZeroDivisionError: division by zero")
    assert 'File "answer.py", line 2, in <module>' in cell.error.text_content()
    assert cell.marked.all_inner_texts() == ["missing_cell = x / 0"]
    cell.start("missing = 3\n").says("Your answer does not define the name missing_cell.")
    expect(cell.marked).to_have_count(0)

    cell = lesson.exercise("sliding_dot_products:correlate2d_windows")
    cell.start("def correlate2d_windows(x, kernel):\n    return x.no_such_thing\n").says("Not yet.")
    expect(cell.status).to_contain_text("AttributeError in line 2")
    assert cell.marked.all_inner_texts() == ["    return x.no_such_thing"]
