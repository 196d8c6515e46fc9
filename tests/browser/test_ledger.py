"""The ledger's filter: by verdict, announced, in the address; and everything shows without it."""

import re

import pytest
from playwright.sync_api import expect

from tools import ledger
from tools.pages import ROOT

PAGE = "decide/ledger/"
CLAIMS = ledger.read(ROOT).claims


def ids(verdict):
    return [f"claim-{row.id}" for row in CLAIMS if row.verdict == verdict]


def shown(page):
    return page.locator(".cr-row:visible").evaluate_all("rows => rows.map(row => row.id)")


@pytest.mark.parametrize("verdict", ledger.VERDICTS)
def test_a_button_shows_the_claims_of_one_verdict_and_says_how_many(tab, verdict):
    page = tab(PAGE).page
    button = page.get_by_role("button", name=f"{ledger.VERDICTS[verdict][0]} {len(ids(verdict))}", exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_have_text(f"{len(ids(verdict))} of {len(CLAIMS)} claims shown")
    assert shown(page) == ids(verdict)
    assert page.locator('.cr-toolbar [aria-pressed="true"]').count() == 1
    # What may follow # is the heading in view.
    expect(page).to_have_url(re.compile(rf"{PAGE}\?verdict={verdict}(#.*)?$"))

    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert shown(page) == ids(verdict)


def test_a_heading_without_claims_is_hidden_with_them(tab):
    page = tab(f"{PAGE}?verdict=untestable").page
    expect(page.get_by_role("status")).to_have_text(f"2 of {len(CLAIMS)} claims shown")
    parts = {row.part for row in CLAIMS if row.verdict == "untestable"}
    assert page.locator("article h2:visible").count() == len(parts)


def test_all_shows_all_again_and_leaves_the_address(tab):
    page = tab(f"{PAGE}?verdict=wrong").page
    page.get_by_role("button", name=f"All {len(CLAIMS)}", exact=True).click()
    assert len(shown(page)) == len(CLAIMS)
    expect(page).to_have_url(re.compile(rf"{PAGE}(#.*)?$"))


def test_an_unknown_verdict_in_the_address_shows_all(tab):
    assert len(shown(tab(f"{PAGE}?verdict=true").page)) == len(CLAIMS)


def test_a_link_to_a_claim_shows_it_whatever_the_filter_says(tab):
    claim = ids("wrong")[-1]
    page = tab(f"{PAGE}?verdict=right#{claim}").page
    expect(page.locator(f"#{claim}")).to_be_in_viewport()


def test_the_filter_works_after_navigation_without_a_reload(tab):
    opened = tab("decide/teaching_errors/").open("decide/teaching_errors/", until="networkidle")
    opened.page.evaluate("window.still_here = true")
    opened.page.locator(".md-nav__link", has_text="Eighty-one claims").first.click()
    expect(opened.page.get_by_role("button", name=f"All {len(CLAIMS)}", exact=True)).to_be_visible()
    assert opened.page.evaluate("window.still_here")


def test_without_scripts_every_claim_shows_and_no_button(tab):
    page = tab(PAGE, java_script_enabled=False).page
    assert len(shown(page)) == len(CLAIMS)
    assert page.locator(".cr-toolbar").count() == 0


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_cut_off(tab, width):
    page = tab(PAGE, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") == width
