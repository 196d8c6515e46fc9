"""How programs run: from a clean state, with a limit, and with reports that name the page's line."""

import itertools
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.project import edit, runnable_project, small_project
from tools import blocks
from tools.pages import Page

SLIDES = "docs/part/slides.md"


def page_of(folder, *programs):
    """A page with these programs, each with the output that belongs to it."""
    fences = []
    for code, output in programs:
        fences.append(f"```python\n{code}\n```\n")
        if output is not None:
            fences.append(
                f'<!--pytest-codeblocks:expected-output-->\n\n```text title="Output"\n{output}\n```\n'
            )
    path = folder / "docs" / "page.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# Page\n\n" + "\n".join(fences))
    return Page(path, folder)


def verdict_on(folder, code, output):
    page = page_of(folder, (code, output))
    return blocks.verdict(page, page.blocks[0], blocks.run_page(page)[0])


def pytest_in(folder, *arguments, **environment):
    """Run pytest as a person would, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CI"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=inherited | {"PYTHONIOENCODING": "utf-8"} | environment,
        check=False,
    )


def test_program_that_prints_what_the_page_says_is_right(tmp_path):
    assert verdict_on(tmp_path, "print(1)", "1") is None


@pytest.mark.parametrize(
    ("code", "output", "line", "words"),
    [
        ("print(1)\nprint(2)", "1\n3", 12, "prints something else"),
        ("print(1)\nprint(2)", "1", 12, "prints something else"),
        ("print(1)", "1\n2", 11, "prints something else"),
        ("print('1 ')", "1", 10, "prints something else"),
        ("x = 1", None, 3, "prints nothing"),
        ("x = 1", "1", 3, "prints nothing"),
        ("print('')", "", 3, "prints nothing"),
        ("print(1)", None, 3, "stands nowhere"),
        ("print(1, end='')", "1", 3, "last line does not end"),
        ("print('```')", "1", 3, "which a page cannot hold"),
        ("print(1)\n\nraise ValueError('no luck')", "1", 6, "ValueError: no luck"),
        ("print(1)\nint('x')", "1", 5, "ValueError: invalid literal"),
        ("def f():\n    return 1 / 0\n\n\nf()", "1", 5, "ZeroDivisionError"),
        ("import sys\n\nsys.exit(3)", "1", 6, "SystemExit"),
        ("def f(:\n    pass", "1", 4, "SyntaxError"),
        ("import warnings\n\nwarnings.warn('old')", "1", 6, "UserWarning: old"),
        ("import numpy as np\n\nprint(np.log(np.zeros(1)))", "1", 6, "RuntimeWarning: divide by zero"),
        ("from snippets.rnn import nothing_such", "1", 4, "ImportError"),
    ],
)
def test_report_names_the_line_of_the_page_and_the_reason(tmp_path, code, output, line, words):
    wrong = verdict_on(tmp_path, code, output)
    assert wrong.startswith(f"docs/page.md:{line}: "), wrong
    assert words in wrong


def test_report_of_another_output_is_a_diff(tmp_path):
    wrong = verdict_on(tmp_path, "print('a')\nprint(2)", "a\n3")
    assert "    -3\n    +2\n" in wrong
    assert "`make fix`" in wrong


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="on Windows the whole process dies")
@pytest.mark.parametrize(
    "code",
    [
        "while True:\n    pass",
        "import time\ntime.sleep(60)",
        "try:\n    while 1: 0\nexcept Exception:\n    0",
    ],
)
def test_endless_program_is_stopped(tmp_path, monkeypatch, code):
    monkeypatch.setattr(blocks, "SECONDS", 1)
    wrong = verdict_on(tmp_path, code, "1")
    assert "still running after 1 seconds" in wrong
    assert re.match(r"docs/page\.md:[456]: ", wrong)


@pytest.mark.parametrize(
    ("leak", "look"),
    [
        ("import os\nos.environ['LEAK'] = '1'", "import os\nprint('LEAK' in os.environ)"),
        ("import os\ndel os.environ['PATH']", "import os\nprint('PATH' not in os.environ)"),
        ("import os\nos.chdir('/')", "import os\nprint(os.getcwd() == os.path.abspath('/'))"),
        (
            "import numpy as np\nnp.seterr(all='ignore')",
            "import numpy as np\nprint(np.geterr()['over'] == 'ignore')",
        ),
        (
            "import numpy as np\nnp.set_printoptions(precision=2)",
            "import numpy as np\nprint(np.get_printoptions()['precision'] == 2)",
        ),
        (
            "import numpy as np\nnp.random.seed(0)",
            "import numpy as np\nprint(f'{np.random.rand():.6f}' == '0.548814')",
        ),
        ("import random\nrandom.seed(0)", "import random\nprint(f'{random.random():.6f}' == '0.844422')"),
        ("import sys\nsys.path.insert(0, 'leak')", "import sys\nprint('leak' in sys.path)"),
        (
            "import warnings\nwarnings.simplefilter('ignore')",
            "import warnings\nprint(warnings.filters[0][0] == 'ignore')",
        ),
        ("leak = 1", "print('leak' in globals())"),
    ],
)
def test_nothing_leaks_from_one_program_into_the_next(tmp_path, leak, look):
    page = page_of(tmp_path, (f"{leak}\nprint(1)", "1"), (look, "False"))
    for block, result in zip(page.blocks, blocks.run_page(page), strict=True):
        wrong = blocks.verdict(page, block, result)
        assert wrong is None, wrong


def test_program_runs_as_an_empty_file_would(tmp_path):
    assert verdict_on(tmp_path, "print(__name__)", "__main__") is None


def test_process_that_dies_is_reported_with_its_page(tmp_path):
    page = page_of(tmp_path, ("import os\n\nos._exit(7)", "1"))
    with pytest.raises(RuntimeError, match=r"docs/page\.md: the process that ran its programs died"):
        blocks.run_alone(page)


def test_blocks_that_need_torch_are_left_out_without_it(tmp_path, monkeypatch):
    page = Page(small_project(tmp_path) / SLIDES, tmp_path)
    monkeypatch.setattr(blocks, "torch_installed", lambda: False)
    assert [result.skipped for result in blocks.run_page(page)] == [False, True]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The small project with two more pages of three programs, and Markdown that is no page."""
    folder = runnable_project(tmp_path_factory.mktemp("project"))
    for name in ("first", "second"):
        page_of(folder, *((f"print({number})", str(number)) for number in range(3))).path.rename(
            folder / "docs" / f"{name}.md"
        )
    (folder / "notes.md").write_text("```python\nraise SystemExit\n```\n")
    return folder


