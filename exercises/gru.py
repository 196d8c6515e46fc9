"""Exercises of docs/recurrence/gru.md."""

from typing import Any

import numpy as np

from exercises.kit import drawn, function, main, number
from snippets.gates import sigmoid
from snippets.gru import gru

# x, h, weight_ih, weight_hh, bias_ih, bias_hh: one unit of one sequence first.
CELLS = [
    drawn(0, (1, 1), (1, 1), (3, 1), (3, 1), 3, 3),
    drawn(1, (2, 3), (2, 2), (6, 3), (6, 2), 6, 6),
]
BLOCKS = [(np.array([[1], [2], [3]]),), (np.arange(1, 13).reshape(6, 2),), (np.arange(1, 7),)]
LATCHED = [
    (np.array([[1, 1]]),),
    (np.array([[1, 1], [-1, 0], [-1, 0]]),),
    (np.array([[-1, 1], [1, 0], [1, 1], [-1, 0], [-1, 1], [1, 0], [1, 0]]),),
]


def parameters_stub():
    # --8<-- [start:parameters-stub]
    parameters = ...
    # --8<-- [end:parameters-stub]
    return parameters


def parameters_solution():
    # --8<-- [start:parameters-solution]
    parameters = 3 * (16 * 8 + 16 * 16 + 16)
    # --8<-- [end:parameters-solution]
    return parameters


def left_stub():
    # --8<-- [start:left-stub]
    left = ...
    # --8<-- [end:left-stub]
    return left


def left_solution():
    # --8<-- [start:left-solution]
    left = (1 - 0.25) ** 2
    # --8<-- [end:left-solution]
    return left


