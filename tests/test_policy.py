"""The Content-Security-Policy of a built site, as text; tests/browser sees what it does."""

import re

from bs4 import BeautifulSoup

from plugins import policy


def policies(site):
    for path in sorted((site.folder / "site").rglob("*.html")):
        head = BeautifulSoup(path.read_text("utf-8"), "html.parser").head
        yield path, head, head.find_all("meta", {"http-equiv": "Content-Security-Policy"})


def test_every_page_has_the_policy_before_anything_that_it_rules(site):
    site.write("docs/part/page.md", "# Page\n\n`x`\n")
    assert site.build() == []
    for path, head, metas in policies(site):
        assert len(metas) == 1, path
        first = head.find(["script", "link", "style"])
        assert metas[0].sourceline < first.sourceline, path


def test_inline_scripts_are_allowed_by_their_hashes_and_no_other_way(site):
    site.write("docs/part/deep/page.md", "# Page\n")
    assert site.build() == []
    for path, _, (meta,) in policies(site):
        rule = re.search(r"script-src ([^;]*)", meta["content"])[1]
        assert "unsafe-inline" not in rule
        assert "'unsafe-eval'" not in rule
        codes = policy.inline_scripts(path.read_text("utf-8"))
        assert codes, path
        for code in codes:
            assert policy.fingerprint(code) in rule, path


def test_no_other_host_is_named(site):
    assert site.build() == []
    for _, _, (meta,) in policies(site):
        assert not re.search(r"https?:|\*", meta["content"])


def test_the_header_says_what_the_pages_say_and_that_nobody_may_frame_them(site):
    assert site.build() == []
    path, header = (site.folder / "site/_headers").read_text("utf-8").split("\n")[:2]
    (_, _, (meta,)), *_ = policies(site)
    assert path == "/*"
    assert header == f"  Content-Security-Policy: {meta['content']}; frame-ancestors 'none'"


def test_a_known_hash():
    # The example of the specification, section 2.3.1 of Content Security Policy Level 3
    code = "doSomething();"
    assert policy.fingerprint(code) == "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"


def test_data_is_no_script():
    page = (
        '<script id="x" type="application/json">{}</script><script src="a.js"></script><script>go()</script>'
    )
    assert policy.inline_scripts(page) == ["go()"]


def test_a_served_site_has_none_for_live_reload_is_an_inline_script(site, monkeypatch):
    monkeypatch.setattr(policy, "serving", True)
    policy.on_post_build(None)  # does not even ask where the site lies
