"""The figures of docs/convolution/learned_kernels.md."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot
from snippets.convolution import correlate2d
from snippets.kernels import BLUR, SHARPEN, SOBEL, learn_kernels

GLYPH = """\
................
..##########....
..############..
..###.....####..
..###......###..
..###......###..
..###.....####..
..############..
..##########....
..###..####.....
..###...####....
..###....####...
..###.....####..
..###......####.
................
................
"""
LETTER = np.array([[float(cell == "#") for cell in row] for row in GLYPH.split()])
CELL = 7


def draw():
    return {"learned_kernels-gallery.svg": gallery(), "learned_kernels-descent.svg": descent()}


def gallery():
    """A letter, and what three designed kernels make of it."""
    figure = Plot(
        456,
        158,
        title="A letter and three maps",
        description="The letter R on 16 by 16 pixels; blurred, with soft edges; sharpened, strongest along "
        "its edges; and its upright and slanting edges, found by Sobel's kernel.",
    )
    maps = [("blur", correlate2d(LETTER, BLUR)), ("sharpen", correlate2d(LETTER, SHARPEN))]
    maps.append(("Sobel", np.abs(correlate2d(LETTER, SOBEL))))
    figure.image(4, 8, LETTER, "input", cell=CELL, largest=1)
    figure.label((4 + 8 * CELL, 144), "image", role="input")
    for place, (name, y) in enumerate(maps):
        left = 134 + 108 * place
        figure.image(left, 8 + CELL, y, "output", cell=CELL, largest=y.max())
        figure.label((left + 7 * CELL, 144), name, role="output")
    return figure.svg()


def descent():
    """Both weights of a kernel at each step, on their way to those that made the target."""
    x = np.ones((6, 8))
    x[:, 2:6] = 0
    target, start = correlate2d(x, [[1, -1]]), [[[0.3, 0.1]]]
    steps = np.arange(31)
    path = np.array(
        [learn_kernels(x, target, start, lr=0.03, steps=n, rectify=False)[0, 0] for n in steps.tolist()]
    )
    figure = Plot(
        440,
        300,
        title="Two weights while they learn",
        description=f"Over {steps[-1]} steps the first weight goes from {path[0, 0]:g} to {path[-1, 0]:.2f}, "
        f"the second from {path[0, 1]:g} to {path[-1, 1]:.2f}.",
    )
    figure.axes(
        Box(60, 30, 260, 200),
        {0: "0", 10: "10", 20: "20", 30: "30"},
        {-1: "−1", 0: "0", 1: "1"},
        x_label="step",
        y_label="",
    )
    ends = {}
    for name, weights, dash in (
        ("left weight", path[:, 0], "solid"),
        ("right weight", path[:, 1], "dashed"),
    ):
        ends[name] = figure.curve(steps, weights, "weight", dash), "weight"
    figure.names(ends)
    return figure.svg()
