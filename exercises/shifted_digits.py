"""Exercises of docs/cases/shifted_digits.py."""

import numpy as np

from exercises.kit import function, main, number


def rings_stub():
    # --8<-- [start:rings-stub]
    rings = ...
    # --8<-- [end:rings-stub]
    return rings


def rings_solution():
    # --8<-- [start:rings-solution]
    rings = 3 + 5 - 2
    # --8<-- [end:rings-solution]
    return rings


def one_cell_stub():
    # --8<-- [start:one_cell-stub]
    one_cell = ...
    # --8<-- [end:one_cell-stub]
    return one_cell


def one_cell_solution():
    # --8<-- [start:one_cell-solution]
    one_cell = 2 * 2
    # --8<-- [end:one_cell-solution]
    return one_cell


def equivariant_stub():
    # --8<-- [start:equivariant-stub]
    import numpy as np

    def equivariant(layer, x, shift):
        """Whether `layer` of the shifted map is the shifted `layer` of the map; both in a circle."""
        return ...

    # --8<-- [end:equivariant-stub]
    return equivariant


def equivariant_solution():
    # --8<-- [start:equivariant-solution]
    import numpy as np

    def equivariant(layer, x, shift):
        before = layer(np.roll(x, shift, axis=1))
        after = np.roll(layer(x), shift, axis=1)
        return np.allclose(before, after)

    # --8<-- [end:equivariant-solution]
    return equivariant


def asks_for_invariance(layer, x, shift):
    return np.allclose(layer(np.roll(x, shift, axis=1)), layer(x))


def moves_back(layer, x, shift):
    return np.allclose(layer(np.roll(x, shift, axis=1)), np.roll(layer(x), -shift, axis=1))


def relu(x):
    return np.maximum(x, 0)


def difference(x):
    """A convolution in a circle: every cell minus its left neighbour."""
    return x - np.roll(x, 1, axis=1)


def padded_difference(x):
    """The same with a zero before the first cell."""
    return x - np.pad(x, ((0, 0), (1, 0)))[:, :-1]


def weight_for_every_cell(x):
    return x * np.arange(x.size).reshape(x.shape)


def largest_everywhere(x):
    return np.full_like(x, x.max())


MAP = np.array([[1.0, -2.0, 3.0, 0.0, 5.0], [0.0, 4.0, 0.0, -1.0, 2.0]])

EXERCISES = (
    number(
        "rings",
        rings_stub,
        rings_solution,
        {
            "the padding is half of the field of view": (
                3,
                "That lets a window be centred on a border cell; one whose last cell touches the digit "
                "begins further out.",
            ),
            "the padding makes room for the shift": (
                2,
                "The digit never leaves the canvas; what is lost are windows that hang over its border.",
            ),
            "the whole field of view lies outside": (
                7,
                "One cell of the window must still be on the canvas: the outermost ring sees nothing.",
            ),
        },
    ),
    number(
        "one_cell",
        one_cell_stub,
        one_cell_solution,
        {
            "only one pooling is counted": (2, "The maps are pooled twice, and each pooling halves them."),
            "the two poolings are added as 2 + 1": (3, "Steps multiply: 2 cells of 2 cells."),
            "the second pooling is counted with the first one's squared": (
                8,
                "There are two poolings of 2, not three.",
            ),
        },
    ),
    function(
        "equivariant",
        equivariant_stub,
        equivariant_solution,
        [
            (relu, MAP, 1),
            (difference, MAP, 2),
            (padded_difference, MAP, 1),
            (weight_for_every_cell, MAP, 1),
            (largest_everywhere, MAP, 3),
            (relu, MAP[:, :4], 2),  # half way round, where forth is back
        ],
        {
            "the output is compared with the output before the shift": (
                asks_for_invariance,
                "That asks for invariance: equivariance lets the output move along.",
            ),
            "the output is moved the other way": (moves_back, "Input and output move by the same shift."),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
