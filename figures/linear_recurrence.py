"""The figures of docs/together/linear_recurrence.md."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from figures.cells import CellFigure
from figures.grammar import Box, Figure, in_words, length, numeral, paint, points
from snippets.linear_recurrence import (
    causal_convolution,
    linear_recurrence,
    oscillator,
    powers,
    scan_steps,
    state_space_kernel,
)

X = np.reshape([64.0, 0, 0, 16, 0, 0, 0, 0], (8, 1, 1))  # so that every number fits its circle
A = [0.5]
SHOWN = 3  # the step at which the window is drawn
SIZE, FIRST, APART = 34, 92, 50  # of cells and beads; the centre of step 0, and from one step to the next

# Eigenvalue -> how it is named beside its kernel, in the order of the figure.
EIGENVALUES = {
    0.9: "0.9",
    0.5: "0.5",
    -0.8: "−0.8",
    0.95 * np.exp(1j * np.pi / 6): "size 0.95, angle 30°",
}
BARS, BAR, TALL = 24, 10, 20  # bars of a kernel, the width of one with its gap, the height of a weight of 1


def draw():
    return {
        "linear_recurrence-twice.svg": twice(),
        "linear_recurrence-eigenvalues.svg": eigenvalues(),
        "linear_recurrence-scan.svg": scanned(),
    }


def corner(t, y):
    """The upper left corner of step t's cell or bead."""
    return FIRST + APART * t - SIZE / 2, y


def spaced(figure, y, values, role):
    """Draw a number as a cell for each step, as far apart as the beads of a state; return their places."""
    lines = figure._add("g", fill="none", stroke=paint(role))
    boxes = [Box(*corner(t, y), SIZE, SIZE) for t in range(len(values))]
    for place, value in zip(boxes, values, strict=True):
        figure._rect(lines, place)
        if role == "output":
            figure._rect(lines, place, inset=3)
        figure._value(place, value)
    return boxes


def twice():
    """The same eight inputs through a loop and under a window: the same eight numbers."""
    states = linear_recurrence(X, A).ravel()
    kernel = powers(A, SHOWN + 1).ravel()
    answers = causal_convolution(X, powers(A, len(X))).ravel()
    figure = CellFigure(
        476,
        368,
        title="One operation as a loop and as a window",
        description=f"Above, a loop: a string of states {in_words(states)}; each is half the state before it "
        f"plus the input below it, {in_words(X.ravel())}. Below, the same inputs under a window: at step "
        f"{SHOWN} the weights {in_words(kernel[::-1])} stand over the inputs up to this one, and the sum of "
        f"the products is {numeral(answers[SHOWN])}. The answers: {in_words(answers)}, as above.",
    )
    names = {14: "step", 54: "state", 120: "input", 196: "answer", 264: "weight", 318: "input"}
    roles = {"state": "state", "input": "input", "answer": "output", "weight": "weight", "step": "ink-soft"}
    for y, name in names.items():
        figure.label((4, y), name, role=roles[name], size=13, anchor="start")
    for t in range(len(X)):
        figure.label((FIRST + APART * t, 14), str(t), role="ink-soft", size=13)
    beads = [figure.bead(*corner(t, 37), h, size=SIZE) for t, h in enumerate(states)]
    for before, after in pairwise(beads):
        figure.arrow(before.right, after.left, role="state")
        figure.label(((before.right[0] + after.left[0]) / 2, 32), "× ½", role="weight", size=13)
    for bead, cell in zip(beads, spaced(figure, 103, X.ravel(), "input"), strict=True):
        figure.arrow(cell.top, bead.bottom, role="input")
    figure._add("path", d="M4 156L472 156", stroke=paint("ink-soft"), **{"stroke-opacity": "0.35"})
    above, below = spaced(figure, 179, answers, "output"), spaced(figure, 301, X.ravel(), "input")
    figure.frame(Box(below[0].x - 8, 247, APART * SHOWN + SIZE + 16, SIZE))
    for cell, weight in zip(below, kernel[::-1], strict=False):
        x, _ = cell.top
        figure.label((x, 264), numeral(weight))
        figure.arrow(cell.top, (x, 283), role="input")
        figure.arrow((x, 246), above[SHOWN].bottom, role="weight")
    return figure.svg()


