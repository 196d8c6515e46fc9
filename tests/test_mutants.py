"""Mutants are run as the committed lists say; what survives, is stale or proves nothing is told."""

import ast
import re
import tomllib

import pytest

from tests.project import edit
from tools import mutants, propose
from tools.pages import ROOT

DOUBLE = """\
def double(x):
    return 2 * x


def triple(x):
    y = 2 * x
    while x:
        y, x = y + 1, x - 1
    return y


def first(x):
    # counted from 0
    if x:
        return x[0]
    return 0
"""
TESTS = """\
from snippets.double import double, first, triple


def test_twice():
    assert double(3) == 6


def test_thrice():
    assert triple(2) == 6


def test_nothing_comes_first():
    assert first([]) == 0
"""
SETTINGS = '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\n'
HEAD = 'tests = ["tests/test_double.py"]\n'
DIES = ("return 2 * x", "return 3 * x", "three times")
SURVIVES = ("return x[0]", "return x[1]", "the second comes first")
ENDLESS = ("y, x = y + 1, x - 1", "y, x = y + 1, x", "the loop does not end")
UNFINDABLE = ("return 4 * x", "return 5 * x", "not there")


def entry(line, becomes, breaks, survives=None, file="snippets/double.py"):
    keys = {"file": file, "line": line, "becomes": becomes, "breaks": breaks, "survives": survives}
    return "\n[[mutant]]\n" + "".join(f"{key} = {text!r}\n" for key, text in keys.items() if text)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A tiny project; the function writes its list of mutants."""
    for name, text in {
        "snippets/__init__.py": "",
        "snippets/double.py": DOUBLE,
        "tests/test_double.py": TESTS,
        "pyproject.toml": SETTINGS,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write(*entries, head=HEAD):
        path = tmp_path / "tests/mutants/part/topic.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + "".join(entries), encoding="utf-8")
        return tmp_path

    return write


def told(capsys, root, *arguments):
    code = mutants.main([*arguments, "--jobs", "2"], root)
    return code, capsys.readouterr().out


def test_what_dies_and_what_survives_is_told_and_the_tree_stays_as_it_is(project, capsys):
    root = project(entry(*DIES), entry(*SURVIVES))
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    code, out = told(capsys, root)
    assert code == 1
    assert re.search(r"^killed +snippets/double\.py +three times\n +by \S+::test_twice$", out, re.M)
    assert re.search(r"^SURVIVED +snippets/double\.py +the second comes first$", out, re.M)
    assert "part: 1 of 2 mutants died (50%)." in out
    assert "tests/mutants/part/topic.toml:9: it survives: the second comes first\n→ Write a test" in out
    assert "tests/mutants/part: fewer than 90% died" in out
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_loop_without_end_is_stopped_and_counts_as_noticed(project):
    root = project(entry(*ENDLESS))
    (one,) = [mutants.read(path, root) for path in mutants.chosen([], root)]
    outcome = mutants.tried(one, one.mutants[0], 1.5, root=root)
    assert outcome.killed_by == "the clock: not done after 2 s"
    assert outcome.wrong is None


def test_a_survivor_with_a_reason_is_no_error_as_long_as_nine_of_ten_die(project, capsys, monkeypatch):
    monkeypatch.setattr(mutants, "tests_in_a_copy", lambda root, tests, change, seconds=None: runs(change))

    def runs(change):
        return (1, "FAILED tests/test_double.py::test_twice") if change and "3 * x" in change[1] else (0, "")

    explained = entry(*SURVIVES, survives="no test passes a list")
    assert told(capsys, project(*[entry(*DIES)] * 9, explained))[0] == 0
    code, out = told(capsys, project(*[entry(*DIES)] * 8, explained))
    assert code == 1
    assert "part: 8 of 9 mutants died (89%)." in out
    code, out = told(capsys, project(*[entry(*DIES)] * 10, entry(*SURVIVES)))
    assert code == 1
    assert "topic.toml:63: it survives" in out
    code, out = told(capsys, project(entry(*DIES, survives="it cannot be seen")))
    assert code == 1
    assert "it is said to survive, and dies by tests/test_double.py::test_twice\n→ Take the reason out" in out


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (entry(*UNFINDABLE), "topic.toml:3: this text is not there any more in snippets/double.py: return 4"),
        (entry("return 2 *", "return 3 *", "half a line"), "this text is not there any more"),
        (entry("return y", "return y", "nothing"), "topic.toml:3: the line becomes what it is"),
        (entry("return y", "return (y", "a bracket"), "what it becomes is no Python: '(' was never closed"),
        (entry(*DIES, file="snippets/gone.py"), "topic.toml:3: there is no snippets/gone.py"),
        (entry(*DIES) + 'because = "x"\n', "topic.toml:3: wrong or missing: because"),
        ('\n[[mutant]]\nfile = "snippets/double.py"\n', "wrong or missing: becomes, breaks, line"),
        ("[[mutant\n", "tests/mutants/part/topic.toml: "),
    ],
)
def test_an_entry_that_cannot_be_run_is_an_error_with_its_place_before_anything_runs(
    project, capsys, monkeypatch, listed, words
):
    monkeypatch.setattr(mutants, "tests_in_a_copy", lambda *_, **__: pytest.fail("something ran"))
    code, out = told(capsys, project(listed))
    assert code == 1
    assert words in out
    assert "\n→ " in out


def test_a_line_that_comes_twice_is_told_and_the_line_before_it_tells_them_apart(project):
    source = "def f(x):\n    y = 1\n    return y\n\n\ndef g(x):\n    y = 1\n    return x\n"
    wanted = mutants.Mutant("list:1", "f.py", "y = 1", "y = 2", "")
    with pytest.raises(mutants.Wrong, match=r"is there 2 times in f\.py: y = 1\n→ Add the line before it"):
        mutants.mutated(source, wanted)
    wanted = mutants.Mutant("list:1", "f.py", "def g(x):\n    y = 1", "def g(x):\n    y = 2", "")
    assert mutants.mutated(source, wanted) == source[: source.index("def g")] + (
        "def g(x):\n    y = 2\n    return x\n"
    )


def test_a_mutant_with_which_no_test_can_even_start_proves_nothing(project, capsys):
    code, out = told(capsys, project(entry("def double(x):", "def doubled(x):", "the name")))
    assert code == 1
    assert "the tests cannot run with it:" in out
    assert "0 of 1 mutants died" in out


def test_tests_that_fail_without_any_mutant_are_told_first(project, capsys):
    root = project(entry(*DIES))
    edit(root / "tests/test_double.py", "== 6", "== 7")
    code, out = told(capsys, root)
    assert code == 1
    assert "tests/mutants/part/topic.toml: its tests fail on the code as it is:" in out
    assert "killed" not in out


@pytest.mark.parametrize(
    ("head", "words"),
    [("", "it names no tests"), ('tests = ["tests/gone.py"]', "there is no tests/gone.py")],
)
def test_a_list_without_tests_is_an_error(project, capsys, head, words):
    code, out = told(capsys, project(entry(*DIES), head=head))
    assert code == 1
    assert f"tests/mutants/part/topic.toml: {words}\n→ Name the topic's tests" in out


def test_a_list_can_be_chosen_by_its_name_and_a_wrong_name_is_told(project, capsys):
    root = project(entry(*DIES))
    for name in ("part", "part/topic", "tests/mutants/part/topic.toml"):
        assert mutants.chosen([name], root) == [root / "tests/mutants/part/topic.toml"]
    assert told(capsys, root, "other") == (
        1,
        "other: no such list in tests/mutants\n→ There are: part/topic.toml\n",
    )


# Proposals


def proposed(source):
    return [(old, new) for old, new, _ in propose.mutants(source)]


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("y = a + b", {"y = a - b", "y = a", "y = b"}),
        ("y = a @ b", set()),
        ("y = a < b", {"y = a <= b"}),
        ("y = f(a, b, out=c)", {"y = f(b, a, out=c)", "y = f(a, b)"}),
        ("y = x[1:]", {"y = x[2:]", "y = x[0:]", "y = x[1 + 1:]"}),
        ("y = not a and -b", {"y = not a or -b", "y = a and -b", "y = not a and b"}),
        ("y += a  # a note", {"y -= a  # a note"}),
        ("y = f(keep=True)", {"y = f(keep=False)", "y = f()"}),
        ('raise ValueError(f"{1 + 1} é")', set()),
        ("é = ü + a", {"é = ü - a", "é = ü", "é = a"}),
    ],
)
def test_each_part_of_the_syntax_is_broken_alone(line, becomes):
    assert {new for _, new in proposed(line + "\n")} == becomes


def test_proposals_are_entries_that_can_be_put_into_a_list(project, capsys):
    root = project(entry(*DIES))
    assert mutants.main(["--propose", "snippets/double.py"], root) == 0
    entries = tomllib.loads(capsys.readouterr().out)["mutant"]
    assert len(entries) > 10
    for number, each in enumerate(entries):
        broken = mutants.mutated(DOUBLE, mutants.Mutant(str(number), **each))
        assert broken != DOUBLE
        ast.parse(broken)


# The committed lists


LISTS = sorted((ROOT / mutants.LISTS).rglob("*.toml"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_committed_entry_is_stale(path):
    for mutant in mutants.read(path, ROOT).mutants:
        mutants.broken_source(mutant, ROOT)


@pytest.mark.parametrize("part", ["convolution", "recurrence"])
def test_each_part_has_forty_mutants_of_which_no_two_are_the_same(part):
    entries = [mutant for path in mutants.chosen([part], ROOT) for mutant in mutants.read(path, ROOT).mutants]
    assert len({(mutant.file, mutant.line, mutant.becomes) for mutant in entries}) == len(entries) >= 40


def test_copies_are_links_where_they_can_be(project):
    root = project(entry(*DIES))
    (root / ".venv").mkdir()
    copy = root.parent / f"{root.name}-copy"
    mutants.overlay(root, copy, "snippets")
    assert {path.name for path in copy.iterdir()} == {"snippets", "tests", "pyproject.toml"}
    assert not (copy / "snippets/double.py").is_symlink()
    assert (copy / "tests").readlink() == root / "tests"
