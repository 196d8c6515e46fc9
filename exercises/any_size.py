"""The exercises of docs/convolution/any_size.md."""

from typing import Any

import numpy as np

from exercises import kit
from snippets.convolution import convolve2d, correlate2d

KERNEL = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
IMAGE = np.array(
    [
        [0, 1, 0, 0, 0, 1, 0, 0],
        [1, 1, 1, 0, 0, 1, 0, 0],
        [0, 1, 0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 1, 1, 1, 0],
        [1, 1, 0, 0, 0, 1, 0, 0],
    ]
)


def smallest_stub() -> Any:
    # --8<-- [start:smallest-stub]
    smallest = ...
    # --8<-- [end:smallest-stub]
    return smallest


def smallest_solution() -> Any:
    # --8<-- [start:smallest-solution]
    smallest = (1 * 2 + 4) * 2 + 4
    # --8<-- [end:smallest-solution]
    return smallest


def fixes_stub() -> Any:
    # --8<-- [start:fixes-stub]
    # "convolution", "max pooling", "global pooling" or "flatten and linear"
    fixes = ...
    # --8<-- [end:fixes-stub]
    return fixes


def fixes_solution() -> Any:
    # --8<-- [start:fixes-solution]
    fixes = "flatten and linear"
    # --8<-- [end:fixes-solution]
    return fixes


def to_kernels_stub() -> Any:
    # --8<-- [start:to_kernels-stub]
    def to_kernels(weight, channels, rows, columns):
        return ...

    # --8<-- [end:to_kernels-stub]
    return to_kernels


def to_kernels_solution() -> Any:
    # --8<-- [start:to_kernels-solution]
    def to_kernels(weight, channels, rows, columns):
        return weight.reshape(-1, channels, rows, columns)

    # --8<-- [end:to_kernels-solution]
    return to_kernels


def channels_last(weight: Any, channels: int, rows: int, columns: int) -> Any:
    return weight.reshape(-1, rows, columns, channels).transpose(0, 3, 1, 2)


def turned(weight: Any, channels: int, rows: int, columns: int) -> Any:
    return weight.reshape(-1, channels, rows, columns)[:, :, ::-1, ::-1]


def columns_first(weight: Any, channels: int, rows: int, columns: int) -> Any:
    return weight.reshape(-1, channels, columns, rows).transpose(0, 1, 3, 2)


def one_channel(weight: Any, channels: int, rows: int, columns: int) -> Any:
    return weight.reshape(-1, 1, channels * rows, columns)


def detect_stub() -> Any:
    # --8<-- [start:detect-stub]
    import numpy as np

    from snippets.convolution import correlate2d

    def detect(image, kernel, least):
        scores = ...
        return ...

    # --8<-- [end:detect-stub]
    return detect


def detect_solution() -> Any:
    # --8<-- [start:detect-solution]
    import numpy as np

    from snippets.convolution import correlate2d

    def detect(image, kernel, least):
        scores = correlate2d(image, kernel)
        return np.argwhere(scores >= least)

    # --8<-- [end:detect-solution]
    return detect


def more_than_least(image: Any, kernel: Any, least: float) -> Any:
    return np.argwhere(correlate2d(image, kernel) > least)


def with_a_turned_kernel(image: Any, kernel: Any, least: float) -> Any:
    return np.argwhere(convolve2d(image, kernel) >= least)


def the_best_place(image: Any, kernel: Any, least: float) -> Any:
    scores = correlate2d(image, kernel)
    return np.argwhere(scores == scores.max())


def centres(image: Any, kernel: Any, least: float) -> Any:
    return np.argwhere(correlate2d(image, kernel) >= least) + 1


def columns_before_rows(image: Any, kernel: Any, least: float) -> Any:
    return np.argwhere(correlate2d(image, kernel) >= least)[:, ::-1]


def the_map(image: Any, kernel: Any, least: float) -> Any:
    return correlate2d(image, kernel)


EXERCISES = [
    kit.number(
        "smallest",
        smallest_stub,
        smallest_solution,
        wrong={
            "the pooling's windows are taken for steps of one cell": (
                11,
                "Go backwards from one cell: a pooling by 2 needs twice as many.",
            ),
            "the poolings are left out": (9, "Each pooling by 2 needs twice as many cells as it gives."),
            "a window of 5 is thought to cost 5 cells": (
                (1 * 2 + 5) * 2 + 5,
                "A window of 5 has one place in 5 cells, and 1 + 4 = 5.",
            ),
            "the size of the paper's images is given": (32, "That is not the smallest: try 31."),
        },
    ),
    kit.choice(
        "fixes",
        fixes_stub,
        fixes_solution,
        wrong={
            "convolution": "Its kernel has the same weights at every place, however many there are.",
            "max pooling": "It has no weights: a larger map gives more windows.",
            "global pooling": "It gives one number a map, whatever the map's size.",
        },
    ),
    kit.function(
        "to_kernels",
        to_kernels_stub,
        to_kernels_solution,
        cases=[
            (np.arange(6).reshape(1, 6), 1, 2, 3),
            (np.arange(24).reshape(2, 12), 3, 2, 2),
            (np.arange(48).reshape(2, 24), 2, 3, 4),
        ],
        wrong={
            "channels come last": (channels_last, "Flattening (C, H, W) puts all of channel 0 first."),
            "the kernels are turned by 180 degrees": (turned, "The layer cross-correlates: leave them."),
            "columns come before rows": (columns_first, "Flattening goes along the rows: (C, H, W)."),
            "channels are stacked as rows": (
                one_channel,
                "Every channel has a kernel of its own: four axes, channels second.",
            ),
        },
    ),
    kit.function(
        "detect",
        detect_stub,
        detect_solution,
        cases=[
            (KERNEL, KERNEL, 5),
            (np.pad([[1, 2], [0, 3]], 1), np.array([[1, 2], [0, 3]]), 14),
            (IMAGE, KERNEL, 5),
            (IMAGE, KERNEL, 4),
            (IMAGE, KERNEL, 6),
        ],
        wrong={
            "a score equal to `least` does not count": (more_than_least, "`least` itself is enough: use >=."),
            "the kernel is turned by 180 degrees": (with_a_turned_kernel, "Use correlate2d."),
            "only the best place is returned": (the_best_place, "Return every place whose score suffices."),
            "places are counted from the window's middle": (
                centres,
                "Row i, column j of the map is where the window's top left corner stands.",
            ),
            "columns come before rows": (columns_before_rows, "np.argwhere gives the row first: leave it."),
            "the scores are returned": (the_map, "Return where they are at least `least`."),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
