"""Finds what the other tools would skip, leave unchecked or include wrongly without a word.

pytest-codeblocks runs only fences whose info string is exactly `python`, and compares only outputs behind a
marker spelt exactly; the snippets extension turns a misspelt include into text, and a missing end into the
rest of the file. Each way of slipping through is a Problem with a file, a line and a mend.

    python -m tools.guard [page …]
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from tools.guard import exercises, fences, files, front_matter, includes, outputs, programs, prose, tables
from tools.guard.problem import Problem, problem
from tools.pages import ROOT, Page, notebooks, page_at, pages

__all__ = ["PAGE_CHECKS", "Problem", "check", "check_page", "check_repository"]

PAGE_CHECKS: list[Callable[[Page], Iterator[Problem]]] = [
    fences.check,
    programs.check,
    outputs.check,
    includes.check,
    front_matter.check,
    exercises.check,
    prose.check,
    tables.check,
]


def check_page(page: Page) -> list[Problem]:
    """What is wrong on one page, in the order of its lines."""
    return sorted(found for rule in PAGE_CHECKS for found in rule(page))


def check_repository(root: Path = ROOT) -> list[Problem]:
    """What is wrong on every page, and with the files that they include."""
    found = [wrong for page in [*pages(root), *notebooks(root)] for wrong in check_page(page)]
    return found + sorted(files.check(root))


def check(paths: list[Path], root: Path = ROOT) -> list[Problem]:
    """What is wrong on these pages and with the files that they include; with none given, everywhere."""
    if not paths:
        return check_repository(root)
    found: list[Problem] = []
    for path in paths:
        try:
            page = page_at(path, root)
            found += check_page(page)
        except (OSError, ValueError) as error:
            found.append(problem(str(path), 1, f"cannot be read: {error}", "give the path of a page"))
            continue
        found += [
            wrong for name in includes.included_files(page) for wrong in files.check_sections(root, name)
        ]
    return found