def gru_cell_stub():
    # --8<-- [start:gru_cell-stub]
    import numpy as np

    from snippets.gates import sigmoid

    def gru_cell(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
        return ...  # the new h

    # --8<-- [end:gru_cell-stub]
    return gru_cell


def gru_cell_solution():
    # --8<-- [start:gru_cell-solution]
    import numpy as np

    from snippets.gates import sigmoid

    def gru_cell(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
        x_r, x_z, x_n = np.split(x @ weight_ih.T + bias_ih, 3, axis=1)
        h_r, h_z, h_n = np.split(h @ weight_hh.T + bias_hh, 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * h_n)
        return z * h + (1 - z) * n

    # --8<-- [end:gru_cell-solution]
    return gru_cell


def parts(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
    """What the input adds to each of the three sums, then what the state adds."""
    from_x, from_h = x @ weight_ih.T + bias_ih, h @ weight_hh.T + bias_hh
    return *np.split(from_x, 3, axis=1), *np.split(from_h, 3, axis=1)


def z_replaces(x, h, *weights):
    x_r, x_z, x_n, h_r, h_z, h_n = parts(x, h, *weights)
    z, n = sigmoid(x_z + h_z), np.tanh(x_n + sigmoid(x_r + h_r) * h_n)
    return (1 - z) * h + z * n


def z_first(x, h, *weights):
    x_z, x_r, x_n, h_z, h_r, h_n = parts(x, h, *weights)
    z, n = sigmoid(x_z + h_z), np.tanh(x_n + sigmoid(x_r + h_r) * h_n)
    return z * h + (1 - z) * n


def reset_before(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
    x_r, x_z, x_n, h_r, h_z, _ = parts(x, h, weight_ih, weight_hh, bias_ih, bias_hh)
    r, z, H = sigmoid(x_r + h_r), sigmoid(x_z + h_z), h.shape[1]
    n = np.tanh(x_n + (r * h) @ weight_hh[2 * H :].T + bias_hh[2 * H :])
    return z * h + (1 - z) * n


def bias_outside(x, h, weight_ih, weight_hh, bias_ih, bias_hh):
    x_r, x_z, x_n, h_r, h_z, h_n = parts(x, h, weight_ih, weight_hh, bias_ih + bias_hh, 0 * bias_hh)
    z, n = sigmoid(x_z + h_z), np.tanh(x_n + sigmoid(x_r + h_r) * h_n)
    return z * h + (1 - z) * n


def input_reset_too(x, h, *weights):
    x_r, x_z, x_n, h_r, h_z, h_n = parts(x, h, *weights)
    z, n = sigmoid(x_z + h_z), np.tanh(sigmoid(x_r + h_r) * (x_n + h_n))
    return z * h + (1 - z) * n


def candidate_added_whole(x, h, *weights):
    x_r, x_z, x_n, h_r, h_z, h_n = parts(x, h, *weights)
    return sigmoid(x_z + h_z) * h + np.tanh(x_n + sigmoid(x_r + h_r) * h_n)


def to_pytorch_stub():
    # --8<-- [start:to_pytorch-stub]
    import numpy as np

    def to_pytorch(array):
        return ...  # rows r, z, n, where z keeps

    # --8<-- [end:to_pytorch-stub]
    return to_pytorch


def to_pytorch_solution():
    # --8<-- [start:to_pytorch-solution]
    import numpy as np

    def to_pytorch(array):
        z, r, n = np.split(array, 3)
        return np.concatenate([r, -z, n])

    # --8<-- [end:to_pytorch-solution]
    return to_pytorch


def blocks(array, order, signs):
    return np.concatenate([sign * np.split(array, 3)[k] for k, sign in zip(order, signs, strict=True)])


def one_minus(array):
    z, r, n = np.split(array, 3)
    return np.concatenate([r, 1 - z, n])


def latch_stub():
    # --8<-- [start:latch-stub]
    latch = {
        "weight_ih": [[0, 0], [0, ...], [..., 0]],  # rows r, z, n; columns value, write
        "bias_ih": [0, ..., 0],
    }
    # --8<-- [end:latch-stub]
    return latch


def latch_solution():
    # --8<-- [start:latch-solution]
    latch = {
        "weight_ih": [[0, 0], [0, -80], [5, 0]],
        "bias_ih": [0, 40, 0],
    }
    # --8<-- [end:latch-solution]
    return latch


def states(latch, steps):
    """What the unit holds after every step of one sequence."""
    output, _ = gru(steps[:, None], latch["weight_ih"], np.zeros((3, 1)), latch["bias_ih"])
    return output.ravel()


EXERCISES = [
    number(
        "parameters",
        parameters_stub,
        parameters_solution,
        wrong={
            "there are four blocks": (1600, "That is an LSTM's count; a GRU's rows are r, z, n."),
            "there is one block": (400, "Each of r, z and n has weights and biases of its own."),
            "each block has two biases": (1248, "PyTorch's layer has two; here there is one."),
            "the biases are left out": (1152, "Each of the 3 * 16 rows adds a number of its own."),
        },
    ),
    number(
        "left",
        left_stub,
        left_solution,
        wrong={
            "z is the share that is kept": (0.25**2, "In this paper the old state is multiplied by 1 - z."),
            "the same amount is lost at each step": (0.5, "A share of what is there is lost, not of 1."),
            "there is one step": (0.75, "Two steps: what the first leaves is what the second starts from."),
        },
    ),
    function(
        "gru_cell",
        gru_cell_stub,
        gru_cell_solution,
        CELLS,
        wrong={
            "z is the share that is replaced": (z_replaces, "PyTorch multiplies the old state by z."),
            "the rows are taken for z, r, n": (z_first, "PyTorch's rows are r, z, n."),
            "r acts before the product": (
                reset_before,
                "PyTorch multiplies by the weights first.",
            ),
            "the second bias stands outside the product with r": (
                bias_outside,
                "bias_hh belongs to what the state adds, so r multiplies its part for n too.",
            ),
            "r acts on the input as well": (input_reset_too, "r multiplies what comes from the state alone."),
            "the whole candidate is added": (
                candidate_added_whole,
                "What is kept and what is new share 1 between them: the candidate gets 1 - z.",
            ),
        },
    ),
    function(
        "to_pytorch",
        to_pytorch_stub,
        to_pytorch_solution,
        BLOCKS,
        wrong={
            "nothing is changed": (lambda array: array, "Every shape fits, and two blocks are wrong."),
            "only the order is changed": (
                lambda array: blocks(array, (1, 0, 2), (1, 1, 1)),
                "The order is right; the meaning of z is still the other.",
            ),
            "only the meaning is changed": (
                lambda array: blocks(array, (0, 1, 2), (-1, 1, 1)),
                "The meaning is right; r still stands in the second place.",
            ),
            "r changes its sign": (
                lambda array: blocks(array, (1, 0, 2), (-1, 1, 1)),
                "r means the same in both. It is z that changes its meaning.",
            ),
            "everything changes its sign": (
                lambda array: blocks(array, (1, 0, 2), (-1, -1, -1)),
                "r and n mean the same in both libraries.",
            ),
            "1 - z is made of the weights": (
                one_minus,
                "The gate is 1 - z after the sigmoid. Before it, its sum changes the sign.",
            ),
        },
    ),
    function(
        "latch",
        latch_stub,
        latch_solution,
        LATCHED,
        run=states,
        tolerance=1e-3,
        wrong={
            "z has the other meaning": (
                {"weight_ih": [[0, 0], [0, 80], [5, 0]], "bias_ih": [0, -40, 0]},
                "Here z keeps: it must be 1 while nothing is written.",
            ),
            "z stays half open": (
                {"weight_ih": [[0, 0], [0, -80], [5, 0]], "bias_ih": [0, 0, 0]},
                "Without a bias, z is 0.5 while nothing is written: half of the state goes at every step.",
            ),
            "a write leaves half of the old state": (
                {"weight_ih": [[0, 0], [0, -40], [5, 0]], "bias_ih": [0, 40, 0]},
                "The weight of write must do more than make up for the bias.",
            ),
            "the candidate is the value's own tanh": (
                {"weight_ih": [[0, 0], [0, -80], [1, 0]], "bias_ih": [0, 40, 0]},
                "tanh(1) is 0.76: a larger weight brings it close to 1.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
