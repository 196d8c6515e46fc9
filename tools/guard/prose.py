"""Prose: Markdown that renders as meant, and no HTML that runs or fetches something."""

import re
from collections.abc import Iterator

from tools.guard.problem import Problem, problem
from tools.pages import Page

_FORBIDDEN = [
    (
        re.compile(r"<(script|iframe|object|embed|style|link|base|form)\b", re.I),
        "delete it: a page is text and programs",
    ),
    (re.compile(r"<pre\b", re.I), "use a fence: nothing runs or compares what stands in HTML"),
    (re.compile(r"<[^>]*\son\w+\s*=", re.I), "delete the handler: scripts stand in docs/assets/src/"),
    (re.compile(r"\bjavascript:", re.I), "link to an address"),
    (
        re.compile(r"<(?:img|video|audio|source)\b[^>]*\bsrc\s*=\s*[\"']?(?:https?:)?//", re.I),
        "ship the file with the site",
    ),
    (re.compile(r"!\[[^\]]*\]\(\s*<?(?:https?:)?//", re.I), "ship the picture with the site"),
]
_ELEMENT_ALONE = re.compile(r"\s*</?[a-z]+(?:-[a-z0-9]+)+\b[^>]*>.*")


def check(page: Page) -> Iterator[Problem]:
    for number, line in enumerate(page.lines, start=1):
        if any("\ud800" <= letter <= "\udfff" for letter in line):
            yield problem(page, number, "holds bytes that are no UTF-8", "save the file in UTF-8")
    for number, line in page.prose:
        for pattern, mend in _FORBIDDEN:
            if found := pattern.search(line):
                yield problem(page, number, f"{found[0]!r} has no place on a page", mend)
        if page.rendered and _ELEMENT_ALONE.fullmatch(line):
            yield problem(
                page,
                number,
                f"{line.strip()!r} on a line of its own gets wrapped in a paragraph",
                'put it in a <div markdown="0"> block',
            )
