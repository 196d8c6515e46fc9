"""Layers that have no state: along time, over all steps at once, and at each step by itself."""

import numpy as np

from snippets.arrays import check_shape
from snippets.convolution import conv1d, conv1d_backward
from snippets.nn import Layer, initial
from snippets.pooling import max_pool2d, max_pool2d_backward


class Conv1d(Layer):
    """A convolution along time: x (N, in_channels, L) -> (N, out_channels, OL)."""

    def __init__(
        self, in_channels, out_channels, kernel_size, *, padding=0, dilation=1, rng, dtype=np.float32
    ):
        super().__init__()
        self.parameters = initial(rng, (out_channels, in_channels, kernel_size), dtype)
        self.places = {"padding": padding, "dilation": dilation}

    def forward(self, x):
        self.x = x
        return conv1d(x, **self.parameters, **self.places)

    def backward(self, grad_output):
        grad_x, *grads = conv1d_backward(grad_output, self.x, **self.parameters, **self.places)
        self.gradients = dict(zip(self.parameters, grads, strict=True))
        return grad_x


class MaxPool1d(Layer):
    """The largest value of every window along time: (N, C, L) -> (N, C, L // kernel_size)."""

    def __init__(self, kernel_size):
        super().__init__()
        self.window = 1, kernel_size

    def forward(self, x):
        self.x = x[:, :, None]
        return max_pool2d(self.x, self.window)[:, :, 0]

    def backward(self, grad_output):
        return max_pool2d_backward(grad_output[:, :, None], self.x, self.window)[:, :, 0]


class Embedding(Layer):
    """A row of numbers for every symbol: whole numbers (T, N) -> (T, N, size)."""

    def __init__(self, symbols, size, *, rng, dtype=np.float32):
        super().__init__()
        self.parameters = {"weight": rng.normal(size=(symbols, size)).astype(dtype)}

    def forward(self, x):
        self.x, count = np.asarray(x), len(self.parameters["weight"])
        check_shape("x", self.x, "(T, N)")
        wrong = self.x[(self.x < 0) | (self.x >= count)]
        if wrong.size:
            raise ValueError(f"x holds {wrong[0]}; expected symbols from 0 to {count - 1}")
        return self.parameters["weight"][self.x]

    def backward(self, grad_output):
        """Sum what reaches each row; symbols have no gradient."""
        rows = np.eye(len(self.parameters["weight"]), dtype=grad_output.dtype)[self.x.ravel()]
        self.gradients = {"weight": rows.T @ grad_output.reshape(len(rows), grad_output.shape[2])}


class Move(Layer):
    """Put the axes into another order, as `np.transpose` does."""

    def __init__(self, *axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return x.transpose(self.axes)

    def backward(self, grad_output):
        return grad_output.transpose(np.argsort(self.axes))


class LastStep(Layer):
    """Keep the last step: (T, N, H) -> (N, H)."""

    def forward(self, x):
        self.shape = x.shape
        return x[-1]

    def backward(self, grad_output):
        grad_x = np.zeros(self.shape, grad_output.dtype)
        grad_x[-1] = grad_output
        return grad_x


class MaxOverTime(Layer):
    """Keep the largest value of every feature, whenever it was: (T, N, H) -> (N, H); of a tie, the first."""

    def forward(self, x):
        self.shape, self.when = x.shape, x.argmax(axis=0)
        return x.max(axis=0)

    def backward(self, grad_output):
        grad_x = np.zeros(self.shape, grad_output.dtype)
        np.put_along_axis(grad_x, self.when[None], grad_output[None], axis=0)
        return grad_x


class MeanOverTime(Layer):
    """Average every feature over the steps: (T, N, H) -> (N, H)."""

    def forward(self, x):
        self.shape = x.shape
        return x.mean(axis=0)

    def backward(self, grad_output):
        return np.broadcast_to(grad_output / self.shape[0], self.shape)


class JoinSteps(Layer):
    """Make every step an example of its own: (T, N, ...) -> (T * N, ...)."""

    def forward(self, x):
        self.steps = x.shape[:2]
        return x.reshape(-1, *x.shape[2:])

    def backward(self, grad_output):
        return grad_output.reshape(*self.steps, *grad_output.shape[1:])


class SplitSteps(Layer):
    """Put the examples back into the steps that `joined` took them from: (T * N, ...) -> (T, N, ...)."""

    def __init__(self, joined):
        super().__init__()
        self.joined = joined

    def forward(self, x):
        return x.reshape(*self.joined.steps, *x.shape[1:])

    def backward(self, grad_output):
        return grad_output.reshape(-1, *grad_output.shape[2:])


def each_step(*layers):
    """Let layers see every step by itself: `Sequential(*each_step(…))`, (T, N, ...) -> (T, N, ...)."""
    joined = JoinSteps()
    return (joined, *layers, SplitSteps(joined))
