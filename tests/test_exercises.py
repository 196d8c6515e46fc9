"""Exercises accept their solutions and know their mistakes; the learner's command says what is wrong."""

import importlib
import pkgutil
import re
import subprocess
import sys
import textwrap
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import exercises
from exercises import command, state
from exercises.kit import Exercise, Unanswered, Wrong, choice, function, number

ROOT = Path(__file__).parent.parent
NOT_PAGES = {"kit", "command"}
PAGES = sorted({module.name for module in pkgutil.iter_modules(exercises.__path__)} - NOT_PAGES)
EACH = [
    pytest.param(page, exercise, id=f"{page}-{exercise.name}")
    for page in PAGES
    for exercise in importlib.import_module(f"exercises.{page}").EXERCISES
]
each_exercise = pytest.mark.parametrize(("page", "exercise"), EACH)
each_page = pytest.mark.parametrize("page", PAGES)


def message(exercise, answer):
    """What a learner reads about a wrong answer; None if it is right."""
    try:
        exercise.check(answer)
    except Wrong as wrong:
        return str(wrong)
    return None


def weaknesses(exercise):
    """What an author has to mend before learners meet the exercise."""
    if refused := message(exercise, exercise.solution()):
        yield f"the solution is refused: {refused}"
    try:
        exercise.check(exercise.stub())
        yield "the stub is accepted"
    except Unanswered:
        pass
    except Wrong as wrong:
        yield f"the stub is wrong instead of unanswered: {wrong}"
    if len(exercise.wrong) < 2:
        yield "fewer than two wrong answers are known"
    messages = {mistake: message(exercise, answer) for mistake, (answer, _) in exercise.wrong.items()}
    for mistake, (_, hint) in exercise.wrong.items():
        if messages[mistake] is None:
            yield f"accepted, even if {mistake}"
        elif hint not in messages[mistake]:
            yield f"no hint if {mistake}: {messages[mistake]}"
    for one, other in permutations(exercise.wrong, 2):
        if messages[one] and messages[one] == messages[other]:
            yield f"the same message if {one} and if {other}"


def exercises_of(module):
    return importlib.import_module(f"exercises.{module}").EXERCISES


def answer(module, exercise, mistake):
    """A learner's text that makes the mistake: its value, or the function that the exercise keeps for it."""
    value = exercise.wrong[mistake][0]
    if isinstance(value, (int, float, str, list)):
        return f"{exercise.name} = {value!r}\n"
    return (
        f"from exercises.{module} import EXERCISES\n"
        f"{exercise.name} = next(e for e in EXERCISES if e.name == {exercise.name!r}).wrong[{mistake!r}][0]\n"
    )


def listing(page, section):
    """The text between the section's markers, as the page shows it."""
    source = (ROOT / "exercises" / f"{page}.py").read_text(encoding="utf-8")
    found = re.findall(
        rf"^ *# --8<-- \[start:{section}\]\n(.*?)^ *# --8<-- \[end:{section}\]\n", source, re.M | re.S
    )
    assert len(found) == 1, f"exercises/{page}.py needs exactly one section {section}, and has {len(found)}."
    return textwrap.dedent(found[0])


def page_text(page):
    """The source of the page, or notebook, of that name."""
    paths = [path for path in (ROOT / "docs").rglob(f"{page}.*") if path.suffix in (".md", ".py")]
    assert len(paths) == 1, f"exercises/{page}.py wants one page of its name under docs/; found {paths}."
    return paths[0].read_text(encoding="utf-8")


