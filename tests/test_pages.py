"""Every program of every page runs, alone too, and one wrong character in any output is noticed."""

import re

import pytest

from tools import blocks, guard
from tools.pages import Page, pages

WITH_PROGRAMS = [page for page in pages() if page.blocks]


@pytest.fixture(scope="session")
def results():
    """What each page's programs print, from a fresh process a page, run once."""
    done = {}

    def run(page):
        if page.name not in done:
            done[page.name] = blocks.run_alone(page)
        return done[page.name]

    return run


def test_guard_finds_nothing():
    problems = guard.check([])
    assert not problems, "\n" + "\n".join(map(str, problems))


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=lambda page: page.name)
def test_page_runs_alone_in_a_fresh_process(page, results):
    for block, result in zip(page.blocks, results(page), strict=True):
        if not result.skipped:
            wrong = blocks.verdict(page, block, result)
            assert wrong is None, wrong


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=lambda page: page.name)
def test_one_wrong_character_in_any_line_of_any_output_is_reported_with_its_line(page, results, tmp_path):
    copy = tmp_path / page.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    for number, (block, result) in enumerate(zip(page.blocks, results(page), strict=True)):
        if result.skipped:
            continue
        for line in range(block.output.line + 1, block.output.end):
            lines = list(page.lines)
            lines[line - 1] = misprint(lines[line - 1])
            copy.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
            edited = Page(copy, tmp_path)
            wrong = blocks.verdict(edited, edited.blocks[number], result)
            assert wrong is not None, f"{page.name}:{line} may say anything"
            assert wrong.startswith(f"{page.name}:{line}:"), wrong


def misprint(line):
    """One digit changed; one letter where there is no digit; one letter added where there is nothing."""
    wrong = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), line, count=1)
    return wrong if wrong != line else f"{line}x"
