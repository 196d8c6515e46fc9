"""The figures of docs/convolution/receptive_field.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import Box, Figure, paint
from figures.plot import Plot
from snippets.receptive_field import effective_field, receptive_field

LAYERS = 3
KERNEL = 3
DEEP = 10


def draw():
    return {
        "receptive_field-cone.svg": cone(),
        "receptive_field-effective.svg": effective(),
    }


def cone():
    """Three layers over a row of cells, and what one output sees of each row above it."""
    cells, size, apart = 11, 30, 62
    fields = [receptive_field([(KERNEL,)] * depth) for depth in range(LAYERS, -1, -1)]
    figure = Figure(
        480,
        3 * apart + size + 14,
        title="What one output sees through three layers",
        description=f"Four rows of cells: an input of {cells} and three maps of {cells - 2}, {cells - 4} and "
        f"{cells - 6}. Frames mark {', '.join(map(str, fields))} cells, from the input down to one output; "
        "lines lead from each frame's ends to the frame above it.",
    )
    names = ["input", *(f"after layer {depth}" for depth in range(1, LAYERS + 1))]
    seen = []
    for depth, (name, field) in enumerate(zip(names, fields, strict=True)):
        count, y = cells - depth * (KERNEL - 1), 8 + depth * apart
        row = figure.cells(4 + depth * size, y, [None] * count, "output" if depth else "input", size=size)
        seen.append(row.window(0, (count - field) // 2, 1, field))
        figure.frame(seen[-1], role="output" if depth == LAYERS else "weight")
        figure.label((344, row.centre[1]), f"{name}: {field}", anchor="start")
    for above, below in pairwise(seen):
        for side, corner in ((0, above.x), (1, above.x + above.width)):
            start = (corner, above.y + above.height + 2)
            figure.arrow(start, (below.x + side * below.width, below.y - 2), role="weight")
    return figure.svg()


def effective():
    """The share of each cell in the gradient of ten layers' output, and the cells that hold most of it."""
    gradient = np.ones(1)
    for _ in range(DEEP):
        gradient = np.convolve(gradient, np.ones(KERNEL))
    share = gradient / gradient.sum()
    far, near = len(share) // 2, effective_field(share) // 2
    figure = Plot(
        480,
        262,
        title="How much each cell counts",
        description=f"A bell-shaped row of {len(share)} bars, one for each cell of the field. The highest, "
        f"{share.max():.2f}, stands in the middle; the outermost are too low to see. A frame holds the "
        f"{2 * near + 1} bars in the middle.",
    )
    box = Box(56, 40, 400, 160)
    ticks = {
        place: f"{place:+d}".replace("-", "−") if place else "0" for place in (-far, -near, 0, near, far)
    }
    figure.axes(
        box,
        {-far - 0.5: "", far + 0.5: ""},
        {0: "0", 0.05: "0.05", 0.1: "0.10", 0.15: "0.15"},
        x_label="cell, counted from the middle",
        y_label="share of the gradient",
    )
    for place, height in zip(range(-far, far + 1), share, strict=True):
        left, top = figure.at(place - 0.4, height)
        right, bottom = figure.at(place + 0.4, 0)
        bar(figure, Box(left, top, right - left, bottom - top))
    for place, text in ticks.items():
        figure.label((figure.at(place, 0)[0], box.y + box.height + 18), text, role="ink-soft", size=15)
    left, top = figure.at(-near - 0.5, 0.15)
    right, bottom = figure.at(near + 0.5, 0)
    figure.frame(Box(left, top, right - left, bottom - top), role="input")
    return figure.svg()


def bar(figure, box):
    edge = {"fill": paint("gradient"), "x": box.x, "y": box.y, "width": box.width, "height": box.height}
    figure._add("rect", **edge)
