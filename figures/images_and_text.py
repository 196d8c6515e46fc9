"""The figures of docs/applications/images_and_text.md."""

import numpy as np

from figures.grammar import Box, length, paint
from figures.plot import Plot
from snippets import glyphs, trained
from snippets.images_and_text import FARTHEST, TRAINED

SHOWN = 2  # the first cross of the training glyphs
CELL = 14
LINES = {  # name -> words, role, dash
    "memory": ("GRU", "state", "solid"),
    "wide window": ("wide window", "weight", "dashed"),
    "window": ("window of 5", "weight", "solid"),
    "bag": ("bag of words", "input", "dotted"),
}

DOTTED = "window", "wide window"  # the others' seeds lie on their lines


def draw():
    return {
        "images_and_text-readers.svg": readers(),
        "images_and_text-negation.svg": negation(trained.table("images_and_text")["seeds"]),
    }


def readers():
    """One glyph twice: under a window that slides both ways, and cut into rows that are read in turn."""
    image = glyphs.training()[0][SHOWN, 0]
    rows, columns = image.shape
    across, down = (int(np.argmax(image.sum(axis=axis))) for axis in (0, 1))
    figure = Plot(
        470,
        300,
        title="Two ways to read an image",
        description=f"Left, a {glyphs.KINDS[SHOWN]} of {rows} by {columns} cells under a frame of 3 by 3 "
        f"cells around its middle. Right, the same image cut into {rows} rows, one below the other; each row "
        "leads to a circle beside it, and the circles lead from the first row down to the last, and to an "
        "output.",
    )
    top = 40
    figure.label((14 + columns * CELL / 2, 14), "a window, everywhere", role="weight", size=15)
    figure.image(14, top + 28, image, "input", cell=CELL, largest=1.25)
    figure.frame(Box(14 + (across - 1) * CELL, top + 28 + (down - 1) * CELL, 3 * CELL, 3 * CELL))
    left, step, radius = 222, 20, 6
    figure.label((left + 92, 14), "row after row", role="state", size=15)
    ring = {"fill": "none", "stroke": paint("state"), "stroke-width": "1.75"}
    for row in range(rows):
        y = top + row * step
        figure.image(left, y, image[row : row + 1], "input", cell=CELL, largest=1.25)
        middle = y + CELL / 2
        figure.arrow((left + columns * CELL + 4, middle), (left + columns * CELL + 24, middle), role="input")
        center = left + columns * CELL + 24 + radius + 2
        figure._add("circle", cx=length(center), cy=length(middle), r=length(radius), **ring)
        if row:
            x, above, below = (length(v) for v in (center, middle - step + radius, middle - radius))
            join = f"M{x} {above}L{x} {below}"
            figure._add("path", d=join, stroke=paint("state"), **{"stroke-width": "1.75"})
    figure.arrow((center, middle + radius + 2), (center, middle + 26), role="output")
    figure.label((center - 12, middle + 24), "kind", role="output", size=15, anchor="end")
    return figure.svg()


def negation(table):
    """Sentences named right against how far "not" stands from the opinion."""
    distances = range(1, FARTHEST + 1)
    curves = {name: np.array([[seed[str(d)] for d in distances] for seed in table[name]]) for name in LINES}
    spoken = "; ".join(
        f"{LINES[name][0]} {', '.join(f'{mean:.2f}' for mean in seeds.mean(axis=0))}"
        for name, seeds in curves.items()
    )
    plot = Plot(
        480,
        320,
        title="Sentences named right against distance",
        description=f"Mean over five seeds at distances 1 to {FARTHEST}. {spoken}.",
    )
    plot.axes(
        Box(56, 66, 310, 190),
        {d: str(d) for d in (1, 4, 8, TRAINED, FARTHEST)},
        {0.25: "¼", 0.5: "½", 0.75: "¾", 1: "1"},
        x_label="words from “not” to the opinion",
        y_label="named right",
    )
    (x, floor), (_, ceiling) = plot.at(TRAINED, 0.25), plot.at(TRAINED, 1)
    rule = {"stroke": paint("ink-soft"), "stroke-width": "1.25"}
    plot._add("path", d=f"M{length(x)} {length(floor)}L{length(x)} {length(ceiling - 8)}", **rule)
    plot.label((x, ceiling - 18), f"trained to {TRAINED}", role="ink-soft", size=14)
    ends = {}
    for name, seeds in curves.items():
        words, role, dash = LINES[name]
        ends[words] = plot.curve(distances, seeds.mean(axis=0), role, dash), role
        if name in DOTTED:
            plot.dots(np.tile(distances, len(seeds)), seeds.ravel(), role)
    plot.names(ends)
    return plot.svg()
