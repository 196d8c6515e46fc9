"""What a page asks for and when, and what it looks like without JavaScript."""

import pytest

INDEX = "search/search_index.json"


def is_told(message):
    return message.text == "told"


def test_a_foreign_request_a_missing_file_and_an_error_would_be_seen(tab, address):
    opened = tab()
    with opened.page.expect_response("**/missing.json"), opened.page.expect_console_message(is_told):
        opened.page.evaluate("fetch('missing.json').then(() => console.error('told'))")
    assert any(problem.startswith("404: ") for problem in opened.problems)
    assert "console: told" in opened.problems


def test_the_search_index_is_fetched_when_the_reader_searches_and_not_before(tab):
    opened = tab().open("", until="networkidle")
    assert not [url for url in opened.requests if url.endswith(INDEX)]
    opened.page.focus(".md-search__input")
    opened.page.keyboard.type("recurrence")
    opened.page.wait_for_selector(".md-search-result__item")
    assert len([url for url in opened.requests if url.endswith(INDEX)]) == 1


def test_an_address_with_a_query_opens_the_search_with_its_results(tab):
    tab("?q=convolution").page.wait_for_selector(".md-search-result__item")


@pytest.mark.parametrize("palette, paper", [("light", "rgb(255, 255, 255)"), ("dark", "rgb(30, 32, 41)")])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_follows_the_system_s_palette_with_and_without_javascript(tab, palette, paper, javascript):
    page = tab(palette=palette, java_script_enabled=javascript).page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
