"""One drawing for every recurrent cell: what is carried runs left to right, what is read comes from below.

As in every figure, an input is a square, a state a circle, weights a heavy frame, a gate a lozenge filled
by its value. New here are small circles with × or +, which multiply or add what enters them, and the
candidate, a circle like a state because it may become one. Every number is computed by the cell's own
functions in `snippets`, and each gate's name is the letter that they document for its rows.
"""

import numpy as np

from figures.grammar import BEAD, CELL, Box, Figure, Grid, in_words, length, numeral, paint, points
from snippets.conv_lstm import conv_lstm_cell, conv_lstm_gates
from snippets.gru import gru_cell, gru_gates
from snippets.gru.cell import GATES as GRU_GATES
from snippets.lstm import lstm_cell, lstm_gates
from snippets.lstm.cell import GATES as LSTM_GATES
from snippets.rnn import rnn

LEFT, RIGHT = 28, 432  # what comes from the step before, and what goes on to the next
CARRIED, GATES_ROW, FRAMES, STATE_BUS, INPUT_BUS = 56, 150, 184, 222, 242  # heights
LOZENGE = (60, 28)
FRAME = 26
RADIUS = 11
SEEN = 26  # a place in a window


class CellFigure(Figure):
    """A figure with the parts that cells are wired from."""

    def __init__(self, *size, **texts):
        super().__init__(*size, **texts)
        self.arrows = {}

    def arrow(self, start, end, *, role="ink-soft", bend=0):
        """An arrow, in one shape with all others of its role: a cell has many, and pages are to be light."""
        super().arrow(start, end, role=role, bend=bend)
        line, head = self.root[-2:]
        if role in self.arrows:
            self.root.remove(line)
            lines, heads = self.arrows[role]
            lines.set("d", lines.get("d") + line.get("d"))
        else:
            lines, heads = self.arrows[role] = line, self._add("path", d="", fill=paint(role))
        self.root.remove(head)
        heads.set("d", heads.get("d") + f"M{head.get('points')}z")

    def state(self, centre, name, value, *, above):
        """A state or a candidate, with its name above or below."""
        box = self.bead(centre[0] - BEAD / 2, centre[1] - BEAD / 2, value)
        self.label((centre[0], centre[1] + (-32 if above else 34)), name, role="state")
        return box

    def last_state(self, h):
        """The state before the step, below the cell, where the gates read it."""
        return self.state((LEFT, STATE_BUS), "h_{t−1}", h, above=False)

    def named_gate(self, x, name, value):
        """A gate in the row of gates, its name at the upper left of its lozenge."""
        width, height = LOZENGE
        box = self.gate(x - width / 2, GATES_ROW - height / 2, value, width=width, height=height)
        self.label((box.x + 8, box.y - 9), name, role="gate", bold=True)
        return box

    def operation(self, x, y, symbol):
        box = Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS)
        edge = {"fill": paint("paper"), "stroke": paint("ink-soft"), "stroke-width": "1.5"}
        self._add("circle", cx=x, cy=y, r=RADIUS, **edge)
        self.label((x, y), symbol, size=14)
        return box

    def squash(self, x, y, name):
        """A function of one number, in a box with round corners."""
        box = Box(x - 22, y - 11, 44, 22)
        self._rect(self.root, box, fill=paint("paper"), stroke=paint("ink-soft"), rx=5)
        self.label((x, y), name, size=13)
        return box

    def wire(self, *places, role="ink-soft"):
        """An arrow round corners, from the first place over the others to the last."""
        if len(places) > 2:
            self.line(*places[:-1], role=role)
        self.arrow(places[-2], places[-1], role=role)

    def line(self, *places, role="ink-soft"):
        path = "M" + "L".join(f"{length(x)},{length(y)}" for x, y in places)
        self._add("path", d=path, fill="none", stroke=paint(role), **{"stroke-width": "1.75"})

    def junction(self, x, y, role):
        self._add("circle", cx=x, cy=y, r=3, fill=paint(role))

    def bus(self, *places, branches, role):
        """A line that ends along the weights, with a branch up to each of them."""
        height = places[-1][1]
        path = "M" + "L".join(f"{length(x)},{length(y)}" for x, y in places)
        path += "".join(f"M{length(x)},{height}L{length(x)},{FRAMES + FRAME + 1.5}" for x in branches)
        self._add("path", d=path, fill="none", stroke=paint(role), **{"stroke-width": "1.75"})
        dots = self._add("g", fill=paint(role))
        for x in branches:
            self._add("circle", dots, cx=x, cy=height, r=3)

    def inputs(self, x, value, branches):
        """The input below, and its line along the weights that read it."""
        cell = self.cells(x - CELL / 2, 264, [[value]], "input")
        self.label((x + CELL / 2 + 16, cell.centre[1]), "x_t", role="input")
        places = cell.top, (x, INPUT_BUS), (max(branches), INPUT_BUS)
        self.bus(*places, branches=branches, role="input")

    def weights(self, name, box):
        """Weights below a gate, a candidate or an operation, that hand their sum up to it."""
        x = box.bottom[0]
        frame = self.cells(x - FRAME / 2, FRAMES, [[name]], "weight", size=FRAME)
        self.arrow((x, frame.top[1] - 1.5), box.bottom)


