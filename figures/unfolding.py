"""The figures of docs/recurrence/unfolding.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import BEAD, CELL, Figure, in_words
from snippets.rnn import unfolded, unfolded_backward

X = np.reshape([4, 0, 0, 2], (4, 1, 1))
WEIGHT_IH, WEIGHT_HH = 1.0, 0.5
LAYERS = [([[WEIGHT_IH]], [[WEIGHT_HH]], [0])] * len(X)
H0 = [[0]]
SMALL = 26  # a weight on its arrow, and the state before the first step
TOP = 72  # of the beads


def draw():
    return {"unfolding-layers.svg": layers(), "unfolding-copies.svg": copies()}


def states():
    return unfolded(X, LAYERS, H0, nonlinearity="relu").ravel().tolist()


def layers():
    """On the left the loop, on the right the same network as a chain of layers, one for each step."""
    figure = Figure(
        476,
        248,
        title="One network, folded and unfolded",
        description="On the left a single state h with an input x below it and an arrow from the state back "
        f"to itself. On the right a chain: the states {in_words(states())}, each above its input "
        f"{in_words(X.ravel())}, and an arrow from each to the next. Every arrow from an input carries the "
        f"weight {WEIGHT_IH:g}, every arrow between states the weight {WEIGHT_HH:g}, as the two arrows on "
        "the left do.",
    )
    bead = figure.bead(30, TOP, "h")
    figure.loop(bead, height=58)
    figure.cells(bead.centre[0] - SMALL / 2, TOP - 67, [[WEIGHT_HH]], "weight", size=SMALL)
    below(figure, bead, "x")
    figure.label((bead.centre[0], 236), "folded", role="ink-soft", size=13)
    figure.arrow((92, TOP + 60), (124, TOP + 60))
    start = figure.bead(108, TOP + (BEAD - SMALL) / 2, 0, size=SMALL)
    beads = [figure.bead(182 + 82 * t, TOP, h) for t, h in enumerate(states())]
    for box, x in zip(beads, X.ravel(), strict=True):
        below(figure, box, x)
    for before, after in pairwise([start, *beads]):
        middle = (before.right[0] + after.left[0] - SMALL) / 2
        weight = figure.cells(middle, TOP + (BEAD - SMALL) / 2, [[WEIGHT_HH]], "weight", size=SMALL)
        figure.arrow(before.right, weight.left, role="state")
        figure.arrow(weight.right, after.left, role="state")
    for t, box in enumerate(beads, start=1):
        figure.label((box.centre[0], TOP - 16), f"layer {t}", size=13)
    figure.label((beads[1].right[0] + 21, 236), "unfolded", role="ink-soft", size=13)
    return figure.svg()


def below(figure, bead, x):
    """The input under a bead, and the weight on the arrow between them."""
    left = bead.centre[0] - CELL / 2
    cell = figure.cells(left, TOP + 112, [[x]], "input")
    weight = figure.cells(bead.centre[0] - SMALL / 2, TOP + 64, [[WEIGHT_IH]], "weight", size=SMALL)
    figure.arrow(cell.top, weight.bottom, role="input")
    figure.arrow(weight.top, bead.bottom, role="input")


def copies():
    """The gradient on its way back through the layers, and what each copy of the weight gets of it."""
    last_only = np.zeros((4, 1, 1))
    last_only[-1] = 1
    gradients = unfolded_backward(last_only, X, LAYERS, H0, nonlinearity="relu")
    arriving = [grad_bias.item() for _, _, grad_bias in gradients]  # the slope is 1 at every step
    parts = [grad_hh.item() for _, grad_hh, _ in gradients]
    before = [0.0, *states()[:-1]]
    figure = Figure(
        476,
        208,
        title="Each copy of the weight gets a gradient of its own",
        description="Against the arrows of time a dashed gradient of L runs from the last layer to the "
        f"first, halved by every arrow: {in_words(arriving[::-1])}. Below each layer stands what its copy of "
        f"the weight gets, the gradient there times the state before it: {in_words(parts)}. Their sum is "
        f"{sum(parts):g}.",
    )
    figure.label((4, 34), "gradient of L", role="gradient", anchor="start", size=13)
    figure.label((4, 86), "state before", role="state", anchor="start", size=13)
    figure.label((4, 140), "product", role="weight", anchor="start", size=13)
    places = []
    for t, (grad, h, part) in enumerate(zip(arriving, before, parts, strict=True)):
        centre = 122 + 74 * t
        figure.label((centre, 34), f"{grad:g}", role="gradient")
        figure.bead(centre - SMALL / 2, 86 - SMALL / 2, h, size=SMALL)
        figure.cells(centre - CELL / 2, 140 - CELL / 2, [[part]], "weight")
        figure.label((centre, 10), f"layer {t + 1}", role="ink-soft", size=13)
        figure.label((centre, 60), "×", role="ink-soft")
        figure.label((centre, 110), "=", role="ink-soft")
        places.append(centre)
    for left, right in pairwise(places):
        figure.arrow((right - 22, 34), (left + 22, 34), role="gradient")
        figure.label(((left + right) / 2, 48), f"× {WEIGHT_HH:g}", role="weight", size=12)
        figure.label(((left + right) / 2, 140), "+", size=18)
    figure.label((places[-1] + 40, 140), "=", size=18)
    figure.cells(places[-1] + 60, 140 - CELL / 2, [[sum(parts)]], "weight")
    figure.label((places[-1] + 60 + CELL / 2, 176), "shared weight", role="weight", size=13, anchor="middle")
    return figure.svg()