def test_pytest_runs_the_programs_of_pages_and_of_nothing_else(project):
    done = pytest_in(project, "-v", ".")
    assert done.returncode == 0, done.stdout
    assert "notes.md" not in done.stdout
    assert set(re.findall(r"(docs/\S+\.md)::", done.stdout)) == {SLIDES, "docs/first.md", "docs/second.md"}


def test_programs_are_shuffled_across_pages(project):
    orders = []
    for seed in (1, 2):
        done = pytest_in(project, "--collect-only", "-q", "docs", f"--randomly-seed={seed}")
        orders.append(re.findall(r"docs/(\S+)\.md::", done.stdout))
    changes = [sum(a != b for a, b in itertools.pairwise(order)) for order in orders]
    assert max(changes) > 2, "each page's programs stay together"
    assert orders[0] != orders[1]


def test_pytest_names_page_and_line_of_a_wrong_digit(project):
    edit(project / SLIDES, "0.125", "0.126")
    done = pytest_in(project, SLIDES)
    edit(project / SLIDES, "0.126", "0.125")
    assert done.returncode == 1
    assert f"{SLIDES}:24: the program of line 13 prints something else" in done.stdout
    assert "RuntimeError" not in done.stdout


SKIPPING = """\
import pytest
from tools.left_out import left_out


def test_that_does_not_run():
    pytest.skip("no browser: make test says how to get one")


def test_that_leaves_a_part_out():
    left_out("the part")
"""


@pytest.mark.parametrize("processes", ["0", "2"])
@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_last_line_says_what_did_not_run_and_fails_in_ci(project, ci, code, processes):
    (project / "test_skipping.py").write_text(SKIPPING)
    done = pytest_in(project, "test_skipping.py", "-n", processes, CI=ci)
    assert done.returncode == code, done.stdout
    last = done.stdout.splitlines()[-1]
    assert last == "Did not run: no browser: make test says how to get one (1×); the part (1×)"


def test_a_run_that_leaves_nothing_out_says_nothing(project):
    done = pytest_in(project, "docs/first.md", CI="true")
    assert done.returncode == 0
    assert "Did not run" not in done.stdout
