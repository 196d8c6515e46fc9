"""The figures of docs/together/window_or_memory.md."""

import numpy as np

from figures.grammar import CELL, Box, Figure, length, paint
from figures.plot import Plot
from snippets import trained
from snippets.phrase_and_distance import FARTHEST, REACH, TRAINED
from snippets.twins import kgrams

LINES = {  # name -> words, role, dash
    "cnn": ("CNN", "weight", "solid"),
    "tcn": ("TCN", "weight", "dashed"),
    "long_tcn": ("long TCN", "weight", "dotted"),
    "rnn": ("RNN", "state", "dashed"),
    "lstm": ("LSTM", "state", "solid"),
}
FIRST, SECOND = "aabaa", "abaab"


def draw():
    return {
        "window_or_memory-distance.svg": distance(trained.table("phrase_and_distance")["seeds"]),
        "window_or_memory-bags.svg": bags(),
    }


def distance(table):
    """How many answers are right against how far back the letter asked for stands."""
    curves = {
        name: {int(far): np.mean([seed[far] for seed in table[name]]) for far in table[name][0]}
        for name in LINES
    }
    spoken = "; ".join(
        f"{LINES[name][0]} {curves[name][far]:.2f} at {far}, {curves[name][far + 1]:.2f} at {far + 1}"
        for name, far in REACH.items()
    )
    kept = " and ".join(
        f"{min(curves[name].values()):.2f} for the {LINES[name][0]}" for name in ("rnn", "lstm")
    )
    plot = Plot(
        480,
        330,
        title="Right answers against the distance of what is asked for",
        description=f"Means over five seeds, distances 1 to {FARTHEST} on a doubling scale. {spoken}. "
        f"The long TCN is {curves['long_tcn'][TRAINED]:.2f} at {TRAINED}, the largest trained distance, and "
        f"{curves['long_tcn'][96]:.2f} at 96. The smallest value of a recurrent network is {kept}.",
    )
    ticks = {np.log2(d): str(d) for d in (1, 2, 4, 8, 16, 32, 64, 128)}
    plot.axes(
        Box(56, 78, 340, 190),
        ticks,
        {0: "0", 0.25: "¼", 0.5: "½", 0.75: "¾", 1: "1"},
        x_label="distance in steps",
        y_label="answered right",
    )
    rule(plot, TRAINED, "ink-soft", f"trained to {TRAINED}", -42)
    for name, reach in REACH.items():
        words, role, _ = LINES[name]
        rule(plot, reach, role, f"{words}: {reach}", -22)
    ends = {}
    for name, curve in curves.items():
        words, role, dash = LINES[name]
        ends[words] = plot.curve(np.log2(list(curve)), list(curve.values()), role, dash), role
    plot.names({"LSTM": ends["LSTM"], "RNN": ends["RNN"], "guessing": ends["CNN"]})
    far = [int(d) for d in table["long_tcn"][0] if int(d) > TRAINED]
    for seed in table["long_tcn"]:
        plot.dots(np.log2(far), [seed[str(d)] for d in far], "weight")
    return plot.svg()


def rule(plot, far, role, words, above):
    """A thin upright line at a distance, with its words over the box."""
    x, _ = plot.at(np.log2(far), 0)
    top, foot = plot.box.y + above + 10, plot.box.y + plot.box.height
    path = f"M{length(x)} {length(top)}L{length(x)} {length(foot)}"
    plot._add("path", d=path, stroke=paint(role), fill="none", **{"stroke-width": "1"})
    plot.label((x, plot.box.y + above), words, role=role, size=13)  # the rule at 64 passes the longest


def bags():
    """Two texts of five letters, and below each its three windows of three neighbours."""
    numbers = {gram: number for number, gram in enumerate(sorted(kgrams(FIRST, 3)), start=1)}
    rows = {text: [text[start : start + 3] for start in range(3)] for text in (FIRST, SECOND)}
    spoken = ". ".join(
        f"Of {text}: " + ", ".join(f"{gram}, number {numbers[gram]}" for gram in grams)
        for text, grams in rows.items()
    )
    figure = Figure(
        456,
        204,
        title="Two texts with the same windows",
        description=f"The windows over three letters, each with the number of its content. {spoken}.",
    )
    for side, (text, grams) in enumerate(rows.items()):
        x = 2 + 248 * side
        figure.cells(x, 4, [list(text)], "input")
        for start, gram in enumerate(grams):
            y = 58 + 48 * start
            figure.cells(x + start * CELL, y, [list(gram)], "weight")
            where = (x + (start + 3) * CELL + 14, y + CELL / 2)
            figure.label(where, str(numbers[gram]), role="weight", bold=True)
    return figure.svg()
