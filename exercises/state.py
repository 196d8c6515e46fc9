"""Exercises of docs/recurrence/state.md."""

import numpy as np

from exercises.kit import choice, function, main, number
from snippets.rnn import rnn

BITS = [([1],), ([0, 1, 1],), ([1, 0, 1, 1, 0, 1],)]
CELLS = [
    (
        np.array([[1, 0, 0.5], [0, -1, 2]]),
        np.array([[0.5, 0], [0.25, -0.5]]),
        np.array([[0.5, 1, 0], [0, -1, 1]]),
        np.array([[1, 0.5], [-2, 0.25]]),
        np.array([0.25, 0]),
    )
]
NUMBERS = [([3],), ([1, 2, 3],), ([2, 5, 0, 4, 7, 1],)]


def states(weights, x):
    """The states that hand-set weights give after every step of a sequence of numbers."""
    output, _ = rnn(np.reshape(x, (len(x), 1, 1)), **weights, nonlinearity="relu")
    return output[:, 0]


def one_unit(weights, x):
    return states(weights, x)[:, 0]


def last_unit(weights, x):
    return states(weights, x)[:, -1]


def sum_of_units(weights, x):
    return states(weights, x).sum(axis=1)


def parameters_stub():
    # --8<-- [start:parameters-stub]
    parameters = ...
    # --8<-- [end:parameters-stub]
    return parameters


def parameters_solution():
    # --8<-- [start:parameters-solution]
    parameters = 16 * 8 + 16 * 16 + 16
    # --8<-- [end:parameters-solution]
    return parameters


def shared_stub():
    # --8<-- [start:shared-stub]
    # "inputs", "states" or "weights"
    shared = ...
    # --8<-- [end:shared-stub]
    return shared


def shared_solution():
    # --8<-- [start:shared-solution]
    shared = "weights"
    # --8<-- [end:shared-solution]
    return shared


def rnn_cell_stub():
    # --8<-- [start:rnn_cell-stub]
    import numpy as np

    def rnn_cell(x, h, weight_ih, weight_hh, bias):
        return ...

    # --8<-- [end:rnn_cell-stub]
    return rnn_cell


def rnn_cell_solution():
    # --8<-- [start:rnn_cell-solution]
    import numpy as np

    def rnn_cell(x, h, weight_ih, weight_hh, bias):
        return np.tanh(x @ weight_ih.T + h @ weight_hh.T + bias)

    # --8<-- [end:rnn_cell-solution]
    return rnn_cell


def without_tanh(x, h, weight_ih, weight_hh, bias):
    return x @ weight_ih.T + h @ weight_hh.T + bias


def not_transposed(x, h, weight_ih, weight_hh, bias):
    return np.tanh(x @ weight_ih + h @ weight_hh + bias)


def state_not_transposed(x, h, weight_ih, weight_hh, bias):
    return np.tanh(x @ weight_ih.T + h @ weight_hh + bias)


def without_state(x, h, weight_ih, weight_hh, bias):
    return np.tanh(x @ weight_ih.T + bias)


def state_added(x, h, weight_ih, weight_hh, bias):
    return h + np.tanh(x @ weight_ih.T + bias)


def counter_stub():
    # --8<-- [start:counter-stub]
    counter = {
        "weight_ih": ...,  # shape (1, 1)
        "weight_hh": ...,  # shape (1, 1)
        "bias_ih": ...,  # shape (1,)
    }
    # --8<-- [end:counter-stub]
    return counter


def counter_solution():
    # --8<-- [start:counter-solution]
    counter = {
        "weight_ih": [[1]],
        "weight_hh": [[1]],
        "bias_ih": [0],
    }
    # --8<-- [end:counter-solution]
    return counter


def delay_line_stub():
    # --8<-- [start:delay_line-stub]
    delay_line = {
        "weight_ih": ...,  # shape (3, 1)
        "weight_hh": ...,  # shape (3, 3)
    }
    # --8<-- [end:delay_line-stub]
    return delay_line


