"""Case notebooks: run with this Python and this project, cached with care, published like any other page."""

import json
import sys

PICTURE = """\
from IPython.display import HTML

HTML('''<svg viewBox="0 0 9 9" role="img" aria-label="a line"><style>path {fill: red}</style>
<defs><clipPath id="c"><rect width="9"/></clipPath></defs>

<path d="M0 0 9 9" clip-path="url(#c)"/></svg>''')"""


def outputs(site):
    return [block.get_text() for block in site.article("cases/case").select(".language-text code")]


def test_the_page_holds_what_the_notebook_holds_in_its_order(site):
    site.notebook(
        "# %%\nx = 2\nx + 1\n\n# %% [markdown]\n# ## Results for $x^2$\n#\n# Some *text*.\n\n"
        f"# %%\n{PICTURE}\n\n# %%\nprint('a')\nprint('b')"
    )
    assert site.build() == []
    blocks = site.article("cases/case").select("h1, h2, article > p, pre, .cr-output svg")
    assert [block.name for block in blocks] == ["h1", "pre", "pre", "h2", "p", "pre", "svg", "pre", "pre"]
    assert outputs(site) == ["3\n", "a\nb\n"]


def test_headings_links_formulas_and_highlighting_are_those_of_other_pages(site):
    site.notebook(
        "# %% [markdown]\n# ## The results\n#\n# $x^2$ and [there](../part/page.md#deep),\n"
        "# [here](#the-results)\n\n"
        "# %%\nprint(1)"
    )
    site.write("docs/part/page.md", "# Page\n\n## Deep\n\n[to the case](../cases/case.py#the-results)\n")
    assert site.build() == []
    article = site.article("cases/case")
    assert [link["href"] for link in article.select("p a")] == ["../../part/page/#deep", "#the-results"]
    assert article.select_one("h2#the-results a.headerlink")["href"] == "#the-results"
    assert article.select_one("math annotation").text == "x^2"
    assert article.select_one("div.language-python.cr-cell.highlight span.nb").text == "print"
    assert site.article("part/page").select_one("p a")["href"] == "../../cases/case/#the-results"
    assert "The results" in site.html("cases/case").partition("<article")[0], "not in the table of contents"


def test_nothing_of_jupyter_is_published(site):
    site.notebook("# %%\nprint(1)")
    site.build()
    article = site.article("cases/case")
    assert article.select("style, script, link") == []
    assert "jp-" not in site.html("cases/case")
    assert [path.name for path in (site.folder / "site/cases").rglob("case.*")] == ["case.zip"]


def test_a_picture_keeps_its_label_and_loses_its_style_sheet(site):
    site.notebook(f"# %%\n{PICTURE}\n\n# %%\n{PICTURE}")
    assert site.build() == []
    first, second = site.article("cases/case").select(".cr-output svg")
    assert (first["role"], first["aria-label"]) == ("img", "a line")
    assert first.select("style") == []
    names = [svg.select_one("clippath")["id"] for svg in (first, second)]
    assert len(set(names)) == 2
    assert [svg.select_one("path")["clip-path"] for svg in (first, second)] == [
        f"url(#{name})" for name in names
    ]


def test_the_kernel_is_this_python_in_this_project_with_one_thread_and_no_home(site, tmp_path, monkeypatch):
    home = tmp_path / "home"
    spec = home / ".local/share/jupyter/kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": ["/no/such/python"], "display_name": "x", "language": "python"}))
    startup = home / ".ipython/profile_default/startup/first.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("print('from the reader\\'s own settings')")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    site.write("snippets/sums.py", '"""Sums."""\n\nANSWER = 42\n')
    site.notebook(
        "# %%\nimport os\nimport sys\n\nfrom snippets.sums import ANSWER\n\n"
        'print(sys.executable, ANSWER, os.environ["OMP_NUM_THREADS"])'
    )
    assert site.build() == []
    assert outputs(site) == [f"{sys.executable} 42 1\n"]


def test_a_home_that_cannot_be_written_is_no_obstacle(site, monkeypatch):
    monkeypatch.setenv("HOME", "/dev/null")
    site.notebook("# %%\nprint(1)")
    assert site.build() == []
    assert outputs(site) == ["1\n"]


def test_a_notebook_runs_again_when_something_changes_that_it_stands_on(site):
    runs = site.folder / "runs"

    def snippet(name, text):
        site.write(f"snippets/{name}.py", f'"""A snippet."""\n\n{text}\n')

    def builds():
        before = len(runs.read_text()) if runs.exists() else 0
        assert site.build() == []
        return len(runs.read_text()) - before

    snippet("sums", "from snippets import deeper\n\nANSWER = deeper.ANSWER")
    snippet("deeper", "ANSWER = 1")
    snippet("loaded", "ANSWER = 1")
    snippet("other", "ANSWER = 1")
    site.notebook(
        "# %%\nimport importlib\nfrom pathlib import Path\n\nfrom snippets.sums import ANSWER\n\n"
        'loaded = importlib.import_module("snippets." + "loaded").ANSWER\n'
        f'with Path("{runs}").open("a") as file:\n    file.write("x")\nprint(ANSWER, loaded)'
    )
    assert [builds(), builds()] == [1, 0]
    snippet("other", "ANSWER = 2")
    assert builds() == 0
    snippet("deeper", "ANSWER = 2")
    assert (builds(), outputs(site)) == (1, ["2 1\n"])
    snippet("loaded", "ANSWER = 2")
    assert (builds(), outputs(site)) == (1, ["2 2\n"])
    site.write("snippets/data/weights.bin", "new")
    assert builds() == 1
    kept = list((site.folder / ".cache/notebooks/case").iterdir())
    assert len(kept) == 1, "the older results were not removed"


def test_half_a_cache_file_of_an_interrupted_build_is_written_again(site):
    site.notebook("# %%\nprint(1)")
    site.build()
    (cached,) = (site.folder / ".cache/notebooks").rglob("*.json")
    cached.write_text(cached.read_text()[:-20])
    assert site.build() == []
    assert outputs(site) == ["1\n"]


def test_two_runs_give_the_same_bytes(site):
    site.notebook(f"# %%\nprint('a')\nprint({{'x', 'y', 'z'}})\n\n# %%\n{PICTURE}")
    pages = []
    for _ in range(2):
        assert site.build() == []
        pages.append(site.article("cases/case").encode())
        (cached,) = (site.folder / ".cache/notebooks").rglob("*.json")
        cached.unlink()
    assert pages[0] == pages[1]


def test_title_and_description_come_from_the_header(site):
    site.notebook("# %%\nprint(1)")
    site.build()
    head = site.html("cases/case").partition("<body")[0]
    assert "<title>A case - " in head
    assert '<meta name="description" content="What it shows.">' in head
