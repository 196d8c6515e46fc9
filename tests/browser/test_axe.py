"""axe-core finds nothing on any page: both palettes, desktop and phone, with all that opens open."""

from pathlib import Path

import pytest

from tests.browser.live import PAGE

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
DESKTOP, PHONE = 1280, 390


def violations(page):
    """What axe finds, each as the rule, the element, the mend."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))  # not as an element, which the policy of the page forbids
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_nothing_on_any_page(tab, pages, width):
    opened = tab(width=width, reduced_motion="reduce")
    found = []
    for path in pages:
        opened.open(path)
        opened.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for palette in ("light", "dark"):
            opened.page.emulate_media(color_scheme=palette)
            found += [f"{path or 'home'}, {palette}: {line}" for line in violations(opened.page)]
    assert not found, "\n".join(found)


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
    warm.page.emulate_media(color_scheme="light")


def test_axe_finds_nothing_on_a_page_that_was_worked_on(worked_on):
    found = []
    for width in (DESKTOP, PHONE):
        worked_on.set_viewport_size({"width": width, "height": 800})
        for palette in ("light", "dark"):
            worked_on.emulate_media(color_scheme=palette)
            found += [f"{width}, {palette}: {line}" for line in violations(worked_on)]
            assert worked_on.evaluate("document.documentElement.scrollWidth") <= width
    assert not found, "\n".join(found)


def test_axe_would_find_a_picture_without_alternative_text(tab):
    page = tab().page
    page.evaluate("document.querySelector('article').append(new Image())")
    assert any(line.startswith("image-alt") for line in violations(page))


def test_the_link_of_an_annotation_gets_a_name(tab):
    page = tab().page
    link = "<a class=md-annotation__index href=#one><span data-md-annotation-id=1></span></a>"
    page.eval_on_selector("article", "(article, link) => article.insertAdjacentHTML('beforeend', link)", link)
    assert page.get_by_role("link", name="Annotation 1").count() == 1
