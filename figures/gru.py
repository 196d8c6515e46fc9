"""The figures of docs/recurrence/gru.md."""

import numpy as np

from figures.cells import CellFigure, gru_figure, one
from figures.grammar import BEAD, numeral
from snippets.gru import gru_cell, gru_cell_chung, gru_gates

# One unit that reads one number: rows r, z, n, as the page's first program has them.
WEIGHTS = [[-1.0], [0.25], [1.0]], [[0.5], [1.0], [-1.0]], [0.0] * 3, [0.0] * 3
Z = 0.9


def draw():
    return {"gru-step.svg": step(), "gru-meanings.svg": meanings()}


def step():
    return gru_figure(1.0, -0.5, *map(np.array, WEIGHTS)).svg()


def meanings():
    """The same gate with both meanings: a state of 1, a candidate of 0."""
    x, h, zero = np.zeros((1, 1)), np.ones((1, 1)), np.zeros((3, 1))
    given = x, h, zero, zero, np.array([0, np.log(Z / (1 - Z)), 0]), np.zeros(3)
    _, z, n = map(one, gru_gates(*given))
    rows = [
        ("Cho et al., PyTorch", "z", z, "1 − z", 1 - z, one(gru_cell(*given))),
        ("Chung et al.", "1 − z", 1 - z, "z", z, one(gru_cell_chung(*given))),
    ]
    figure = CellFigure(
        460,
        336,
        title="Two meanings of the update gate",
        description="Two rows, each with "
        f"an old state of {numeral(one(h))}, a candidate of {numeral(n)} and z = {numeral(z)}. "
        + ". ".join(
            f"{who}: the state is multiplied by {keep} = {numeral(kept)}, the candidate by {fill} = "
            f"{numeral(filled)}, and the new state is {numeral(new)}"
            for who, keep, kept, fill, filled, new in rows
        )
        + ".",
    )
    for k, (who, keep, kept, fill, filled, new) in enumerate(rows):
        y = 176 * k + 48
        figure.label((2, y - 36), who, anchor="start", bold=True)
        before, after = (
            figure.state((x, y), name, value, above=False)
            for x, name, value in ((28, "h_{t−1}", one(h)), (432, "h_t", new))
        )
        candidate = figure.bead(332 - BEAD / 2, y + 52 - BEAD / 2, n)
        figure.label((332 + 27, y + 52), "n", role="state", bold=True)
        times, add = figure.operation(138, y, "×"), figure.operation(236, y, "+")
        enter = figure.operation(236, y + 52, "×")
        for centre, name, value, to in ((138, keep, kept, times), (236, fill, filled, enter)):
            gate = figure.gate(centre - 30, to.bottom[1] + 20, value, width=60)
            figure.label((gate.x - 8, gate.centre[1]), name, role="gate", bold=True, anchor="end")
            figure.arrow(gate.top, to.bottom, role="gate")
        for start, end in (
            (before.right, times.left),
            (times.right, add.left),
            (add.right, after.left),
            (candidate.left, enter.right),
            (enter.top, add.bottom),
        ):
            figure.arrow(start, end, role="state")
    return figure.svg()
