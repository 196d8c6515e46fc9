"""The exercises of docs/convolution/learned_kernels.md."""

from typing import Any

import numpy as np

from exercises import kit
from snippets.convolution import correlate2d
from snippets.kernels import BLUR, SHARPEN, learn_kernels

X = (np.arange(144) ** 3 // 7 % 3 - 1).reshape(12, 12)  # irregular: no other kernel gives the same map
BARS = np.ones((6, 8))
BARS[:, 2:6] = 0
BOTH_EDGES = np.abs(correlate2d(BARS, [[1, -1]]))
FIRST = [0.3, 0.1]


def downwards_stub() -> Any:
    # --8<-- [start:downwards-stub]
    downwards = ...  # rows of numbers
    # --8<-- [end:downwards-stub]
    return downwards


def downwards_solution() -> Any:
    # --8<-- [start:downwards-solution]
    downwards = [[-1], [1]]
    # --8<-- [end:downwards-solution]
    return downwards


def descend_stub() -> Any:
    # --8<-- [start:descend-stub]
    from snippets.convolution import correlate2d

    def descend(x, target, kernel):
        return ...

    # --8<-- [end:descend-stub]
    return descend


def descend_solution() -> Any:
    # --8<-- [start:descend-solution]
    from snippets.convolution import correlate2d

    def descend(x, target, kernel):
        error = correlate2d(x, kernel) - target
        return kernel - 0.005 * correlate2d(x, 2 * error)

    # --8<-- [end:descend-solution]
    return descend


def after_100_steps(descend: Any, x: Any, target: Any) -> Any:
    """The kernel that 100 of these steps learn, from zeros."""
    kernel = np.zeros((3, 3))
    for _ in range(100):
        kernel = descend(x, target, kernel)
    return kernel


def second_stub() -> Any:
    # --8<-- [start:second-stub]
    second = ...  # a list of two numbers
    # --8<-- [end:second-stub]
    return second


def second_solution() -> Any:
    # --8<-- [start:second-solution]
    second = [-0.1, 0.2]
    # --8<-- [end:second-solution]
    return second


def check_second(answer: Any) -> None:
    kit.refuse_unanswered("second", answer)
    if not kit.is_numeric(answer) or np.shape(answer) != (2,) or not np.all(np.isfinite(answer)):
        raise kit.Wrong(f"second is {kit.show(answer)}; expected a list of two numbers.")
    if np.abs(answer).max() > 2:
        raise kit.Wrong(f"second is {kit.show(answer)}; start smaller, or the first steps overshoot.")
    if np.array_equal(answer, [0.1, 0.3]):
        raise kit.Wrong("That is the page's own start. Find another.")
    start = np.array([[FIRST], [answer]])
    end = learn_kernels(BARS, BOTH_EDGES, start, lr=0.01, steps=200)
    maps = [correlate2d(BARS, kernel) for kernel in end]
    if np.abs(sum(np.maximum(y, 0) for y in maps) - BOTH_EDGES).max() < 0.01:
        return
    ends = f"They end at {kit.show(end[0, 0])} and {kit.show(end[1, 0])}. "
    if np.array_equal(end[0], end[1]):
        raise kit.Wrong(ends + "Equal starts get equal gradients: start the second elsewhere.")
    if np.array_equal(end[1], start[1]):
        raise kit.Wrong(
            ends + "The second has not moved: its map is nowhere above 0, so relu passes nothing back."
        )
    if np.all(end >= 0):
        raise kit.Wrong(
            ends + "Relu cuts nothing off where no cell of a map is below 0, and both move in step. "
            "Start the second below 0 at one edge."
        )
    raise kit.Wrong(ends + "Together they do not give 1 at both edges.")


def tie_stub() -> Any:
    # --8<-- [start:tie-stub]
    # "gradient", "rate", "relu" or "image":
    # gradient: equal kernels get equal gradients
    # rate: too small a learning rate to part them
    # relu: it removes the difference between them
    # image: one image does not hold two features
    tie = ...
    # --8<-- [end:tie-stub]
    return tie


def tie_solution() -> Any:
    # --8<-- [start:tie-solution]
    tie = "gradient"
    # --8<-- [end:tie-solution]
    return tie


def error_of(x: Any, target: Any, kernel: Any) -> Any:
    return correlate2d(x, kernel) - target


EXERCISES = [
    kit.number(
        "downwards",
        downwards_stub,
        downwards_solution,
        wrong={
            "the upper pixel is the larger": (
                [[1], [-1]],
                "That is positive where it gets darker downwards.",
            ),
            "neighbours in a row are compared": ([[-1, 1]], "One row, two columns: it looks to the right."),
            "the rows are not in a list of their own": ([-1, 1], "A kernel has two axes: write two rows."),
            "the difference runs the other way along a row": (
                [[1, -1]],
                "It compares neighbours in a row. Which kernel has two rows?",
            ),
        },
    ),
    kit.function(
        "descend",
        descend_stub,
        descend_solution,
        cases=[
            (X, correlate2d(X, BLUR)),
            (X, correlate2d(X, SHARPEN)),
            (X[::-1, :11], correlate2d(X[::-1, :11], np.arange(9).reshape(3, 3))),
        ],
        wrong={
            "the kernel climbs": (
                lambda x, t, k: k + 0.005 * correlate2d(x, 2 * error_of(x, t, k)),
                "The gradient points uphill: subtract it, and take map minus target.",
            ),
            "the old kernel is dropped": (
                lambda x, t, k: -0.005 * correlate2d(x, 2 * error_of(x, t, k)),
                "A step starts where the last one ended: kernel - 0.005 * gradient.",
            ),
            "the target is slid over the image": (
                lambda x, t, k: k + 0.005 * correlate2d(x, 2 * t),
                "Slide the error, map minus target: it shrinks as the kernel learns.",
            ),
            "the image slides over the error": (
                lambda x, t, k: k - 0.005 * correlate2d(2 * error_of(x, t, k), x),
                "The error is the smaller one: correlate2d(x, 2 * error).",
            ),
        },
        run=after_100_steps,
        tolerance=1e-4,
    ),
    kit.Exercise(
        "second",
        second_stub,
        second_solution,
        check_second,
        wrong={
            "both start alike": ([0.3, 0.1], "Equal starts get equal gradients"),
            "both see everything": ([0.2, 0.1], "both move in step"),
            "it sees nothing": ([-0.3, -0.1], "relu passes nothing back"),
            "it starts far out": ([50, -50], "start smaller"),
            "it is the page's": ([0.1, 0.3], "Find another"),
        },
    ),
    kit.choice(
        "tie",
        tie_stub,
        tie_solution,
        wrong={
            "rate": "Multiply two equal gradients by any rate: the steps are equal.",
            "relu": "Relu is what lets different kernels part; two equal maps it leaves equal.",
            "image": "The bar has two different edges, and mirrored starts find both.",
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