def run(page, path, *options):
    """Check a learner's file as the learner does: the exit code, and the lines printed."""
    program = [sys.executable, "-m", f"exercises.{page}", str(path), *options]
    done = subprocess.run(
        program, cwd=ROOT, input="typed\n", capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@each_exercise
def test_an_exercise_accepts_its_solution_and_names_its_mistakes(page, exercise):
    assert list(weaknesses(exercise)) == []


@each_exercise
@pytest.mark.parametrize("kind", ["stub", "solution"])
def test_what_the_page_shows_is_what_is_checked(page, exercise, kind):
    section = f"{exercise.name}-{kind}"
    assert f'--8<-- "exercises/{page}.py:{section}"' in page_text(page), f"{page} does not show {section}"
    defined = {}
    exec(listing(page, section), defined)
    if kind == "stub":
        with pytest.raises(Unanswered):
            exercise.check(defined[exercise.name])
    else:
        exercise.check(defined[exercise.name])


@each_exercise
@pytest.mark.parametrize(
    "answer",
    [None, "odd", 1j, [], [[1], [1, 2]], {}, {"odd": 1}, object(), str.join, np.full((2, 2), np.nan)],
    ids=lambda answer: type(answer).__name__,
)
def test_an_odd_answer_is_refused_with_a_message(page, exercise, answer):
    with pytest.raises(Wrong, match=r"\w+"):
        exercise.check(answer)


@each_page
def test_a_learner_who_copies_every_solution_is_right(page, tmp_path):
    names = [exercise.name for exercise in importlib.import_module(f"exercises.{page}").EXERCISES]
    assert len(set(names)) == len(names) >= 3
    answer = tmp_path / "answer.py"
    answer.write_text("\n".join(listing(page, f"{name}-solution") for name in names), encoding="utf-8")
    code, lines = run(page, answer)
    assert code == 0, lines
    assert [line.split(": ")[1] for line in lines] == [f"{name} is right." for name in names]


# What `weaknesses` finds, so that a careless exercise cannot pass above.

HINTED = {"it is doubled": (4, "Count once."), "one is added": (3, "Start at 0.")}


def two(**changes):
    parts = {"name": "two", "stub": lambda: ..., "solution": lambda: 2, "wrong": HINTED}
    return number(**parts | changes)


@pytest.mark.parametrize(
    ("exercise", "weakness"),
    [
        (two(stub=lambda: 0), "the stub is wrong instead of unanswered: two is not 0."),
        (two(stub=lambda: 2), "the stub is accepted"),
        (two(wrong={}), "fewer than two wrong answers are known"),
        (two(wrong=HINTED | {"nothing is wrong": (2, "No.")}), "accepted, even if nothing is wrong"),
        (two(tolerance=2), "accepted, even if it is doubled"),
        (
            two(wrong=HINTED | {"it is squared": (4, "Do not square.")}),
            "no hint if it is squared: 4 comes out if it is doubled. Count once.",
        ),
        (
            Exercise("two", lambda: ..., lambda: 2, two().check, {"a": (5, "two"), "b": (5, "is")}),
            "the same message if a and if b",
        ),
        (
            Exercise("two", lambda: ..., lambda: 3, two().check, HINTED),
            "the solution is refused: 3 comes out if one is added. Start at 0.",
        ),
    ],
)
def test_a_weak_exercise_is_found(exercise, weakness):
    assert weakness in list(weaknesses(exercise))


def test_a_sound_exercise_has_no_weakness():
    assert list(weaknesses(two())) == []


# The three kinds.

total = function(
    "total",
    lambda: lambda x: ...,
    lambda: sum,
    [([5],), ([1, 2, 4],), ([],)],
    {
        "the last number is left out": (lambda x: sum(x[:-1]), "A slice ends before its end."),
        "the list is empty and has no first number": (
            lambda x: x[0] + sum(x[1:]),
            "Start from 0.",
        ),
    },
)
colour = choice("colour", lambda: ..., lambda: "red", {"blue": "Longer waves.", "green": "Longer still."})


@pytest.mark.parametrize(
    ("exercise", "answer", "expected"),
    [
        (two(), 2.0, None),
        (two(), np.int64(2), None),
        (two(), 4, "4 comes out if it is doubled. Count once."),
        (two(), 7, "two is not 7."),
        (two(), True, "two is True; expected a number."),
        (two(), "2", "two is '2'; expected a number."),
        (two(), None, "two is None; expected a number."),
        (two(), [[1], [1, 2]], "two is [[1], [1, 2]]; expected a number."),
        (two(), [2], "two is not [2]."),
        (two(), float("nan"), "two is not nan."),
        (two(), ..., "two is not answered yet."),
        (two(solution=lambda: np.array([1, 2])), [1, 2], None),
        (two(solution=lambda: np.array([1, 2])), "12", "two is '12'; expected numbers in shape (2,)."),
        (two(solution=lambda: [1, 2]), [1, ...], "two is not answered yet."),
        (two(solution=lambda: 1 / 3, tolerance=0.001), 0.333, None),
        (colour, "red", None),
        (colour, "blue", 'Not "blue". Longer waves.'),
        (colour, "RED", 'colour is \'RED\'; expected one of "blue", "green", "red".'),
        (colour, 1, 'colour is 1; expected one of "blue", "green", "red".'),
        (total, sum, None),
        (total, 7, "total is 7; expected a function."),
        (total, lambda x: ..., "total is not answered yet."),
        (total, lambda x: max(x, default=0), "total on [1, 2, 4]: 4, expected 7."),
        (total, lambda x: None, "total on [5]: None, expected 5. Is a `return` missing?"),
        (
            total,
            lambda x: sum(x[: len(x) - 1]),
            "total on [5]: 0, expected 5. "
            "This comes out if the last number is left out. A slice ends before its end.",
        ),
        (
            total,
            lambda x: x[0] + sum(x[1:]),
            "total on [] raises IndexError in line {line}: list index out of range. "
            "This comes out if the list is empty and has no first number. Start from 0.",
        ),
        (
            total,
            lambda x: sum(x) if x else 1 / 0,
            "total on [] raises ZeroDivisionError in line {line}: division by zero.",
        ),
        (total, "".join, "total on [5] raises TypeError: sequence item 0: expected str instance, int found."),
        (total, lambda x: x.clear() or 0, "total on [5]: 0, expected 5."),
        (total, lambda x: [sum(x)], "total on [5]: [5], expected 5."),
        (total, lambda x: sys.exit("bye"), "total on [5] raises SystemExit in line {line}: bye."),
    ],
)
def test_an_answer_gets_its_message(exercise, answer, expected):
    if expected and "{line}" in expected:
        expected = expected.format(line=answer.__code__.co_firstlineno)
    assert message(exercise, answer) == expected


def test_an_answer_that_writes_into_its_arguments_harms_no_later_case():
    def emptied(x):
        result = sum(x)
        x.clear()
        return result

    assert message(total, emptied) is None
    assert message(total, sum) is None


def test_an_answer_that_is_no_function_can_be_used_by_one():
    line = function(
        "line",
        lambda: (..., ...),
        lambda: (2, 1),
        [(0,), (10,)],
        {"both are exchanged": ((1, 2), "Slope first."), "it is flat": ((0, 1), "It rises.")},
        run=lambda answer, x: answer[0] * x + answer[1],
    )
    assert list(weaknesses(line)) == []
    assert message(line, (3, 1)) == "line on 10: 31, expected 21."
    assert (
        message(line, (1, 2))
        == "line on 0: 2, expected 1. This comes out if both are exchanged. Slope first."
    )
    assert message(line, 5) == "line on 0 raises TypeError: 'int' object is not subscriptable."


# The learner's command. exercises/state.py asks for `parameters`; its solution is 400.


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("parameters = 400\n", 0, "{path}:1: parameters is right."),
        (
            "x = 1\nparameters = 20000\n",
            1,
            "{path}:2: wrong. 20000 comes out if each of the 50 steps has weights of its own.",
        ),
        ("x = 1\ndef rnn_cell(*_):\n    return 0\n", 1, "{path}:2: wrong. rnn_cell on [[1.0, 0.0, 0.5], "),
        ("parameters = ...\n", 1, "{path}:1: parameters is not answered yet."),
        ("paramters = 400\n", 1, "{path}: defines no answer. Define any of these names: parameters, "),
        ("x = 1\nx = = 2\n", 1, "{path}:2: SyntaxError: invalid syntax"),
        ("x = '\0'\n", 1, "{path}"),
        ("def f():\n    return 1 / 0\nf()\n", 1, "{path}:2: ZeroDivisionError: division by zero"),
        ("import nowhere\n", 1, "{path}:1: ModuleNotFoundError: No module named 'nowhere'"),
        ("exit(0)\n", 1, "{path}:1: SystemExit: 0"),
        ("name = input()\n", 1, "{path}:1: EOFError: EOF when reading a line"),
        (
            "x = 0\nwhile True:\n    x += 1\n",
            1,
            "{path}:(2|3): still running after 1 seconds. Does the loop end?",
        ),
        (
            "def rnn_cell(*arguments):\n    while True:\n        pass\n",
            1,
            "{path}:(2|3): still running after 1 seconds.",
        ),
        ("print('a line of mine')\nparameters = 400\n", 0, "a line of mine"),
        ("# größer\nparameters = 400\n", 0, "{path}:2: parameters is right."),
    ],
)
def test_the_command_answers_a_learner(text, code, says, tmp_path):
    answer = tmp_path / "my answer.py"
    answer.write_text(text, encoding="utf-8")
    found, lines = run("state", answer, "--seconds", "1" if "still running" in says else "30")
    pattern = re.escape(says).replace(r"\{path\}", re.escape(str(answer))).replace(r"\(2\|3\)", "(2|3)")
    assert any(re.match(pattern, line) for line in lines), lines
    assert found == code
    assert not any("Traceback" in line for line in lines)


