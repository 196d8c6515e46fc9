"""Exercises of docs/appendix/numpy_speed.md."""

import numpy as np

from exercises.kit import function, main, number

Z = np.array([[-2.0, 0.0], [1.0, 1000.0]])


def multiply_adds_stub():
    # --8<-- [start:multiply_adds-stub]
    multiply_adds = ...
    # --8<-- [end:multiply_adds-stub]
    return multiply_adds


def multiply_adds_solution():
    # --8<-- [start:multiply_adds-solution]
    multiply_adds = 16 * (16 * 16) * 32 * 3 * (5 * 5)
    # --8<-- [end:multiply_adds-solution]
    return multiply_adds


def intensity_stub():
    # --8<-- [start:intensity-stub]
    def intensity(n):
        multiply_adds = n**3
        return ...

    # --8<-- [end:intensity-stub]
    return intensity


def intensity_solution():
    # --8<-- [start:intensity-solution]
    def intensity(n):
        multiply_adds = n**3
        bytes_moved = 4 * (n**2 + n**2 + n**2)
        return multiply_adds / bytes_moved

    # --8<-- [end:intensity-solution]
    return intensity


def sigmoid_stub():
    # --8<-- [start:sigmoid-stub]
    def sigmoid(z, tanh):
        return ...

    # --8<-- [end:sigmoid-stub]
    return sigmoid


def sigmoid_solution():
    # --8<-- [start:sigmoid-solution]
    def sigmoid(z, tanh):
        return 0.5 + 0.5 * tanh(0.5 * z)

    # --8<-- [end:sigmoid-solution]
    return sigmoid


def by_exp(z, tanh):
    return 1 / (1 + np.exp(-np.minimum(z, 700)))


def max_pool_stub():
    # --8<-- [start:max_pool-stub]
    import numpy as np

    def max_pool(x):
        upper, lower = x[0::2], x[1::2]
        return ...

    # --8<-- [end:max_pool-stub]
    return max_pool


def max_pool_solution():
    # --8<-- [start:max_pool-solution]
    import numpy as np

    def max_pool(x):
        upper, lower = x[0::2], x[1::2]
        rows = np.maximum(upper, lower)
        return np.maximum(rows[:, 0::2], rows[:, 1::2])

    # --8<-- [end:max_pool-solution]
    return max_pool


def every_place(x):
    rows = np.maximum(x[:-1], x[1:])
    return np.maximum(rows[:, :-1], rows[:, 1:])


def rows_only(x):
    return np.maximum(x[0::2], x[1::2])


def corners(x):
    return np.maximum(x[0::2, 0::2], x[1::2, 1::2])


EXERCISES = [
    number(
        "multiply_adds",
        multiply_adds_stub,
        multiply_adds_solution,
        wrong={
            "the stride is forgotten": (
                16 * (32 * 32) * 32 * 3 * 25,
                "With a stride of 2 the output has half the rows and half the columns.",
            ),
            "only one image is counted": (16 * 16 * 32 * 3 * 25, "The batch has 16 images."),
            "the input's channels are forgotten": (
                16 * 16 * 16 * 32 * 25,
                "Every filter reads all three channels.",
            ),
            "the kernel has 5 weights": (16 * 16 * 16 * 32 * 3 * 5, "A kernel of 5 × 5 has 25."),
        },
    ),
    function(
        "intensity",
        intensity_stub,
        intensity_solution,
        [(12,), (120,), (768,)],
        wrong={
            "the result is not written": (lambda n: n / 8, "Two matrices are read and one is written."),
            "numbers are counted, not bytes": (lambda n: n / 3, "A float32 has 4 bytes."),
            "a number has 8 bytes": (lambda n: n / 24, "That is float64; a float32 has 4."),
            "every cell takes one multiply-add": (
                lambda n: 1 / 12,
                "Each of the n² cells of the result is a sum of n products.",
            ),
        },
    ),
    function(
        "sigmoid",
        sigmoid_stub,
        sigmoid_solution,
        [(Z, np.tanh), (Z, np.zeros_like)],
        wrong={
            "the exponential is used": (by_exp, "Use the tanh that the function is given."),
            "z is not halved": (
                lambda z, tanh: 0.5 + 0.5 * tanh(z),
                "Far from 0 both agree; at z = 1 this is too steep by a factor of 2.",
            ),
            "the tanh is not halved": (
                lambda z, tanh: 0.5 + tanh(0.5 * z),
                "tanh runs from −1 to 1, and half of it from −½ to ½.",
            ),
            "nothing is added": (
                lambda z, tanh: 0.5 * tanh(0.5 * z),
                "This runs from −½ to ½, and a sigmoid from 0 to 1.",
            ),
        },
    ),
    function(
        "max_pool",
        max_pool_stub,
        max_pool_solution,
        [
            (np.array([[1, 4], [3, 2]]),),
            (np.array([[1, 2], [4, 3]]),),
            (np.array([[1, 2, 8, 0], [4, 3, 5, 9], [-1, -7, 0, 2], [-6, -3, 1, 0]]),),
        ],
        wrong={
            "only rows are compared": (rows_only, "Do the same with the columns of what is left."),
            "windows overlap": (every_place, "A stride of 2 takes every other row, and every other column."),
            "only two of the four cells are compared": (
                corners,
                "Each window has four cells: both columns of both rows.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
