"""The built site is what its sources say, hangs together, asks nothing of other hosts, and stays light."""

import json
from typing import NamedTuple

import pytest

from tests.project import edit, small_project
from tools import site_check
from tools.site_check import Site

CHECKS = {check.__name__: check for check in site_check.CHECKS}


@pytest.fixture(scope="session")
def whole_site(built_site):
    return Site(built_site)


@pytest.mark.parametrize("name", CHECKS)
def test_the_built_site_is_free_of_faults(whole_site, name):
    faults = list(CHECKS[name](whole_site))
    assert not faults, "\n" + "\n".join(map(str, faults))


def test_the_built_site_shows_the_programs_that_ran_and_what_they_printed(whole_site):
    faults = list(site_check.rendered_examples(whole_site))
    assert not faults, "\n" + "\n".join(map(str, faults))


HEAD = '<html lang="en"><head><link rel="canonical" href="https://example.org/below/{}"></head><body>'
HOME = (
    HEAD.format("")
    + """<article><h1 id="home">Home</h1>
<p>Prose with <code>$x$</code> at $5, a <a href="part/slides/#sources">link</a>, and
<a href="https://elsewhere.org/">one that leads away</a>.</p>
<img src="picture.svg" alt="A picture."><svg role="img" aria-label="Another."></svg>
<script type="application/json">{}</script>
</article></body></html>
"""
)
SLIDES = (
    HEAD.format("part/slides/")
    + """<article><h1>A window slides</h1>
<div class="language-python highlight"><pre><code>from snippets.window import sums

print(sums([1, 2, 3]))
print(1 / 8)
</code></pre></div>
<div class="language-text highlight"><span class="filename">Output</span><pre><code>[3, 5]
0.125
</code></pre></div>
<div class="language-python highlight"><pre><code>import torch

print(torch.tensor([1, 2, 3]).unfold(0, 2, 1).sum(1).tolist())
print(torch.ones(8).mean().item() / 8)
</code></pre></div>
<div class="language-text highlight"><span class="filename">Output</span><pre><code>[3, 5]
0.125
</code></pre></div>
<div class="language-py highlight"><span class="filename">snippets/window.py</span><pre></pre></div>
"""
    + '<div class="language-py highlight"><span class="filename">exercises/slides.py</span></div>\n' * 6
    + """
<h2 id="sources">Sources</h2><a href="../../">home</a><a href="../../#home">home</a>
</article></body></html>
"""
)
MISSING = HEAD.format("404.html") + '<h1>None</h1><a href="/below/part/slides/">there</a></body></html>\n'
STYLE = "/* url(https://remark.org) */ body { background: url(picture.svg) }\n"
PAGE = "part/slides/index.html"
FIGURE = '<svg role="img" aria-label="Another.">'


class Bad(NamedTuple):
    """Replace `old` by `new` in `file`; the check must find one fault there, in these words."""

    check: str
    old: str
    new: str
    words: str
    file: str = PAGE