def scanned():
    """The steps of the scan over eight numbers, from the inputs below to the states above."""
    steps = [(a.ravel(), b.ravel()) for a, b in scan_steps(X, A)]
    rows = [in_words(b) for _, b in steps]
    figure = CellFigure(
        476,
        298,
        title="A scan of eight numbers in three steps",
        description=f"Four rows of eight numbers, from bottom to top. The inputs: {rows[0]}. After step 1: "
        f"{rows[1]}; after step 2: {rows[2]}; after step 3, the states: {rows[3]}. Each number is the one "
        "below it plus a share of one further left: of its neighbour in step 1, of the number two places "
        "away in step 2, of the one four places away in step 3. All lines that lead to the last state are "
        "marked: they come from all eight inputs.",
    )
    figure.label((4, 263), "input", role="ink-soft", size=13, anchor="start")
    boxes = [spaced(figure, 246, steps[0][1], "input")]
    for row, (_, b) in enumerate(steps[1:], start=1):
        y = 246 - 72 * row
        figure.label((4, y + 17), f"step {row}", role="ink-soft", size=13, anchor="start")
        share = Fraction(steps[row - 1][0][-1])
        figure.label((4, y + 35), f"× {share}", role="weight", size=13, anchor="start")
        roles = ["state" if t < 2**row else "ink-soft" for t in range(len(b))]  # finished, or not yet
        boxes.append(
            [
                figure.bead(*corner(t, y), value, size=SIZE, role=role)
                for t, (value, role) in enumerate(zip(b, roles, strict=True))
            ]
        )
    wanted, marked, plain = {len(X) - 1}, [], []  # what the last state is made of, from the top down
    for row in reversed(range(1, len(steps))):
        reach, sources = 2 ** (row - 1), set()
        for t in range(len(X)):
            for source in [t, t - reach][: 1 + (t >= reach)]:
                line = boxes[row - 1][source].top, boxes[row][t].bottom
                (marked if t in wanted else plain).append(line)
                sources |= {source} if t in wanted else set()
        wanted = sources
    for role, lines in (("ink-soft", plain), ("state", marked)):
        path = "".join(f"M{points([start])}L{points([end])}" for start, end in lines)
        figure._add("path", d=path, stroke=paint(role), **{"stroke-width": "1.75"})
    return figure.svg()


def eigenvalues():
    """Four eigenvalues in the complex plane, and the kernel that each makes."""
    kernels = [state_space_kernel(*oscillator(value), BARS).ravel() for value in EIGENVALUES]
    figure = Figure(
        476,
        262,
        title="Where an eigenvalue lies, and what its kernel looks like",
        description="Left, the complex plane with a circle of size 1 and four eigenvalues; right, the kernel "
        "of each, 24 bars. 1, at 0.9: bars that shrink slowly. 2, at 0.5: three or four bars, then "
        "nothing to see. 3, at −0.8: bars that shrink and change sides at every step. 4, size 0.95 at an "
        "angle of 30 degrees: a wave with a period of 12 steps that shrinks slowly.",
    )
    centre, radius = (90, 136), 84
    ink = {"fill": "none", "stroke": paint("ink-soft")}
    figure._add("circle", cx=centre[0], cy=centre[1], r=radius, **ink)
    figure._add("path", d="M4 136L180 136M90 50L90 222", **ink, **{"stroke-opacity": "0.5"})
    figure.label((90, 36), "imaginary", role="ink-soft", size=13)
    figure.label((178, 123), "real", role="ink-soft", size=13, anchor="start")
    figure.label((90, 238), "circle: size 1", role="ink-soft", size=13)
    for number, (value, name) in enumerate(EIGENVALUES.items(), start=1):
        x, y = centre[0] + radius * np.real(value), centre[1] - radius * np.imag(value)
        figure._add("circle", cx=x, cy=y, r=4, fill=paint("state"))
        inwards = -14 if x > centre[0] else 14
        figure.label((x + inwards, y - 9), str(number), role="state", size=15, bold=True)
        top = 6 + 64 * (number - 1)
        figure.bead(202, top - 3, str(number), size=26)
        figure.label((234, top + 10), name, role="ink-soft", size=13, anchor="start")
        line = top + 40
        bars = "".join(
            f"M{237 + BAR * i} {line}L{237 + BAR * i} {length(line - TALL * weight)}"
            for i, weight in enumerate(kernels[number - 1])
        )
        figure._add("path", d=bars, stroke=paint("weight"), **{"stroke-width": "6"})
        figure._add("path", d=f"M230 {line}L474 {line}", **ink, **{"stroke-opacity": "0.5"})
    return figure.svg()
