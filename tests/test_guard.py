"""Each way of being skipped, left unchecked or mis-included is reported with file, line and mend."""

import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.project import PAGE, edit, small_project
from tools.guard import check
from tools.guard.outputs import exact_in_binary, significant_digits
from tools.pages import ROOT

PROGRAM = PAGE[PAGE.index("```python") : PAGE.index("```\n") + 4]
MARKER = "<!--pytest-codeblocks:expected-output-->"
OUTPUT = 'text title="Output"'
TORCH = "<!--pytest-codeblocks:importorskip(torch)-->"
INCLUDE = '--8<-- "snippets/window.py:sums"'
SLIDES = "docs/part/slides.md"


class Bad(NamedTuple):
    """Replace `old` by `new` in `file`; the line holding `at` must be reported, in these words."""

    old: str
    new: str
    at: str
    words: str
    file: str = SLIDES


BAD = {
    # snags.md 1: fences that pytest-codeblocks skips
    "title on a program": Bad("```python", '```python title="x"', '```python title="x"', "never runs it"),
    "highlighted lines": Bad("```python", '```python hl_lines="1"', "hl_lines", "never runs it"),
    "braces": Bad("```python", "```{.python}", "{.python}", "never runs it"),
    "space before the word": Bad("```python", "``` python", "``` python", "never runs it"),
    "space after the word": Bad("```python\n", "```python \n", "```python ", "never runs it"),
    "tildes": Bad(PROGRAM, PROGRAM.replace("```", "~~~"), "~~~python", "not opened with three backticks"),
    "four backticks": Bad(PROGRAM, PROGRAM.replace("```", "````"), "````python", "three backticks"),
    "quoted": Bad(PROGRAM, "> " + PROGRAM.replace("\n", "\n> "), "> ```python", "in a quote"),
    "on a list mark": Bad("```python", "- ```python", "- ```python", "on a list mark"),
    "py3": Bad("```python", "```py3", "```py3", "never runs it"),
    "py without a title": Bad("```python", "```py", "```py", "never runs it"),
    "Python with a capital": Bad("```python", "```Python", "```Python", "never runs it"),
    "pycon": Bad("```python", "```pycon", "```pycon", "never runs it"),
    "attributes on a program": Bad("```python", "```python {#here}", "{#here}", "never runs it"),
    "attributes on another fence": Bad("```console", "```console {#here}", "{#here}", "more than language"),
    "no language": Bad("```console", "```", 'sums"\n```\n\n```', "no language"),
    "Python in a text fence": Bad(
        "```console\nmake serve", "```text\nimport os", "import os", "nothing runs"
    ),
    "a doctest in a console": Bad("make serve", ">>> 1 + 1", ">>> 1 + 1", "nothing runs"),
    "never closed": Bad(
        "```console\nmake serve\n```", "````console\nmake serve", "````console", "never closed"
    ),
    # snags.md 3 and 4: outputs that nothing compares
    "no marker": Bad(f"{MARKER}\n\n", "", "```python", "nothing compares"),
    "no output": Bad(PAGE[PAGE.index(MARKER) : PAGE.index("===")], "", "```python", "nothing compares"),
    "misspelt marker": Bad(MARKER, "<!-- expected-output -->", "<!-- exp", f"markers are {MARKER}"),
    "a letter wrong": Bad(MARKER, MARKER.replace("ou", "uo"), "uotput", f"write {MARKER}"),
    "a capital": Bad(MARKER, MARKER.replace("e", "E", 1), "<!--pytE", f"write {MARKER}"),
    "spaces in the marker": Bad(MARKER, MARKER.replace("--", "-- ", 1), "<!-- pyt", f"write {MARKER}"),
    "ignoring whitespace": Bad(MARKER, MARKER.replace("-->", "-ignore-whitespace-->"), "ignore", "no marker"),
    "text between": Bad(MARKER, f"Hence\n\n{MARKER}", MARKER, "belongs to no program"),
    "text after the marker": Bad(f"{MARKER}\n", f"{MARKER}\n\nHence\n", MARKER, "not followed by"),
    "two blank lines": Bad(f"{MARKER}\n", f"{MARKER}\n\n", MARKER, "not followed by"),
    "output without its title": Bad(OUTPUT, "text", MARKER, "not followed by"),
    "output in tildes": Bad(
        PAGE[PAGE.index(f"```{OUTPUT}") : PAGE.index("===")],
        f"~~~{OUTPUT}\n[3, 5]\n~~~\n\n",
        MARKER,
        "not followed by",
    ),
    "output of nothing": Bad(
        "## Sources", f"Alone:\n\n```{OUTPUT}\n1\n```", f"Alone:\n\n```{OUTPUT}", "no program"
    ),
    "empty output": Bad("[3, 5]\n0.125\n", "", f"```{OUTPUT}", "empty"),
    "output outside its tab": Bad(
        f"    {MARKER}\n\n    ```{OUTPUT}\n    [3, 5]\n    0.125\n    ```",
        f"{MARKER}\n\n```{OUTPUT}\n[3, 5]\n0.125\n```",
        f"tolist())\n    print(torch.ones(8).mean().item() / 8)\n    ```\n\n{MARKER}\n\n```",
        "not indented",
    ),
    "PyTorch differs": Bad(
        "    [3, 5]\n    0.125", "    [3, 5]\n    0.25", f"    {MARKER}\n\n    ```", "prints something else"
    ),
    # snags.md 7 and 8: what else is executed or left out
    "include in a program": Bad("print(1 / 8)", INCLUDE, INCLUDE, "outside a listing"),
    "program in a comment": Bad(PROGRAM, f"<!--\n{PROGRAM}-->\n", "```python", "HTML comment"),
    "cont": Bad("```python", "<!--pytest-codeblocks:cont-->\n```python", "cont-->", "no marker"),
    "skip": Bad("```python", "<!--pytest-codeblocks:skip-->\n```python", "skip-->", "no marker"),
    "skipif": Bad("```python", "<!--pytest-codeblocks:skipif(True)-->\n```python", "skipif", "no marker"),
    "xfail": Bad("```python", "<!--pytest.mark.xfail-->\n```python", "xfail", "no marker"),
    "expect-error": Bad(
        "```python", "<!--pytest-codeblocks:expect-error-->\n```python", "expect-e", "no marker"
    ),
    "a mark": Bad("```python", "<!--pytest.mark.slow-->\n```python", "slow", "no marker"),
    "skipfile": Bad(PAGE[:4], f"<!--pytest-codeblocks:skipfile-->\n{PAGE[:4]}", "skipfile", "no marker"),
    "skip of another module": Bad(TORCH, TORCH.replace("torch", "jax"), "(jax)", f"write {TORCH}"),
    "torch marker afar": Bad(f"{TORCH}\n", f"{TORCH}\n\n    Now:\n", TORCH, "belongs to no program"),
    "torch marker for nothing": Bad("```python", f"{TORCH}\n\n```python", TORCH, "does not import it"),
    "torch without marker": Bad(f"    {TORCH}\n\n", "", "import torch", "without its marker"),
    "sh": Bad("```console", "```sh", "```sh", "would be executed"),
    "bash": Bad("```console", "```bash", "```bash", "would be executed"),
    # programs
    "another import": Bad("print(1 / 8)", "import scipy", "import scipy", "imports scipy"),
    "import within a function": Bad("print(1 / 8)", "def f():\n    import jax", "import jax", "imports jax"),
    "too long": Bad("print(1 / 8)", "print(1)\n" * 14, "```python", "16 lines of code"),
    "no Python": Bad("print(1 / 8)", "print(1 / )", "print(1 / )", "does not parse"),
    # what is printed
    "a repr": Bad("0.125", "np.float64(0.125)", "np.float64", "repr"),
    "an array's repr": Bad("0.125", "array([1])", "array([1])", "repr"),
    "five digits": Bad("0.125", "0.12346", "0.12346", "significant digits"),
    "five digits times ten": Bad("0.125", "1.23450e-05", "1.23450e-05", "significant digits"),
    "a time": Bad("0.125", "took 12 ms", "12 ms", "prints a time"),
    "an address": Bad("0.125", "<f at 0x7f01>", "0x7f01", "address"),
    "a space at the end": Bad("0.125", "0.125 ", "0.125 ", "ends in a space"),
    # snags.md 11 and 12: includes
    "missing file": Bad("window.py", "windows.py", '"snippets/window.py:sums', "under the title"),
    "file that is not there": Bad(
        f'snippets/window.py"\n{INCLUDE}',
        'snippets/w.py"\n--8<-- "snippets/w.py:sums"',
        "w.py:",
        "does not exist",
    ),
    "missing section": Bad("window.py:sums", "window.py:sum", "window.py:sum", "does not have"),
    "no section": Bad("window.py:sums", "window.py", '--8<-- "snippets/window.py"', "is no include"),
    "lines instead of a section": Bad("window.py:sums", "window.py:1:2", "window.py:1:2", "is no include"),
    "space after the include": Bad(INCLUDE, f"{INCLUDE} ", f"{INCLUDE} ", "a space after"),
    "escaped include": Bad(INCLUDE, f";{INCLUDE}", f";{INCLUDE}", "is no include"),
    "block include": Bad(INCLUDE, "--8<--\nsnippets/window.py\n--8<--", "```py title", "exactly one line"),
    "two includes": Bad(INCLUDE, f"{INCLUDE}\n{INCLUDE}", '```py title="snip', "exactly one line"),
    "typed listing": Bad(INCLUDE, "def sums(x): ...", "def sums(x): ...", "is no include"),
    "include in prose": Bad("## Sources", f"## Sources\n\n{INCLUDE}", f"\n\n{INCLUDE}", "outside a listing"),
    "block include in prose": Bad("## Sources", ";--8<--\nx\n;--8<--", ";--8<--", "outside a listing"),
    "include from a tab": Bad(
        "    import torch", "    import torch\n    -8<- 'x'", "-8<- 'x'", "outside a listing"
    ),
    "above the root": Bad("snippets/window.py:", "snippets/../secret.py:", "../secret", "from outside"),
    "absolute": Bad('"snippets/window.py:', '"/etc/passwd.py:', "/etc/passwd", "from outside"),
    "address": Bad(f"{INCLUDE}", '--8<-- "https://x.org/a.py"', "https://x.org", "is no include"),
    "title differs": Bad('"snippets/window.py"', '"snippets/other.py"', INCLUDE, "under the title"),
    "no end": Bad("# --8<-- [end:sums]\n", "", "[start:sums]", "has no end", "snippets/window.py"),
    "no start": Bad("# --8<-- [start:sums]\n", "", "[end:sums]", "not open", "snippets/window.py"),
    "misspelt start": Bad("[start:", "[strat:", "[strat:", "misspelt", "snippets/window.py"),
    "missing dash": Bad("--8<-- [end", "--8< [end", "--8< [end", "misspelt", "snippets/window.py"),
    "one dash": Bad("--8<-- [start", "-8<- [start", "-8<- [start", "misspelt", "snippets/window.py"),
    "text after a mark": Bad("[end:sums]", "[end:sums] # x", "# x", "misspelt", "snippets/window.py"),
    "end of another": Bad("[end:sums]", "[end:sum]", "[end:sum]", "not open", "snippets/window.py"),
    "twice": Bad(
        "# --8<-- [end:sums]",
        "# --8<-- [end:sums]\n\n# --8<-- [start:sums]\n# --8<-- [end:sums]",
        "# --8<-- [end:sums]\n\n# --8<-- [start:sums]",
        "comes twice",
        "snippets/window.py",
    ),
    "nested": Bad(
        "    return",
        "# --8<-- [start:inner]\n# --8<-- [end:inner]\n    return",
        "[start:inner]",
        "opens inside sums",
        "snippets/window.py",
    ),
    "unused": Bad(
        "# --8<-- [end:sums]",
        "# --8<-- [end:sums]\n# --8<-- [start:more]\n# --8<-- [end:more]",
        "[start:more]",
        "no page shows",
        "snippets/window.py",
    ),
    "unused exercise": Bad(
        "answer = ...\n",
        "answer = ...\n# --8<-- [end:one-stub]\n# --8<-- [start:four]\n# --8<-- [end:four]\n",
        "[start:four]",
        "no page shows",
        "exercises/slides.py",
    ),
    # front matter and headings
    "no minutes": Bad("minutes: 5\n", "", "title:", "without minutes"),
    "no front matter": Bad(PAGE[: PAGE.index("# A")], "", "# A window", "without title, description"),
    "unknown key": Bad("minutes: 5", "minutes: 5\nminute: 5", "minute: 5", "unknown front-matter key minute"),
    "unknown key at home": Bad("# Home", "---\nminuts: 5\n---\n# Home", "minuts", "unknown", "docs/index.md"),
    "no number": Bad("minutes: 5", "minutes: five", "minutes: five", "minutes is 'five'"),
    "empty description": Bad("description: One", "description: #", "description", "description is empty"),
    "broken YAML": Bad("minutes: 5", "minutes: [5", "---", "no YAML"),
    "unknown prerequisite": Bad(
        "prerequisites: []", "prerequisites: [part/no.md]", "part/no.md", "does not exist"
    ),
    "own prerequisite": Bad("prerequisites: []", "prerequisites: [part/slides.md]", "prereq", "its own"),
    "prerequisite no list": Bad("prerequisites: []", "prerequisites: part/x.md", "prereq", "no list"),
    "unknown module": Bad("[window]", "[window, doors]", "modules:", "snippets/doors.py does not exist"),
    "unused module": Bad(
        PAGE[PAGE.index("```python") : PAGE.index("```console")],
        "",
        "modules:",
        "nothing here imports or shows",
    ),
    "unlisted module": Bad("[window]", "[]", "modules:", "window is used and not listed"),
    "another heading": Bad("\n# A window slides", "\n# The window slides", "# The", "differs from the title"),
    "two headings": Bad("## Sources", "# Sources", "# Sources", "second heading"),
    "no heading": Bad("\n# A window slides", "\n## A window slides", "[window]\n---\n", "no heading"),
    "partial notebook header": Bad(
        "#   kernelspec: {display_name: Python 3, language: python, name: python3}\n",
        "",
        "# ---",
        "no full jupytext header",
        "docs/cases/case.py",
    ),
    "notebook's module": Bad(
        "modules: [window]", "modules: []", "#   page", "used and not", "docs/cases/case.py"
    ),
    "program in a notebook": Bad(
        "# Prose.", "# ```python\n# ```", "# ```python", "code cell", "docs/cases/case.py"
    ),
    "broken notebook": Bad("print(", "print((", "print((", "does not parse", "docs/cases/case.py"),
    "notebook's include": Bad(
        "case.py:one-stub", "case.py:stub", "case.py:stub", "not have", "docs/cases/case.py"
    ),
    # exercises
    "two exercises": Bad(
        PAGE[PAGE.index("### Exercise: three") : PAGE.index("## Sources")], "", "---", "2 exercises"
    ),
    "exercise of level two": Bad("### Exercise: one", "## Exercise: one", "## Exercise", "misspelt"),
    "no stub": Bad(
        "slides.py:one-stub", "slides.py:two-stub", "### Exercise: one", "shows two as stub and one"
    ),
    "another's exercise": Bad(
        "slides.py:one-stub", "slide.py:one-stub", "### Exercise: one", "nothing as stub"
    ),
    "solution in the open": Bad(
        '??? success "Solution"', "Solution", ':one-stub"\n```\n\nSolution\n\n    ```py', "stands in the open"
    ),
    # HTML
    "script": Bad("## Sources", "<script>x</script>", "<script>", "no place"),
    "program in HTML": Bad("## Sources", "<pre><code>x</code></pre>", "<pre>", "no place"),
    "iframe": Bad("## Sources", "<iframe src='x'>", "<iframe", "no place"),
    "handler": Bad("## Sources", "<b onclick='x()'>x</b>", "onclick", "no place"),
    "javascript address": Bad("## Sources", "[x](javascript:x)", "javascript:", "no place"),
    "picture elsewhere": Bad("## Sources", "<img src='https://x.org/a.png'>", "https://x.org", "no place"),
    "Markdown picture elsewhere": Bad("## Sources", "![x](https://x.org/a.png)", "https://x.org", "no place"),
    "element alone": Bad("## Sources", "<cr-window></cr-window>", "<cr-window", "wrapped in a paragraph"),
}


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path)


