"""The exercises of docs/convolution/convolution_or_correlation.md."""

from itertools import product
from typing import Any

import numpy as np

from exercises import kit

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
CORNER = np.array([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]])


def full_convolution(a: Any, b: Any) -> Any:
    return np.convolve(a, b)


def full_correlation(a: Any, b: Any) -> Any:
    return np.correlate(a, b, mode="full")


# A learner reads these names in the message about a failed case.
full_convolution.__name__ = "np.convolve"
full_correlation.__name__ = 'np.correlate in mode "full"'


def convolved_stub() -> Any:
    # --8<-- [start:convolved-stub]
    convolved = ...  # a list of two numbers
    # --8<-- [end:convolved-stub]
    return convolved


def convolved_solution() -> Any:
    # --8<-- [start:convolved-solution]
    convolved = [1 * 4 + 0 * 3, 0 * 4 + 2 * 3]
    # --8<-- [end:convolved-solution]
    return convolved


def commutes_stub() -> Any:
    # --8<-- [start:commutes-stub]
    def commutes(operation, a, b):
        return ...

    # --8<-- [end:commutes-stub]
    return commutes


def commutes_solution() -> Any:
    # --8<-- [start:commutes-solution]
    import numpy as np

    def commutes(operation, a, b):
        return np.array_equal(operation(a, b), operation(b, a))

    # --8<-- [end:commutes-solution]
    return commutes


def port_stub() -> Any:
    # --8<-- [start:port-stub]
    def port(kernel):
        return ...

    # --8<-- [end:port-stub]
    return port


def port_solution() -> Any:
    # --8<-- [start:port-solution]
    def port(kernel):
        return kernel[::-1, ::-1]

    # --8<-- [end:port-solution]
    return port


def agree_stub() -> Any:
    # --8<-- [start:agree-stub]
    def agree(kernel):  # kernel is [[a, b], [c, d]]
        return ...

    # --8<-- [end:agree-stub]
    return agree


def agree_solution() -> Any:
    # --8<-- [start:agree-solution]
    def agree(kernel):
        (a, b), (c, d) = kernel
        return a == d and b == c

    # --8<-- [end:agree-solution]
    return agree


def same_total(operation: Any, a: Any, b: Any) -> bool:
    return bool(operation(a, b).sum() == operation(b, a).sum())


def same_shape(operation: Any, a: Any, b: Any) -> bool:
    return bool(operation(a, b).shape == operation(b, a).shape)


def cell_by_cell(operation: Any, a: Any, b: Any) -> Any:
    return operation(a, b) == operation(b, a)


def same_somewhere(operation: Any, a: Any, b: Any) -> bool:
    return bool(np.any(operation(a, b) == operation(b, a)))


EXERCISES = [
    kit.number(
        "convolved",
        convolved_stub,
        convolved_solution,
        wrong={
            "the kernel is not turned": ([3, 8], "That is np.correlate. Turn the kernel to [4, 3] first."),
            "the order of the answer is turned as well": (
                [6, 4],
                "Turn the kernel only; still go from left to right.",
            ),
            "the kernel may hang over the edges": (
                [3, 4, 6, 8],
                'With "valid", keep the places where it fits.',
            ),
        },
    ),
    kit.function(
        "commutes",
        commutes_stub,
        commutes_solution,
        cases=[
            (full_correlation, [1, 2], [3, 4]),
            (full_convolution, [1, 2], [3, 4]),
            (full_correlation, [1, 1], [5, 5]),
            (full_convolution, [1, 2, 5], [0, -3]),
            (np.subtract, [1, 2], [3, 4]),
            (np.subtract, [1, 2], [1, 4]),
        ],
        wrong={
            "== compares the arrays cell by cell": (
                cell_by_cell,
                "It gives a truth value for each cell; np.array_equal gives one for the whole.",
            ),
            "only the totals are compared": (
                same_total,
                "The same numbers in another order have the same total.",
            ),
            "only the shapes are compared": (same_shape, "Equal shapes can hold different numbers."),
            "one equal number is enough": (same_somewhere, "All numbers must be equal: np.array_equal."),
        },
    ),
    kit.function(
        "port",
        port_stub,
        port_solution,
        cases=[(np.array([[1, 2], [3, 4]]),), (SOBEL,), (CORNER,), (np.array([[1, 2, 3]]),)],
        wrong={
            "the sign is changed": (
                np.negative,
                "That happens to work for Sobel's kernel, and for few others.",
            ),
            "the kernel is transposed": (np.transpose, "Rows stay rows: turn it by 180 degrees."),
            "only left and right are exchanged": (np.fliplr, "A half-turn also exchanges top and bottom."),
            "only top and bottom are exchanged": (np.flipud, "A half-turn also exchanges left and right."),
        },
    ),
    kit.function(
        "agree",
        agree_stub,
        agree_solution,
        cases=[([list(weights[:2]), list(weights[2:])],) for weights in product((0, 1, -1), repeat=4)],
        wrong={
            "b = c is enough": (lambda k: k[0][1] == k[1][0], "A half-turn exchanges a and d as well."),
            "a = d is enough": (lambda k: k[0][0] == k[1][1], "A half-turn exchanges b and c as well."),
            "all four weights must be equal": (
                lambda k: k[0][0] == k[0][1] == k[1][0] == k[1][1],
                "Two pairs change places; the pairs may differ from each other.",
            ),
            "the kernel must equal its mirror image": (
                lambda k: k[0][0] == k[0][1] and k[1][0] == k[1][1],
                "A half-turn is no mirror: it sends a to the place of d.",
            ),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
