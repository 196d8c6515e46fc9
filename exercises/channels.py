"""The exercises of docs/convolution/channels.md."""

from typing import Any

import numpy as np

from exercises import kit


def alexnet_first_stub() -> Any:
    # --8<-- [start:alexnet_first-stub]
    alexnet_first = ...
    # --8<-- [end:alexnet_first-stub]
    return alexnet_first


def alexnet_first_solution() -> Any:
    # --8<-- [start:alexnet_first-solution]
    alexnet_first = 96 * (3 * 11 * 11 + 1)
    # --8<-- [end:alexnet_first-solution]
    return alexnet_first


def dominates_stub() -> Any:
    # --8<-- [start:dominates-stub]
    # "first Conv", "last Conv",
    # "first Linear" or "second Linear"
    dominates = ...
    # --8<-- [end:dominates-stub]
    return dominates


def dominates_solution() -> Any:
    # --8<-- [start:dominates-solution]
    dominates = "first Linear"
    # --8<-- [end:dominates-solution]
    return dominates


def filters_stub() -> Any:
    # --8<-- [start:filters-stub]
    filters = ...
    # --8<-- [end:filters-stub]
    return filters


def filters_solution() -> Any:
    # --8<-- [start:filters-solution]
    filters = 10_000 // (5 * 3 * 3 + 1)
    # --8<-- [end:filters-solution]
    return filters


def pointwise_stub() -> Any:
    # --8<-- [start:pointwise-stub]
    import numpy as np

    def pointwise(x, weight):
        return ...

    # --8<-- [end:pointwise-stub]
    return pointwise


def pointwise_solution() -> Any:
    # --8<-- [start:pointwise-solution]
    import numpy as np

    def pointwise(x, weight):
        return np.einsum("nchw,oc->nohw", x, weight)

    # --8<-- [end:pointwise-solution]
    return pointwise


def weight_turned(x: Any, weight: Any) -> Any:
    return np.einsum("nchw,co->nohw", x, weight)


def channels_last(x: Any, weight: Any) -> Any:
    return np.einsum("nchw,oc->nhwo", x, weight)


def summed_over_places(x: Any, weight: Any) -> Any:
    return np.einsum("nchw,oc->no", x, weight)


def reshaped(x: Any, weight: Any) -> Any:
    N, C, H, W = x.shape
    return (x.reshape(-1, C) @ weight.T).reshape(N, -1, H, W)


X = np.arange(24).reshape(2, 3, 2, 2) % 7
WEIGHT = np.array([[1, 0, -1], [2, 1, 0], [0, 3, 1]])

EXERCISES = [
    kit.number(
        "alexnet_first",
        alexnet_first_stub,
        alexnet_first_solution,
        wrong={
            "the biases are left out": (96 * 3 * 11 * 11, "Each filter has one more number, its bias."),
            "a filter sees one channel": (
                96 * (11 * 11 + 1),
                "A colour image has three channels, and a filter has weights for each.",
            ),
            "there is one bias for the whole layer": (96 * 3 * 11 * 11 + 1, "Each filter has its own bias."),
            "each channel of a filter has its own bias": (
                96 * 3 * (11 * 11 + 1),
                "The sums of the channels are added up first; then comes one bias.",
            ),
        },
    ),
    kit.choice(
        "dominates",
        dominates_stub,
        dominates_solution,
        wrong={
            "first Conv": "It has most places, and so much work; but 3 · 64 · 9 weights.",
            "last Conv": "512 · 512 · 9 is 2.4 million. Which layers have a weight for every cell?",
            "second Linear": "4096 · 4096 is 16.8 million. How many inputs has the other?",
        },
    ),
    kit.number(
        "filters",
        filters_stub,
        filters_solution,
        wrong={
            "the biases are left out": (10_000 // 45, "The bias is a parameter too, one for each filter."),
            "the last filter is counted though it does not fit": (218, "218 filters have 10,028 parameters."),
            "a filter sees one channel": (1000, "Each filter has a 3 × 3 kernel for each of the 5 channels."),
            "the window is taken for 3 weights": (625, "A window of 3 × 3 has 9 cells."),
        },
    ),
    kit.function(
        "pointwise",
        pointwise_stub,
        pointwise_solution,
        cases=[
            (np.array([[[[5]], [[7]]]]), np.array([[1, 10]])),
            (X, WEIGHT),
            (X, WEIGHT[:2]),
            (np.arange(12).reshape(1, 3, 1, 4) ** 2 % 5, WEIGHT),
        ],
        wrong={
            "weight is turned": (
                weight_turned,
                "Rows of `weight` are output channels, columns are input channels.",
            ),
            "the channels end up in the last axis": (
                channels_last,
                "The result is (N, C_out, H, W): channels come second.",
            ),
            "the places are summed": (summed_over_places, "Sum over the input channels only."),
            "x is reshaped without moving its channels": (
                reshaped,
                "A reshape does not move axes: rows then mix several places. Move axis 1 to the end first.",
            ),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
