"""The exercises of docs/start/shapes_and_gradients.md."""

from typing import Any

import numpy as np

from exercises import kit


def maps_stub() -> Any:
    # --8<-- [start:maps-stub]
    maps = ...
    # --8<-- [end:maps-stub]
    return maps


def maps_solution() -> Any:
    # --8<-- [start:maps-solution]
    maps = 16
    # --8<-- [end:maps-solution]
    return maps


def kink_stub() -> Any:
    # --8<-- [start:kink-stub]
    kink = ...
    # --8<-- [end:kink-stub]
    return kink


def kink_solution() -> Any:
    # --8<-- [start:kink-solution]
    eps = 1e-5
    kink = (eps - 0) / (2 * eps)
    # --8<-- [end:kink-solution]
    return kink


def mean_grad_stub() -> Any:
    # --8<-- [start:mean_grad-stub]
    # result = ((prediction - target) ** 2).mean()
    def mean_grad(prediction, target):
        # wrong: return 2 * (prediction - target)
        return ...

    # --8<-- [end:mean_grad-stub]
    return mean_grad


def mean_grad_solution() -> Any:
    # --8<-- [start:mean_grad-solution]
    def mean_grad(prediction, target):
        return 2 * (prediction - target) / len(target)

    # --8<-- [end:mean_grad-solution]
    return mean_grad


def bias_grad_stub() -> Any:
    # --8<-- [start:bias_grad-stub]
    # result = ((x + bias) ** 2).sum()
    def bias_grad(x, bias):
        # wrong: return 2 * (x + bias)
        return ...

    # --8<-- [end:bias_grad-stub]
    return bias_grad


def bias_grad_solution() -> Any:
    # --8<-- [start:bias_grad-solution]
    def bias_grad(x, bias):
        return (2 * (x + bias)).sum(axis=0)

    # --8<-- [end:bias_grad-solution]
    return bias_grad


def window_grad_stub() -> Any:
    # --8<-- [start:window_grad-stub]
    import numpy as np

    # result = (grad_y * (w[0] * x[:-1] + w[1] * x[1:])).sum()
    def window_grad(grad_y, w):
        grad_x = np.zeros(len(grad_y) + 1)
        grad_x[:-1] = w[0] * grad_y
        # wrong: grad_x[1:] = w[1] * grad_y
        return ...

    # --8<-- [end:window_grad-stub]
    return window_grad


def window_grad_solution() -> Any:
    # --8<-- [start:window_grad-solution]
    import numpy as np

    def window_grad(grad_y, w):
        grad_x = np.zeros(len(grad_y) + 1)
        grad_x[:-1] += w[0] * grad_y
        grad_x[1:] += w[1] * grad_y
        return grad_x

    # --8<-- [end:window_grad-solution]
    return window_grad


def windows_overwritten(grad_y: Any, w: Any) -> Any:
    grad_x = np.zeros(len(grad_y) + 1)
    grad_x[:-1] = w[0] * grad_y
    grad_x[1:] = w[1] * grad_y
    return grad_x


def windows_turned(grad_y: Any, w: Any) -> Any:
    return window_grad_solution()(grad_y, w[::-1])


def windows_slid(grad_y: Any, w: Any) -> Any:
    return w[0] * grad_y[:-1] + w[1] * grad_y[1:]


EXERCISES = [
    kit.number(
        "maps",
        maps_stub,
        maps_solution,
        wrong={
            "the images are counted": (8, "N counts the images; asked are the maps of each."),
            "the channels that go in are counted": (3, "C_in is the weights' second axis, C_out the first."),
            "the maps of all images are counted": (
                128,
                "That is N times C_out; asked are those of one image.",
            ),
            "every channel gives maps of its own": (
                48,
                "A filter reads all three channels and sums them into one map.",
            ),
        },
    ),
    kit.number(
        "kink",
        kink_stub,
        kink_solution,
        wrong={
            "only the left side counts": (0, "Relu of a small negative number is 0. And on the other side?"),
            "only the right side counts": (1, "One of the two points lies left of 0, where relu is flat."),
            "the step is not doubled": (
                2,
                "The difference of both values is one step; divide it by two steps, not by half of one.",
            ),
        },
        tolerance=1e-9,
    ),
    kit.function(
        "mean_grad",
        mean_grad_stub,
        mean_grad_solution,
        cases=[
            (np.array([3.0, 1.0]), np.array([1.0, 1.0])),
            (np.array([0.5, -2.0, 4.0, 1.0]), np.array([1.0, 1.0, 0.0, -3.0])),
            (np.array([2.0]), np.array([5.0])),
        ],
        wrong={
            "it stays as it was": (
                lambda prediction, target: 2 * (prediction - target),
                "The result is a mean: what is it divided by?",
            ),
            "the sign is changed": (
                lambda prediction, target: 2 * (target - prediction) / len(target),
                "A larger prediction makes prediction - target larger.",
            ),
            "the factor 2 is lost": (
                lambda prediction, target: (prediction - target) / len(target),
                "The derivative of a square has a factor 2.",
            ),
            "the gradients are averaged": (
                lambda prediction, target: (2 * (prediction - target)).mean(),
                "The gradient has the shape of the prediction: a slope for each number.",
            ),
        },
    ),
    kit.function(
        "bias_grad",
        bias_grad_stub,
        bias_grad_solution,
        cases=[
            (np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]]), np.array([1.0, -1.0])),
            (np.array([[1.0, 0.0], [0.0, 4.0]]), np.array([0.5, 2.0])),
            (np.array([[2.0, -1.0, 3.0]]), np.array([0.0, 0.0, 1.0])),
        ],
        wrong={
            "it stays as it was": (
                lambda x, bias: 2 * (x + bias),
                "Its shape is that of x; the bias has one number for each column.",
            ),
            "the numbers of each example are summed": (
                lambda x, bias: (2 * (x + bias)).sum(axis=1),
                "Axis 0 counts the examples, and they share the bias: sum over axis 0.",
            ),
            "the examples are averaged": (
                lambda x, bias: (2 * (x + bias)).mean(axis=0),
                "The result is a sum over the examples, not a mean.",
            ),
            "everything is summed": (
                lambda x, bias: (2 * (x + bias)).sum(),
                "The bias has one number for each column: keep axis 1.",
            ),
        },
    ),
    kit.function(
        "window_grad",
        window_grad_stub,
        window_grad_solution,
        cases=[
            (np.array([1.0, 1.0]), np.array([2.0, 3.0])),
            (np.array([1.0, 0.0, -2.0, 4.0]), np.array([1.0, 5.0])),
            (np.array([3.0]), np.array([1.0, -1.0])),
        ],
        wrong={
            "it stays as it was": (
                windows_overwritten,
                "The second line overwrites most of what the first wrote: add to it, with +=.",
            ),
            "the weights are exchanged": (windows_turned, "w[0] belongs to x[:-1], w[1] to x[1:]."),
            "the window slides over grad_y": (
                windows_slid,
                "That is two numbers short: each output sends its gradient to two inputs.",
            ),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
