"""The figures of docs/together/attention.md."""

import math
from itertools import count, pairwise

import numpy as np

from figures.cells import CellFigure
from figures.grammar import CELL, Box, Figure, in_words, length, numeral, paint
from snippets.attention import attention, attention_weights
from snippets.receptive_field import receptive_field

KEYS, VALUES = [0.0, 1.0, 2.0, 0.0], [8.0, 4.0, 2.0, 0.0]  # as the page's first program
QUERY = math.log(2)
PLACES, WINDOW = 8, 2  # of the second figure
SMALL = 22


def draw():
    return {"attention-weights.svg": weights(), "attention-paths.svg": paths()}


def weights():
    """One query, four keys with their values, the weights between them, and the average."""
    query, key, value = np.array([[QUERY]]), np.array(KEYS)[:, None], np.array(VALUES)[:, None]
    shares = attention_weights(query, key)[0].tolist()
    output = attention(query, key, value).item()
    figure = CellFigure(
        470,
        302,
        title="One query looks at four places",
        description=f"A query {numeral(QUERY)}. Keys {in_words(KEYS)}; with the query they make the weights "
        f"{in_words(shares)}. Values {in_words(VALUES)}, each times its weight, add up to the output, "
        f"{numeral(output)}.",
    )
    columns = [144 + 88 * s for s in range(len(KEYS))]
    for y, name, role in ((116, "weight", "gate"), (176, "value", "input"), (234, "key", "input")):
        figure.label((2, y), name, role=role, anchor="start")
    add = figure.operation(sum(columns) / len(columns), 40, "+")
    result = figure.cells(columns[-1] - CELL / 2, 40 - CELL / 2, [[output]], "output")
    figure.label((result.centre[0], 72), "output", role="output")
    figure.arrow(add.right, result.left, role="output")
    asked = figure.cells(45, 259, [[QUERY]], "input", size=42)  # three digits, to be read on a phone
    figure.label((2, 280), "query", role="input", anchor="start")
    for x, share, number, name in zip(columns, shares, VALUES, KEYS, strict=True):
        lozenge = figure.gate(x - 32, 102, share)
        held = figure.cells(x - CELL / 2, 176 - CELL / 2, [[number]], "input")
        key = figure.cells(x - CELL / 2, 234 - CELL / 2, [[name]], "input")
        figure.arrow(held.top, (x, 130), role="input")
        figure.wire(key.right, (x + 28, 234), (x + 28, 127), role="gate")
        figure.wire(asked.right, (x, 280), key.bottom, role="gate")
        across, down = add.centre[0] - x, add.centre[1] - lozenge.y
        far = math.hypot(across, down)
        end = add.centre[0] - 12 * across / far, add.centre[1] - 12 * down / far
        figure.arrow(lozenge.top, end, role="output")
    return figure.svg()


class PathFigure(Figure):
    """A figure with rows of cells, faint lines, and bold arrows along one path."""

    def row(self, places, y, role):
        """Empty cells, an output's with a double line; one shape a row, for pages are to be light."""
        group = self._add("g", fill="none", stroke=paint(role))
        for x in places:
            box = Box(x - SMALL / 2, y - SMALL / 2, SMALL, SMALL)
            self._rect(group, box)
            if role == "output":
                self._rect(group, box, inset=3)

    def faint(self, lines, role):
        path = "".join(f"M{length(x)} {length(y)}L{length(u)} {length(v)}" for (x, y), (u, v) in lines)
        self._add("path", d=path, fill="none", stroke=paint(role), **{"stroke-opacity": "0.45"})

    def bold(self, path, role):
        for start, end in pairwise(path):
            self.arrow(start, end, role=role)
            self.root[-2].set("stroke-width", "3")


def levels():
    """Dilated layers, with windows of 2, after which the last place sees the first."""
    return next(n for n in count(1) if receptive_field(dilated(n)) >= PLACES)


def dilated(layers):
    return [(WINDOW, 1, 0, WINDOW**level) for level in range(layers)]


def paths():
    """From the first input to the last output, in three ways."""
    depth = levels()
    columns = [110 + 48 * t for t in range(PLACES)]
    inputs = [78, 136 + 44 * depth, 252 + 44 * depth]  # of the three drawings
    steps = {"recurrence": PLACES, "convolution": depth, "attention": 1}
    figure = PathFigure(
        470,
        inputs[-1] + 16,
        title="From the first input to the last output",
        description=f"{PLACES} inputs in three networks; bold arrows lead from the first to the last output. "
        + "; ".join(f"{name}: {n} step{'s' * (n > 1)}" for name, n in steps.items())
        + ".",
    )
    outputs = [inputs[0] - 52, inputs[1] - 44 * depth, inputs[2] - 60]
    for (name, n), y, role in zip(steps.items(), outputs, ("state", "weight", "gate"), strict=True):
        figure.label((2, y - 8), name, role=role, anchor="start", bold=True)
        figure.label((2, y + 12), f"{n} step{'s' * (n > 1)}", role=role, anchor="start")
    for y in inputs:
        figure.row(columns, y, "input")
    recurrence(figure, columns, inputs[0], outputs[0])
    convolution(figure, columns, inputs[1], depth)
    everywhere(figure, columns, inputs[2], outputs[2])
    return figure.svg()


def recurrence(figure, columns, below, above):
    for x in columns:
        figure.bead(x - SMALL / 2, above - SMALL / 2, None, size=SMALL)
    reach = SMALL / 2
    figure.faint([((x, below - reach), (x, above + reach)) for x in columns[1:]], "input")
    figure.bold([(columns[0], below - reach), (columns[0], above + reach)], "state")
    for left, right in pairwise(columns):
        figure.bold([(left + reach, above), (right - reach, above)], "state")


def convolution(figure, columns, below, depth):
    reach, place = SMALL / 2, 0
    for level, (window, _, _, dilation) in enumerate(dilated(depth)):
        low, high = below - 44 * level, below - 44 * (level + 1)
        figure.faint(
            [
                ((columns[t - tap * dilation], low - reach), (columns[t], high + reach))
                for t in range(PLACES)
                for tap in range(window)
                if t >= tap * dilation
            ],
            "weight",
        )
        after = place + dilation * (window - 1)
        figure.bold([(columns[place], low - reach), (columns[after], high + reach)], "weight")
        place = after
        figure.row(columns, high, "output")


def everywhere(figure, columns, below, above):
    reach = SMALL / 2
    figure.row(columns, above, "output")
    lines = [((x, below - reach), (u, above + reach)) for u in columns for x in columns if x <= u]
    figure.faint(lines, "gate")
    figure.bold([(columns[0], below - reach), (columns[-1], above + reach)], "gate")
