"""Exercises of docs/start/two_ways.md."""

from fractions import Fraction

import numpy as np

from exercises.kit import Exercise, Wrong, choice, function, is_numeric, main, number, refuse_unanswered, show

IMPULSE = [0, 0, 1, 0, 0, 0, 0, 0]


def window(x, weights):
    """The window's answers; the first weight is that of the newest number."""
    return [sum(w * x[t - i] for i, w in enumerate(weights) if i <= t) for t in range(len(x))]


def states(x, weight, bias=0):
    """The states of one relu unit that reads its input with weight 1."""
    found, h = [], 0
    for value in x:
        h = max(0, value + weight * h + bias)
        found.append(h)
    return found


def last_answer_stub():
    # --8<-- [start:last_answer-stub]
    last_answer = ...
    # --8<-- [end:last_answer-stub]
    return last_answer


def last_answer_solution():
    # --8<-- [start:last_answer-solution]
    last_answer = 6 + (4 - 1)
    # --8<-- [end:last_answer-solution]
    return last_answer


def black_box_stub():
    # --8<-- [start:black_box-stub]
    # "window of 3", "window of 4", "state" or "window of 4 or state"
    black_box = ...
    # --8<-- [end:black_box-stub]
    return black_box


def black_box_solution():
    # --8<-- [start:black_box-solution]
    black_box = "window of 4 or state"
    # --8<-- [end:black_box-solution]
    return black_box


def forgetful_stub():
    # --8<-- [start:forgetful-stub]
    forgetful = {"weight": ..., "bias": ...}
    # --8<-- [end:forgetful-stub]
    return forgetful


def forgetful_solution():
    # --8<-- [start:forgetful-solution]
    forgetful = {"weight": 1, "bias": -0.375}
    # --8<-- [end:forgetful-solution]
    return forgetful


def remembers(answer, x):
    """For each step, 1 if the state holds something, else 0."""
    return [int(h > 0) for h in states(x, answer["weight"], answer["bias"])]


def same_answers_stub():
    # --8<-- [start:same_answers-stub]
    # eight numbers, not all 0
    same_answers = ...
    # --8<-- [end:same_answers-stub]
    return same_answers


def same_answers_solution():
    # --8<-- [start:same_answers-solution]
    same_answers = [0, 0, 0, 0, 0, 4, 0, 2]
    # --8<-- [end:same_answers-solution]
    return same_answers


def check_same_answers(answer):
    refuse_unanswered("same_answers", answer)
    if not is_numeric(answer) or np.shape(answer) != (8,):
        raise Wrong(f"same_answers is {show(answer)}; expected eight numbers.")
    x = [float(value) for value in answer]
    if not np.all(np.isfinite(x)) or not any(x):
        raise Wrong(f"same_answers is {show(answer)}; expected finite numbers that are not all 0.")
    exact, state = [Fraction(value) for value in x], Fraction(0)  # no rounding makes equal answers differ
    for place, answered in enumerate(window(exact, [1, Fraction(1, 2), Fraction(1, 4)])):
        state = exact[place] + state / 2  # without relu, as on the page
        if answered != state:
            hint = "A number reaches three answers of the window, and all later states. Where may it stand?"
            told = f"the window answers {float(answered):g} and the state is {float(state):g}"
            raise Wrong(f"At place {place} {told}. {hint}")


def as_window_stub():
    # --8<-- [start:as_window-stub]
    def as_window(weight, steps):
        return ...

    # --8<-- [end:as_window-stub]
    return as_window


def as_window_solution():
    # --8<-- [start:as_window-solution]
    def as_window(weight, steps):
        return [weight**i for i in range(steps)]

    # --8<-- [end:as_window-solution]
    return as_window


def one_too_late(weight, steps):
    return [weight**i for i in range(1, steps + 1)]


def oldest_first(weight, steps):
    return [weight ** (steps - 1 - i) for i in range(steps)]


def multiples(weight, steps):
    return [weight * i for i in range(steps)]


EXERCISES = [
    number(
        "last_answer",
        last_answer_stub,
        last_answer_solution,
        wrong={
            "the window loses the 1 at once": (6, "While the window moves on, it still sees the 1."),
            "the window moves on by its whole width": (
                10,
                "There the 1 has left it: it sees 7, 8, 9 and 10.",
            ),
            "only the first 1 is followed": (
                5,
                "There are two ones, and the window meets the later one too.",
            ),
        },
    ),
    choice(
        "black_box",
        black_box_stub,
        black_box_solution,
        wrong={
            "window of 3": "The fourth answer is not 0, and a window of 3 has lost the number by then.",
            "window of 4": "That fits. But does nothing else?",
            "state": "That fits, with a weight of 1/2. But does nothing else?",
        },
    ),
    function(
        "forgetful",
        forgetful_stub,
        forgetful_solution,
        [(IMPULSE,)],
        run=remembers,
        wrong={
            "there is no bias": (
                {"weight": 0.5, "bias": 0},
                "Halving never ends; the bias must take the rest.",
            ),
            "nothing is carried on": ({"weight": 0, "bias": 0}, "With weight 0 the state is the input."),
            "the bias takes too little": (
                {"weight": 1, "bias": -0.25},
                "With weight 1, each step takes the bias off: after how many is nothing left of the 1?",
            ),
            "the bias adds": (
                {"weight": 0.5, "bias": 0.25},
                "A positive bias fills the state even before the 1.",
            ),
        },
    ),
    Exercise(
        "same_answers",
        same_answers_stub,
        same_answers_solution,
        check_same_answers,
        wrong={
            "the 1 stands where it stood": (IMPULSE, "At place 5 the window answers 0"),
            "the 1 stands one place too early": ([0, 0, 0, 0, 1, 0, 0, 0], "At place 7 the window answers 0"),
            "all numbers are 0": ([0] * 8, "not all 0"),
            "there are as many numbers as weights": ([0, 0, 1], "expected eight numbers"),
        },
    ),
    function(
        "as_window",
        as_window_stub,
        as_window_solution,
        [(0.5, 1), (0.5, 3), (2, 5), (-1, 4), (0, 3)],
        wrong={
            "the newest number is multiplied too": (
                one_too_late,
                "The newest number enters the state as it is.",
            ),
            "the oldest number comes first": (oldest_first, "The first weight is that of the newest number."),
            "the weight is added up": (multiples, "At every step the state is multiplied by it once more."),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
