"""The exercises of docs/convolution/complete_network.md."""

from typing import Any

import numpy as np

from exercises import kit


def parameters_stub() -> Any:
    # --8<-- [start:parameters-stub]
    parameters = ...
    # --8<-- [end:parameters-stub]
    return parameters


def parameters_solution() -> Any:
    # --8<-- [start:parameters-solution]
    parameters = 8 * (1 * 9 + 1) + 16 * (8 * 9 + 1) + 4 * (16 * 3 * 3 + 1)
    # --8<-- [end:parameters-solution]
    return parameters


def stable_softmax_stub() -> Any:
    # --8<-- [start:stable_softmax-stub]
    def stable_softmax(scores):
        return ...

    # --8<-- [end:stable_softmax-stub]
    return stable_softmax


def stable_softmax_solution() -> Any:
    # --8<-- [start:stable_softmax-solution]
    import numpy as np

    def stable_softmax(scores):
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    # --8<-- [end:stable_softmax-solution]
    return stable_softmax


def unshifted(scores: Any) -> Any:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def one_maximum_for_all(scores: Any) -> Any:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        exponentials = np.exp(scores - scores.max())
        return exponentials / exponentials.sum(axis=1, keepdims=True)


def along_columns(scores: Any) -> Any:
    return stable_softmax_solution()(scores.T).T


def one_sum_for_all(scores: Any) -> Any:
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum()


def without_relu_stub() -> Any:
    # --8<-- [start:without_relu-stub]
    # "the maximum", "the biases", "the softmax" or "the padding"
    without_relu = ...
    # --8<-- [end:without_relu-stub]
    return without_relu


def without_relu_solution() -> Any:
    # --8<-- [start:without_relu-solution]
    without_relu = "the maximum"
    # --8<-- [end:without_relu-solution]
    return without_relu


def cheaper_stub() -> Any:
    # --8<-- [start:cheaper-stub]
    cheaper = ...  # times
    # --8<-- [end:cheaper-stub]
    return cheaper


def cheaper_solution() -> Any:
    # --8<-- [start:cheaper-solution]
    pooled = 12 * 12 * 8 * (1 * 9) + 6 * 6 * 8 * (8 * 9)
    strided = 6 * 6 * 8 * (1 * 9) + 3 * 3 * 8 * (8 * 9)
    cheaper = pooled / strided
    # --8<-- [end:cheaper-solution]
    return cheaper


def true_crosses_stub() -> Any:
    # --8<-- [start:true_crosses-stub]
    true_crosses = ...  # a share, from 0 to 1
    # --8<-- [end:true_crosses-stub]
    return true_crosses


def true_crosses_solution() -> Any:
    # --8<-- [start:true_crosses-solution]
    true_crosses = 95 / (3 + 4 + 95 + 18)
    # --8<-- [end:true_crosses-solution]
    return true_crosses


EXERCISES = [
    kit.number(
        "parameters",
        parameters_stub,
        parameters_solution,
        wrong={
            "the last layer is left as it was": (
                1540,
                "It has a weight for every cell of the 16 maps that reach it.",
            ),
            "all biases are left out": (1800, "Each filter and each score has one more number: its bias."),
            "a filter sees one map only": (820, "A filter of the second convolution sees all 8 maps."),
            "the last maps count as 6 by 6": (3556, "The second pooling halves them once more."),
        },
    ),
    kit.function(
        "stable_softmax",
        stable_softmax_stub,
        stable_softmax_solution,
        cases=[
            (np.array([[1.0, 2.0, 3.0]]),),
            (np.array([[0.0, 1.0], [5.0, 2.0]]),),
            (np.array([[1000.0, 1001.0, 1002.0]]),),
            (np.array([[1.0, 2.0, 3.0], [-5000.0, -5001.0, -5002.0]]),),
        ],
        wrong={
            "the scores are not shifted": (unshifted, "Subtract each row's largest score first."),
            "all rows are shifted alike": (
                one_maximum_for_all,
                "A row far below the others underflows to 0 / 0: each needs its own maximum.",
            ),
            "the columns are made to add up to 1": (along_columns, "Classes lie along axis 1."),
            "all rows together are made to add up to 1": (
                one_sum_for_all,
                "Each row is an example of its own: sum along axis 1.",
            ),
        },
    ),
    kit.choice(
        "without_relu",
        without_relu_stub,
        without_relu_solution,
        wrong={
            "the biases": "A bias adds the same to whatever comes; sums of such layers stay one such layer.",
            "the softmax": "It comes after the last layer: the scores it gets have been mixed by then.",
            "the padding": "Zeros around the image change sums at the border. They are still sums.",
        },
    ),
    kit.number(
        "cheaper",
        cheaper_stub,
        cheaper_solution,
        wrong={
            "only one axis is halved": (2, "A stride of 2 leaves half the rows and half the columns."),
            "the parameters are compared": (1, "They are equal in number, and used at fewer places."),
            "both strides count for each layer": (
                16,
                "In the network with pooling, the second convolution works on a halved map already.",
            ),
        },
    ),
    kit.number(
        "true_crosses",
        true_crosses_stub,
        true_crosses_solution,
        tolerance=1e-3,
        wrong={
            "a row is read instead of a column": (
                0.95,
                "That is the share of crosses that were recognised. Who else is called a cross?",
            ),
            "all right answers are counted": (0.925, "Look at one column only: that of the crosses."),
            "all 400 glyphs are counted": (0.2375, "Divide by the glyphs that were called a cross."),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
