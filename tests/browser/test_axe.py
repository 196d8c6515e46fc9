"""axe-core finds nothing in what a reader opens or works on: both palettes, desktop and phone."""

import pytest

from tests.browser.conftest import MISSING
from tests.browser.live import PAGE
from tests.browser.looks import DESKTOP, OF_COLOURS, PHONE, turn, violations


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_nothing_in_the_open_search(tab, palette, width):
    page = tab(palette=palette, width=width, reduced_motion="reduce").page
    page.keyboard.press("/")
    page.keyboard.type("convolution")
    page.wait_for_selector(".md-search-result__item")
    assert not violations(page)


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_menu_of_a_phone(tab, palette):
    page = tab(palette=palette, width=PHONE, reduced_motion="reduce").page
    page.click(".md-header [for=__drawer]")
    page.wait_for_selector(".md-nav--primary >> visible=true")
    assert not violations(page)


@pytest.mark.parametrize(
    "path", ["", "recurrence/lstm/", "cases/dna/", "decide/ledger/", "reference/", MISSING]
)
def test_colours_can_be_told_apart_in_either_palette_at_either_width(tab, path):
    """One page of each kind; test_every_page.py looks at all of them, in one palette at each width."""
    page = tab(path, reduced_motion="reduce").page
    for width, palette in ((DESKTOP, "dark"), (PHONE, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        turn(page, palette)
        assert not violations(page, OF_COLOURS)


@pytest.fixture
def worked_on(warm):
    """A page with runs, an opened editor, an error, a picture, and answers: right, wrong and failed."""
    warm.visit(PAGE)
    warm.program(0).start().says("Same output as in CI")
    warm.program(1).edit.click()
    warm.program(2).start("print('before')\nprint(1 / 0)\n").says("ZeroDivisionError")
    picture = '<svg viewBox="0 0 9 3"><circle cx="2" cy="1.5" r="1"/></svg>'
    warm.program(3).start(f"{picture!r}\n").says("Your version ran")
    warm.exercise("sliding_dot_products:missing_cell").start("missing_cell = -1\n").says("Right.")
    warm.exercise("sliding_dot_products:map_shape").start("map_shape = '3 x 6'\n").says("Not yet.")
    warm.exercise("sliding_dot_products:blind_kernel").start("print(1)\n1 / 0\n").says("raised an error")
    warm.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    yield warm.page
    warm.page.get_by_role("button", name="Forget my answers").click()
    warm.page.set_viewport_size({"width": DESKTOP, "height": 800})
    turn(warm.page, "light")


def test_axe_finds_nothing_on_a_page_that_was_worked_on(worked_on):
    found = []
    for width in (DESKTOP, PHONE):
        worked_on.set_viewport_size({"width": width, "height": 800})
        for palette in ("light", "dark"):
            turn(worked_on, palette)
            found += [f"{width}, {palette}: {line}" for line in violations(worked_on)]
            assert worked_on.evaluate("document.documentElement.scrollWidth") <= width
    assert not found, "\n".join(found)


def test_axe_would_find_a_picture_without_alternative_text(tab):
    page = tab().page
    page.evaluate("document.querySelector('article').append(new Image())")
    assert any(line.startswith("image-alt") for line in violations(page))


def test_axe_would_find_words_that_are_hard_to_read_in_one_palette(tab):
    page = tab(PAGE, reduced_motion="reduce").page
    page.eval_on_selector("article p", "words => words.style.color = '#222'")
    assert not violations(page, OF_COLOURS)
    turn(page, "dark")
    assert any(line.startswith("color-contrast") for line in violations(page, OF_COLOURS))


def test_the_link_of_an_annotation_gets_a_name(tab):
    page = tab().page
    link = "<a class=md-annotation__index href=#one><span data-md-annotation-id=1></span></a>"
    page.eval_on_selector("article", "(article, link) => article.insertAdjacentHTML('beforeend', link)", link)
    assert page.get_by_role("link", name="Annotation 1").count() == 1
