"""The exercises of docs/convolution/equivariance.md."""

from typing import Any

import numpy as np

from exercises import kit

IMAGE = np.array([[4, 1, 0, 3], [2, 8, 5, 1], [7, 0, 2, 6], [3, 9, 1, 4], [0, 2, 8, 8], [5, 1, 6, 0]])


def columns_stub() -> Any:
    # --8<-- [start:columns-stub]
    columns = ...
    # --8<-- [end:columns-stub]
    return columns


def columns_solution() -> Any:
    # --8<-- [start:columns-solution]
    columns = 8 - 6
    # --8<-- [end:columns-solution]
    return columns


def smallest_shift_stub() -> Any:
    # --8<-- [start:smallest_shift-stub]
    smallest_shift = ...
    # --8<-- [end:smallest_shift-stub]
    return smallest_shift


def smallest_shift_solution() -> Any:
    # --8<-- [start:smallest_shift-solution]
    smallest_shift = 2 * 3
    # --8<-- [end:smallest_shift-solution]
    return smallest_shift


def follows_stub() -> Any:
    # --8<-- [start:follows-stub]
    import numpy as np

    def follows(f, x, shift):
        moved = np.roll(x, shift)
        return ...  # True or False

    # --8<-- [end:follows-stub]
    return follows


def follows_solution() -> Any:
    # --8<-- [start:follows-solution]
    import numpy as np

    def follows(f, x, shift):
        moved = np.roll(x, shift)
        return np.array_equal(f(moved), np.roll(f(x), shift))

    # --8<-- [end:follows-solution]
    return follows


def ignores(f: Any, x: Any, shift: int) -> bool:
    return np.array_equal(f(np.roll(x, shift)), f(x))


def moves_back(f: Any, x: Any, shift: int) -> bool:
    return np.array_equal(f(np.roll(x, shift)), np.roll(f(x), -shift))


def compares_shapes(f: Any, x: Any, shift: int) -> bool:
    return bool(np.shape(f(np.roll(x, shift))) == np.shape(f(x)))


def difference(x: Any) -> Any:
    return x - np.roll(x, 1)


def ramp(x: Any) -> Any:
    return x * np.arange(len(x))


def total(x: Any) -> Any:
    return np.full(len(x), x.sum())


def turned(x: Any) -> Any:
    return x[::-1]


def avg_pool_stub() -> Any:
    # --8<-- [start:avg_pool-stub]
    def avg_pool(x):
        return ...  # x.reshape(…).mean(axis=…)

    # --8<-- [end:avg_pool-stub]
    return avg_pool


def avg_pool_solution() -> Any:
    # --8<-- [start:avg_pool-solution]
    def avg_pool(x):
        H, W = x.shape
        cells = x.reshape(H // 2, 2, W // 2, 2)
        return cells.mean(axis=(1, 3))

    # --8<-- [end:avg_pool-solution]
    return avg_pool


def far_apart(x: Any) -> Any:
    H, W = x.shape
    return x.reshape(2, H // 2, 2, W // 2).mean(axis=(0, 2))


def not_regrouped(x: Any) -> Any:
    H, W = x.shape
    return x.reshape(H // 2, W // 2, 4).mean(axis=2)


def added_up(x: Any) -> Any:
    return 4 * avg_pool_solution()(x)


def largest(x: Any) -> Any:
    H, W = x.shape
    return x.reshape(H // 2, 2, W // 2, 2).max(axis=(1, 3))


def whole(x: Any) -> Any:
    return x.mean()


EXERCISES = [
    kit.number(
        "columns",
        columns_stub,
        columns_solution,
        wrong={
            "the width of a window is given": (3, "By 3 columns it always enters the next window."),
            "the 1 is taken to stand in the middle of its window": (
                1,
                "The first window covers columns 0 to 2. Which one covers column 6?",
            ),
            "the 1 is taken to stand at the end of its window": (
                0,
                "Columns count from 0: the windows begin at 0, 3, 6 and 9.",
            ),
        },
    ),
    kit.number(
        "smallest_shift",
        smallest_shift_stub,
        smallest_shift_solution,
        wrong={
            "the strides are added": (5, "One step of the second layer is 3 steps of the first: multiply."),
            "only the last stride counts": (
                3,
                "The second layer needs its own input, the first map, to move by 3 cells.",
            ),
            "only the first stride counts": (
                2,
                "The first map then moves by 1 cell, and the second needs 3.",
            ),
            "strides are forgotten": (1, "The first layer looks at every second place only."),
        },
    ),
    kit.function(
        "follows",
        follows_stub,
        follows_solution,
        cases=[
            (difference, np.array([0, 0, 5, 0, 0]), 1),
            (ramp, np.array([0, 0, 5, 0, 0]), 1),
            (total, np.array([1, 2, 3, 4]), 2),
            (turned, np.array([1, 2, 3, 4, 5]), 1),
            (difference, np.array([3, 1, 4, 1, 5, 9]), 2),
        ],
        wrong={
            "the output has to stay where it was": (
                ignores,
                "That is invariance. To follow, the output has to move along.",
            ),
            "the output has to move the other way": (moves_back, "Both move by the same shift."),
            "only the shapes are compared": (compares_shapes, "The right shape may hold the wrong numbers."),
        },
    ),
    kit.function(
        "avg_pool",
        avg_pool_stub,
        avg_pool_solution,
        cases=[(np.array([[1, 2], [3, 0]]),), (np.arange(16).reshape(4, 4),), (IMAGE,)],
        wrong={
            "cells half a map apart are averaged": (
                far_apart,
                "In a row, neighbours change fastest: the axis of length 2 comes after its W // 2.",
            ),
            "four neighbours in a row are averaged": (
                not_regrouped,
                "A window also has two rows: split both axes.",
            ),
            "the cells are added": (added_up, "The mean of a window is its sum divided by its 4 cells."),
            "the largest is taken": (largest, "That is max pooling; take the mean."),
            "the whole map is averaged": (whole, "Name the two axes of a window."),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
