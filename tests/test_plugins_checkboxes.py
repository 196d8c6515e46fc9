"""No checkbox of Material's says `autocomplete`, and its search field still does."""

import pytest
from bs4 import BeautifulSoup


@pytest.mark.parametrize("page", ["index.html", "404.html"])
def test_only_text_fields_say_what_to_complete(site, page):
    assert site.build() == []
    soup = BeautifulSoup((site.folder / "site" / page).read_text("utf-8"), "html.parser")
    boxes, fields = soup.select("input[type=checkbox]"), soup.select("input[autocomplete]")
    assert len(boxes) >= 2
    assert {field["type"] for field in fields} == {"text"}
