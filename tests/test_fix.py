"""`make fix` writes what the programs print: the same again, nothing half, nothing of a page that fails."""

import os
import subprocess
import sys

import pytest

from tests.project import PAGE, TORCH_TAB, edit, runnable_project, small_project
from tools.blocks import Result
from tools.fix import fix_pages, with_outputs, write
from tools.pages import Page
from tools.topic import find

SLIDES = "docs/part/slides.md"
MARKER = "<!--pytest-codeblocks:expected-output-->"
OUTPUT = '```text title="Output"'


WITHOUT_TORCH = PAGE.replace(TORCH_TAB, "")  # whose import would be most of the time


@pytest.fixture
def page(tmp_path):
    path = small_project(tmp_path) / SLIDES
    path.write_text(WITHOUT_TORCH)
    return path


def fix(page):
    """Fix one page; what failed."""
    return [line for lines in fix_pages([Page(page, page.parents[2])]).values() for line in lines]


def test_a_page_that_is_right_stays_as_it_is(page):
    before = page.stat()
    assert fix(page) == []
    assert page.read_text() == WITHOUT_TORCH
    assert page.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.125", "0.126"),
        ("[3, 5]\n", ""),
        ("0.125\n", "0.125\nmore\n"),
        ("    [3, 5]\n", "    [4, 5]\n"),
        (f"{MARKER}\n\n{OUTPUT}\n[3, 5]\n0.125\n```\n\n", ""),
        (f"{MARKER}\n\n{OUTPUT}\n[3, 5]\n0.125\n```\n", f"{MARKER}\n"),
        (f"{MARKER}\n\n", ""),
        (f"{MARKER}\n\n{OUTPUT}", f"{MARKER}\n```text"),
        (f"\n{MARKER}\n\n{OUTPUT}", f"{MARKER}\n{OUTPUT}"),
        (f"    {MARKER}\n\n    {OUTPUT}\n    [3, 5]\n    0.125\n    ```\n\n", ""),
        ("importorskip(torch)-->\n\n", "importorskip(torch)-->\n"),
    ],
)
def test_any_damage_to_an_output_is_mended_for_good(page, old, new):
    printed = [Result("[3, 5]\n0.125\n"), Result("[3, 5]\n0.125\n")]
    page.write_text(PAGE)
    edit(page, old, new)
    for _ in range(2):
        page.write_text(with_outputs(Page(page, page.parents[2]), printed))
        assert page.read_text() == PAGE


def test_a_program_that_was_left_out_keeps_its_output(page):
    page.write_text(PAGE)
    printed = [Result("[3, 5]\n0.125\n"), Result("", skipped=True)]
    assert with_outputs(Page(page, page.parents[2]), printed) == PAGE


def test_what_follows_a_program_without_output_is_kept(page):
    edit(page, f"{MARKER}\n\n{OUTPUT}\n[3, 5]\n0.125\n```\n", "```text\nnot its output, two lines on\n```\n")
    edit(page, "```text\nnot", "Prose.\n\n```text\nnot")
    assert fix(page) == []
    text = page.read_text()
    assert f"{MARKER}\n\n{OUTPUT}\n[3, 5]\n0.125\n```\n\nProse.\n\n```text\nnot its output" in text


def test_blank_lines_inside_an_output_stay_without_indentation(page):
    page.write_text(PAGE)
    results = [Result("a\n\nb\n"), Result("3\n\n4\n")]
    text = with_outputs(Page(page, page.parents[2]), results)
    assert f"{OUTPUT}\na\n\nb\n```\n" in text
    assert f"    {OUTPUT}\n    3\n\n    4\n    ```\n" in text


@pytest.mark.parametrize(
    ("new", "line", "words"),
    [
        ("print(1 / 0)", 17, "ZeroDivisionError"),
        ("print(1 / )", 17, "SyntaxError"),
        ("import os; os._exit(1)", None, "died"),
        ("print(1, end='')", 13, "does not end"),
    ],
)
def test_a_page_that_fails_is_left_alone_and_named_with_its_line(page, new, line, words):
    edit(page, "print(1 / 8)", new)
    edit(page, "[3, 5]", "[3, 6]")
    before = page.read_text()
    (failure,) = fix(page)
    assert failure.startswith(f"{SLIDES}:{line}: " if line else f"{SLIDES}: ")
    assert words in failure
    assert page.read_text() == before


def test_an_interrupted_write_leaves_the_old_text_and_no_litter(page, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(page, "half")
    assert page.read_text() == WITHOUT_TORCH
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_unknown_page_names_the_ones_like_it(page):
    with pytest.raises(SystemExit, match=r"Did you mean part/slides"):
        find("part/slide", page.parents[2])


@pytest.mark.parametrize("name", ["part/slides", SLIDES, "part/slides.md"])
def test_page_is_found_by_its_short_and_by_its_full_name(page, name):
    assert find(name, page.parents[2]).path == page


@pytest.fixture
def project(tmp_path):
    folder = runnable_project(tmp_path)
    (folder / SLIDES).write_text(WITHOUT_TORCH)
    return folder


def make_fix(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "tools.fix", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_command_mends_the_pages_it_can_formats_and_exits_1_for_the_others(project):
    root, page = project, project / SLIDES
    (root / "figures").mkdir()
    (root / "figures" / "__main__.py").write_text('print("drawn")\n')
    (root / "docs" / "broken.md").write_text("```python\nx=1;raise OSError('no')\n```\n")
    edit(page, "0.125", "0.126")
    (root / "snippets" / "window.py").write_text((root / "snippets" / "window.py").read_text() + "x=1\n")
    done = make_fix(root)
    assert done.returncode == 1
    assert "docs/broken.md:2: OSError: no" in done.stdout
    assert "drawn" in done.stdout
    assert page.read_text() == WITHOUT_TORCH
    assert (root / "docs" / "broken.md").read_text() == "```python\nx=1;raise OSError('no')\n```\n"
    assert (root / "snippets" / "window.py").read_text().endswith("\nx = 1\n")


def test_command_for_one_page_touches_no_other(project):
    root, page = project, project / SLIDES
    (root / "docs" / "other.md").write_text("```python\nprint( 1 )\n```\n")
    edit(page, "0.125", "0.126")
    done = make_fix(root, "part/slides")
    assert (done.returncode, done.stderr) == (0, "")
    assert page.read_text() == WITHOUT_TORCH
    assert (root / "docs" / "other.md").read_text() == "```python\nprint( 1 )\n```\n"
