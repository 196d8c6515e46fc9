"""*This page is wrong* fills in a form that exists: what the form does not know, GitHub drops silently."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
FORMS = ROOT / ".github/ISSUE_TEMPLATE"


def test_the_link_at_the_foot_of_a_page_fills_in_the_form(site):
    site.write("docs/index.md", "# Sums & products\n")
    site.write("mkdocs.yml", "INHERIT: all-mkdocs.yml\nnav: [index.md, reference/index.md]\n")
    assert site.build() == []
    (link,) = BeautifulSoup((site.folder / "site/index.html").read_text("utf-8"), "html.parser").select(
        'a[href*="/issues/new"]'
    )
    query = {
        key: value for key, [value] in parse_qs(urlsplit(link["href"]).query, strict_parsing=True).items()
    }
    form = yaml.safe_load((FORMS / query.pop("template")).read_text(encoding="utf-8"))
    assert query.pop("title") == f"{form['title']}Sums & products"
    assert query.pop("page") == "docs/index.md"
    assert set(query) == {"commit"}
    assert {"page", "commit"} <= {field.get("id") for field in form["body"]}


def test_the_form_asks_for_the_page_and_for_what_is_wrong():
    form = yaml.safe_load((FORMS / "wrong-page.yml").read_text(encoding="utf-8"))
    required = {field["id"] for field in form["body"] if field.get("validations", {}).get("required")}
    assert required == {"page", "wrong"}
