"""What a notebook printed is kept until something that it stands on changes: its text, code, data, packages.

mkdocs-jupyter keeps the results of all notebooks in one folder and looks at their texts alone. Here each
notebook has a folder, named after the state of everything that it stands on.
"""

import hashlib
import json
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from plugins.closure import Closure, closure
from plugins.notebooks import TEMPLATES, is_notebook
from plugins.project import cache, forget_older, root, source_path

LISTS_ALL_CASES = "snippets/train.py"  # and runs none of them for a notebook


@event_priority(50)  # before mkdocs-jupyter asks for the folder
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    if not is_notebook(page.file):
        return
    current = cache(config) / "notebooks" / page.file.name / digest(root(config), source_path(page.file))
    forget_older(current)
    forget_broken(current)
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(current)


def forget_broken(folder: Path) -> None:
    """A build that was interrupted while it wrote leaves half a file."""
    for path in folder.glob("*.json"):
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            path.unlink()


def digest(project: Path, notebook: Path) -> str:
    """A name for the state of everything that a notebook stands on."""
    seen = hashlib.sha256(sys.version.encode())
    files = [notebook, project / "requirements.txt", *sorted(TEMPLATES.rglob("*"))]
    files += [*sorted(code(project, notebook)), *data(project)]
    for path in files:
        if path.is_file():
            seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()[:16]


def code(project: Path, notebook: Path) -> set[Path]:
    """All modules that it imports, however far down, and those that it may load by a name: `load("dna", …)`.

    Code that does not parse stops the run, so that nothing of it is kept.
    """
    also: set[str] = set()
    try:
        while True:
            found = closure(project, notebook, notebook.read_text("utf-8"), sorted(also))
            if also >= (quoted := named(project, found)):
                return set(found.files)
            also |= quoted
    except SyntaxError:
        return set()


def named(project: Path, found: Closure) -> set[str]:
    """The snippets whose names stand in some string of the code."""
    listing = project / LISTS_ALL_CASES
    quoted = {text for path, texts in found.quoted.items() if path != listing for text in texts}
    return {f"snippets.{path.stem}" for path in (project / "snippets").glob("*.py") if path.stem in quoted}


def data(project: Path) -> list[Path]:
    """Data and weights: any of them, for they change rarely."""
    return [path for path in sorted((project / "snippets").rglob("*")) if path.suffix not in (".py", ".pyc")]
