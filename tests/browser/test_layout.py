"""A page holds together in print and on a phone, and everything can be done from the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import OVERFLOWING, switch_palette

FOCUSED = """() => {
  const element = document.activeElement;
  const beside = element.matches(".md-option, .tabbed-set > input");  // a hidden button, its label is seen
  const shown = beside ? element.parentElement.querySelector(":focus ~ :is(label, .tabbed-labels)") : element;
  const {outlineStyle, outlineWidth} = getComputedStyle(shown);
  return {what: element.outerHTML.slice(0, 120), outline: outlineStyle, width: parseFloat(outlineWidth)};
}"""


def test_something_too_wide_would_be_seen(tab):
    page = tab(width=320).page
    page.eval_on_selector("article h1", "title => title.style.whiteSpace = 'nowrap'")
    page.eval_on_selector("article h1", "title => title.append(' and a title that never breaks'.repeat(5))")
    assert page.evaluate(OVERFLOWING)


def test_one_screen_says_what_this_is_and_offers_three_ways_in(tab):
    page = tab().page
    first_screen = page.locator("h1, h1 + p, figure, figure + ul > li")
    bottoms = first_screen.evaluate_all("all => all.map(one => one.getBoundingClientRect().bottom)")
    assert len(bottoms) == 6
    assert max(bottoms) <= 800


def test_the_palette_switches_and_stays(tab):
    opened = tab()
    body = opened.page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")  # the system's
    for scheme in ("default", "slate", "default"):  # light, dark, the system's
        switch_palette(opened.page)
        expect(body).to_have_attribute("data-md-color-scheme", scheme)

    for _ in range(2):
        switch_palette(opened.page)
    opened.page.reload()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")

    opened.page.route("**/bundle.*.js", lambda route: route.abort())  # before Material's script has run
    opened.page.reload()
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(30, 32, 41)"


def test_a_dark_page_prints_on_white_paper_with_what_is_folded(tab):
    page = tab("appendix/numpy_speed/", palette="dark").page
    folded = "document.querySelector('details table').checkVisibility()"
    assert not page.evaluate(folded)
    page.emulate_media(media="print")
    assert page.evaluate(folded)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_links_inside_the_site_navigate_without_a_reload(tab):
    opened = tab().open("", until="networkidle")  # the site map has arrived
    opened.page.evaluate("window.still_here = true")
    opened.page.locator(".md-tabs__link").nth(1).click()
    opened.page.wait_for_url(lambda url: url != opened.home)
    expect(opened.page.locator(".cr-home")).to_have_count(0)
    assert opened.page.evaluate("window.still_here")
    assert not opened.problems


def test_the_first_tab_stop_skips_to_the_content(tab, pages):
    page = tab(next(path for path in pages if path)).page
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    expect(page.locator(":focus")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('article').contains(document.activeElement)")


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_focus_is_visible_wherever_the_tab_key_leads(tab, pages, palette):
    page = tab(next(path for path in pages if path.startswith("convolution/")), palette=palette).page
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    page.focus(".tabbed-set > input")
    page.keyboard.press("ArrowRight")
    seen.append(page.evaluate(FOCUSED))
    assert len({stop["what"] for stop in seen}) > 15
    assert not [stop["what"] for stop in seen if stop["outline"] == "none" or stop["width"] < 2]


def test_a_slash_opens_the_search_and_escape_closes_it(tab):
    page = tab().page
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


def test_enter_opens_the_menu_of_a_phone(tab):
    page = tab(width=390).page
    page.focus(".md-header [for=__drawer]")
    page.keyboard.press("Enter")
    expect(page.locator("#__drawer")).to_be_checked()


def test_the_copy_button_copies_the_program_and_nothing_else(tab):
    page = tab(permissions=["clipboard-read", "clipboard-write"]).page
    program = page.locator(".language-python.highlight").first
    program.hover()
    program.locator("button[data-md-type=copy]").click()
    expect(page.locator(".md-dialog")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == program.locator("code").inner_text().strip()


def test_nothing_moves_for_readers_who_asked_for_less_motion(tab):
    page = tab(reduced_motion="reduce").page
    moves = "(element) => getComputedStyle(element).transitionDuration !== '0s'"
    assert not page.evaluate(f"[...document.querySelectorAll('*')].some({moves})")
    assert tab().page.evaluate(f"[...document.querySelectorAll('*')].some({moves})")
