"""Fences and markers: every program is one that pytest runs, every output one that it compares."""

import difflib
import io
import re
import warnings
from collections.abc import Iterator

from pytest_codeblocks.main import extract_from_buffer

from tools.guard.problem import Problem, problem
from tools.pages import EXPECTED_OUTPUT, NEEDS_TORCH, OUTPUT, PROGRAM, Fence, Page

WHERE = {
    EXPECTED_OUTPUT: "put it straight after its ```python fence",
    NEEDS_TORCH: "put it straight before its ```python fence",
}
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
        if fault := _fault_of(fence, page.notebook):
            message, mend = fault
            yield problem(page, fence.line, f"the fence {fence.marks}{fence.info} {message}", mend)
        elif fence.language in {"text", "console"} and fence.info != OUTPUT:
            yield from _smuggled(page, fence)
    yield from _comments(page)
    yield from _outputs(page)
    if not page.notebook:
        yield from _same_blocks_as_pytest(page)


def _fault_of(fence: Fence, in_notebook: bool) -> tuple[str, str] | None:
    """What is wrong with a fence as such, and the mend."""
    if not fence.closed:
        return "is never closed", f"close it with {fence.marks}"
    if in_notebook and fence.info in {PROGRAM, OUTPUT}:
        return "in a notebook is never run", "use a code cell"
    if fence.info in {PROGRAM, OUTPUT} or LISTING.fullmatch(fence.info):
        return _misplaced(fence)
    return _fault_of_language(fence)


def _fault_of_language(fence: Fence) -> tuple[str, str] | None:
    if PYTHONS.fullmatch(fence.language) or fence.language.startswith("python"):
        mend = 'use ```python for a program, ```py title="snippets/….py" for a listing'
        return "looks like Python, and pytest-codeblocks never runs it", mend
    if fence.language in SHELLS:
        return "would be executed by pytest-codeblocks", "use ```console for shell commands"
    if fence.language not in DATA:
        known = ", ".join(sorted(DATA))
        named = f"has the language {fence.language}, unknown here" if fence.language else "has no language"
        return named, f"use one of {known}"
    if not PLAIN_INFO.fullmatch(fence.info):
        return "says more than language and title", 'use ```text or ```text title="…"'
    return None


def _misplaced(fence: Fence) -> tuple[str, str] | None:
    if fence.commented:
        return "in an HTML comment may be run and is never shown", "delete it, or show it"
    if fence.prefix.strip():
        return "in a quote or on a list mark is skipped by pytest-codeblocks", "give it lines of its own"
    if fence.marks != "```":
        return "is not opened with three backticks: it is skipped or misread", "open it with ```"
    return None


def _smuggled(page: Page, fence: Fence) -> Iterator[Problem]:
    for number, line in enumerate(fence.lines, start=fence.line + 1):
        if PYTHON_SOURCE.match(line):
            message = f"Python source in a {fence.language} fence, which nothing runs"
            yield problem(page, number, message, "use ```python for a program; a listing includes its source")
            return


def _comments(page: Page) -> Iterator[Problem]:
    """Each comment that looks like a marker is one, where it counts."""
    where_each_counts = {
        EXPECTED_OUTPUT: {page.marker_after(block.program) for block in page.blocks},
        NEEDS_TORCH: {page.torch_marker_of(block.program) for block in page.blocks},
    }
    for comment in page.comments:
        alone = page.lines[comment.line - 1].strip() == comment.text
        if alone and comment.text in where_each_counts:
            if comment.line not in where_each_counts[comment.text]:
                message = f"the marker {comment.text} belongs to no program here"
                yield problem(page, comment.line, message, WHERE[comment.text])
        elif meant := _meant(comment.text):
            yield problem(page, comment.line, f"{comment.text} is no marker of this project", meant)


def _outputs(page: Page) -> Iterator[Problem]:
    """Each program has its output, each output its program."""
    for block in page.blocks:
        marker = page.marker_after(block.program)
        if marker is None:
            mend = f"run `make fix`: it adds {EXPECTED_OUTPUT}"
            yield problem(page, block.line, "nothing compares what this program prints", mend)
        elif block.output is None:
            message = f"this marker is not followed by ```{OUTPUT}"
            yield problem(page, marker, message, "run `make fix`, which writes that fence")
        elif block.output.prefix != block.program.prefix:
            message = "this output is not indented as its program is"
            yield problem(page, block.output.line, message, "indent both alike")
    compared = {block.output.line for block in page.blocks if block.output}
    for fence in page.fences:
        if fence.info == OUTPUT and fence.line not in compared:
            message = "this output belongs to no program: nothing compares it"
            yield problem(page, fence.line, message, f"put it after its program, behind {EXPECTED_OUTPUT}")


def _meant(comment: str) -> str | None:
    """How to mend a comment that seems to be meant for pytest; None for any other comment."""
    alike = {marker: difflib.SequenceMatcher(None, comment.lower(), marker).ratio() for marker in WHERE}
    closest = max(WHERE, key=lambda marker: alike[marker])
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
            collected = extract_from_buffer(io.StringIO(page.text))
    except RuntimeError as error:
        yield problem(page, 1, f"pytest-codeblocks cannot read this page: {error}", "mend marker or fence")
        return
    theirs = {
        block.lineno: (_squeezed(block.code), _squeezed(block.expected_output), block.importorskip)
        for block in collected
        if block.syntax == PROGRAM and not block.expected_output_ignore_whitespace
    }
    ours = {
        block.line: (
            _squeezed(block.code),
            _squeezed(block.output.text if block.output else None),
            "torch" if block.needs_torch else None,
        )
        for block in page.blocks
    }
    for line in sorted(theirs.keys() | ours.keys()):
        if theirs.get(line) != ours.get(line):
            message = "pytest-codeblocks reads this block, its output or its markers otherwise than the site"
            mend = "write fence, marker and output as CONTRIBUTING.md shows; then `make fix`"
            yield problem(page, line, message, mend)


def _squeezed(text: str | None) -> str:
    """A text without blank lines: pytest-codeblocks loses those of indented fences."""
    return "\n".join(line for line in (text or "").splitlines() if line.strip())
