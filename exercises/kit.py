"""What an exercise is, and how an answer to it is judged.

A page's module defines EXERCISES with `number`, `choice` and `function`. Whoever checks an answer, be it the
command `python -m exercises.<page> answer.py` or the page itself in a browser, executes the learner's text,
takes the exercise's name from it and calls `check`, which returns, or raises Wrong with a message for the
learner. Nothing here needs more than the standard library and NumPy, nor a process, a thread or a signal.
"""

import copy
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

Mistakes = Mapping[str, tuple[Any, str]]


class Wrong(Exception):
    """The answer is wrong; the message says where, and names the mistake if it is a known one.

    `line` is the answer's line that raised an exception, if one did.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Unanswered(Wrong):
    """The answer is still the stub's `...`."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: its name is that of the answer which the learner defines.

    `stub` and `solution` return what their listings on the page define. `wrong` maps each known mistake, a
    clause that can follow "if", to an answer that makes it and the words that its message must contain.
    """

    name: str
    stub: Callable[[], Any]
    solution: Callable[[], Any]
    check: Callable[[Any], None]
    wrong: Mistakes


def number(
    name: str, stub: Callable[[], Any], solution: Callable[[], Any], wrong: Mistakes, *, tolerance: float = 0
) -> Exercise:
    """Ask for a number, or for an array of numbers; `tolerance` is relative and absolute."""

    def check(answer: Any) -> None:
        refuse_unanswered(name, answer)
        if not is_numeric(answer):
            raise Wrong(f"{name} is {show(answer)}; expected {describe(solution())}.")
        if same(answer, solution(), tolerance):
            return
        for mistake, (value, hint) in wrong.items():
            if same(answer, value, tolerance):
                raise Wrong(f"{show(answer)} comes out if {mistake}. {hint}")
        raise Wrong(f"{name} is not {show(answer)}.")

    return Exercise(name, stub, solution, check, wrong)


def choice(
    name: str, stub: Callable[[], Any], solution: Callable[[], str], wrong: Mapping[str, str]
) -> Exercise:
    """Ask for one of several strings; `wrong` maps each of the others to its hint."""

    def check(answer: Any) -> None:
        refuse_unanswered(name, answer)
        if isinstance(answer, str) and answer in wrong:
            raise Wrong(f'Not "{answer}". {wrong[answer]}')
        if not isinstance(answer, str) or answer != solution():
            options = ", ".join(f'"{option}"' for option in sorted([solution(), *wrong]))
            raise Wrong(f"{name} is {show(answer)}; expected one of {options}.")

    return Exercise(name, stub, solution, check, {option: (option, hint) for option, hint in wrong.items()})


def call(answer: Any, *case: Any) -> Any:
    return answer(*case)


def function(
    name: str,
    stub: Callable[[], Any],
    solution: Callable[[], Any],
    cases: Sequence[tuple[Any, ...]],
    wrong: Mistakes,
    *,
    run: Callable[..., Any] = call,
    tolerance: float = 1e-9,
) -> Exercise:
    """Ask for a function, and compare what it returns with what the solution returns, on every case.

    A case is a tuple of arguments; put the smallest first, since the first to fail is shown. With `run`, the
    answer may be anything: what is compared is `run(answer, *case)`. An answer that behaves like a known
    mistake on every case gets that mistake's hint.
    """

    def outcomes(answer: Any) -> list[Any]:
        return [outcome(run, answer, case) for case in cases]

    def agree(some: list[Any], others: list[Any]) -> bool:
        return all(same(a, b, tolerance) for a, b in zip(some, others, strict=True))

    def check(answer: Any) -> None:
        refuse_unanswered(name, answer)
        if callable(solution()) and not callable(answer):
            raise Wrong(f"{name} is {show(answer)}; expected a function.")
        found, expected = outcomes(answer), outcomes(solution())
        for result in found:
            refuse_unanswered(name, result)
        if agree(found, expected):
            return
        case, got, want = next(
            (case, got, want)
            for case, got, want in zip(cases, found, expected, strict=True)
            if not same(got, want, tolerance)
        )
        message = f"{name} on {', '.join(map(show, case))}"
        if isinstance(got, Raised):
            message += f" raises {got}."
        else:
            message += f": {show(got)}, expected {show(want)}."
        if got is None:
            message += " Is a `return` missing?"
        for mistake, (example, hint) in wrong.items():
            if agree(found, outcomes(example)):
                message += f" This comes out if {mistake}. {hint}"
                break
        raise Wrong(message, got.line if isinstance(got, Raised) else None)

    return Exercise(name, stub, solution, check, wrong)


def drawn(seed: int, *shapes: Any) -> tuple[Any, ...]:
    """Numbers between -1 and 1 in steps of an eighth, so that a learner can read what differs.

    Mixed by a rule: NumPy's generators would load what no browser needs to check an answer.
    """
    sizes = [int(np.prod(shape)) for shape in shapes]
    k = np.arange(sum(sizes))
    numbers = ((k * k * 7 + k * 5 + seed * 31) % 17 - 8) / 8
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))


def main(exercises: Sequence[Exercise]) -> NoReturn:
    """Check the file named on the command line: the last two lines of a page's module call this."""
    from exercises.command import run_command  # it starts a process, which a browser cannot

    run_command(exercises)


@dataclass(frozen=True)
class Raised:
    """What an answer did instead of returning a value."""

    error: BaseException
    line: int | None

    def __str__(self) -> str:
        where = f" in line {self.line}" if self.line else ""
        return f"{type(self.error).__name__}{where}: {self.error}".removesuffix(".")


def outcome(run: Callable[..., Any], answer: Any, case: tuple[Any, ...]) -> Any:
    """Give `run` a copy of the case, so that an answer which writes into its arguments harms no other."""
    try:
        return run(answer, *copy.deepcopy(case))
    except (Exception, SystemExit) as error:
        source = getattr(getattr(answer, "__code__", None), "co_filename", None)
        return Raised(error, line_in(source, error))


def line_in(source: str | None, error: BaseException) -> int | None:
    """The line of the file `source` in which the error arose, if it passed through it."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == source), None)


def refuse_unanswered(name: str, answer: Any) -> None:
    if answer is ...:
        raise Unanswered(f"{name} is not answered yet.")
    if isinstance(answer, (dict, list, tuple)):
        for part in answer.values() if isinstance(answer, dict) else answer:
            refuse_unanswered(name, part)


def is_numeric(value: Any) -> bool:
    if isinstance(value, Fraction):
        return True
    try:
        return np.asarray(value).dtype.kind in "iuf"
    except ValueError:  # a list of lists of different lengths
        return False


def same(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two results are equal: numbers within the tolerance, arrays in shape too, tuples by part."""
    if isinstance(a, Raised) or isinstance(b, Raised):
        return type(a) is type(b) and (type(a.error), str(a.error)) == (type(b.error), str(b.error))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    try:
        x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    except (TypeError, ValueError):
        return type(a) is type(b) and bool(np.all(a == b))
    return x.shape == y.shape and np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)


def show(value: Any) -> str:
    """A result as a learner reads it: short, rounded, without NumPy's types."""
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))})"
    if isinstance(value, (Raised, Fraction)):
        return str(value)
    if isinstance(value, (np.ndarray, np.generic, float, list)) and is_numeric(value):
        array = np.asarray(value)
        if array.size > 24:
            return f"an array of shape {array.shape}"
        return str(array.tolist() if array.dtype.kind in "iu" else np.round(array, 6).tolist())
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def describe(solution: Any) -> str:
    shape = np.shape(solution)
    return f"numbers in shape {shape}" if shape else "a number"
