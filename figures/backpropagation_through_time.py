"""The figures of docs/recurrence/backpropagation_through_time.md."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np

from figures.grammar import BEAD, CELL, Box, Figure, in_words
from figures.plot import Plot
from snippets.init import orthogonal
from snippets.rnn import rnn, rnn_backward, rnn_backward_truncated

X = np.reshape([1.0, 2, 3], (3, 1, 1))
WEIGHT_IH, WEIGHT_HH = [[1.0]], [[0.5]]
CHUNKS = [1, 2, 4, 8, 16, 32, 64]
MEASURED = Path(__file__).parent.parent / "docs" / "measured.json"


def draw():
    return {
        "backpropagation_through_time-walk.svg": walk(),
        "backpropagation_through_time-memory.svg": memory(),
        "backpropagation_through_time-chunks.svg": chunks(),
    }


def walk():
    """Below, the states going forward; above, the gradient of their sum coming back."""
    states, _ = rnn(X, WEIGHT_IH, WEIGHT_HH, nonlinearity="relu")
    from_loss = np.ones_like(states)
    grad_x, *_ = rnn_backward(from_loss, None, X, WEIGHT_IH, WEIGHT_HH, nonlinearity="relu")
    deltas = grad_x.ravel()  # the input's weight is 1
    figure = Figure(
        452,
        266,
        title="Forward through three steps, and back",
        description=f"Below, inputs {in_words(X.ravel())} and above each the state after reading it, "
        f"{in_words(states.ravel())}; solid arrows lead from each state to the next, with the weight 0.5. "
        f"Above, dashed arrows go the other way. Each step gets {in_words(from_loss.ravel()[:1])} from the "
        f"loss, and half of what the step after it has: {in_words(deltas)} from the first step to the last.",
    )
    for y, text, role in [
        (12, "loss", "gradient"),
        (78, "δ", "gradient"),
        (140, "h", "state"),
        (228, "x", "input"),
    ]:
        figure.label((6, y), text, role=role, anchor="start")
    centres = [92 + 140 * t for t in range(3)]
    columns = zip(centres, from_loss.ravel(), deltas, states.ravel(), X.ravel(), strict=True)
    for centre, direct, delta, state, x in columns:
        figure.label((centre, 12), f"{direct:g}", role="gradient")
        figure.arrow((centre, 24), (centre, 64), role="gradient")
        figure.label((centre, 78), f"{delta:g}", role="gradient", bold=True, size=16)
        bead = figure.bead(centre - BEAD / 2, 140 - BEAD / 2, state)
        cell = figure.cells(centre - CELL / 2, 228 - CELL / 2, [[x]], "input")
        figure.arrow(cell.top, bead.bottom, role="input")
        figure.label((centre + 10, 186), "× 1", role="weight", size=13, anchor="start")
    for left, right in pairwise(centres):
        figure.arrow((right - 28, 78), (left + 30, 78), role="gradient")
        figure.arrow((left + BEAD / 2, 140), (right - BEAD / 2, 140), role="state")
        for y in (64, 126):
            figure.label(((left + right) / 2, y), "× 0.5", role="weight", size=13)
    return figure.svg()


def memory():
    """What `make bench` measured of a training step, whole and in chunks, as sequences grow longer."""
    whole, in_chunks = json.loads(MEASURED.read_text(encoding="utf-8"))["training"]
    steps = whole["sizes"]
    # In tenths of a million: what differs from run to run is less.
    millions = {
        name: [round(size / 10**6, 1) for size in entry["bytes"]]
        for name, entry in (("whole", whole), ("in chunks", in_chunks))
    }
    plot = Plot(
        470,
        264,
        title="Memory of a training step",
        description=f"Two curves of memory against steps, from {steps[0]} to {steps[-1]:,}. That of a whole "
        f"training step rises in a straight line to {millions['whole'][-1]:.0f} million bytes. That of a "
        f"step in chunks of 50 lies on the axis, at {millions['in chunks'][-1]} million bytes.",
    )
    plot.axes(
        Box(60, 40, 310, 160),
        {0: "0", 2000: "2,000", 4000: "4,000", 8000: "8,000"},
        {0: "0", 25: "25", 50: "50"},
        x_label="steps",
        y_label="million bytes",
    )
    ends = {}
    for (name, sizes), dash in zip(millions.items(), ["solid", "dashed"], strict=True):
        ends[name] = plot.curve(steps, sizes, "state", dash), "state"
        plot.dots(steps, sizes, "state")
    plot.names(ends)
    return plot.svg()


def chunks():
    """How far the gradient of chunks is from the whole one."""
    rng = np.random.default_rng(0)
    x, weight_ih = rng.normal(size=(64, 4, 2)), 0.3 * rng.normal(size=(8, 2))
    weight_hh = orthogonal(rng, 8, 8, dtype=np.float64)
    states, _ = rnn(x, weight_ih, weight_hh)
    whole = rnn_backward(states, None, x, weight_ih, weight_hh)[2]
    errors = []
    for steps in CHUNKS:
        part = rnn_backward_truncated(lambda t, states: states, x, weight_ih, weight_hh, steps=steps)[1]
        errors.append(np.linalg.norm(part - whole) / np.linalg.norm(whole))
    shown = ", ".join(f"{error:.0%} for {steps}" for steps, error in zip(CHUNKS, errors, strict=True))
    plot = Plot(
        440,
        264,
        title="The error of a truncated gradient",
        description=f"The error relative to the whole gradient, for chunks of a 64-step sequence: {shown}.",
    )
    places = np.log2(CHUNKS)
    box = Box(70, 40, 340, 160)
    plot.axes(
        box,
        {place: str(steps) for place, steps in zip(places, CHUNKS, strict=True)},
        {0: "0", 0.25: "25 %", 0.5: "50 %"},
        x_label="steps in a chunk, of 64 in all",
        y_label="error of the gradient",
    )
    plot.curve(places, errors, "gradient", "dashed")
    plot.dots(places, errors, "gradient")
    return plot.svg()
