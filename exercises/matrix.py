"""The exercises of docs/convolution/matrix.md."""

from typing import Any

import numpy as np

from exercises import kit
from snippets.matrix import toeplitz


def entries_stub() -> Any:
    # --8<-- [start:entries-stub]
    entries = ...
    # --8<-- [end:entries-stub]
    return entries


def entries_solution() -> Any:
    # --8<-- [start:entries-solution]
    entries = (7 - 3 + 1) ** 2 * 3 * 3
    # --8<-- [end:entries-solution]
    return entries


def collapsed_stub() -> Any:
    # --8<-- [start:collapsed-stub]
    collapsed = ...  # a list of numbers
    # --8<-- [end:collapsed-stub]
    return collapsed


def collapsed_solution() -> Any:
    # --8<-- [start:collapsed-solution]
    collapsed = [1, 2, 3 - 1, -2, -3]
    # --8<-- [end:collapsed-solution]
    return collapsed


def grown_stub() -> Any:
    # --8<-- [start:grown-stub]
    def grown(size, kernel_size, stride):
        return ...

    # --8<-- [end:grown-stub]
    return grown


def grown_solution() -> Any:
    # --8<-- [start:grown-solution]
    def grown(size, kernel_size, stride):
        return (size - 1) * stride + kernel_size

    # --8<-- [end:grown-solution]
    return grown


def conv_backward_stub() -> Any:
    # --8<-- [start:conv_backward-stub]
    import numpy as np

    from snippets.matrix import toeplitz

    def conv_backward(grad_y, x, kernel):
        grad_x = ...
        grad_kernel = ...
        return grad_x, grad_kernel

    # --8<-- [end:conv_backward-stub]
    return conv_backward


def conv_backward_solution() -> Any:
    # --8<-- [start:conv_backward-solution]
    import numpy as np

    from snippets.matrix import toeplitz

    def conv_backward(grad_y, x, kernel):
        grad_x = toeplitz(kernel, len(x)).T @ grad_y
        grad_kernel = np.correlate(x, grad_y, mode="valid")
        return grad_x, grad_kernel

    # --8<-- [end:conv_backward-solution]
    return conv_backward


def backward_with(*, turn_kernel: bool = False, turn_weights: bool = False, exchange: bool = False) -> Any:
    """The backward pass with one mistake in it."""

    def conv_backward(grad_y: Any, x: Any, kernel: Any) -> Any:
        grad_x = toeplitz(kernel[::-1] if turn_kernel else kernel, len(x)).T @ grad_y
        grad_kernel = np.correlate(x, grad_y, mode="valid")
        if turn_weights:
            grad_kernel = grad_kernel[::-1]
        return (grad_kernel, grad_x) if exchange else (grad_x, grad_kernel)

    return conv_backward


EXERCISES = [
    kit.number(
        "entries",
        entries_stub,
        entries_solution,
        wrong={
            "every pixel has a row": (441, "The kernel fits at fewer places than there are pixels."),
            "the different weights are counted": (9, "Each of them stands in every row of T."),
            "all entries are counted": (1225, "A row has 49 entries, and most lie outside the window."),
            "the rows are counted": (25, "How many weights has a row?"),
        },
    ),
    kit.number(
        "collapsed",
        collapsed_stub,
        collapsed_solution,
        wrong={
            "the kernels are multiplied": ([1, 0, -3], "The window of both together is five cells wide."),
            "the kernels are added": ([2, 2, 2], "One works on the result of the other."),
            "one of them is turned": (
                [-1, -2, -2, 2, 3],
                "The output at i is y[i] - y[i + 2], and y[i] is x[i] + 2 x[i + 1] + 3 x[i + 2].",
            ),
            "both of them are turned": ([-3, -2, 2, 2, 1], "The first weight is that of x[i]: 1 times 1."),
            "overlaps are not added": ([1, 2, 3, -1, -2, -3], "The copies lie one cell apart and overlap."),
        },
    ),
    kit.function(
        "grown",
        grown_stub,
        grown_solution,
        cases=[(4, 3, 1), (5, 4, 3), (1, 2, 5), (3, 1, 2), (7, 2, 2)],
        wrong={
            "the stride is forgotten": (
                lambda size, kernel_size, stride: size + kernel_size - 1,
                "The copies of the kernel lie stride cells apart.",
            ),
            "every copy is counted with its stride": (
                lambda size, kernel_size, stride: size * stride,
                "Where does the last copy begin, and how far does it reach?",
            ),
            "the first copy is counted with a stride, too": (
                lambda size, kernel_size, stride: size * stride + kernel_size,
                "The first copy begins at cell 0, so the last begins at (size - 1) * stride.",
            ),
            "a convolution's size is computed": (
                lambda size, kernel_size, stride: (size - kernel_size) // stride + 1,
                "That is how a convolution shrinks; the transposed one goes the other way.",
            ),
            "the copies lie side by side": (
                lambda size, kernel_size, stride: size * kernel_size,
                "Copies overlap where the stride is smaller than the kernel.",
            ),
        },
    ),
    kit.function(
        "conv_backward",
        conv_backward_stub,
        conv_backward_solution,
        cases=[
            (np.array([1.0, 10.0]), np.array([1.0, 2.0, 5.0]), np.array([3.0, 7.0])),
            (np.array([1.0, 0.0, -2.0]), np.arange(5.0) ** 2, np.array([1.0, 2.0, 4.0])),
            (np.array([2.0, 1.0, 4.0, -1.0]), np.array([1.0, -3.0, 0.5, 2.0]), np.array([5.0])),
        ],
        wrong={
            "the kernel is turned": (
                backward_with(turn_kernel=True),
                "The transpose turns it by itself: give toeplitz the kernel as it is.",
            ),
            "the weights' gradient is turned": (
                backward_with(turn_weights=True),
                "np.convolve turns one of the two; np.correlate does not.",
            ),
            "the gradients are exchanged": (backward_with(exchange=True), "Return that of x first."),
            "T is not transposed": (
                lambda grad_y, x, kernel: (
                    toeplitz(kernel, len(x)) @ grad_y,
                    np.correlate(x, grad_y, mode="valid"),
                ),
                "grad_y has a number for each row of T; the product with T wants one for each column.",
            ),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