def delay_line_solution():
    # --8<-- [start:delay_line-solution]
    delay_line = {
        "weight_ih": [[1], [0], [0]],
        "weight_hh": [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
    }
    # --8<-- [end:delay_line-solution]
    return delay_line


def running_max_stub():
    # --8<-- [start:running_max-stub]
    running_max = {
        "weight_ih": ...,  # shape (2, 1)
        "weight_hh": ...,  # shape (2, 2)
    }
    # --8<-- [end:running_max-stub]
    return running_max


def running_max_solution():
    # --8<-- [start:running_max-solution]
    running_max = {
        "weight_ih": [[1], [0]],
        "weight_hh": [[-1, -1], [1, 1]],
    }
    # --8<-- [end:running_max-solution]
    return running_max


EXERCISES = [
    number(
        "parameters",
        parameters_stub,
        parameters_solution,
        wrong={
            "each of the 50 steps has weights of its own": (
                50 * 400,
                "The loop reads the same three arrays at every step: count them once.",
            ),
            "the biases are left out": (384, "Each of the 16 units adds one number of its own to its sum."),
            "each unit has two biases, as in PyTorch's layer": (
                416,
                "Only the sum of the two matters, and this layer has one.",
            ),
            "the state is not fed back": (
                144,
                "Each unit also has a weight for every unit of the old state.",
            ),
        },
    ),
    choice(
        "shared",
        shared_stub,
        shared_solution,
        wrong={
            "inputs": "Every step reads an input of its own: compare the squares of the figure.",
            "states": "The state is what changes from step to step: compare the circles of the figure.",
        },
    ),
    function(
        "rnn_cell",
        rnn_cell_stub,
        rnn_cell_solution,
        CELLS,
        wrong={
            "the sum is not squashed": (without_tanh, "The new state is tanh of the sum."),
            "the weights are not transposed": (
                not_transposed,
                "weight_ih is (H, D) and x is (N, D): only x @ weight_ih.T goes together.",
            ),
            "weight_hh is not transposed": (
                state_not_transposed,
                "A square matrix fits both ways round, but its rows are the new units: h @ weight_hh.T.",
            ),
            "the old state is left out": (
                without_state,
                "Add what the old state contributes: h @ weight_hh.T.",
            ),
            "the old state is added as it is": (
                state_added,
                "The old state goes through weight_hh, and into the same sum as the input.",
            ),
        },
    ),
    function(
        "counter",
        counter_stub,
        counter_solution,
        BITS,
        run=one_unit,
        wrong={
            "the weights are numbers without brackets": (
                {"weight_ih": 1, "weight_hh": 1, "bias_ih": 0},
                "Shape (1, 1) is one row of one number: write [[1]], and [1] for shape (1,).",
            ),
            "the weights lack the outer brackets": (
                {"weight_ih": [1], "weight_hh": [1], "bias_ih": [0]},
                "Shape (1, 1) is one row of one number: write [[1]].",
            ),
            "the old state is forgotten": (
                {"weight_ih": [[1]], "weight_hh": [[0]], "bias_ih": [0]},
                "weight_hh decides how much of the old count is kept.",
            ),
            "the old state fades": (
                {"weight_ih": [[1]], "weight_hh": [[0.5]], "bias_ih": [0]},
                "A count is kept whole.",
            ),
            "every step is counted": (
                {"weight_ih": [[0]], "weight_hh": [[1]], "bias_ih": [1]},
                "The bias is added whatever is read; a 0 must add nothing.",
            ),
        },
    ),
    function(
        "delay_line",
        delay_line_stub,
        delay_line_solution,
        NUMBERS,
        run=last_unit,
        wrong={
            "weight_ih is one row": (
                {"weight_ih": [1, 0, 0], "weight_hh": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]},
                "Shape (3, 1) is three rows of one number each: [[…], […], […]].",
            ),
            "the numbers wander from the last unit to the first": (
                {"weight_ih": [[1], [0], [0]], "weight_hh": [[0, 1, 0], [0, 0, 1], [0, 0, 0]]},
                "Row i of weight_hh says what unit i takes over: transpose it.",
            ),
            "every unit reads the input": (
                {"weight_ih": [[1], [1], [1]], "weight_hh": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]},
                "Only the first unit reads; each of the others takes over from the unit before it.",
            ),
            "the last unit reads the input": (
                {"weight_ih": [[0], [0], [1]], "weight_hh": [[0, 0, 0], [0, 0, 0], [0, 0, 0]]},
                "That is no delay: the number must first pass through two other units.",
            ),
        },
    ),
    function(
        "running_max",
        running_max_stub,
        running_max_solution,
        NUMBERS,
        run=sum_of_units,
        wrong={
            "weight_ih is one row": (
                {"weight_ih": [1, 0], "weight_hh": [[-1, -1], [1, 1]]},
                "Shape (2, 1) is two rows of one number each: [[…], […]].",
            ),
            "the old maximum is not subtracted": (
                {"weight_ih": [[1], [0]], "weight_hh": [[0, 0], [1, 1]]},
                "That is a running sum: the first unit must hold only what the input exceeds the maximum by.",
            ),
            "the old maximum is not kept": (
                {"weight_ih": [[1], [0]], "weight_hh": [[-1, -1], [0, 0]]},
                "The second unit must hold the old maximum: the sum of both old units.",
            ),
            "only the second unit counts as the old maximum": (
                {"weight_ih": [[1], [0]], "weight_hh": [[0, -1], [0, 1]]},
                "The maximum is the sum of both units, so both rows need two weights that are not 0.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
