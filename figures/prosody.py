"""The figures of case 8, drawn by its notebook as it runs: four spectrograms, and a unit over time."""

import numpy as np

from figures.grammar import Box
from figures.plot import DASHES, Plot
from snippets.prosody import BINS, FRAMES, HIGHEST, KINDS, LOWEST, NOISE

CELL = 4
FAINT = 3 * NOISE  # what is drawn as paper


def draw():
    """No file: everything here is drawn in the notebook, from the utterances and models at hand."""
    return {}


def spectrograms(heard, labels):
    """Utterances as images, two in a row, high tones above low ones, under the names of their contours.

    Shapes: heard (N, 24, 52), labels (N,).
    """
    wide, high = CELL * FRAMES, CELL * BINS
    rows = -(-len(heard) // 2)
    names = [KINDS[label] for label in labels]
    figure = Plot(
        480,
        rows * (high + 42) + 28,
        title="Spectrograms of made-up melodies",
        description=f"{len(heard)} images of {FRAMES} frames by {BINS} bins, {', '.join(names)}. Each has "
        "two stretches of parallel lines, the harmonics, with silence before, between and after. The lines "
        "rise, fall, stay level or jump about.",
    )
    for index, (values, name) in enumerate(zip(heard, names, strict=True)):
        x, y = 20 + (wide + 24) * (index % 2), 28 + (high + 42) * (index // 2)
        figure.label((x, y - 14), name, size=15, anchor="start")
        loud = np.where(values > FAINT, values, 0)
        figure.image(x, y, loud[::-1], "input", cell=CELL, largest=values.max())
    low, highest = (f"{hertz:,.0f} Hz" for hertz in (LOWEST, HIGHEST))
    words = f"time runs right, {FRAMES} frames; {low} to {highest} upwards"
    figure.label((240, rows * (high + 42) + 12), words, role="ink-soft", size=15)
    return figure.svg()


def over_time(outputs, spoken):
    """What one unit puts out after each frame, a line for each utterance; shaded where there is speech.

    Shapes: `outputs` maps a contour to (52,), at most four; spoken (52,), true in the phrases of all.
    """
    told = "; ".join(
        f"{name}: {', '.join(f'{value:.1f}' for value in values[::4])}" for name, values in outputs.items()
    ).replace("-", "−")
    figure = Plot(
        480,
        330,
        title="One unit of the LSTM over time",
        description=f"Its output after every fourth frame. {told}. The phrases are shaded.",
    )
    figure.axes(
        Box(52, 46, 282, 220),
        {0: "0", 10: "10", 20: "20", 30: "30", 40: "40", FRAMES - 1: str(FRAMES - 1)},
        {-1: "−1", -0.5: "−½", 0: "0", 0.5: "½", 1: "1"},
        x_label="frame",
        y_label="output of the unit",
    )
    edges = np.flatnonzero(np.diff(np.concatenate([[0], spoken, [0]])))
    for first, end in edges.reshape(-1, 2):
        (left, _), (right, _) = figure.at(first, 0), figure.at(end - 1, 0)
        figure.tint(Box(left, 46, right - left, 220), 0.15, role="input")
    ends = {}
    for (name, values), dash in zip(outputs.items(), DASHES, strict=False):
        ends[name] = figure.curve(range(FRAMES), values, "state", dash), "state"
    figure.names(ends)
    return figure.svg()
