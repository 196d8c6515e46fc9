"""Exercises of docs/together/linear_recurrence.md."""

from typing import Any

import numpy as np

from exercises.kit import choice, drawn, function, main, number
from snippets.linear_recurrence import linear_recurrence

PAIRS = [((2, 3), (5, 7)), ((0.5, 16), (0.5, 0)), ((-1, 4), (0, 2)), ((3, 0), (1, -6))]
MODELS = [
    (np.array([[0.5]]), np.array([[1.0]]), np.array([[2.0]]), 4),
    (np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([[1.0], [3.0]]), np.array([[1.0, 10.0]]), 4),
    (*drawn(0, (3, 3), (3, 1), (1, 3)), 6),
]
RUNS = [
    (np.reshape([1.0, 2.0, 4.0], (3, 1, 1)), np.array([0.5])),
    (np.reshape([1.0, 0.0, 0.0, 8.0, -2.0], (5, 1, 1)), np.array([-1.0])),
    (*drawn(1, (6, 2, 3), 3),),
]


def state_stub():
    # --8<-- [start:state-stub]
    state = ...
    # --8<-- [end:state-stub]
    return state


def state_solution():
    # --8<-- [start:state-solution]
    state = 0.5**3 * 8 + 0.5**1 * 2 + 1
    # --8<-- [end:state-solution]
    return state


def steps_stub():
    # --8<-- [start:steps-stub]
    steps = ...
    # --8<-- [end:steps-stub]
    return steps


def steps_solution():
    # --8<-- [start:steps-solution]
    steps, reach = 0, 1
    while reach < 10_000:
        steps, reach = steps + 1, 2 * reach
    # --8<-- [end:steps-solution]
    return steps


def window_stub():
    # --8<-- [start:window-stub]
    window = ...
    # --8<-- [end:window-stub]
    return window


def window_solution():
    # --8<-- [start:window-solution]
    from snippets.linear_recurrence import window_for

    window = window_for(0.8, 0.01)
    # --8<-- [end:window-solution]
    return window


def scannable_stub():
    # --8<-- [start:scannable-stub]
    # "tanh of the sum", "gates read the state", "gates read the input"
    scannable = ...
    # --8<-- [end:scannable-stub]
    return scannable


def scannable_solution():
    # --8<-- [start:scannable-solution]
    scannable = "gates read the input"
    # --8<-- [end:scannable-solution]
    return scannable


def join_stub():
    # --8<-- [start:join-stub]
    def join(earlier, later):
        # (a, b) stands for the step from h to a * h + b
        return ..., ...

    # --8<-- [end:join-stub]
    return join


def join_solution():
    # --8<-- [start:join-solution]
    def join(earlier, later):
        (a, b), (a_later, b_later) = earlier, later
        return a_later * a, a_later * b + b_later

    # --8<-- [end:join-solution]
    return join


def kernel_stub():
    # --8<-- [start:kernel-stub]
    def kernel(A, B, C, K):
        # A (H, H), B (H, 1), C (1, H): K numbers
        return ...

    # --8<-- [end:kernel-stub]
    return kernel


def kernel_solution():
    # --8<-- [start:kernel-solution]
    def kernel(A, B, C, K):
        weights, h = [], B
        for _ in range(K):
            weights.append((C @ h).item())
            h = A @ h
        return weights

    # --8<-- [end:kernel-solution]
    return kernel


def grad_x_stub():
    # --8<-- [start:grad_x-stub]
    from snippets.linear_recurrence import linear_recurrence

    def grad_x(grad_output, a):
        # the gradients of all states (T, N, D), a (D,): the gradients of all inputs
        return ...

    # --8<-- [end:grad_x-stub]
    return grad_x


def grad_x_solution():
    # --8<-- [start:grad_x-solution]
    from snippets.linear_recurrence import linear_recurrence

    def grad_x(grad_output, a):
        return linear_recurrence(grad_output[::-1], a)[::-1]

    # --8<-- [end:grad_x-solution]
    return grad_x


def joined_the_other_way(earlier: Any, later: Any) -> Any:
    (a, b), (a_later, b_later) = later, earlier
    return a_later * a, a_later * b + b_later


