"""The figures of case 10, drawn by its notebook as it runs: bits against effort, costs of characters."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot

LINES = {"lstm": ("LSTM", "state", "solid"), "tcn": ("TCN", "weight", "dashed")}  # name, role, line
EFFORTS = {5e10: "5·10¹⁰", 1e11: "10¹¹", 2e11: "2·10¹¹", 5e11: "5·10¹¹", 1e12: "10¹²"}
LETTERS = {" ": "␣", "\n": "¶"}


def draw():
    """No file: everything here is drawn in the notebook, from the networks and counts at hand."""
    return {}


def efforts(name, steps, per_step):
    """Powers of ten: the multiply-adds of trainings of so many steps."""
    return np.log10([count * per_step[name] for count in steps])


def budget(runs, per_step, counted):
    """Bits per character against the multiply-adds of the training, and what counting costs.

    `runs` maps "lstm, 250 steps" and so on to one dictionary of metrics a seed, `per_step` "lstm" and "tcn"
    to the multiply-adds of a training step, `counted` a number of characters to bits.
    """
    steps = sorted({int(run.split()[1]) for run in runs})
    bits = {
        name: np.array([[seed["bits"] for seed in runs[f"{name}, {count} steps"]] for count in steps]).T
        for name in LINES
    }
    spoken = "; ".join(
        f"{LINES[name][0]} {', '.join(f'{mean:.2f}' for mean in seeds.mean(axis=0))}"
        for name, seeds in bits.items()
    )
    levels = ", ".join(f"{cost:.2f} for {order}" for order, cost in counted.items())
    figure = Plot(
        480,
        350,
        title="Bits per character against multiply-adds",
        description=f"Mean over the seeds after {', '.join(map(str, steps))} steps. {spoken}. Level lines "
        f"show what counted characters cost: {levels}.",
    )
    figure.axes(
        Box(56, 44, 300, 240),
        {np.log10(effort): words for effort, words in EFFORTS.items()},
        {quarters / 4: f"{quarters / 4:.2f}" for quarters in range(8, 13)},
        x_label="multiply-adds of the training",
        y_label="bits per character, chapter VIII",
    )
    left, right = figure.limits[0]
    ends = {}
    for order, cost in counted.items():
        ends[f"{order} counted"] = figure.curve([left, right], [cost] * 2, "input", "dotted"), "input"
    for name, (words, role, dash) in LINES.items():
        _, height = figure.line(efforts(name, steps, per_step), bits[name], role, dash)
        ends[words] = (figure.at(right, 0)[0], height), role
    figure.names(ends)
    return figure.svg()


def along(text, costs):
    """What every character of a short text costs, by several models.

    `costs` maps a name to (bits (len(text),), role, line).
    """
    spoken = "; ".join(
        f"{name}: {', '.join(f'{value:.1f}' for value in bits)}" for name, (bits, _, _) in costs.items()
    )
    figure = Plot(
        480,
        250,
        title="What each character costs",
        description=f"Bits for the characters of “{text}”. {spoken}.",
    )
    figure.axes(
        Box(46, 66, 420, 120),
        {place: LETTERS.get(letter, letter) for place, letter in enumerate(text)},
        {bits: str(bits) for bits in (0, 5, 10)},
        x_label="␣ is a space",
        y_label="bits",
    )
    for column, (name, (bits, role, dash)) in enumerate(costs.items()):
        figure.curve(range(len(text)), bits, role, dash)
        figure.dots(range(len(text)), bits, role)
        figure.label((140 + 170 * column, 20), name, role=role, size=15)
    return figure.svg()
