"""While serving, only what an edit can have changed is rendered again; the pages are the same as without."""

import json

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

from plugins import pyodide

LISTING = '```py title="snippets/sums.py"\n--8<-- "snippets/sums.py:add"\n```\n'
SUMS = '"""Sums {0}."""\n\n\n# --8<-- [start:add]\nONE = {0}\n# --8<-- [end:add]\n'


@pytest.fixture
def serve(site, monkeypatch):
    """Build as `make serve` does at each edit; returns the addresses of the pages that were rendered."""
    whole, rendered = Page.render, []

    def counted(page, config, files):
        rendered.append(page.file.src_uri)
        return whole(page, config, files)

    monkeypatch.setattr(Page, "render", counted)
    site.write("docs/a.md", f"# A\n\n## Deep\n\n{LISTING}")
    site.write("docs/b.md", "# B\n\n[to a](a.md#deep), $x^2$\n")
    site.write("snippets/sums.py", SUMS.format(1))

    def once(command="serve"):
        rendered.clear()
        config = load_config(str(site.folder / "mkdocs.yml"), strict=False)
        config.plugins.on_startup(command=command, dirty=False)
        build(config, serve_url="http://127.0.0.1:8000/" if command == "serve" else None)
        return sorted(rendered)

    return once


def published(site):
    return {path: path.read_bytes() for path in sorted((site.folder / "site").rglob("*")) if path.is_file()}


def test_only_the_page_that_was_edited_is_rendered_again(site, serve):
    every = serve()
    assert {"a.md", "b.md", "index.md", "reference/sums.md"} <= set(every)
    assert serve() == []
    site.write("docs/b.md", "# B\n\n[to a](a.md#deep), edited\n")
    assert serve() == ["b.md"]
    assert "edited" in site.article("b").text


def test_an_edit_of_the_code_renders_every_page_again(site, serve):
    every = serve()
    site.write("snippets/sums.py", SUMS.format(2))
    assert serve() == every
    assert "ONE = 2" in site.article("a").text
    assert "Sums 2." in site.article("reference/sums").text


def test_the_runtime_that_comes_later_renders_no_page_again(site, serve, monkeypatch, tmp_path):
    try:
        came = pyodide.runtime()
    except pyodide.Unavailable:
        pytest.skip("the runtime could not be had (python -m plugins.pyodide says why)")
    with monkeypatch.context() as before:
        before.setattr(pyodide, "RUNTIME", tmp_path / "on its way")
        serve()
        assert not (site.folder / "site/assets/pyodide").exists()
    assert came == pyodide.RUNTIME
    assert serve() == []
    assert (site.folder / "site/assets/pyodide").exists()


def test_a_page_that_goes_is_missed_where_it_was_linked_to(site, serve):
    serve()
    (site.folder / "docs/a.md").unlink()
    site.caplog.clear()
    assert "b.md" in serve()
    assert any("'a.md#deep'" in said or "'a.md'" in said for said in site.complaints())


def test_the_search_index_follows_an_edit(site, serve):
    def entries():
        index = json.loads((site.folder / "site/search/search_index.json").read_text("utf-8"))["docs"]
        return [(entry["location"], entry["text"]) for entry in index]

    serve()
    every = entries()
    site.write("docs/b.md", "# B\n\nedited\n\n## New\n\nmore\n")
    serve()
    edited = entries()
    assert [entry for entry in edited if not entry[0].startswith("b/")] == [
        entry for entry in every if not entry[0].startswith("b/")
    ]
    assert {"b/", "b/#new"} <= {location for location, _ in edited}
    assert any("edited" in text for _, text in edited)
    assert len({location for location, _ in edited}) == len(edited)


def test_what_is_remembered_gives_the_same_files(site, serve):
    serve()
    first = published(site)
    serve()
    again = published(site)
    different = [path.name for path in first if again.get(path) != first[path]]
    assert (first.keys(), different) == (again.keys(), [])


def test_a_build_that_is_published_renders_everything(site, serve):
    every = serve("build")
    assert serve("build") == every
