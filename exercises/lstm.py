"""Exercises of docs/recurrence/lstm.md."""

from typing import Any

import numpy as np

from exercises.kit import choice, drawn, function, main, number
from snippets.gates import sigmoid

# x, h, c, weight_ih, weight_hh, bias: one unit of one sequence first.
CELLS = [
    drawn(0, (1, 1), (1, 1), (1, 1), (4, 1), (4, 1), 4),
    drawn(1, (2, 3), (2, 2), (2, 2), (8, 3), (8, 2), 8),
]
PEEPHOLES = [(*CELLS[0], *drawn(2, (3, 1))), (*CELLS[1], *drawn(3, (3, 2)))]
OLD_CELLS = [
    drawn(4, (1, 1), (1, 1), (1, 1), (3, 1), (3, 1), 3),
    drawn(5, (2, 3), (2, 2), (2, 2), (6, 3), (6, 2), 6),
]
BLOCKS = [(np.array([[1], [2], [3], [4]]),), (np.arange(16).reshape(8, 2),), (np.arange(12),)]


def share_stub():
    # --8<-- [start:share-stub]
    share = ...
    # --8<-- [end:share-stub]
    return share


def share_solution():
    # --8<-- [start:share-solution]
    share = 0.5**2 * 1.0**8
    # --8<-- [end:share-solution]
    return share


def path_stub():
    # --8<-- [start:path-stub]
    # "h to h", "c to c" or "x to h"
    path = ...
    # --8<-- [end:path-stub]
    return path


def path_solution():
    # --8<-- [start:path-solution]
    path = "c to c"
    # --8<-- [end:path-solution]
    return path


def lstm_cell_stub():
    # --8<-- [start:lstm_cell-stub]
    import numpy as np

    from snippets.gates import sigmoid

    def lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        return ...  # the new h, the new c

    # --8<-- [end:lstm_cell-stub]
    return lstm_cell


def lstm_cell_solution():
    # --8<-- [start:lstm_cell-solution]
    import numpy as np

    from snippets.gates import sigmoid

    def lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        z = x @ weight_ih.T + h @ weight_hh.T + bias
        i, f, g, o = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c

    # --8<-- [end:lstm_cell-solution]
    return lstm_cell


def parts(x, h, weight_ih, weight_hh, bias, count=4):
    return np.split(x @ weight_ih.T + h @ weight_hh.T + bias, count, axis=1)


def f_first(x, h, c, weight_ih, weight_hh, bias):
    f, i, g, o = parts(x, h, weight_ih, weight_hh, bias)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def g_last(x, h, c, weight_ih, weight_hh, bias):
    i, f, o, g = parts(x, h, weight_ih, weight_hh, bias)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def sigmoid_candidate(x, h, c, weight_ih, weight_hh, bias):
    i, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    c = sigmoid(f) * c + sigmoid(i) * sigmoid(g)
    return sigmoid(o) * np.tanh(c), c


def cell_not_squeezed(x, h, c, weight_ih, weight_hh, bias):
    i, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c, c


def old_cell_shown(x, h, c, weight_ih, weight_hh, bias):
    i, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    return sigmoid(o) * np.tanh(c), sigmoid(f) * c + sigmoid(i) * np.tanh(g)


def c_first(x, h, c, weight_ih, weight_hh, bias):
    h, c = lstm_cell_solution()(x, h, c, weight_ih, weight_hh, bias)
    return c, h


def shares(x, h, c, weight_ih, weight_hh, bias):
    _, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    c = sigmoid(f) * c + (1 - sigmoid(f)) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def from_onnx_stub():
    # --8<-- [start:from_onnx-stub]
    import numpy as np

    def from_onnx(weight):
        return ...  # the same numbers, in the order i, f, g, o

    # --8<-- [end:from_onnx-stub]
    return from_onnx


def from_onnx_solution():
    # --8<-- [start:from_onnx-solution]
    import numpy as np

    def from_onnx(weight):
        i, o, f, g = np.split(weight, 4)
        return np.concatenate([i, f, g, o])

    # --8<-- [end:from_onnx-solution]
    return from_onnx


def blocks(weight, order):
    return np.concatenate([np.split(weight, 4)[k] for k in order])


def peephole_cell_stub():
    # --8<-- [start:peephole_cell-stub]
    import numpy as np

    from snippets.gates import sigmoid

    # peephole has the rows p_i, p_f, p_o
    def peephole_cell(x, h, c, weight_ih, weight_hh, bias, peephole):
        return ...  # the new h, the new c

    # --8<-- [end:peephole_cell-stub]
    return peephole_cell


def peephole_cell_solution():
    # --8<-- [start:peephole_cell-solution]
    import numpy as np

    from snippets.gates import sigmoid

    def peephole_cell(x, h, c, weight_ih, weight_hh, bias, peephole):
        p_i, p_f, p_o = peephole
        z = x @ weight_ih.T + h @ weight_hh.T + bias
        i, f, g, o = np.split(z, 4, axis=1)
        i, f = sigmoid(i + p_i * c), sigmoid(f + p_f * c)
        c = f * c + i * np.tanh(g)
        return sigmoid(o + p_o * c) * np.tanh(c), c

    # --8<-- [end:peephole_cell-solution]
    return peephole_cell


def o_sees_the_old_cell(x, h, c, weight_ih, weight_hh, bias, peephole):
    i, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    i, f, o = (sigmoid(z + p * c) for z, p in zip((i, f, o), peephole, strict=True))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def without_peepholes(x, h, c, weight_ih, weight_hh, bias, peephole):
    return lstm_cell_solution()(x, h, c, weight_ih, weight_hh, bias)


