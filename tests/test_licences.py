"""The page of licences: every package that the site publishes parts of, with its licence and its text."""

import importlib.metadata
import json
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from plugins import licences, pyodide

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / licences.PAGE).read_text("utf-8")


def package(folder, name, **keys):
    path = folder / "node_modules" / name / "package.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"name": name, "version": "1.0.0", "license": "MIT", **keys}))
    return path.with_name("LICENSE")


@pytest.fixture
def small(tmp_path):
    """A project that depends on `one`, which depends on `@two/deep`, which depends on `one`."""
    (tmp_path / "package.json").write_text('{"dependencies": {"one": "1.0.0"}}')
    package(tmp_path, "one", dependencies={"@two/deep": "1.0.0"}).write_text("May be used.\n")
    deep = package(tmp_path, "@two/deep", license="(MPL-2.0 OR Apache-2.0)", dependencies={"one": "1.0.0"})
    deep.write_text("May be used too.\n")
    return tmp_path


def test_the_table_names_what_is_depended_on_and_what_that_depends_on(small):
    assert licences.table(small) == licences.HEAD + (
        "| `@two/deep` | 1.0.0 | MPL-2.0 OR Apache-2.0 |\n"
        "| `one` | 1.0.0 | MIT |\n"
    )  # fmt: skip


def test_the_texts_are_the_packages_own(small):
    assert licences.texts(small) == (
        "@two/deep\n=========\n\nMay be used too.\n\n\none\n===\n\nMay be used.\n"
    )  # fmt: skip


def test_a_package_without_the_text_of_its_licence_is_not_published(small):
    (small / "node_modules/one/LICENSE").unlink()
    with pytest.raises(PluginError, match="The package one comes without the text of its licence"):
        licences.texts(small)


def test_the_published_page_names_every_dependency_with_its_licence(site):
    (site.folder / "package.json").symlink_to(ROOT / "package.json")
    site.write(f"docs/{licences.PAGE}", f"# Licences\n\n{licences.PLACE}\n\n[Texts](../{licences.TEXTS})\n")
    assert site.build() == []
    cells = [[cell.text for cell in row.select("td")] for row in site.article("about/licences").select("tr")]
    named = {row[0]: row[2] for row in cells if row}
    published = (site.folder / "site" / licences.TEXTS).read_text("utf-8")
    for name in json.loads((ROOT / "package.json").read_text())["dependencies"]:
        given = json.loads((ROOT / "node_modules" / name / "package.json").read_text())["license"]
        assert named[name] == given.strip("()")
        assert f"{name}\n{'=' * len(name)}\n" in published


def test_the_page_has_the_place_for_the_table_and_a_link_to_the_texts():
    assert TEXT.count(licences.PLACE) == 1
    assert f"(../{licences.TEXTS})" in TEXT


def row(name):
    """Version and licence that the page gives for a part of the Python that it runs."""
    return re.search(rf"^\| \[{name}\].*\| (\S+) \| (\S+) \|$", TEXT, re.MULTILINE).groups()


def test_pyodide_is_named_as_it_is_pinned():
    assert row("Pyodide")[0] == pyodide.PACKAGE.partition("@")[2]


def test_python_and_numpy_are_named_as_the_runtime_has_them():
    try:
        runtime = pyodide.runtime()
    except pyodide.Unavailable as error:
        pytest.skip(f"the runtime could not be had: {error}")
    assert row("Pyodide")[1] == json.loads((runtime / "package.json").read_text())["license"]
    lock = json.loads((runtime / "pyodide-lock.json").read_text())
    assert lock["info"]["python"].startswith(f"{row('Python')[0]}.")
    assert lock["packages"]["numpy"]["version"] == row("NumPy")[0]


def test_the_themes_licence_is_the_one_it_names():
    given = importlib.metadata.metadata("mkdocs-material")["License-Expression"]
    assert f"[Material for MkDocs](https://github.com/squidfunk/mkdocs-material) ({given})" in TEXT
