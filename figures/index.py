"""The home page's figure: a window and a state read the same impulse; only the state keeps it."""

from fractions import Fraction

import numpy as np

from figures.grammar import BEAD, Figure, in_words
from snippets.convolution import convolve2d
from snippets.rnn import rnn

STEP = 54
NOW = 5  # where both arrows start: the first place at which the window has lost the impulse


def draw():
    x = np.array([0, 0, 1, 0, 0, 0, 0, 0])
    kernel = np.array([[1, 1 / 2, 1 / 4]])
    answer = convolve2d(x[None], kernel, mode="full")[0, : len(x)]
    state, _ = rnn(x[:, None, None], weight_ih=[[1]], weight_hh=[[1 / 2]], nonlinearity="relu")
    return {"index-two_play_heads.svg": two_play_heads(x, kernel[0], answer, state.ravel())}


def two_play_heads(x, kernel, answer, state):
    answers, echoes, weights = (
        [str(Fraction(value)) for value in values] for values in (answer, state, kernel[::-1])
    )
    figure = Figure(
        STEP * len(x) + 4,
        342,
        title="A window and a state over the same eight numbers",
        description=f"Input {in_words(x)}. The window of three has the weights {in_words(weights)}, from its "
        f"oldest number to its newest, and answers {in_words(answers)}. "
        f"The state is {in_words(echoes)}.",
    )
    style = {"anchor": "start", "bold": True}
    figure.label((2, 14), "The window's answer: over after three steps", role="output", **style)
    above = figure.cells(2, 30, answers, "output", size=STEP)
    inputs = figure.cells(2, 168, x, "input", size=STEP)
    beads = figure.beads(2 + (STEP - BEAD) / 2, 256, echoes, step=STEP)
    figure.label((2, 328), "The state: from the 1 on, halved at every step, never 0", role="state", **style)

    window = inputs.window(0, NOW - len(weights) + 1, 1, len(weights))
    figure.frame(window)
    taps = figure.cells(window.x, 108, weights, "weight", size=STEP)
    figure.label((taps.left[0] - 10, taps.left[1]), "its weights", role="weight", anchor="end")
    figure.arrow(taps.cell(0, len(weights) - 1).top, above.cell(0, NOW).bottom, role="weight")
    figure.arrow(inputs.cell(0, NOW).bottom, beads[NOW].top, role="state")
    return figure.svg()
