"""The figures of docs/recurrence/vanishing_gradients.md."""

import numpy as np

from figures.grammar import Box, Figure
from figures.plot import Plot
from snippets.clipping import clip_by_norm, clip_by_value
from snippets.init import orthogonal
from snippets.rnn import rnn
from snippets.through_time import gain, step_jacobians, to_the_end

SCALES = [0.5, 0.9, 1.1, 1.5, 3]
STEPS = 100
GRADIENT = np.array([3.0, 4.0])
UNIT = 36  # pixels


def draw():
    return {"vanishing_gradients-gains.svg": gains(), "vanishing_gradients-clipped.svg": clipped()}


def reach(scale):
    """How strongly the last state depends on each earlier one: STEPS + 1 numbers, the last one 1."""
    rng = np.random.default_rng(0)
    x, weight_ih = rng.normal(size=(STEPS, 1, 2)), 0.1 * rng.normal(size=(8, 2))
    weight_hh = scale * orthogonal(rng, 8, 8, dtype=np.float64)
    states, _ = rnn(x, weight_ih, weight_hh)
    return gain(to_the_end(step_jacobians(states, weight_hh)))[:, 0]


def gains():
    """Five networks that differ in the size of their weights, and how their gradients fade or grow."""
    sizes = {scale: np.log10(reach(scale)[::-1]) for scale in SCALES}
    ends = ", ".join(f"10 to the {sizes[scale][-1]:.0f} for {scale:g}" for scale in SCALES)
    plot = Plot(
        470,
        330,
        title="How a gradient fades or grows on its way back",
        description=f"Five curves start at 1 and end, {STEPS} steps back, at about {ends}. In between they "
        "are nearly straight lines on a scale of powers of ten.",
    )
    ticks = {power: f"1e{power}".replace("-", "−") for power in range(-40, 11, 10)} | {0: "1"}
    plot.axes(
        Box(70, 40, 330, 220),
        {steps: str(steps) for steps in range(0, STEPS + 1, 25)},
        ticks,
        x_label="steps back from the last state",
        y_label="largest factor of the gradient",
    )
    steps = np.arange(0, STEPS + 1, 4)
    styles = ["solid", "dashed", "dotted", "dash-dot", "solid"]
    ends = {}
    for scale, dash in zip(SCALES, styles, strict=True):
        ends[f"× {scale:g}"] = plot.curve(steps, sizes[scale][steps], "gradient", dash), "gradient"
    plot.names(ends)
    return plot.svg()


def clipped():
    """One gradient of two numbers, clipped by norm and by value."""
    (by_norm,), (by_value,) = clip_by_norm((GRADIENT,), 1), clip_by_value((GRADIENT,), 1)
    names = [f"({a:g}, {b:g})" for a, b in (GRADIENT, by_norm, by_value)]
    figure = Figure(
        440,
        214,
        title="Two ways to clip a gradient",
        description=f"Twice a long arrow from the origin to {names[0]}. On the left a short arrow along it, "
        f"to {names[1]}: clipped by norm. On the right a short arrow beside it, to {names[2]}, which leans "
        "further to the right: clipped by value.",
    )
    for left, name, short, label in [
        (40, "by norm", by_norm, names[1]),
        (264, "by value", by_value, names[2]),
    ]:
        origin = left, 180
        long_end = origin[0] + UNIT * GRADIENT[0], origin[1] - UNIT * GRADIENT[1]
        short_end = origin[0] + UNIT * short[0], origin[1] - UNIT * short[1]
        figure.label((left + 40, 204), name, bold=True)
        figure.arrow(origin, long_end, role="ink-soft")
        figure.arrow(origin, short_end, role="gradient")
        figure.label((long_end[0] + 8, long_end[1] + 4), names[0], role="ink-soft", anchor="start")
        figure.label((left + 44, 162), label, role="gradient", anchor="start")
    return figure.svg()
