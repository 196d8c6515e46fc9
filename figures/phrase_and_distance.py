"""A figure of docs/cases/phrase_and_distance.py; its other one is drawn by window_or_memory.py."""

from figures.grammar import Box
from figures.plot import Plot

LINES = {  # name -> words, role, dash
    "conv_max": ("convolution, maximum", "weight", "solid"),
    "lstm_max": ("LSTM, maximum", "state", "solid"),
    "lstm_last": ("LSTM, last state", "state", "dashed"),
    "bag": ("counted letters", "input", "solid"),
}


def draw():
    """No file: what is drawn here was trained in the notebook."""
    return {}


def learning(curves):
    """How many texts are named right after so many steps of training: one line for each reader.

    `curves` maps a reader's name to {steps: share}.
    """
    first_right = {
        name: [steps for steps, share in curve.items() if share >= 0.98] for name, curve in curves.items()
    }
    spoken = "; ".join(
        f"{LINES[name][0]} " + (f"reaches .98 after {steps[0]} steps" if steps else "stays below .98")
        for name, steps in first_right.items()
    )
    last = max(max(curve) for curve in curves.values())
    plot = Plot(
        480,
        320,
        title="Texts named right against steps of training",
        description=f"One training of each, from 0 to {last} steps. {spoken}.",
    )
    plot.axes(
        Box(56, 44, 250, 218),
        {steps: str(steps) for steps in range(0, last + 1, 40)},
        {0.4: ".4", 0.6: ".6", 0.8: ".8", 1: "1"},
        x_label="steps of training",
        y_label="named right",
    )
    ends = {}
    for name, curve in curves.items():
        words, role, dash = LINES[name]
        ends[words] = plot.curve(list(curve), list(curve.values()), role, dash), role
    plot.names(ends)
    return plot.svg()
