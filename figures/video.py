"""The figures of case 3, drawn by its notebook as it runs: clips, every seed, a film and its odds."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot
from snippets.video import FRAMES, MOTIONS

FRAME, STEP = 48, 56  # a frame's width, and how far the next one is
ROLES = {  # model -> name, role, which side of its dots the name stands
    "cnn + lstm": ("CNN + LSTM", "gate", "end"),
    "last state only": ("last state only", "state", "end"),
    "mean of frames": ("mean of frames", "input", "start"),
    "stacked frames": ("stacked frames", "weight", "end"),
}


def draw():
    """No file: everything here is drawn in the notebook, from the clips and models at hand."""
    return {}


def film(figure, frames, top, left=20):
    """Draw frames (8, 16, 16) side by side."""
    for t, frame in enumerate(frames):
        figure.image(left + STEP * t, top, frame, "input", cell=FRAME / len(frame), largest=1)


def clips(shown):
    """Some clips, a row each; `shown` maps a title to frames (8, 16, 16)."""
    figure = Plot(
        480,
        84 * len(shown),
        title="Short clips of a moving digit",
        description=f"{len(shown)} rows of {FRAMES} frames, 16 by 16 cells, with a digit of 8 by 8 in each: "
        f"{', '.join(shown)}.",
    )
    for row, (title, frames) in enumerate(shown.items()):
        figure.label((20, 84 * row + 12), title, role="ink-soft", size=15, anchor="start")
        film(figure, frames, 84 * row + 26)
    return figure.svg()


def both_shares(runs):
    """The share of motions and of digits named right: one dot for every seed of every model.

    `runs` maps a model's name to one dictionary of metrics a seed.
    """
    means = {
        name: [np.mean([seed[metric] for seed in runs[name]]) for metric in ("motion", "digit")]
        for name in ROLES
    }
    spoken = "; ".join(
        f"{ROLES[name][0]} {motion:.2f} of motions and {digit:.2f} of digits"
        for name, (motion, digit) in means.items()
    )
    figure = Plot(
        480,
        330,
        title="Motions and digits named right",
        description=f"A dot for every seed. Means: {spoken}.",
    )
    figure.axes(
        Box(64, 44, 390, 220),
        {0.2: ".2", 0.4: ".4", 0.6: ".6", 0.8: ".8", 1: "1"},
        {0.5: ".5", 0.6: ".6", 0.7: ".7", 0.8: ".8", 0.9: ".9", 1: "1"},
        x_label="share of motions named right",
        y_label="share of digits named right",
    )
    for name, (words, role, anchor) in ROLES.items():
        figure.dots(*([seed[metric] for seed in runs[name]] for metric in ("motion", "digit")), role)
        x, y = figure.at(*means[name])
        aside = 14 if anchor == "start" else -14
        rule = figure.at(0, round(means[name][1], 1))[1]  # which is not to strike the name out
        y = min(y, rule - 10) if y < rule else max(y, rule + 10)
        figure.label((x + aside, y), words, role=role, size=15, anchor=anchor)
    return figure.svg()


def odds(shown):
    """A film, and below each frame how probable every motion is if the clip ended there.

    `shown` maps a title to (frames (8, 16, 16), probabilities (8, 6), the motion's number).
    """
    height = 262
    spoken = "; ".join(
        f"{title}: {', '.join(f'{p:.2f}' for p in probabilities[:, motion])}, its reverse "
        f"{', '.join(f'{p:.2f}' for p in probabilities[:, motion ^ 1])}"
        for title, (_, probabilities, motion) in shown.items()
    )
    figure = Plot(
        480,
        height * len(shown),
        title="The probability of each motion, frame by frame",
        description=f"Probability of the motion that is shown, after 1 to {FRAMES} frames. {spoken}.",
    )
    for row, (title, (frames, probabilities, motion)) in enumerate(shown.items()):
        top = height * row
        figure.label((20, top + 12), title, size=15, anchor="start")
        film(figure, frames, top + 26)
        places = {t: str(t + 1) for t in range(FRAMES)}
        figure.axes(
            Box(20 + FRAME / 2, top + 96, STEP * (FRAMES - 1), 96),
            places,
            {0: "0", 1: "1"},
            x_label="frames seen",
            y_label="",
        )
        others = [m for m in range(len(MOTIONS)) if m not in (motion, motion ^ 1)]
        for m in others:
            figure.curve(list(places), probabilities[:, m], "input", "dotted")
            name_peak(figure, m, probabilities[:, m])
        figure.curve(list(places), probabilities[:, motion ^ 1], "gate", "dashed")
        name_peak(figure, motion ^ 1, probabilities[:, motion ^ 1], "gate")
        figure.curve(list(places), probabilities[:, motion], "state")
    return figure.svg()


def name_peak(figure, motion, probability, role="input"):
    """Write a motion's name above the highest point of its line, if it is ever more likely than not."""
    if probability.max() > 0.5:
        x, y = figure.at(int(probability.argmax()), probability.max())
        figure.label((x, y - 12), list(MOTIONS)[motion], role=role, size=14)