def test_the_command_goes_on_after_a_wrong_answer(tmp_path):
    answer = tmp_path / "answer.py"
    answer.write_text("parameters = 1\n" + listing("state", "counter-solution"), encoding="utf-8")
    code, lines = run("state", answer)
    assert code == 1
    assert lines[0] == f"{answer}:1: wrong. parameters is not 1."
    assert f"{answer}:2: counter is right." in lines
    assert len(lines) == len(state.EXERCISES)


def test_every_answer_has_the_whole_time_limit(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr("faulthandler.dump_traceback_later", lambda seconds, **_: started.append(seconds))
    answer = tmp_path / "answer.py"
    answer.write_text("parameters = 400\n", encoding="utf-8")
    assert command.check_file("exercises.state", str(answer), "7", str(tmp_path / "stuck")) == 0
    to_execute_the_file = 1
    assert started == [7.0] * (to_execute_the_file + len(state.EXERCISES))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.py"], "nowhere.py: there is no such file"),
        (["README.md", "--seconds", "0"], "--seconds is 0.0; expected more than 0"),
    ],
)
def test_a_wrong_command_line_is_explained(arguments, says):
    code, lines = run("state", *arguments)
    assert code == 2
    assert lines[-1] == f"python -m exercises.state: error: {says}"


def test_checking_needs_no_process_thread_or_signal():
    """So that a page can import the exercises in a browser."""
    names = ", ".join(f"exercises.{page}" for page in PAGES)
    program = f"""
import sys
import numpy
before = set(sys.modules)
import {names}
print(sorted((set(sys.modules) - before) & {{"subprocess", "threading", "multiprocessing", "signal"}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
