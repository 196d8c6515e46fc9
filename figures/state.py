"""The figures of docs/recurrence/state.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import BEAD, CELL, Figure, in_words
from snippets.rnn import rnn

X = [4, 0, 0, 2]
WEIGHT_IH, WEIGHT_HH = 1.0, 0.5
STEP = 90  # from one step to the next
SMALL = 26  # a weight on its arrow, and the state before the first step


def draw():
    return {"state-unrolled.svg": unrolled(), "state-fed_back.svg": fed_back()}


def unrolled():
    """Four steps of one cell: inputs below, states above, the same two weights at every step."""
    output, _ = rnn(np.reshape(X, (-1, 1, 1)), [[WEIGHT_IH]], [[WEIGHT_HH]], nonlinearity="relu")
    states = output[:, 0, 0].tolist()
    figure = Figure(
        390,
        196,
        title="One cell at four steps",
        description=f"Inputs {in_words(X)} in a row, and above each the state after reading it: "
        f"{in_words(states)}. Every arrow from an input carries the weight {WEIGHT_IH:g}, every arrow from a "
        f"state to the next the weight {WEIGHT_HH:g}. The first of these comes from a state of 0.",
    )
    start = figure.bead(2, 24 + (BEAD - SMALL) / 2, 0, size=SMALL)
    figure.label((start.centre[0], 12), "h_0", role="state")
    beads = [figure.bead(76 + t * STEP, 24, state) for t, state in enumerate(states)]
    inputs = [
        figure.cells(bead.centre[0] - CELL / 2, 136, [[x]], "input") for bead, x in zip(beads, X, strict=True)
    ]
    for t, (bead, cell) in enumerate(zip(beads, inputs, strict=True), start=1):
        weight = figure.cells(bead.centre[0] - SMALL / 2, 88, [[WEIGHT_IH]], "weight", size=SMALL)
        figure.arrow(cell.top, weight.bottom, role="input")
        figure.arrow(weight.top, bead.bottom, role="input")
        figure.label((bead.centre[0], 12), f"h_{t}", role="state")
        figure.label((cell.centre[0], 184), f"x_{t}", role="input")
    for before, after in pairwise([start, *beads]):
        middle = (before.right[0] + after.left[0]) / 2
        weight = figure.cells(
            middle - SMALL / 2, 24 + (BEAD - SMALL) / 2, [[WEIGHT_HH]], "weight", size=SMALL
        )
        figure.arrow(before.right, weight.left, role="state")
        figure.arrow(weight.right, after.left, role="state")
    figure.label((51, 70), "W_{hh}", role="weight")
    figure.label((66, 100), "W_{ih}", role="weight")
    return figure.svg()


def fed_back():
    """Two networks at two steps: in one the state goes on to the next step, in the other the output."""
    figure = Figure(
        412,
        222,
        title="Which value goes on to the next step",
        description="Twice the same two steps, input x, state h and output y above each other. On the left, "
        "Elman's network: an arrow leads from the state to the next state. On the right, Jordan's: an "
        "arrow leads from the output to the next state, and none from state to state.",
    )
    for left, name, carried in [(22, "Elman: the state", "state"), (242, "Jordan: the output", "output")]:
        figure.label((left + 74, 12), name, role=carried, bold=True)
        steps = []
        for x, caption in [(left, "step t − 1"), (left + 108, "step t")]:
            read = figure.cells(x + 2, 156, [["x"]], "input")
            state = figure.bead(x, 92, "h")
            shown = figure.cells(x + 2, 32, [["y"]], "output")
            figure.arrow(read.top, state.bottom, role="input")
            figure.arrow(state.top, shown.bottom, role="output")
            figure.label((state.centre[0], 208), caption, role="ink-soft", size=13)
            steps.append({"state": state, "output": shown})
        figure.arrow(steps[0][carried].right, steps[1]["state"].left, role=carried)
    return figure.svg()
