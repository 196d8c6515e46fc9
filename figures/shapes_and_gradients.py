"""The figures of docs/start/shapes_and_gradients.md."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot
from snippets.gradients import central_difference

X, EPS = 1.0, 0.5
ROLES = {"central": ("weight", "solid"), "forward": ("input", "dotted")}


def cube(x):
    return x * x * x


def forward(eps):
    return (cube(X + eps) - cube(X)) / eps


def central(eps):
    return central_difference(lambda x: cube(x[0]), [X], eps)[0]


def draw():
    return {"shapes_and_gradients-slopes.svg": slopes(), "shapes_and_gradients-steps.svg": steps()}


def slopes():
    """The cube near 1, its tangent there, and the lines whose slopes the two differences are."""
    tangent = 3 * X**2
    figure = Plot(
        470,
        330,
        title="Three slopes at one place",
        description=f"The curve x cubed from 0.25 to 1.75. Its tangent at {X:g} has slope {tangent:g}, the "
        f"line through the points at {X - EPS:g} and {X + EPS:g} slope {central(EPS):g}, the line through "
        f"the points at {X:g} and {X + EPS:g} slope {forward(EPS):g}.",
    )
    ticks = {0.5: "x − ε", 1: "x", 1.5: "x + ε"}
    figure.axes(
        Box(60, 40, 240, 230),
        {0.25: "", **ticks, 1.75: ""},
        {-1: "−1", 1: "1", 3: "3", 5: "5"},
        x_label="",
        y_label="",
    )
    xs = np.linspace(0.25, 1.75, 31)
    ends = {"x³": (figure.curve(xs[:-1], cube(xs[:-1]), "ink"), "ink")}
    reach = np.array([0.4, 1.75])
    lines = [
        (f"forward: {forward(EPS):g}", "forward", X, forward(EPS), np.array([0.7, 1.75])),
        (f"central: {central(EPS):g}", "central", X - EPS, central(EPS), reach),
        (f"tangent: {tangent:g}", None, X, tangent, reach),
    ]
    for name, kind, at, slope, places in lines:
        role, dash = ROLES.get(kind, ("gradient", "dashed"))
        ends[name] = figure.curve(places, cube(at) + slope * (places - at), role, dash), role
    figure.dots([X - EPS, X, X + EPS], cube(np.array([X - EPS, X, X + EPS])), "ink")
    figure.names(ends)
    return figure.svg()


def steps():
    """How far both differences are from the slope, over steps from 1 down to a millionth of a billionth."""
    eps = np.array([float(f"{digit}e-{k}") for k in range(1, 16) for digit in (5, 2, 1)])
    errors = {
        name: np.array([abs(difference(step) - 3 * X**2) for step in eps])
        for name, difference in (("central", central), ("forward", forward))
    }
    figure = Plot(
        470,
        330,
        title="The error of two differences over the step",
        description="Both axes are powers of ten. As the step shrinks from 1, the forward error falls in "
        "step with it and the central error twice as steeply; the central error turns near 0.000001, the "
        "forward error near 0.00000001, and both rise from there.",
    )
    figure.axes(
        Box(70, 40, 370, 220),
        {-15: "10⁻¹⁵", -10: "10⁻¹⁰", -5: "10⁻⁵", 0: "1"},
        {-12: "10⁻¹²", -8: "10⁻⁸", -4: "10⁻⁴", 0: "1"},
        x_label="step ε",
        y_label="error",
    )
    for name, error in errors.items():
        role, dash = ROLES[name]
        figure.curve(np.log10(eps), np.log10(error), role, dash)
        middle = np.log10(1e-3), np.log10(error[eps == 1e-3][0])
        x, y = figure.at(*middle)
        shift, anchor = (10, "start") if name == "central" else (-10, "end")
        figure.label((x + shift, y), name, role=role, size=15, anchor=anchor)
    return figure.svg()
