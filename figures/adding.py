"""The figures of case 6, drawn by its notebook as it runs: a sequence, gradients on their way back, seeds."""

import numpy as np

from figures.grammar import Box, length, paint
from figures.plot import DASHES, Plot

ROWS = {  # model -> name, role
    "lstm, 50 steps": ("LSTM, 50 steps", "state"),
    "rnn, 50 steps": ("RNN, 50 steps", "state"),
    "rnn even, 50 steps": ("RNN, PyTorch’s start, 50", "state"),
    "lstm, 100 steps": ("LSTM, 100 steps", "state"),
    "rnn, 100 steps": ("RNN, 100 steps", "state"),
}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw():
    """No file: everything here is drawn in the notebook, from the sequences and networks at hand."""
    return {}


def power(exponent):
    """A power of ten as a tick says it."""
    return "1" if exponent == 0 else "10" + str(exponent).translate(SUPERSCRIPTS)


def sequence(x, answer):
    """One sequence: every number as a dot, the two marked ones on a stem, with their values.

    Shapes: x (T, 2), the number and its mark; answer: the sum.
    """
    numbers, marked = x[:, 0], np.flatnonzero(x[:, 1])
    told = " and ".join(f"{numbers[t]:.2f} at step {t}" for t in marked)
    figure = Plot(
        480,
        210,
        title="One sequence of the adding problem",
        description=f"{len(x)} numbers from 0 to 1, one a step. Two are marked: {told}. "
        f"The answer asked for after the last step is their sum, {answer:.2f}.",
    )
    ticks = {step: str(step) for step in range(0, len(x) + 1, 10)}
    figure.axes(
        Box(60, 44, 330, 100), ticks, {0: "0", 0.5: "½", 1: "1"}, x_label="step, from 0", y_label="number"
    )
    figure.dots(np.arange(len(x)), numbers, "input")
    for t in marked:
        (across, top), (_, floor) = figure.at(t, numbers[t]), figure.at(t, 0)
        stem = f"M{length(across)} {length(floor)}L{length(across)} {length(top)}"
        figure._add("path", d=stem, stroke=paint("weight"), **{"stroke-width": "2"})
        figure.dots([t], [numbers[t]], "weight")
        figure.label((across, top - 12), f"{numbers[t]:.2f}", role="weight", size=15, bold=True)
    figure.label((436, 84), "sum", role="output", size=15)
    figure.label((436, 104), f"{answer:.2f}", role="output", size=15, bold=True)
    return figure.svg()


def returning(lengths, steps, exponents, *, state):
    """How long a gradient is after so many steps back, on a scale of powers of ten, a line for each network.

    `lengths` maps a name to (S,) lengths, steps (S,); `exponents` are the ticks of the scale, a line ends
    where it leaves them; `state` is the first state whose gradient is meant.
    """
    ends = "; ".join(
        f"{name}: {'none' if values[-1] < 1e-300 else f'10 to the {np.log10(values[-1]):.1f}'}"
        for name, values in lengths.items()
    ).replace("-", "−")
    figure = Plot(
        480,
        340,
        title=f"Length of the gradient with respect to {state}",
        description=f"Each line starts beside 1. After {steps[-1]} steps they are at {ends}.",
    )
    figure.axes(
        Box(70, 44, 270, 230),
        {step: str(step) for step in range(0, steps[-1] + 1, steps[-1] // 4)},
        {exponent: power(exponent) for exponent in exponents},
        x_label="T, steps between the answer and the first state",
        y_label=f"length of ∂L/∂{state}",
    )
    names = {}
    for (name, values), dash in zip(lengths.items(), DASHES, strict=True):
        sizes = np.log10(values)
        inside = (sizes >= min(exponents)) & (sizes <= max(exponents))
        names[name] = figure.curve(np.array(steps)[inside], sizes[inside], "gradient", dash), "gradient"
    figure.names(names)
    return figure.svg()


def every_seed(runs, guess):
    """The squared error of every seed, a row for each model, on a scale of powers of ten.

    `runs` maps a model's name to one dictionary of metrics a seed; `guess` is the error of a constant answer.
    """
    errors = {name: [seed["squared error"] for seed in runs[name]] for name in ROWS}
    spoken = "; ".join(
        f"{ROWS[name][0]}: {', '.join(f'{error:.4f}' for error in sorted(seeds))}"
        for name, seeds in errors.items()
    )
    figure = Plot(
        480,
        290,
        title="Squared error of every seed",
        description=f"One dot a seed. {spoken}. A dotted line marks a constant guess, {guess:.3f}.",
    )
    heights = {len(ROWS) - 1 - row: words for row, (words, _) in enumerate(ROWS.values())}
    figure.axes(
        Box(206, 40, 256, 190),
        {exponent: power(exponent) for exponent in range(-4, 1)},
        heights,
        x_label="squared error on held-out sequences",
        y_label="",
    )
    figure.curve([np.log10(guess)] * 2, [0, len(ROWS) - 1], "input", "dotted")
    figure.label((figure.at(np.log10(guess), 0)[0], 18), "constant guess", role="input", size=15)
    for (name, (_, role)), height in zip(ROWS.items(), heights, strict=True):
        figure.dots(np.log10(errors[name]), [height] * len(errors[name]), role)
    return figure.svg()