def test_nothing_is_wrong_with_a_page_as_it_should_be(project):
    assert check([], project) == []


@pytest.mark.parametrize("name", BAD)
def test_guard_reports_file_line_and_mend(project, name):
    bad = BAD[name]
    path = project / bad.file
    edit(path, bad.old, bad.new)
    text = path.read_text(encoding="utf-8")
    line = text.count("\n", 0, text.index(bad.at) + len(bad.at)) + 1
    problems = check([], project)
    found = [problem for problem in problems if (problem.path, problem.line) == (bad.file, line)]
    assert any(bad.words in str(problem) for problem in found), "\n".join(map(str, problems)) or "no problem"
    assert all(problem.mend for problem in problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Sources", "<!-- a remark to whoever edits this -->"),
        ("## Sources", "Press `<script>` or write `--8<` nowhere".replace("--8<", "x")),
        ("## Sources", "````markdown\n```python\n```\n````"),
        ("## Sources", "```text\nany text\n```"),
        ("## Sources", "A `well-known` <b>element</b> in a line, x-y."),
        (f"{MARKER}\n\n", f"{MARKER}\n"),
        (f"    {TORCH}\n\n", f"    {TORCH}\n"),
        ("0.125", "0.0009765625"),
        ("0.125", "1/1267650600228229401496703205376"),
        ("0.125", "max error < 1e-12: True"),
        ("0.125", "numpy 2.14.16"),
        ("print(1 / 8)", "print(1 / 8)\n# a comment\n\n" * 6),
    ],
)
def test_guard_lets_ordinary_pages_be(project, old, new):
    assert old in PAGE
    (project / SLIDES).write_text(PAGE.replace(old, new), encoding="utf-8")
    assert check([], project) == []


