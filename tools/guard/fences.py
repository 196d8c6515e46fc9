"""Fences and markers: every program is one that pytest runs, every output one that it compares."""

import difflib
import io
import re
import warnings
from collections.abc import Iterator

from pytest_codeblocks.main import extract_from_buffer

from tools.guard.problem import Problem, problem
from tools.pages import EXPECTED_OUTPUT, NEEDS_TORCH, OUTPUT, PROGRAM, Fence, Page

MARKERS = (EXPECTED_OUTPUT, NEEDS_TORCH)
PYTHONS = re.compile(
    r"(i|my|micro|bro)?py(thon|thon3|3|con|i|odide|test|w)?(-?(repl|console))?|python[\d.]*|>>>"
)
SHELLS = {"sh", "bash", "zsh", "shell", "ksh", "fish"}
# Run by nobody, taken for Python by nobody.
DATA = {"console", "text", "toml", "yaml", "json", "html", "css", "js", "diff", "make", "markdown", "bibtex"}
LISTING = re.compile(r'py title="[^"]+"')
PLAIN_INFO = re.compile(r'[a-z]+( title="[^"]+")?')
PYTHON_SOURCE = re.compile(r"\s*(>>> |import \w|from [\w.]+ import |def \w+\(|print\()")
ABOUT_TESTS = re.compile(r"\b(pytest|codeblocks?|expected|outputs?|importor\w*|xfail|skip\w*|cont)\b", re.I)
RESEMBLES = 0.7


def check(page: Page) -> Iterator[Problem]:
    for fence in page.fences:
        yield from _fence(page, fence)
    yield from _markers(page)
    if not page.notebook:
        yield from _same_blocks_as_pytest(page)


def _fence(page: Page, fence: Fence) -> Iterator[Problem]:
    shown = f"{fence.marks}{fence.info}"
    if not fence.closed:
        yield problem(page, fence.line, f"the fence {shown} is never closed", f"close it with {fence.marks}")
    elif page.notebook and fence.info in {PROGRAM, OUTPUT}:
        yield problem(page, fence.line, f"the fence {shown} in a notebook is never run", "use a code cell")
    elif fence.info == PROGRAM or LISTING.fullmatch(fence.info) or fence.info == OUTPUT:
        yield from _place(page, fence, shown)
        if fence.info == OUTPUT:
            yield from _output(page, fence)
    elif PYTHONS.fullmatch(fence.language) or fence.language.startswith("python"):
        yield problem(
            page,
            fence.line,
            f"the fence {shown} looks like Python, and pytest-codeblocks never runs it",
            'use ```python for a program, ```py title="snippets/….py" for a listing',
        )
    elif fence.language in SHELLS:
        yield problem(
            page,
            fence.line,
            f"pytest-codeblocks would execute the fence {shown}",
            "use ```console for shell commands",
        )
    elif fence.language not in DATA:
        named = f"has the language {fence.language}, unknown here" if fence.language else "has no language"
        yield problem(page, fence.line, f"the fence {shown} {named}", f"use one of {', '.join(sorted(DATA))}")
    elif not PLAIN_INFO.fullmatch(fence.info):
        yield problem(
            page,
            fence.line,
            f"the fence {shown} says more than language and title",
            'use ```text or ```text title="…"',
        )
    elif fence.language in {"text", "console"}:
        yield from _smuggled(page, fence)


def _place(page: Page, fence: Fence, shown: str) -> Iterator[Problem]:
    if fence.commented:
        message, mend = "stands in an HTML comment: it may be run and is never shown", "delete it, or show it"
    elif fence.prefix.strip():
        message, mend = (
            "stands in a quote or on a list mark: pytest-codeblocks skips it",
            "give it lines of its own",
        )
    elif fence.marks != "```":
        message, mend = "is not opened with three backticks: it is skipped or misread", "open it with ```"
    else:
        return
    yield problem(page, fence.line, f"the fence {shown} {message}", mend)


