"""The exercises of docs/convolution/sliding_dot_products.md."""

from typing import Any

import numpy as np

from exercises import kit
from snippets.convolution import convolve2d, correlate2d

X = np.array([[2, 0, 1], [1, 3, 0], [0, 1, 2]])
KERNEL = np.array([[1, -1], [0, 2]])
STRIPES = np.array([[1, 0, 1, 0]] * 4)


def missing_cell_stub() -> Any:
    # --8<-- [start:missing_cell-stub]
    missing_cell = ...
    # --8<-- [end:missing_cell-stub]
    return missing_cell


def missing_cell_solution() -> Any:
    # --8<-- [start:missing_cell-solution]
    missing_cell = 0 * 1 + 1 * -1 + 3 * 0 + 0 * 2
    # --8<-- [end:missing_cell-solution]
    return missing_cell


def map_shape_stub() -> Any:
    # --8<-- [start:map_shape-stub]
    # "3 x 6", "4 x 7", "5 x 6" or "6 x 8"
    map_shape = ...
    # --8<-- [end:map_shape-stub]
    return map_shape


def map_shape_solution() -> Any:
    # --8<-- [start:map_shape-solution]
    map_shape = "4 x 7"
    # --8<-- [end:map_shape-solution]
    return map_shape


def blind_kernel_stub() -> Any:
    # --8<-- [start:blind_kernel-stub]
    # two rows of two numbers, not all 0
    blind_kernel = ...
    # --8<-- [end:blind_kernel-stub]
    return blind_kernel


def blind_kernel_solution() -> Any:
    # --8<-- [start:blind_kernel-solution]
    blind_kernel = [[1, 1], [-1, -1]]
    # --8<-- [end:blind_kernel-solution]
    return blind_kernel


def check_blind_kernel(answer: Any) -> None:
    kit.refuse_unanswered("blind_kernel", answer)
    if not kit.is_numeric(answer) or np.shape(answer) != (2, 2):
        raise kit.Wrong(f"blind_kernel is {kit.show(answer)}; expected two rows of two numbers.")
    largest = np.abs(answer).max()
    if largest == 0:
        raise kit.Wrong(
            "A kernel of zeros is blind to every image. Give it at least one weight that is not 0."
        )
    found = correlate2d(STRIPES, answer)
    if not np.all(np.abs(found) <= 1e-9 * largest):  # a NaN is no 0 either
        hint = "In these stripes columns differ and rows do not. Which difference is always 0?"
        raise kit.Wrong(f"Its map over the stripes is {kit.show(found)}, not all 0. {hint}")


def correlate2d_windows_stub() -> Any:
    # --8<-- [start:correlate2d_windows-stub]
    from numpy.lib.stride_tricks import sliding_window_view

    def correlate2d_windows(x, kernel):
        windows = sliding_window_view(x, kernel.shape)
        return ...

    # --8<-- [end:correlate2d_windows-stub]
    return correlate2d_windows


def correlate2d_windows_solution() -> Any:
    # --8<-- [start:correlate2d_windows-solution]
    from numpy.lib.stride_tricks import sliding_window_view

    def correlate2d_windows(x, kernel):
        windows = sliding_window_view(x, kernel.shape)
        return (windows * kernel).sum(axis=(2, 3))

    # --8<-- [end:correlate2d_windows-solution]
    return correlate2d_windows


def products_only(x: Any, kernel: Any) -> Any:
    return np.lib.stride_tricks.sliding_window_view(x, kernel.shape) * kernel


def summed_along_rows(x: Any, kernel: Any) -> Any:
    return products_only(x, kernel).sum(axis=3)


def summed_altogether(x: Any, kernel: Any) -> Any:
    return products_only(x, kernel).sum()


def summed_over_places(x: Any, kernel: Any) -> Any:
    return products_only(x, kernel).sum(axis=(0, 1))


EXERCISES = [
    kit.number(
        "missing_cell",
        missing_cell_stub,
        missing_cell_solution,
        wrong={
            "the patch is summed as it is": (4, "Multiply each cell by the kernel's before you add."),
            "the kernel is turned by 180 degrees": (
                -3,
                "Use it as it is written; turning is the next page's topic.",
            ),
            "the cell below the first is computed": (
                0,
                "The missing cell is in row 0, column 1: rows count first.",
            ),
            "every cell meets every weight": (8, "Each cell meets the one weight that lies on it."),
        },
    ),
    kit.choice(
        "map_shape",
        map_shape_stub,
        map_shape_solution,
        wrong={
            "3 x 6": "One place is missing each way: the first window counts, and so does the last.",
            "5 x 6": "Rows and columns are exchanged: the kernel has 3 rows and 2 columns.",
            "6 x 8": "There the last windows would hang over the edge; nothing is padded here.",
        },
    ),
    kit.Exercise(
        "blind_kernel",
        blind_kernel_stub,
        blind_kernel_solution,
        check_blind_kernel,
        wrong={
            "all weights are zero": ([[0, 0], [0, 0]], "at least one weight"),
            "neighbours in a row are compared": ([[1, -1], [1, -1]], "columns differ and rows do not"),
            "only the sum of the weights is 0": ([[1, 0], [0, -1]], "columns differ and rows do not"),
            "it has three rows": ([[1, 1], [0, 0], [-1, -1]], "two rows of two numbers"),
        },
    ),
    kit.function(
        "correlate2d_windows",
        correlate2d_windows_stub,
        correlate2d_windows_solution,
        cases=[
            (np.array([[1, 2, 4]]), np.array([[1, 3]])),
            (X, KERNEL),
            (np.arange(20).reshape(4, 5) % 7, np.array([[1, 0], [-2, 3], [1, 5]])),
            (STRIPES, np.ones((4, 4))),
        ],
        wrong={
            "the products are not summed": (
                products_only,
                "A place gives one number: sum over the window's axes.",
            ),
            "only one axis of the window is summed": (summed_along_rows, "A window has two axes, 2 and 3."),
            "sum() is given no axis": (
                summed_altogether,
                "Without axis= it adds up all places too: name the window's two axes, 2 and 3.",
            ),
            "the places are summed": (
                summed_over_places,
                "Axes 0 and 1 are the places; the window's are 2 and 3.",
            ),
            "the kernel is turned by 180 degrees": (convolve2d, "Use it as it is written."),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
