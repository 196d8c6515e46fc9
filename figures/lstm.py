"""The figures of docs/recurrence/lstm.md."""

import numpy as np

from figures.cells import CellFigure, lstm_figure
from figures.grammar import numeral
from snippets.lstm import lstm, lstm_backward

# One unit that reads one number: rows i, f, g, o, as the page's first program has them.
WEIGHTS = ([[1.0], [-1.0], [2.0], [0.5]], [[0.5], [1.0], [-1.0], [0.25]], [-2.0, 3.0, 0.0, 1.0], [0.0] * 4)
KEPT = [0.5, 0.9, 0.8]  # forget gates of three steps


def draw():
    return {"lstm-step.svg": step(), "lstm-path.svg": path()}


def step():
    return lstm_figure(1.0, 0.25, 2.0, *map(np.array, WEIGHTS)).svg()


def path():
    """Three steps of a cell that takes nothing in: values forwards, gradients backwards."""
    sums = np.log(np.divide(KEPT, np.subtract(1, KEPT)))  # sigmoid of these is KEPT
    weight_ih, bias = np.array([[0.0], [1], [0], [0]]), np.array([-40.0, 0, 0, 0])
    zero, x = np.zeros((4, 1)), sums.reshape(3, 1, 1)
    states = [1.0] + [lstm(x[: t + 1], weight_ih, zero, bias, c0=[[1.0]])[2].item() for t in range(3)]
    grads = [
        lstm_backward(None, None, [[1.0]], x[t:], weight_ih, zero, bias, c0=[[states[t]]])[-1].item()
        for t in range(3)
    ]
    figure = CellFigure(
        460,
        176,
        title="The way of the gradient along the cell",
        description="A cell at four moments, " + ", ".join(map(numeral, states)) + ". Between them it is "
        "multiplied by forget gates of "
        + ", ".join(map(numeral, KEPT))
        + ". Dashed arrows lead back over the "
        "same gates; the gradient is 1 at the end, then " + ", ".join(map(numeral, grads[::-1])) + ".",
    )
    cells = [figure.state((30 + 133 * t, 84), f"c_{t}", value, above=False) for t, value in enumerate(states)]
    for t, (before, after, gate) in enumerate(zip(cells, cells[1:], KEPT, strict=False), start=1):
        middle = (before.centre[0] + after.centre[0]) / 2
        times = figure.operation(middle, 84, "×")
        lozenge = figure.gate(middle - 30, 132, gate, width=60)
        figure.label((middle - 42, 146), f"f_{t}", role="gate", bold=True)
        figure.arrow(lozenge.top, times.bottom, role="gate")
        figure.arrow(before.right, times.left, role="state")
        figure.arrow(times.right, after.left, role="state")
        figure.arrow((after.centre[0] - 20, 40), (before.centre[0] + 20, 40), role="gradient")
    for box, grad in zip(cells, [*grads, 1.0], strict=True):
        figure.label((box.centre[0], 40), numeral(grad), role="gradient", bold=True)
    figure.label((2, 12), "gradient of c_3 with respect to each cell", role="gradient", anchor="start")
    return figure.svg()
