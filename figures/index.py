"""The home page's figure: a window and a state read the same impulse; only the state keeps it."""

from fractions import Fraction

import numpy as np

from figures.grammar import BEAD, Figure
from snippets.convolution import convolve2d
from snippets.rnn import rnn

STEP = 54
NOW = 5  # where both play-heads stand: the first place at which the window has lost the impulse


def draw():
    x = np.array([0, 0, 1, 0, 0, 0, 0, 0])
    kernel = np.array([[1, 1 / 2, 1 / 4]])
    answer = convolve2d(x[None], kernel, mode="full")[0, : len(x)]
    state, _ = rnn(x[:, None, None], weight_ih=[[1]], weight_hh=[[1 / 2]], nonlinearity="relu")
    return {"index-two_play_heads.svg": two_play_heads(x, kernel.size, answer, state.ravel())}


def two_play_heads(x, taps, answer, state):
    answers, echoes = ([str(Fraction(value)) for value in values] for values in (answer, state))
    figure = Figure(
        STEP * len(x) + 4,
        324,
        title="A window and a state over the same eight numbers",
        description=f"Input {', '.join(map(str, x))}. The window of three answers {', '.join(answers)}. "
        f"The state is {', '.join(echoes)}.",
    )
    style = {"anchor": "start", "bold": True}
    figure.label((2, 14), "The window's answer: over after three steps", role="output", **style)
    above = figure.cells(2, 30, answers, "output", size=STEP)
    inputs = figure.cells(2, 134, x, "input", size=STEP)
    beads = figure.beads(2 + (STEP - BEAD) / 2, 238, echoes, step=STEP)
    figure.label((2, 310), "The state's echo: halved at every step, never 0", role="state", **style)

    window = inputs.window(0, NOW - taps + 1, 1, taps)
    figure.frame(window)
    figure.arrow(inputs.cell(0, NOW).top, above.cell(0, NOW).bottom, role="weight")
    figure.arrow(inputs.cell(0, NOW).bottom, beads[NOW].top, role="state")
    return figure.svg()