def inputs_added(earlier: Any, later: Any) -> Any:
    (a, b), (a_later, b_later) = earlier, later
    return a_later * a, b + b_later


def factors_added(earlier: Any, later: Any) -> Any:
    (a, b), (a_later, b_later) = earlier, later
    return a_later + a, a_later * b + b_later


def powers_of(A: Any, B: Any, C: Any, K: int, first: int) -> list[float]:
    return [(C @ np.linalg.matrix_power(A, i) @ B).item() for i in range(first, first + K)]


def one_step_late(A: Any, B: Any, C: Any, K: int) -> list[float]:
    return powers_of(A, B, C, K, 1)


def oldest_first(A: Any, B: Any, C: Any, K: int) -> list[float]:
    return powers_of(A, B, C, K, 0)[::-1]


def number_by_number(A: Any, B: Any, C: Any, K: int) -> list[float]:
    with np.errstate(divide="ignore"):
        return [(C @ A**i @ B).item() if i else (C @ B).item() for i in range(K)]


def forwards(grad_output: Any, a: Any) -> Any:
    return linear_recurrence(grad_output, a)


def not_turned_back(grad_output: Any, a: Any) -> Any:
    return linear_recurrence(grad_output[::-1], a)


def without_later_steps(grad_output: Any, a: Any) -> Any:
    return grad_output


EXERCISES = [
    number(
        "state",
        state_stub,
        state_solution,
        wrong={
            "the factor is applied to the newest input too": (
                1.5,
                "The newest input comes in whole: its power is 0.",
            ),
            "nothing is forgotten": (11, "Each step keeps only half of the state before it."),
            "the ages are counted from the start": (
                8 + 0.25 * 2 + 0.125,
                "A weight belongs to how long ago an input was: the oldest has the smallest.",
            ),
        },
    ),
    number(
        "steps",
        steps_stub,
        steps_solution,
        wrong={
            "each step adds one input": (9_999, "Each step doubles how far back every stretch reaches."),
            "the logarithm is rounded down": (13, "Thirteen doublings reach 8,192 inputs; some are missing."),
            "joining goes up a tree and down again": (
                28,
                "That is Blelloch's scan; here every step goes one way.",
            ),
        },
    ),
    number(
        "window",
        window_stub,
        window_solution,
        wrong={
            "the last step is forgotten": (20, "0.8 to the power 20 is still above 0.01."),
            "the share is a thousandth": (31, "One part in a hundred is asked for."),
            "the error may be a hundredth of the largest input": (
                28,
                "The share is one of the largest state possible, which is five times the largest input.",
            ),
        },
    ),
    choice(
        "scannable",
        scannable_stub,
        scannable_solution,
        wrong={
            "tanh of the sum": "Two such steps are no step of the same kind: no two numbers describe them.",
            "gates read the state": "The factor of a step is known only after the step before it.",
        },
    ),
    function(
        "join",
        join_stub,
        join_solution,
        PAIRS,
        wrong={
            "the later step is applied first": (
                joined_the_other_way,
                "The later step gets a * h + b, and makes a_later times that plus b_later.",
            ),
            "what the earlier step added is not multiplied": (
                inputs_added,
                "The later step multiplies all that it gets, what was added before it too.",
            ),
            "the factors are added": (factors_added, "One factor after the other: they are multiplied."),
        },
    ),
    function(
        "kernel",
        kernel_stub,
        kernel_solution,
        MODELS,
        wrong={
            "A comes in one power too early": (one_step_late, "The newest input meets B and C only."),
            "the oldest weight comes first": (oldest_first, "Weight i is that of the input i steps ago."),
            "the entries of A are raised instead of the matrix": (
                number_by_number,
                "A times A is a product of matrices; A ** 2 squares every entry.",
            ),
        },
    ),
    function(
        "grad_x",
        grad_x_stub,
        grad_x_solution,
        RUNS,
        wrong={
            "time is not turned round": (
                forwards,
                "An input changes later states: gradients come from there.",
            ),
            "the result is not turned back": (
                not_turned_back,
                "It begins with the last step: turn it again.",
            ),
            "later states are left out": (
                without_later_steps,
                "An input changes its own state and, through a, every state after it.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