def f_sees_nothing(x, h, c, weight_ih, weight_hh, bias, peephole):
    return peephole_cell_solution()(x, h, c, weight_ih, weight_hh, bias, peephole * [[1], [0], [1]])


def outside_the_sigmoid(x, h, c, weight_ih, weight_hh, bias, peephole):
    p_i, p_f, p_o = peephole
    i, f, g, o = parts(x, h, weight_ih, weight_hh, bias)
    new = (sigmoid(f) + p_f * c) * c + (sigmoid(i) + p_i * c) * np.tanh(g)
    return (sigmoid(o) + p_o * new) * np.tanh(new), new


def old_cell_stub():
    # --8<-- [start:old_cell-stub]
    import numpy as np

    from snippets.gates import sigmoid

    def old_cell(x, h, c, weight_ih, weight_hh, bias):  # rows i, g, o
        return ...  # the new h, the new c

    # --8<-- [end:old_cell-stub]
    return old_cell


def old_cell_solution():
    # --8<-- [start:old_cell-solution]
    import numpy as np

    from snippets.gates import sigmoid

    def old_cell(x, h, c, weight_ih, weight_hh, bias):  # rows i, g, o
        z = x @ weight_ih.T + h @ weight_hh.T + bias
        i, g, o = np.split(z, 3, axis=1)
        c = c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c

    # --8<-- [end:old_cell-solution]
    return old_cell


def four_blocks(x, h, c, weight_ih, weight_hh, bias):
    return lstm_cell_solution()(x, h, c, weight_ih, weight_hh, bias)


def cell_thrown_away(x, h, c, weight_ih, weight_hh, bias):
    i, g, o = parts(x, h, weight_ih, weight_hh, bias, 3)
    c = sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def rest_forgotten(x, h, c, weight_ih, weight_hh, bias):
    i, g, o = parts(x, h, weight_ih, weight_hh, bias, 3)
    c = (1 - sigmoid(i)) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


EXERCISES = [
    number(
        "share",
        share_stub,
        share_solution,
        wrong={
            "the gates are added up": (
                9.0,
                "Each step multiplies by its gate, as each forget gate in the figure.",
            ),
            "only one of the two half-open gates counts": (0.5, "Two gates are at 0.5, and each halves."),
            "all ten gates are at 0.5": (0.5**10, "A gate of 1 lets the whole gradient through."),
            "a gate is the share that is forgotten": (
                0.0,
                "The name misleads: c is multiplied by f, so f is the share that is kept.",
            ),
        },
    ),
    choice(
        "path",
        path_stub,
        path_solution,
        wrong={
            "h to h": "From h to h the way leads through weight_hh, sigmoid or tanh, at every step.",
            "x to h": "An input enters at its own step only; it carries nothing from step to step.",
        },
    ),
    function(
        "lstm_cell",
        lstm_cell_stub,
        lstm_cell_solution,
        CELLS,
        wrong={
            "the first rows are taken for the forget gate": (f_first, "The rows are i, f, g, o."),
            "the last rows are taken for the candidate": (g_last, "The rows are i, f, g, o: o comes last."),
            "the candidate goes through the sigmoid": (
                sigmoid_candidate,
                "g is no gate but what may enter: tanh, or the cell could never be lowered.",
            ),
            "the cell is shown as it is": (cell_not_squeezed, "h is o times the tanh of the cell."),
            "the old cell is shown": (old_cell_shown, "h shows the cell after the step, so compute c first."),
            "h and c are exchanged": (c_first, "Return h first, then c."),
            "what is forgotten decides how much enters": (
                shares,
                "An LSTM has a gate of its own for that, i; 1 − f is the idea of another cell.",
            ),
        },
    ),
    function(
        "from_onnx",
        from_onnx_stub,
        from_onnx_solution,
        BLOCKS,
        wrong={
            "nothing is moved": (
                lambda weight: weight,
                "Every shape fits, and three of four blocks are wrong.",
            ),
            "the blocks go the other way": (
                lambda weight: blocks(weight, (0, 3, 1, 2)),
                "That turns i, f, g, o into i, o, f, g. Name the blocks as they come, then order them.",
            ),
            "only o and f change places": (
                lambda weight: blocks(weight, (0, 2, 1, 3)),
                "That gives i, f, o, g: the last two are still in the wrong order.",
            ),
            "single rows are moved instead of blocks": (
                lambda weight: weight.reshape(-1, 4, *weight.shape[1:])[:, [0, 2, 3, 1]].reshape(
                    weight.shape
                ),
                "Each gate has H rows that stay together: cut the weight into 4 equal blocks.",
            ),
        },
    ),
    function(
        "peephole_cell",
        peephole_cell_stub,
        peephole_cell_solution,
        PEEPHOLES,
        wrong={
            "the output gate looks at the old cell": (
                o_sees_the_old_cell,
                "o opens after the cell has changed, and looks at the new one.",
            ),
            "no gate looks at the cell": (without_peepholes, "Add p times the cell to the sum of each gate."),
            "the forget gate sees no cell": (f_sees_nothing, "f looks at the old cell too: add p_f * c."),
            "the peephole is added after the sigmoid": (
                outside_the_sigmoid,
                "It belongs to the sum, before the sigmoid: a gate stays between 0 and 1.",
            ),
        },
    ),
    function(
        "old_cell",
        old_cell_stub,
        old_cell_solution,
        OLD_CELLS,
        wrong={
            "the sum is cut into four": (four_blocks, "Without f there are three blocks: i, g, o."),
            "the old cell is thrown away": (
                cell_thrown_away,
                "No forget gate means that nothing is forgotten: add to c.",
            ),
            "what enters pushes out the old": (
                rest_forgotten,
                "The old cell is kept whole, whatever enters.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
