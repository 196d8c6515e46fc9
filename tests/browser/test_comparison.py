"""The comparison on a phone: each row a block, each cell with the head of its column."""

import pytest
from playwright.sync_api import expect

HEADS = """table => [...table.querySelectorAll("th")].slice(1).map(head => head.textContent)"""
LABELS = """table => [...table.querySelectorAll("tbody tr")].map(row =>
  [...row.cells].slice(1).map(cell => JSON.parse(getComputedStyle(cell, "::before").content)))"""


@pytest.mark.parametrize("number", [0, 1])
def test_each_cell_says_under_which_head_it_stands(tab, number):
    table = tab("decide/comparison/", width=390).page.locator(".cr-comparison table").nth(number)
    labels = [f"{head}: " for head in table.evaluate(HEADS)]
    rows = table.evaluate(LABELS)
    assert rows
    assert all(row == labels for row in rows)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_cut_off(tab, width):
    page = tab("decide/comparison/", width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_cell_that_a_page_links_is_seen_at_once(tab):
    page = tab("decide/comparison/#streaming", width=390).page
    expect(page.locator("#streaming")).to_be_in_viewport()
