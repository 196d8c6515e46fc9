"""Exercises: each shows its stub and its solution, and a teaching page has at least three."""

import re
from collections.abc import Iterator

from tools.guard.front_matter import teaches
from tools.guard.includes import included
from tools.guard.problem import Problem, problem
from tools.pages import Heading, Page

FEWEST = 3
_TITLE = re.compile(r"Exercise: \S.*")


def check(page: Page) -> Iterator[Problem]:
    if not page.rendered or not teaches(page.path, page.root):
        return
    headings = [heading for heading in page.headings if heading.text.lower().startswith("exercise:")]
    for heading in headings:
        if heading.level != 3 or not _TITLE.fullmatch(heading.text):
            yield problem(
                page, heading.line, "an exercise's heading is misspelt", "write ### Exercise: what to do"
            )
        yield from _exercise(page, heading)
    if len(headings) < FEWEST:
        yield problem(
            page,
            1,
            f"{len(headings)} exercises; a teaching page has at least {FEWEST}",
            "add ### Exercise: sections",
        )


def _exercise(page: Page, heading: Heading) -> Iterator[Problem]:
    after = [
        other.line for other in page.headings if other.line > heading.line and other.level <= heading.level
    ]
    end = min(after, default=len(page.lines) + 1)
    own = f"exercises/{page.path.stem}.py"
    shown = {
        section: fence
        for fence, path, section in included(page)
        if heading.line < fence.line < end and path == own
    }
    stubs = [name.removesuffix("-stub") for name in shown if name.endswith("-stub")]
    solutions = [name.removesuffix("-solution") for name in shown if name.endswith("-solution")]
    if len(stubs) != 1 or solutions != stubs:
        yield problem(
            page,
            heading.line,
            f"this exercise shows {_all(stubs)} as stub and {_all(solutions)} as solution",
            f'list "{own}:<name>-stub", then "{own}:<name>-solution" in ??? success "Solution"',
        )
        return
    solution = shown[f"{solutions[0]}-solution"]
    folded = any(line.startswith("??? ") for line in page.lines[heading.line : solution.line - 1])
    if not (folded and solution.prefix.startswith("    ")):
        yield problem(
            page, solution.line, "the solution stands in the open", 'indent it under ??? success "Solution"'
        )


def _all(names: list[str]) -> str:
    return ", ".join(names) or "nothing"