def _output(page: Page, fence: Fence) -> Iterator[Problem]:
    if all(block.output is not fence for block in page.blocks):
        yield problem(
            page,
            fence.line,
            "this output belongs to no program: nothing compares it",
            f"put it straight after its program, behind {EXPECTED_OUTPUT}",
        )


def _smuggled(page: Page, fence: Fence) -> Iterator[Problem]:
    for number, line in enumerate(fence.lines, start=fence.line + 1):
        if PYTHON_SOURCE.match(line):
            yield problem(
                page,
                number,
                f"Python source in a {fence.language} fence, which nothing runs",
                "use ```python for a program; a listing includes its source",
            )
            return


def _markers(page: Page) -> Iterator[Problem]:
    belonging = {page.marker_after(block.program) for block in page.blocks}
    before_programs = {page.torch_marker_of(block.program) for block in page.blocks}
    for comment in page.comments:
        if comment.text == EXPECTED_OUTPUT and page.lines[comment.line - 1].strip() == comment.text:
            if comment.line not in belonging:
                yield problem(
                    page,
                    comment.line,
                    "this marker follows no program",
                    "put it straight after its ```python fence",
                )
        elif comment.text == NEEDS_TORCH and page.lines[comment.line - 1].strip() == comment.text:
            if comment.line not in before_programs:
                yield problem(
                    page,
                    comment.line,
                    "this marker does not stand directly before a program",
                    "put it straight before its ```python fence",
                )
        elif meant := _meant(comment.text):
            yield problem(page, comment.line, f"{comment.text} is no marker of this project", meant)
    for block in page.blocks:
        marker = page.marker_after(block.program)
        if marker is None:
            yield problem(
                page,
                block.line,
                "nothing compares what this program prints",
                f"run `make fix`: it adds {EXPECTED_OUTPUT}",
            )
        elif block.output is None:
            yield problem(
                page,
                marker,
                f"this marker is not followed by ```{OUTPUT}",
                "run `make fix`, which writes that fence",
            )
        elif block.output.prefix != block.program.prefix:
            yield problem(
                page, block.output.line, "this output is not indented as its program is", "indent both alike"
            )


def _meant(comment: str) -> str | None:
    """How to mend a comment that seems to be meant for pytest; None for any other comment."""
    alike = {marker: difflib.SequenceMatcher(None, comment.lower(), marker).ratio() for marker in MARKERS}
    closest = max(MARKERS, key=lambda marker: alike[marker])
    if alike[closest] >= RESEMBLES:
        return f"write {closest}, or delete it"
    if ABOUT_TESTS.search(comment):
        return f"the markers are {EXPECTED_OUTPUT} and {NEEDS_TORCH}: write one, or reword the comment"
    return None


def _same_blocks_as_pytest(page: Page) -> Iterator[Problem]:
    """Whatever else might hide a block: pytest-codeblocks, asked itself, must see the same ones."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            collected = [b for b in extract_from_buffer(io.StringIO(page.text)) if b.syntax == PROGRAM]
    except RuntimeError as error:
        yield problem(
            page, 1, f"pytest-codeblocks cannot read this page: {error}", "mend the marker or fence"
        )
        return
    theirs = {
        block.lineno: (_squeezed(block.code), _squeezed(block.expected_output or ""), block.importorskip)
        for block in collected
        if not block.expected_output_ignore_whitespace
    }
    ours = {
        block.line: (
            _squeezed(block.code),
            _squeezed(block.output.text if block.output else ""),
            "torch" if block.needs_torch else None,
        )
        for block in page.blocks
    }
    for line in sorted(theirs.keys() | ours.keys()):
        if theirs.get(line) != ours.get(line):
            yield problem(
                page,
                line,
                "pytest-codeblocks reads this block, its output or its markers differently from the site",
                "write fence, marker and output as CONTRIBUTING.md shows; then `make fix`",
            )


def _squeezed(text: str) -> str:
    """A text without blank lines: pytest-codeblocks loses those of indented fences."""
    return "\n".join(line for line in text.splitlines() if line.strip())
