"""What pages say about themselves, and where a reader reports a mistake."""

import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

TEMPLATE = """\
{{% extends "base.html" %}}
{{% block content %}}
<pre id="info">{{{{ page_info.minutes }}}}
{{% for link in page_info.prerequisites + page_info.modules %}}{{{{ link.title }}}} {{{{ link.url }}}}
{{% endfor %}}</pre>
<a id="wrong" href="{{{{ page_info.wrong_url }}}}">{{{{ commit }}}} {{{{ commit_url }}}}</a>
<a id="edit" href="{{{{ page.edit_url }}}}"></a>
{{% endblock %}}
""".format()
PAGE = """\
---
title: Sums & differences
minutes: 12
prerequisites: [index.md, cases/case.py]
modules: [sums]
---
# Sums & differences
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def shown(site, monkeypatch):
    """The tiny site with a template that shows all there is to show."""
    monkeypatch.setenv("GITHUB_SHA", COMMIT)
    monkeypatch.setenv("REPO_URL", "https://example.org/someone/fork")
    monkeypatch.setenv("SITE_URL", "https://example.org/site/")
    (site.folder / "overrides").unlink()
    site.write("overrides/main.html", TEMPLATE)
    site.write("snippets/sums.py", '"""Sums."""\n')
    site.notebook("# %%\nx = 1")
    site.write("docs/part/page.md", PAGE)
    assert site.build() == []
    return site


def test_minutes_prerequisites_and_modules_reach_the_template(shown):
    assert shown.article("part/page").select_one("#info").text.splitlines() == [
        "12",
        "Home ../..",
        "A case ../../cases/case/",
        "sums ../../reference/sums/",
    ]


@pytest.mark.parametrize(
    ("page", "title", "source"),
    [
        ("part/page", "Sums & differences", "docs/part/page.md"),
        ("cases/case", "A case", "docs/cases/case.py"),
        ("reference/sums", "snippets.sums", "snippets/sums.py"),
    ],
)
def test_a_mistake_is_reported_with_page_source_and_commit(shown, page, title, source):
    url = urlsplit(shown.article(page).select_one("#wrong")["href"])
    assert (url.netloc, url.path) == ("example.org", "/someone/fork/issues/new")
    query = parse_qs(url.query)
    assert query["title"] == [f"Wrong page: {title}"]
    assert (query["page"], query["commit"]) == ([source], [COMMIT])
    edit = shown.article(page).select_one("#edit")["href"]
    assert edit == f"https://example.org/someone/fork/edit/main/{source}"


def test_the_commit_is_linked(shown):
    text = shown.article("part/page").select_one("#wrong").text
    assert text == f"{COMMIT} https://example.org/someone/fork/commit/{COMMIT}"


def test_outside_git_the_commit_is_unknown_and_not_linked(site, monkeypatch):
    monkeypatch.delenv("GITHUB_SHA", raising=False)
    (site.folder / "overrides").unlink()
    site.write("overrides/main.html", TEMPLATE)
    assert site.build() == []
    assert site.article("").select_one("#wrong").text == "unknown "


def test_in_a_clone_the_commit_and_the_date_are_those_checked_out(site, monkeypatch):
    monkeypatch.setenv("GITHUB_SHA", COMMIT)  # of a pull request, GitHub names a merge that nobody has
    (site.folder / "overrides").unlink()
    site.write("overrides/main.html", TEMPLATE)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-02-03T04:05:06Z")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *command], cwd=site.folder, check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=site.folder, check=True, capture_output=True, text=True
    )
    assert site.build() == []
    assert site.article("").select_one("#wrong").text.split()[0] == head.stdout.strip()
    assert "<lastmod>2001-02-03</lastmod>" in (site.folder / "site/sitemap.xml").read_text("utf-8")
