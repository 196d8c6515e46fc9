"""A term's definition comes by mouse, keyboard and touch, to a screen reader, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE

PAGE, TERM, ANCHOR = "recurrence/lstm/", "recurrent network", "recurrent-neural-network"
DEFINITION = "A network that reads in order and carries a state from each item to the next."


def term(page):
    return page.locator("article a.g").filter(has_text=re.compile(f"^{TERM}$"))


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_tooltip_opens_under_the_mouse_and_on_focus_and_describes_the_link(tab, palette):
    page = tab(PAGE, palette=palette).page
    for reach in (lambda: term(page).hover(), lambda: term(page).focus()):
        expect(term(page)).to_have_attribute("title", DEFINITION)
        reach()
        expect(page.get_by_role("tooltip")).to_have_text(DEFINITION)
        expect(term(page)).to_have_accessible_description(DEFINITION)
        expect(term(page)).to_have_accessible_name(TERM)
        page.mouse.move(2, 2)
        term(page).blur()
        expect(page.get_by_role("tooltip")).to_have_count(0)


def test_the_tooltip_fits_a_phone(tab):
    page = tab(PAGE, width=PHONE).page
    for link in page.locator("article a.g").all():
        link.focus()
        box = page.locator(".md-tooltip2--active .md-tooltip2__inner").last
        expect(box).to_be_visible()
        place = box.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= PHONE
        link.blur()
        expect(page.locator(".md-tooltip2--active")).to_have_count(0)


def test_enter_and_a_tap_lead_to_the_entry(tab):
    page = tab(PAGE).page
    term(page).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/appendix/glossary/#{ANCHOR}$"))
    expect(page.locator(f"#{ANCHOR}")).to_be_in_viewport()
    page.go_back()
    expect(term(page)).to_be_visible()  # by instant navigation, and its tooltip is there again
    expect(term(page)).to_have_attribute("title", DEFINITION)

    page = tab(PAGE, width=PHONE, has_touch=True).page
    term(page).tap()
    expect(page.locator(f"#{ANCHOR}")).to_be_in_viewport()


def test_without_javascript_the_definition_is_the_link_s_title(tab):
    page = tab(PAGE, java_script_enabled=False).page
    expect(term(page)).to_have_attribute("title", DEFINITION)
    term(page).click()
    expect(page.locator(f"#{ANCHOR}")).to_be_in_viewport()


def test_a_term_s_underline_is_dotted_and_its_colour_is_the_text_s(tab):
    page = tab(PAGE).page
    style = "link => [getComputedStyle(link).textDecorationStyle, getComputedStyle(link).color]"
    text = page.locator("article p").first.evaluate("p => getComputedStyle(p).color")
    assert term(page).evaluate(style) == ["dotted", text]
