"""Files around the pages: sections are well formed and used, names are unique, nothing stray is published."""

from collections.abc import Iterator
from pathlib import Path

from tools.guard import front_matter
from tools.guard.includes import ROOTS, included
from tools.guard.problem import Problem, problem
from tools.guard.sections import check_sections, marks
from tools.pages import notebooks, pages

# What MkDocs renders or copies, and neither pytest nor this guard looks into.
UNRUN = {".markdown", ".mdown", ".mkdn", ".mkd", ".html", ".htm", ".ipynb"}

__all__ = ["check", "check_sections"]


def check(root: Path) -> Iterator[Problem]:
    every = [*pages(root), *notebooks(root)]
    shown = {(path, section) for page in every for _, path, section in included(page)}
    for folder in ROOTS:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            yield from check_sections(root, name)
            for number, kind, section in marks(path):
                if kind == "start" and (name, section) not in shown:
                    yield problem(
                        name, number, f"no page shows the section {section}", "show it or delete its marks"
                    )
    yield from _names(root)
    yield from _stray(root)


def _names(root: Path) -> Iterator[Problem]:
    """A page's exercises, figures and tests share its name, so no two parts may use the same one."""
    first: dict[str, str] = {}
    for path in front_matter.teaching_files(root):
        name = path.relative_to(root).as_posix()
        if not path.stem.isidentifier():
            yield problem(
                name,
                1,
                f"{path.stem} is no Python identifier",
                "its exercises are a module of that name: rename",
            )
        if path.stem in first:
            yield problem(
                name, 1, f"{first[path.stem]} has the same name", "rename one: exercises and figures share it"
            )
        first.setdefault(path.stem, name)


def _stray(root: Path) -> Iterator[Problem]:
    for path in sorted((root / "docs").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in UNRUN:
            message = f"a {path.suffix} file under docs/: the site would publish what nothing here reads"
            yield problem(name, 1, message, "write a page as .md, a case as .py in docs/cases/")
        elif path.suffix == ".py" and path.parent != root / "docs" / "cases":
            message = "a Python file under docs/ that is no case: the site would publish it as a download"
            yield problem(name, 1, message, "move it to snippets/, exercises/ or figures/")