def test_a_slice_from_start_to_end_is_no_section_mark(project):
    edit(project / "snippets/window.py", "    return [x[i]", "    x = x[start:end]\n    return [x[i]")
    assert check([], project) == []


def test_stray_python_file_would_be_published(project):
    (project / "docs" / "part" / "helper.py").write_text("x = 1\n")
    (project / "docs" / "helper.py").write_text("x = 1\n")
    assert [problem.path for problem in check([], project)] == ["docs/helper.py", "docs/part/helper.py"]


@pytest.mark.parametrize("name", ["page.markdown", "page.mkd", "page.html", "notebook.ipynb"])
def test_files_that_the_site_would_publish_unread_are_refused(project, name):
    (project / "docs" / "part" / name).write_text("```python\nraise SystemExit\n```\n")
    assert [problem.path for problem in check([], project)] == [f"docs/part/{name}"]


def test_two_pages_of_one_name_are_refused(project):
    (project / "docs/cases/case.py").rename(project / "docs/cases/slides.py")
    assert any("docs/cases/slides.py has the same name" in problem.message for problem in check([], project))


def test_page_name_must_be_an_identifier(project):
    (project / SLIDES).rename(project / "docs/part/it-slides.md")
    assert any("it-slides is no Python identifier" in problem.message for problem in check([], project))


