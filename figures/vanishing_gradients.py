"""The figures of docs/recurrence/vanishing_gradients.md."""

import numpy as np

from figures.grammar import Box, Figure
from figures.plot import DASHES, Plot
from snippets.clipping import clip_by_norm, clip_by_value
from snippets.init import orthogonal
from snippets.rnn import rnn
from snippets.through_time import gain, step_jacobians, to_the_end

SCALES = [0.5, 0.9, 1.1, 3]
LOWEST = -8  # power of ten; a curve ends where it falls below
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
    """Four networks that differ in the size of their weights, and how their gradients fade or grow."""
    sizes = {scale: np.log10(reach(scale)[::-1]) for scale in SCALES}
    ends = ", ".join(f"10 to the {size[-1]:.0f} for {scale:g}" for scale, size in sizes.items())
    plot = Plot(
        470,
        370,
        title="How a gradient fades or grows on its way back",
        description=f"Four curves start at 1 and run {STEPS} steps back, to about {ends}. The scale "
        f"of powers of ten ends at 10 to the {LOWEST}.",
    )
    plot.axes(
        Box(70, 40, 330, 260),
        {steps: str(steps) for steps in range(0, STEPS + 1, 25)},
        {-8: "10⁻⁸", -4: "10⁻⁴", 0: "1", 4: "10⁴", 8: "10⁸"},
        x_label="steps back from the last state",
        y_label="largest factor of the gradient",
    )
    names = {}
    for (scale, size), dash in zip(sizes.items(), DASHES, strict=True):
        steps = np.arange(0, STEPS + 1, 4)
        steps = steps[size[steps] >= LOWEST]
        names[f"× {scale:g}"] = plot.curve(steps, size[steps], "gradient", dash), "gradient"
    plot.names(names)
    return plot.svg()


def clipped():
    """One gradient of two numbers, clipped by norm and by value."""
    (by_norm,), (by_value,) = clip_by_norm((GRADIENT,), 1), clip_by_value((GRADIENT,), 1)
    names = [f"({a:g}, {b:g})" for a, b in (GRADIENT, by_norm, by_value)]
    figure = Figure(
        460,
        234,
        title="Two ways to clip a gradient",
        description=f"Twice a long arrow from the origin to {names[0]}. On the left the first part of it is "
        f"a dashed arrow, to {names[1]}: clipped by norm. On the right a dashed arrow leaves it, to "
        f"{names[2]}, and leans further to the right: clipped by value.",
    )
    for left, name, short, label in [
        (24, "by norm", by_norm, names[1]),
        (254, "by value", by_value, names[2]),
    ]:
        origin, up = np.array([left, 188]), np.array([UNIT, -UNIT])
        long_end, short_end = origin + up * GRADIENT, origin + up * short
        figure.arrow(origin, (left + 4 * UNIT, 188))
        figure.arrow(origin, (left, 188 - 4.7 * UNIT))
        figure.label((left - 10, 196), "0", role="ink-soft", size=13)
        # Where the short arrow covers the long one, the long one is not drawn.
        same_way = np.isclose(short[0] * GRADIENT[1], short[1] * GRADIENT[0])
        figure.arrow(short_end if same_way else origin, long_end, role="ink")
        figure.arrow(origin, short_end, role="gradient")
        figure.label((long_end[0] + 10, long_end[1] + 4), names[0], anchor="start")
        figure.label((short_end[0] + 12, short_end[1] + 2), label, role="gradient", anchor="start")
        figure.label((left + 2 * UNIT, 220), name, bold=True)
    return figure.svg()