class WindowFigure(CellFigure):
    """The same parts where a cell stands at one place of an image: it reads windows, through kernels."""

    def last_state(self, h):
        corner = LEFT - 1.5 * SEEN + 12, STATE_BUS - 1.5 * SEEN
        for (row, column), value in np.ndenumerate(h):
            x, y = corner[0] + column * SEEN, corner[1] + row * SEEN
            self.bead(x + 1, y + 1, value or None, size=SEEN - 2)
        window = Grid(*corner, 3 * SEEN, 3 * SEEN, SEEN)
        self.label((window.centre[0] - 12, window.bottom[1] + 14), "h_{t−1}", role="state")
        return window

    def inputs(self, x, window, branches):
        x += 30  # right of the window of states
        shown = [[value or None for value in row] for row in window]
        grid = self.cells(x - 1.5 * SEEN, 264, shown, "input", size=SEEN)
        self.label((grid.right[0] + 16, grid.centre[1]), "x_t", role="input")
        self.bus(grid.top, (x, INPUT_BUS), (max(branches), INPUT_BUS), branches=branches, role="input")

    def weights(self, name, box):
        x = box.bottom[0]
        frame = Box(x - FRAME / 2, FRAMES, FRAME, FRAME)
        self.frame(frame)
        third, ends = FRAME / 3, (frame.x + FRAME, FRAMES + FRAME)
        lines = [((frame.x + n * third, FRAMES), (frame.x + n * third, ends[1])) for n in (1, 2)]
        lines += [((frame.x, FRAMES + n * third), (ends[0], FRAMES + n * third)) for n in (1, 2)]
        path = "".join(f"M{points(line[:1])}L{points(line[1:])}" for line in lines)
        self._add("path", d=path, stroke=paint("weight"))
        self.label((frame.right[0] + 14, frame.top[1] + 4), name, role="weight", size=15)
        self.arrow((x, frame.top[1] - 1.5), box.bottom)


def one(array):
    """The number of the one sequence's one unit."""
    return float(np.asarray(array).item())


def values(*pairs):
    """Names and values as a description has them."""
    return ", ".join(f"{name} {numeral(value)}" for name, value in pairs)


