"""A site in a temporary folder: this project's settings and plugins, pages and snippets of its own."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

ROOT = Path(__file__).parent.parent
SHARED = (
    *("LICENSE", "LICENSE-docs", "mkdocs.yml", "node_modules", "overrides", "plugins", "requirements.txt"),
    "tools",
)
NOTEBOOK = """\
# ---
# jupyter:
#   jupytext: {{text_representation: {{extension: .py, format_name: percent}}}}
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
#   page: {{title: A case, description: What it shows., minutes: 5, prerequisites: [], modules: []}}
# ---

# %% [markdown]
# # A case

{cells}
"""


class TinySite:
    """Write files, build, read the pages; `build` returns what a strict build would complain about."""

    def __init__(self, folder, caplog):
        self.folder, self.caplog = folder, caplog
        for name in SHARED:
            (folder / f"all-{name}" if name == "mkdocs.yml" else folder / name).symlink_to(ROOT / name)
        for name in ("exercises", "figures", "snippets"):
            (folder / name).mkdir()
        self.write("mkdocs.yml", "INHERIT: all-mkdocs.yml\nnav: null\n")
        self.write("docs/index.md", "# Home\n")
        self.write("snippets/__init__.py", "")

    def write(self, path, text):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def notebook(self, cells, name="case"):
        return self.write(f"docs/cases/{name}.py", NOTEBOOK.format(cells=cells))

    def build(self):
        self.caplog.clear()
        try:
            build(load_config(str(self.folder / "mkdocs.yml")))
        except Abort as aborted:
            assert self.complaints(), aborted
        return self.complaints()

    def complaints(self):
        return [
            record.getMessage() for record in self.caplog.records if record.levelname in {"WARNING", "ERROR"}
        ]

    def html(self, page):
        return (self.folder / "site" / page / "index.html").read_text("utf-8")

    def article(self, page):
        return BeautifulSoup(self.html(page), "html.parser").article


@pytest.fixture
def site(tmp_path, caplog, monkeypatch):
    """In a folder with a space in its name, as some have."""
    folder = tmp_path / "a site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with patch.dict(os.environ):
        yield TinySite(folder, caplog)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory, worker_id):
    """The folder of the whole site, built once as it is published: strictly, below a folder of its host."""
    made = tmp_path_factory.getbasetemp()
    shared = made if worker_id == "master" else made.parent  # the folder of all processes of this run
    folder, failure = shared / "site", shared / "site does not build"
    with FileLock(shared / "site.lock"):
        if not folder.exists() and not failure.exists():
            build_whole_site(folder, failure)
    if failure.exists():
        pytest.fail(failure.read_text("utf-8"), pytrace=False)
    return folder


def build_whole_site(folder, failure):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"SITE_URL": "https://example.org/below/", "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    if done.returncode:
        failure.write_text(f"the site does not build (make build)\n{done.stdout}{done.stderr}", "utf-8")
