"""The figures of case 2, drawn by its notebook as it runs: digits and shifts, moving maps, accuracy."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot
from snippets.shifted_digits import FARTHEST, place

LINES = {  # model -> name, role, line
    "global_max": ("CNN, global max", "weight", "solid"),
    "cnn": ("CNN, flattened", "weight", "dashed"),
    "mlp": ("MLP", "input", "dotted"),
    "global_max_valid": ("global max, no padding", "weight", "dash-dot"),
}


def draw():
    """No file: everything here is drawn in the notebook, from the models that it has at hand."""
    return {}


def digits_and_shifts(images, labels):
    """Ten digits, one of each, and one of them in the middle, 1 px and 2 px away from it.

    Shapes: images (N, 8, 8), labels (N,).
    """
    figure = Plot(
        480,
        196,
        title="Handwritten digits and what a shift is",
        description="One image of each digit, 8 by 8 cells, and a canvas of 12 by 12 cells with the digit 3 "
        "in the middle, then 1 cell to the right, then 2 cells down and right, where it touches the corner.",
    )
    first = [int(np.flatnonzero(labels == digit)[0]) for digit in range(10)]
    for digit, index in enumerate(first):
        figure.image(2 + 48 * digit, 2, images[index], "input", cell=5.25, largest=1)
    for column, (dy, dx, words) in enumerate([(0, 0, "centred"), (0, 1, "1 px away"), (2, 2, "2 px away")]):
        x = 70 + 130 * column
        canvas = place(images[first[3]][None], dy, dx)[0, 0]
        figure.image(x, 68, canvas, "input", cell=8, largest=1)
        figure.label((x + 48, 180), words, role="ink-soft", size=15)
    return figure.svg()


def accuracy_against_shift(runs):
    """Accuracy at 0, 1 and 2 px: a line through the means, a dot for every seed.

    `runs` maps a model's name to one dictionary of metrics a seed.
    """
    distances = range(FARTHEST + 1)
    curves = {name: np.array([[seed[f"{d} px"] for d in distances] for seed in runs[name]]) for name in LINES}
    spoken = "; ".join(
        f"{LINES[name][0]} {', '.join(f'{mean:.2f}' for mean in seeds.mean(axis=0))}"
        for name, seeds in curves.items()
    )
    figure = Plot(
        480,
        320,
        title="Accuracy against shift",
        description=f"Mean over the seeds at 0, 1 and 2 px. {spoken}.",
    )
    figure.axes(
        Box(56, 44, 240, 218),
        {d: str(d) for d in distances},
        {0: "0", 0.25: "¼", 0.5: "½", 0.75: "¾", 1: "1"},
        x_label="shift in px, at test time only",
        y_label="named right",
    )
    ends = {}
    for name, seeds in curves.items():
        words, role, dash = LINES[name]
        ends[words] = figure.line(distances, seeds, role, dash), role
    figure.names(ends)
    return figure.svg()


def moving_maps(stages):
    """What the stages of a network make of a digit in the middle (above) and 2 px to the right (below).

    `stages` maps a stage's name to its two maps, each (H, W), with some value above zero.
    """
    figure = Plot(
        480,
        296,
        title="What moves with the digit, and what stays",
        description="The same digit centred and 2 px to the right. Input and first map move by 2 cells; the "
        " map after two poolings changes its values; the maxima over all places are the same.",
    )
    for column, (name, maps) in enumerate(stages.items()):
        role, x = "input" if column == 0 else "output", 2 + 120 * column
        for row, values in enumerate(maps):
            rows, columns = values.shape
            cell = 96 / max(rows, columns)
            left = x + (96 - columns * cell) / 2
            figure.image(left, 34 + 136 * row, values, role, cell=cell, largest=np.max(maps))
        figure.label((x + 48, 16), name, role="ink-soft", size=15)
    for row, words in enumerate(("centred", "2 px right")):
        figure.label((50, 144 + 136 * row), words, role="ink-soft", size=15)
    return figure.svg()
