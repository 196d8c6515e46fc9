"""Exercises of docs/together/conv_lstm.md."""

from typing import Any

import numpy as np

from exercises.kit import choice, drawn, function, main, number
from snippets.convolution import conv2d
from snippets.gates import sigmoid

# x, h, c, weight_ih, weight_hh, bias: one map on two cells first.
CELLS = [
    drawn(0, (1, 1, 1, 2), (1, 1, 1, 2), (1, 1, 1, 2), (4, 1, 1, 3), (4, 1, 1, 3), 4),
    drawn(1, (2, 2, 3, 3), (2, 2, 3, 3), (2, 2, 3, 3), (8, 2, 3, 3), (8, 2, 3, 3), 8),
]


def parameters_stub():
    # --8<-- [start:parameters-stub]
    parameters = ...
    # --8<-- [end:parameters-stub]
    return parameters


def parameters_solution():
    # --8<-- [start:parameters-solution]
    C, M, K = 3, 16, 5
    parameters = 4 * M * (C * K * K + M * K * K) + 4 * M
    # --8<-- [end:parameters-solution]
    return parameters


def network_stub():
    # --8<-- [start:network-stub]
    # "MLP", "CNN", "LSTM" or "ConvLSTM"
    network = ...
    # --8<-- [end:network-stub]
    return network


def network_solution():
    # --8<-- [start:network-solution]
    network = "CNN"
    # --8<-- [end:network-solution]
    return network


def mover_stub():
    # --8<-- [start:mover-stub]
    mover = ...  # an array (3, 3) of zeros and one 5
    # --8<-- [end:mover-stub]
    return mover


def mover_solution():
    # --8<-- [start:mover-solution]
    import numpy as np

    mover = np.zeros((3, 3))
    mover[0, 2] = 5
    # --8<-- [end:mover-solution]
    return mover


def conv_lstm_cell_stub():
    # --8<-- [start:conv_lstm_cell-stub]
    import numpy as np

    from snippets.convolution import conv2d
    from snippets.gates import sigmoid

    def conv_lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        return ...  # the new h, the new c

    # --8<-- [end:conv_lstm_cell-stub]
    return conv_lstm_cell


def conv_lstm_cell_solution():
    # --8<-- [start:conv_lstm_cell-solution]
    import numpy as np

    from snippets.convolution import conv2d
    from snippets.gates import sigmoid

    def conv_lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        z = conv2d(x, weight_ih, bias, padding="same") + conv2d(h, weight_hh, padding="same")
        i, f, g, o = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c

    # --8<-- [end:conv_lstm_cell-solution]
    return conv_lstm_cell


def sums(x, h, weight_ih, weight_hh, bias):
    return conv2d(x, weight_ih, bias, padding="same") + conv2d(h, weight_hh, padding="same")


def state_not_convolved(x, h, c, weight_ih, weight_hh, bias):
    return conv_lstm_cell_solution()(x, h, c, weight_ih, only_the_centre(weight_hh), bias)


def only_the_centre(weight):
    kept = np.zeros_like(weight)
    row, column = weight.shape[2] // 2, weight.shape[3] // 2
    kept[:, :, row, column] = weight[:, :, row, column]
    return kept


def f_first(x, h, c, weight_ih, weight_hh, bias):
    f, i, g, o = np.split(sums(x, h, weight_ih, weight_hh, bias), 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def cell_not_squeezed(x, h, c, weight_ih, weight_hh, bias):
    i, f, g, o = np.split(sums(x, h, weight_ih, weight_hh, bias), 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c, c


def c_first(x, h, c, weight_ih, weight_hh, bias):
    return conv_lstm_cell_solution()(x, h, c, weight_ih, weight_hh, bias)[::-1]


def at(row, column):
    kernel = np.zeros((3, 3))
    kernel[row, column] = 5
    return kernel


EXERCISES: list[Any] = [
    number(
        "parameters",
        parameters_stub,
        parameters_solution,
        wrong={
            "only the input is convolved": (4 * 16 * 3 * 25 + 64, "The last state has kernels too."),
            "one gate is counted": (16 * (3 * 25 + 16 * 25) + 16, "i, f, g and o have kernels of their own."),
            "the state has one map": (4 * 16 * (3 * 25 + 25) + 64, "A gate's kernel reads all 16 maps."),
            "the biases are left out": (4 * 16 * 19 * 25, "Each of the 4 · 16 rows has a bias as well."),
            "every place has weights of its own": (
                (4 * 16 * 19 * 25 + 64) * 64 * 64,
                "All places share the weights: the size of the image does not matter.",
            ),
        },
    ),
    choice(
        "network",
        network_stub,
        network_solution,
        wrong={
            "MLP": "It answers the same twice, too, but a weight for each pixel knows nothing of a shift.",
            "LSTM": "It carries a state, so the second answer differs.",
            "ConvLSTM": "It follows shifts, but it carries a state, so the second answer differs.",
        },
    ),
    number(
        "mover",
        mover_stub,
        mover_solution,
        wrong={
            "the 5 stands where the dot goes": (
                at(2, 0),
                "A kernel says where a place looks. To move down and left, look at where the dot comes from.",
            ),
            "the 5 stands in the middle": (at(1, 1), "Then every place looks at itself, and nothing moves."),
            "it moves up and left": (at(2, 2), "Down is a larger row: look at the row above."),
            "it moves down and right": (
                at(0, 0),
                "Left is a smaller column: look at the column to the right.",
            ),
        },
    ),
    function(
        "conv_lstm_cell",
        conv_lstm_cell_stub,
        conv_lstm_cell_solution,
        CELLS,
        wrong={
            "the last state is read at its own place only": (
                state_not_convolved,
                'Convolve h as well: conv2d(h, weight_hh, padding="same").',
            ),
            "f comes before i": (f_first, "The rows are i, f, g, o."),
            "the cell is shown as it is": (cell_not_squeezed, "h is o times the tanh of the cell."),
            "h and c are exchanged": (c_first, "Return h first, then c."),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
