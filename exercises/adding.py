"""Exercises of docs/cases/adding.py."""

import math

from exercises.kit import function, main, number


def half_learned_stub():
    # --8<-- [start:half_learned-stub]
    half_learned = ...
    # --8<-- [end:half_learned-stub]
    return half_learned


def half_learned_solution():
    # --8<-- [start:half_learned-solution]
    half_learned = 1 / 12 + 0  # the variance of the first number, and nothing of the second
    # --8<-- [end:half_learned-solution]
    return half_learned


def bias_stub():
    # --8<-- [start:bias-stub]
    bias = ...
    # --8<-- [end:bias-stub]
    return bias


def bias_solution():
    # --8<-- [start:bias-solution]
    import math

    forget = 0.5 ** (1 / 100)
    bias = math.log(forget / (1 - forget))
    # --8<-- [end:bias-solution]
    return bias


def step_stub():
    # --8<-- [start:step-stub]
    def step(cell, value, mark):
        """What an LSTM's cell holds after a step that reads a number from 0 to 1 and its mark, 0 or 1."""
        return ...  # forget gate * cell + input gate * candidate

    # --8<-- [end:step-stub]
    return step


def step_solution():
    # --8<-- [start:step-solution]
    def step(cell, value, mark):
        forget, enter, candidate = 1, mark, value
        return forget * cell + enter * candidate

    # --8<-- [end:step-solution]
    return step


def over_all_steps(step, sequence):
    """What the cell holds at the end, from 0."""
    cell = 0.0
    for value, mark in sequence:
        cell = step(cell, value, mark)
    return cell


def forgets_as_it_writes(cell, value, mark):
    return (1 - mark) * cell + mark * value


def adds_everything(cell, value, mark):
    return cell + value


def forgets_unmarked_steps(cell, value, mark):
    return mark * cell + mark * value


EXERCISES = (
    number(
        "half_learned",
        half_learned_stub,
        half_learned_solution,
        {
            "nothing has been learned": (
                1 / 6,
                "That is the error of whoever knows neither number; the second one is known here.",
            ),
            "both have been learned": (
                0,
                "The first number is not known: any guess is off by something.",
            ),
            "the spread instead of its square": (
                math.sqrt(1 / 12),
                "That is how far off one is typically. The error is the mean of the square.",
            ),
        },
        tolerance=1e-3,
    ),
    number(
        "bias",
        bias_stub,
        bias_solution,
        {
            "the gate itself": (
                0.5 ** (1 / 100),
                "That is the gate. Which number does the sigmoid turn into it?",
            ),
            "half is kept at every step": (
                0,
                "With a gate of one half, half is left after one step. Half is to be left after a hundred.",
            ),
            "the logarithm of the gate": (
                math.log(0.5 ** (1 / 100)),
                "That inverts an exponential. A sigmoid is inverted by log(f / (1 − f)).",
            ),
        },
        tolerance=1e-3,
    ),
    function(
        "step",
        step_stub,
        step_solution,
        [
            ([(0.5, 0)],),
            ([(0.5, 1), (0.25, 1)],),
            ([(0.5, 0), (0.25, 1), (0.75, 0), (0.125, 1)],),
            ([(0.5, 1), (0.25, 0), (0.75, 0), (0.125, 1), (1.0, 0)],),
        ],
        {
            "writing erases": (
                forgets_as_it_writes,
                "The second number takes the place of the first: the forget gate closes when it should not.",
            ),
            "everything enters": (
                adds_everything,
                "Unmarked numbers are added, too: which gate can keep them out?",
            ),
            "unmarked steps erase": (
                forgets_unmarked_steps,
                "What was written is lost at the next unmarked step: the cell must be kept there.",
            ),
        },
        run=over_all_steps,
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
