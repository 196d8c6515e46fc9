"""The figures of docs/start/two_ways.md."""

from fractions import Fraction

import numpy as np

from figures.grammar import Box, Figure, in_words
from snippets.convolution import conv1d
from snippets.rnn import rnn

PLACES = 8
X = np.eye(PLACES)[2]
WEIGHTS = [[[1 / 4, 1 / 2, 1]]]  # from the window's oldest number to its newest
STEP = 50
TALL = 84  # a bar of height 1


def draw():
    return {"two_ways-echo.svg": echo(), "two_ways-reach.svg": reach()}


def window_answers(x):
    """What the window answers to each row of `x`, place by place."""
    return conv1d(x[:, None], WEIGHTS, padding="causal")[:, 0]


def states(x):
    """The states after each number of each row of `x`."""
    output, _ = rnn(x.T[:, :, None], [[1]], [[1 / 2]], nonlinearity="relu")
    return output[:, :, 0].T


def fractions(values):
    """Numbers as a sentence has them, as fractions."""
    return in_words([str(Fraction(value)) for value in values])


def bars(figure, baseline, values, role):
    """One bar for each place, its number above it."""
    for place, value in enumerate(values):
        bar = Box(4 + place * STEP + 9, baseline - TALL * value, STEP - 18, TALL * value)
        if value:
            figure.tint(bar, 0.8, role=role)
        figure.label((bar.top[0], bar.y - 11), str(Fraction(value)), role=role)


def echo():
    """The same input in the middle, what the window makes of it above, what the state makes of it below."""
    answers, echoes = window_answers(X[None])[0], states(X[None])[0]
    figure = Figure(
        STEP * PLACES + 8,
        350,
        title="What a window and a state make of a single 1",
        description=f"Input {in_words(X)}. The window answers {fractions(answers)}. The state is "
        f"{fractions(echoes)}. Each number is drawn as a bar.",
    )
    style = {"anchor": "start", "bold": True}
    figure.label((4, 12), "A window of three: over after three answers", role="output", **style)
    bars(figure, 136, answers, "output")
    figure.cells(4, 142, X, "input", size=STEP)
    bars(figure, 310, echoes, "state")
    figure.label((4, 332), "A state: half of it stays at every step", role="state", **style)
    return figure.svg()


def reach():
    """Move the 1 to every place: a row for each, and in it the share of the 1 in every answer."""
    size = 24
    every = np.eye(PLACES)
    figure = Figure(
        468,
        264,
        title="Which answers a number reaches",
        description="Two squares of 8 rows, one for each place of the 1, and 8 columns, one for each answer. "
        f"Left, the window: row 2 is {fractions(window_answers(every)[2])}. Right, the state: row 2 is "
        f"{fractions(states(every)[2])}.",
    )
    for left, name, values, role in (
        (32, "window of three", window_answers(every), "output"),
        (32 + 244, "state", states(every), "state"),
    ):
        grid = figure.cells(left, 56, [[None]], "input", size=size * PLACES)
        for row, column in zip(*np.nonzero(values), strict=True):
            place = Box(left + column * size, 56 + row * size, size, size)
            figure.tint(place, 0.9 * values[row, column] ** 0.5, role=role)  # so that 1/128 is seen
        figure.label((grid.centre[0], 12), name, role=role, bold=True)
        for place in range(PLACES):
            figure.label((left + (place + 0.5) * size, 44), str(place))
            figure.label((left - 14, 56 + (place + 0.5) * size), str(place), role="input")
    return figure.svg()
