"""Includes: each shows one section that exists, of a file that it names, from snippets/ or exercises/."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.guard.problem import Problem, problem
from tools.guard.sections import sections_of
from tools.pages import Fence, Page

ROOTS = ("snippets", "exercises")
_SCISSORS = re.compile(r"-*8<-*|-+8<?-+")
_INCLUDE = re.compile(r'--8<-- "(?P<path>[^":]+):(?P<section>[A-Za-z][\w-]*)"')
_LISTING = re.compile(r'py title="[^"]+"')


def check(page: Page) -> Iterator[Problem]:
    listings = [fence for fence in page.fences if _LISTING.fullmatch(fence.info)]
    if page.rendered:
        for fence in listings:
            yield from _listing(page, fence)
        yield from _elsewhere(page, listings)
    else:
        for fence in listings + [block.program for block in page.blocks]:
            yield from (
                problem(page, number, "GitHub expands no includes", "say where the source is, or link to it")
                for number, line in _numbered(fence)
                if _SCISSORS.search(line)
            )


def _listing(page: Page, fence: Fence) -> Iterator[Problem]:
    wanted = f'exactly one line, --8<-- "{fence.title}:section"'
    if len(fence.lines) != 1:
        yield problem(page, fence.line, "a listing is never typed into a page", f"give the fence {wanted}")
        return
    number, line = fence.line + 1, fence.lines[0]
    include = _INCLUDE.fullmatch(line)
    if not include:
        reason = "a space after the include" if line != line.rstrip() else f"{line!r} is no include"
        yield problem(
            page, number, f"{reason}: the site would show the text itself", f"give the fence {wanted}"
        )
        return
    path, section = include["path"], include["section"]
    if path != fence.title:
        yield problem(
            page, number, f"includes {path} under the title {fence.title}", "make title and path the same"
        )
    if not _inside_roots(path):
        yield problem(
            page, number, f"includes {path}, from outside snippets/ and exercises/", "show a section of those"
        )
    elif not (page.root / path).is_file():
        yield problem(page, number, f"includes {path}, which does not exist", "mend the path")
    elif section not in (known := sections_of(page.root / path)):
        names = ", ".join(known) or "none"
        yield problem(
            page,
            number,
            f"includes the section {section}, which {path} does not have",
            f"its sections: {names}",
        )


def _inside_roots(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return (
        parts[0] in ROOTS and ".." not in parts and path == str(PurePosixPath(path)) and path.endswith(".py")
    )


def _elsewhere(page: Page, listings: list[Fence]) -> Iterator[Problem]:
    inside = {number for fence in listings for number, _ in _numbered(fence)}
    for number, line in enumerate(page.lines, start=1):
        if number not in inside and _SCISSORS.search(line):
            yield problem(
                page,
                number,
                "an include outside a listing: it would be run, dropped or shown as it stands",
                'put it in a ```py title="snippets/….py" fence, alone',
            )


def _numbered(fence: Fence) -> Iterator[tuple[int, str]]:
    return enumerate(fence.lines, start=fence.line + 1)


def included(page: Page) -> Iterator[tuple[Fence, str, str]]:
    """The listings of a page that include something: each with its file and its section."""
    for fence in page.listings:
        match = _INCLUDE.fullmatch(fence.lines[0]) if len(fence.lines) == 1 else None
        if match:
            yield fence, match["path"], match["section"]


def included_files(page: Page) -> list[str]:
    names = {path for _, path, _ in included(page) if _inside_roots(path)}
    return sorted(name for name in names if (page.root / name).is_file())