def test_readme_may_speak_of_includes_but_not_use_them(project):
    readme = project / "README.md"
    readme.write_text(f"# Name\n\nWrite `{INCLUDE}`.\n\n````markdown\n{INCLUDE}\n````\n")
    assert check([], project) == []
    readme.write_text(f'# Name\n\n```py title="snippets/window.py"\n{INCLUDE}\n```\n')
    assert [(problem.path, problem.line) for problem in check([], project)] == [("README.md", 4)]


def test_one_page_is_checked_with_the_files_that_it_includes(project):
    edit(project / "snippets/window.py", "# --8<-- [end:sums]\n", "")
    (project / "docs" / "other.md").write_text("```py3\n```\n")
    found = check([project / SLIDES], project)
    assert [(problem.path, problem.line) for problem in found] == [("snippets/window.py", 4)]


def test_bytes_that_are_no_utf8_are_reported(project):
    page = project / SLIDES
    page.write_bytes(page.read_bytes() + b"\n\xff\n")
    assert [(found.line, found.mend) for found in check([], project)] == [
        (PAGE.count("\n") + 2, "save the file in UTF-8")
    ]


@pytest.mark.parametrize(
    ("decimal", "digits", "exact"),
    [
        ("0.5000", 4, True),
        ("0.3333", 4, False),
        ("0.00012", 2, False),
        ("1.00000", 6, True),
        ("-2.59375", 6, True),
        ("3.14159", 6, False),
        ("1.5e-3", 2, False),
        (".1", 1, False),
    ],
)
def test_significant_digits_and_exactness_of_a_printed_decimal(decimal, digits, exact):
    assert (significant_digits(decimal), exact_in_binary(decimal)) == (digits, exact)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("docs/no_such_page.md", "No such file"),
        ("docs", "directory"),
        ("elsewhere.md", "is not in the subpath"),
    ],
)
def test_command_prints_each_problem_and_exits_1(tmp_path, path, words):
    (tmp_path / "elsewhere.md").write_text("# Elsewhere\n")
    path = tmp_path / path if path == "elsewhere.md" else path
    done = subprocess.run(
        [sys.executable, "-m", "tools.guard", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be read" in done.stdout
    assert words in done.stdout
    assert "→ give the path of a page" in done.stdout