def rnn_figure(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
    """A plain recurrent cell of one unit that reads one number: the state is made anew at every step."""
    _, new = rnn(np.reshape(x, (1, 1, 1)), weight_ih, weight_hh, bias_ih, bias_hh, np.reshape(h, (1, 1)))
    figure = CellFigure(
        460,
        190,
        title="A plain recurrent cell",
        description=f"{values(('State', h), ('input', x))}. Each goes through weights into one sum, the sum "
        f"through tanh: the new state, {numeral(one(new))}.",
    )
    before = figure.state((LEFT, CARRIED), "h_{t−1}", h, above=True)
    after = figure.state((RIGHT, CARRIED), "h_t", one(new), above=True)
    add, tanh = figure.operation(220, CARRIED, "+"), figure.squash(322, CARRIED, "tanh")
    weight_h = figure.cells(120 - FRAME / 2, CARRIED - FRAME / 2, [["W_h"]], "weight", size=FRAME)
    weight_x = figure.cells(220 - FRAME / 2, 96, [["W_x"]], "weight", size=FRAME)
    cell = figure.cells(220 - CELL / 2, 146, [[x]], "input")
    figure.label((220 + CELL / 2 + 16, cell.centre[1]), "x_t", role="input")
    for start, end, role in [
        (before.right, weight_h.left, "state"),
        (weight_h.right, add.left, "state"),
        (cell.top, weight_x.bottom, "input"),
        (weight_x.top, add.bottom, "input"),
        (add.right, tanh.left, "ink-soft"),
        (tanh.right, after.left, "state"),
    ]:
        figure.arrow(start, end, role=role)
    return figure


def lstm_figure(x, h, c, *weights):
    """An LSTM of one unit that reads one number: the cell runs along the top and meets no weight."""
    row, state, cell = (np.reshape(value, (1, 1)) for value in (x, h, c))
    gates = dict(zip(LSTM_GATES, map(one, lstm_gates(row, state, *weights)), strict=True))
    new_h, new_c = map(one, lstm_cell(row, state, cell, *weights))
    shown = [("Cell", c), ("state", h), ("input", x), *((f"gate {k}", gates[k]) for k in "fio")]
    figure = CellFigure(
        460,
        306,
        title="An LSTM at one step",
        description=f"{values(*shown, ('candidate g', gates['g']))}. Along the top the cell is multiplied by "
        f"f; i times g is added: the new cell is {numeral(new_c)}. Its tanh times o is the new state, "
        f"{numeral(new_h)}. Each of f, i, g, o has weights of its own, which read the input and the state.",
    )
    draw_lstm(figure, x, h, c, gates, new_h, new_c)
    return figure


def conv_lstm_figure(x, h, c, *weights):
    """A ConvLSTM of one map at one place: an LSTM whose weights read windows.

    Shapes: x and h (3, 3), the windows around the place; c the cell at the place; weights as `conv_lstm`.
    """
    image, state = (np.reshape(window, (1, 1, 3, 3)) for window in (x, h))
    cells = np.zeros((1, 1, 3, 3))
    cells[..., 1, 1] = c
    here = (..., 1, 1)
    gates = dict(
        zip(LSTM_GATES, (one(a[here]) for a in conv_lstm_gates(image, state, *weights)), strict=True)
    )
    new_h, new_c = (one(array[here]) for array in conv_lstm_cell(image, state, cells, *weights))
    shown = [("Cell", c), *((f"gate {k}", gates[k]) for k in "fio")]
    figure = WindowFigure(
        460,
        348,
        title="A ConvLSTM at one step, at one place of the image",
        description=f"{values(*shown, ('candidate g', gates['g']))}. Along the top the cell is multiplied by "
        f"f; i times g is added: the new cell is {numeral(new_c)}. Its tanh times o is the new state, "
        f"{numeral(new_h)}. Each of f, i, g, o has two kernels of 3 by 3 weights, which read a window of 3 "
        f"by 3 inputs, {in_words(x)}, and a window of 3 by 3 last states, {in_words(h)}.",
    )
    draw_lstm(figure, x, h, c, gates, new_h, new_c)
    return figure


def draw_lstm(figure, x, h, c, gates, new_h, new_c):
    """Wire an LSTM from what a figure draws as its last state, its input and its weights."""
    before = figure.state((LEFT, CARRIED), "c_{t−1}", c, above=True)
    after = figure.state((RIGHT, CARRIED), "c_t", new_c, above=True)
    old_h = figure.last_state(h)
    shown_h = figure.state((RIGHT, STATE_BUS), "h_t", new_h, above=False)
    f, i, o = (figure.named_gate(at, name, gates[name]) for at, name in ((118, "f"), (198, "i"), (354, "o")))
    g = figure.bead(276 - BEAD / 2, GATES_ROW - BEAD / 2, gates["g"])
    figure.label((276 + 27, GATES_ROW - 18), "g", role="state", bold=True)
    forget, add = figure.operation(118, CARRIED, "×"), figure.operation(237, CARRIED, "+")
    enter, show = figure.operation(237, 100, "×"), figure.operation(RIGHT, GATES_ROW, "×")
    tanh = figure.squash(RIGHT, 108, "tanh")
    for start, end in ((before.right, forget.left), (forget.right, add.left), (add.right, after.left)):
        figure.arrow(start, end, role="state")
    figure.arrow(f.top, forget.bottom, role="gate")
    figure.wire(i.top, (198, 100), enter.left, role="gate")
    figure.wire(g.top, (276, 100), enter.right, role="state")
    figure.arrow(enter.top, add.bottom, role="state")
    figure.arrow(o.right, show.left, role="gate")
    figure.arrow(after.bottom, tanh.top, role="state")
    figure.arrow(tanh.bottom, show.top, role="state")
    figure.arrow(show.bottom, shown_h.top, role="state")
    sums = {"f": f, "i": i, "g": g, "o": o}
    places = [box.centre[0] for box in sums.values()]
    figure.bus(old_h.right, (max(places), STATE_BUS), branches=places, role="state")
    figure.inputs(78, x, places)
    for name, box in sums.items():
        figure.weights(f"W_{name}", box)


def gru_figure(x, h, *weights):
    """A GRU of one unit that reads one number: one gate shares the state out between old and new."""
    row, state = np.reshape(x, (1, 1)), np.reshape(h, (1, 1))
    gates = dict(zip(GRU_GATES, map(one, gru_gates(row, state, *weights)), strict=True))
    new_h = one(gru_cell(row, state, *weights))
    shown = [("State", h), ("input", x), *((f"gate {k}", gates[k]) for k in "zr")]
    figure = CellFigure(
        460,
        306,
        title="A GRU at one step",
        description=f"{values(*shown, ('candidate n', gates['n']))}. Along the top the state is multiplied "
        f"by z; 1 − z times n is added: the new state, {numeral(new_h)}. For n, what the weights make of the "
        "state is multiplied by r. Each of z, r, n has weights of its own.",
    )
    before = figure.state((LEFT, CARRIED), "h_{t−1}", h, above=True)
    after = figure.state((RIGHT, CARRIED), "h_t", new_h, above=True)
    z, r = (figure.named_gate(at, name, gates[name]) for at, name in ((118, "z"), (208, "r")))
    n = figure.bead(328 - BEAD / 2, GATES_ROW - BEAD / 2, gates["n"])
    figure.label((328 + 27, GATES_ROW - 18), "n", role="state", bold=True)
    keep, add = figure.operation(118, CARRIED, "×"), figure.operation(328, CARRIED, "+")
    rest, enter = figure.operation(208, 103, "1−"), figure.operation(328, 103, "×")
    reset = figure.operation(274, GATES_ROW, "×")
    for start, end in ((before.right, keep.left), (keep.right, add.left), (add.right, after.left)):
        figure.arrow(start, end, role="state")
    figure.arrow(z.top, keep.bottom, role="gate")
    figure.junction(118, 103, "gate")
    figure.arrow((118, 103), rest.left, role="gate")
    figure.arrow(rest.right, enter.left, role="gate")
    figure.arrow(r.right, reset.left, role="gate")
    figure.arrow(reset.right, n.left, role="state")
    figure.arrow(n.top, enter.bottom, role="state")
    figure.arrow(enter.top, add.bottom, role="state")
    figure.bus(before.bottom, (LEFT, STATE_BUS), (274, STATE_BUS), branches=[118, 208, 274], role="state")
    figure.inputs(78, x, [118, 208, 328])
    for name, box in (("z", z), ("r", r), ("n", reset), ("n", n)):
        figure.weights(f"W_{name}", box)
    return figure
