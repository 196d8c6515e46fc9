"""axe-core finds nothing on any page: both palettes, desktop and phone, with all that opens open."""

from pathlib import Path

import pytest

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
DESKTOP, PHONE = 1280, 390


def violations(page):
    """What axe finds, each as the rule, the element, the mend."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
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


def test_axe_would_find_a_picture_without_alternative_text(tab):
    page = tab().page
    page.evaluate("document.querySelector('article').append(new Image())")
    assert any(line.startswith("image-alt") for line in violations(page))


def test_the_link_of_an_annotation_gets_a_name(tab):
    page = tab().page
    link = "<a class=md-annotation__index href=#one><span data-md-annotation-id=1></span></a>"
    page.eval_on_selector("article", "(article, link) => article.insertAdjacentHTML('beforeend', link)", link)
    assert page.get_by_role("link", name="Annotation 1").count() == 1