BAD = {
    "unexpanded include": Bad("includes", "0.125", '--8&lt;-- "x"', "an include stands there"),
    "dead page": Bad("links", "../../", "../nowhere/", "no part/nowhere/index.html"),
    "dead picture": Bad("links", "picture.svg", "pictures.svg", "no pictures.svg", "index.html"),
    "dead anchor": Bad("links", "../../#home", "../../#house", "no #house"),
    "dead anchor here": Bad("links", "../../#home", "#house", "no #house"),
    "link to a source": Bad("links", 'href="../../"', 'href="../slides.md"', "no part/slides.md"),
    "outside its folder": Bad("links", 'href="../../"', 'href="/part/"', "leaves the site's own folder"),
    "above its folder": Bad("links", 'href="../../"', 'href="../../../"', "leaves the site's own folder"),
    "own host, dead": Bad("links", "../../#home", "https://example.org/below/no/", "no no/index.html"),
    "relative on the 404 page": Bad("links", "/below/part/slides/", "part/slides/", "no no/such", "404.html"),
    "dead search result": Bad("links", "#home", "#gone", "no #gone", "search/search_index.json"),
    "script": Bad(
        "third_parties", "<h2", '<script src="https://x.org/a.js"></script><h2', "<script> fetches"
    ),
    "style sheet": Bad("third_parties", "<h2", '<link rel="stylesheet" href="//x.org/a.css"><h2', "<link>"),
    "preconnect": Bad("third_parties", "<h2", '<link rel="preconnect" href="https://x.org"><h2', "<link>"),
    "picture": Bad("third_parties", "<h2", '<img alt="x" src="https://x.org/a.png"><h2', "<img>"),
    "picture set": Bad(
        "third_parties", "<h2", '<img alt="x" srcset="a.png 1x, https://x.org/a.png 2x"><h2', "<img>"
    ),
    "frame": Bad("third_parties", "<h2", '<iframe src="https://x.org/"></iframe><h2', "<iframe>"),
    "source": Bad("third_parties", "<h2", '<video><source src="https://x.org/v"></video><h2', "<source>"),
    "style": Bad("third_parties", "<h2", '<p style="background:url(https://x.org/a.png)"></p><h2', "a style"),
    "style element": Bad(
        "third_parties", "<h2", "<style>@import 'https://x.org/a.css'</style><h2", "a style"
    ),
    "url in a style sheet": Bad(
        "third_parties", "picture.svg", "//x.org/a.png", "fetches //x.org", "site.css"
    ),
    "import in a style sheet": Bad(
        "third_parties", "body", '@import "https://x.org/a.css"; body', "x.org", "site.css"
    ),
    "heavy page": Bad("weight", "<h2", f"{'x' * site_check.HTML_BYTES}<h2", "bytes of HTML"),
    "heavy picture": Bad(
        "weight", "<svg>", f"<svg>{'x' * site_check.FIRST_VIEW_BYTES}", "loads", "picture.svg"
    ),
    "heavy index": Bad(
        "weight",
        '"title"',
        f'"title{"x" * site_check.SEARCH_INDEX_BYTES}"',
        "at most",
        "search/search_index.json",
    ),
    "notebook's style": Bad("content", "<h2", "<style>p {}</style><h2", "<style> in the content"),
    "script in the content": Bad("content", "<h2", "<script>1</script><h2", "<script> in the content"),
    "imported module": Bad(
        "content", "<h2", '<script type="module">1</script><h2', "<script> in the content"
    ),
    "raw tab": Bad("markdown", "<h2", '<p>=== "NumPy"</p><h2', "Markdown stands there as text"),
    "raw box": Bad("markdown", "<h2", '<p>??? success "Solution"</p><h2', "Markdown stands there as text"),
    "raw caption": Bad("markdown", "<h2", "<p>text\n/// caption</p><h2", "Markdown stands there as text"),
    "raw fence": Bad("markdown", "<h2", "<p>```python</p><h2", "Markdown stands there as text"),
    "raw link": Bad("markdown", "<h2", "<div>[a](b.md)</div><h2", "Markdown stands there as text"),
    "raw footnote": Bad("markdown", "<h2", "<p>so[^1]</p><h2", "Markdown stands there as text"),
    "inline formula": Bad("formulas", "<h2", r"<p>\(x\)</p><h2", "TeX stands there as text"),
    "display formula": Bad("formulas", "<h2", r"<p>\[x\]</p><h2", "TeX stands there as text"),
    "dollars": Bad("formulas", "<h2", "<p>$$x$$</p><h2", "TeX stands there as text"),
    "one dollar": Bad("formulas", "<h2", "<p>so $x = 1$ holds</p><h2", "TeX stands there as text"),
    "macro": Bad("formulas", "<h2", r"<p>\frac{1}{2}</p><h2", "TeX stands there as text"),
    "error": Bad("formulas", "<h2", '<span class="katex-error">\\x</span><h2', "KaTeX cannot render"),
    "no language": Bad("structure", ' lang="en"', "", "names no language"),
    "two headings": Bad("structure", "<h2", "<h1>x</h1><h2", "2 headings of level one"),
    "no heading": Bad("structure", "h1>", "h2>", "0 headings of level one"),
    "same id": Bad("structure", "<h2", '<p id="sources"></p><h2', "the id 'sources' comes 2 times"),
    "no alternative text": Bad("structure", ' alt="A picture."', "", "no alternative text", "index.html"),
    "empty alternative text": Bad("structure", "A picture.", " ", "no alternative text", "index.html"),
    "figure without a label": Bad("structure", FIGURE, '<svg role="img">', "without a label", "index.html"),
    "program in a paragraph": Bad("structure", "<h2", "<p><div>x</div></p><h2", "<div> within a paragraph"),
}


@pytest.fixture
def folder(tmp_path):
    """A small site without a fault, and the project that it is made of."""
    small_project(tmp_path)
    files = {
        "index.html": HOME,
        PAGE: SLIDES,
        "404.html": MISSING,
        "site.css": STYLE,
        "picture.svg": "<svg></svg>",
        "search/search_index.json": json.dumps({"docs": [{"location": "#home", "title": "Home"}]}),
    }
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


def test_a_small_site_as_it_should_be_has_no_fault(folder):
    assert site_check.check(folder, folder.parent) == []


@pytest.mark.parametrize("name", BAD)
def test_each_fault_is_found_by_its_check(folder, name):
    bad = BAD[name]
    edit(folder / bad.file, bad.old, bad.new)
    faults = list(CHECKS[bad.check](Site(folder)))
    blamed = "index.html" if bad.file == "picture.svg" else bad.file
    assert [fault.where for fault in faults] == [blamed], faults
    assert bad.words in faults[0].message
    assert faults[0].mend


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("0.125", "0.126", "2 outputs in the source, 2 on the site"),
        ("print(1 / 8)\n", "", "2 programs in the source, 2 on the site"),
        (
            '<div class="language-python',
            '<div class="language-pythn',
            "2 programs in the source, 1 on the site",
        ),
        ('"filename">Output', '"filename">Outputs', "2 outputs in the source, 1 on the site"),
        ("snippets/window.py", "snippets/door.py", "7 listings in the source, 7 on the site"),
    ],
)
def test_examples_that_differ_from_their_source_are_found(folder, old, new, words):
    edit(folder / PAGE, old, new)
    (fault,) = site_check.rendered_examples(Site(folder), folder.parent)
    assert fault.where == "docs/part/slides.md"
    assert words in fault.message


def test_a_page_that_was_not_built_is_found(folder):
    (folder / PAGE).unlink()
    (fault,) = site_check.rendered_examples(Site(folder), folder.parent)
    assert str(fault).startswith("docs/part/slides.md: was not built")


def test_command_says_when_there_is_no_site(tmp_path, capsys):
    assert site_check.main([str(tmp_path)]) == 1
    assert "make build" in capsys.readouterr().out
