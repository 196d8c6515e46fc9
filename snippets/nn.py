"""Layers that hold parameters and call the functions, a stack of them, and a loop that trains it."""

import sys

import numpy as np

from snippets.arrays import check_shape
from snippets.convolution import conv2d, conv2d_backward
from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.optim import Adam, cosine
from snippets.pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)


class Layer:
    """What a layer has: `parameters` and `gradients` by name, none here; `forward`, then `backward`."""

    def __init__(self):
        self.parameters = {}
        self.gradients = {}


class Conv2d(Layer):
    """A convolution whose filters are learned.

    Shapes: x (N, in_channels, H, W) -> (N, out_channels, OH, OW).
    """

    def __init__(self, in_channels, out_channels, kernel_size, *, stride=1, padding=0, rng, dtype=np.float32):
        super().__init__()
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.parameters = initial(rng, shape, dtype)
        self.places = {"stride": stride, "padding": padding}

    def forward(self, x):
        self.x = x
        return conv2d(x, **self.parameters, **self.places)

    def backward(self, grad_output):
        grad_x, grad_weight, grad_bias = conv2d_backward(
            grad_output, self.x, **self.parameters, **self.places
        )
        self.gradients = {"weight": grad_weight, "bias": grad_bias}
        return grad_x


class Linear(Layer):
    """Every output a weighted sum of every input.

    Shapes: x (N, in_features) -> (N, out_features).
    """

    def __init__(self, in_features, out_features, *, rng, dtype=np.float32):
        super().__init__()
        self.parameters = initial(rng, (out_features, in_features), dtype)

    def forward(self, x):
        check_shape("x", x, "(N, in_features)", None, self.parameters["weight"].shape[1])
        self.x = x
        return x @ self.parameters["weight"].T + self.parameters["bias"]

    def backward(self, grad_output):
        self.gradients = {"weight": grad_output.T @ self.x, "bias": grad_output.sum(axis=0)}
        return grad_output @ self.parameters["weight"]


class ReLU(Layer):
    """The positive part."""

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad_output):
        return np.where(self.x > 0, grad_output, 0)


class MaxPool2d(Layer):
    """The largest value of every window; windows do not overlap."""

    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def forward(self, x):
        self.x = x
        return max_pool2d(x, self.kernel_size)

    def backward(self, grad_output):
        return max_pool2d_backward(grad_output, self.x, self.kernel_size)


class GlobalMaxPool2d(Layer):
    """The largest value of every map: (N, C, H, W) -> (N, C)."""

    def forward(self, x):
        self.x = x
        return global_max_pool2d(x)

    def backward(self, grad_output):
        return global_max_pool2d_backward(grad_output, self.x)


class GlobalAvgPool2d(Layer):
    """The average of every map: (N, C, H, W) -> (N, C)."""

    def forward(self, x):
        self.x = x
        return global_avg_pool2d(x)

    def backward(self, grad_output):
        return global_avg_pool2d_backward(grad_output, self.x)


class Flatten(Layer):
    """All cells of an image in one row: (N, C, H, W) -> (N, C*H*W)."""

    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), np.prod(x.shape[1:], dtype=int))

    def backward(self, grad_output):
        return grad_output.reshape(self.shape)


class Sequential:
    """One layer after the other, all their parameters in one vector.

    `vector` holds every parameter; `parameters` names the layers' parts of it as PyTorch does ("0.weight"),
    so that `np.savez(file, **model.parameters)` keeps the model and `load` brings it back.
    """

    def __init__(self, *layers):
        self.layers = layers
        owners = [(i, name, layer) for i, layer in enumerate(layers) for name in layer.parameters]
        arrays = [layer.parameters[name] for _, name, layer in owners]
        self.vector = np.concatenate([array.ravel() for array in arrays])
        ends = np.cumsum([array.size for array in arrays])
        self.parameters = {}
        for (i, name, layer), array, end in zip(owners, arrays, ends, strict=True):
            view = self.vector[end - array.size : end].reshape(array.shape)
            layer.parameters[name] = self.parameters[f"{i}.{name}"] = view

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def gradient(self):
        """The gradients of the last `backward`, in the order of `vector`."""
        return np.concatenate(
            [layer.gradients[name].ravel() for layer in self.layers for name in layer.parameters]
        )

    def load(self, arrays):
        """Copy named arrays into the parameters; a ValueError, and none, if a name or shape is another."""
        if set(arrays) != set(self.parameters):
            raise ValueError(f"arrays has {sorted(arrays)}; expected {sorted(self.parameters)}")
        for name, parameter in self.parameters.items():
            if arrays[name].shape != parameter.shape:
                raise ValueError(f"{name} has shape {arrays[name].shape}; expected {parameter.shape}")
        for name, parameter in self.parameters.items():
            parameter[...] = arrays[name]


# --8<-- [start:fit]
def fit(model, x, target, *, epochs, batch_size, lr, rng, label_smoothing=0.0):
    """Train with Adam on cross-entropy; the rate falls to 0 along a cosine.

    Shapes: x (N, ...), as the model takes it; target (N,) -> losses (steps,).
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 8.1.3.
    """
    if len(x) != len(target):
        found = f"{len(x)} rows and target {len(target)} labels"
        raise ValueError(f"x has {found}; expected as many")
    smoothing = {"label_smoothing": label_smoothing}
    optimizer = Adam(model.vector, lr)
    batches = -(-len(x) // batch_size)
    losses = []
    for _ in progress(range(epochs), "epoch"):
        for rows in np.array_split(rng.permutation(len(x)), batches):
            logits = model.forward(x[rows])
            losses.append(cross_entropy(logits, target[rows], **smoothing))
            model.backward(cross_entropy_backward(1, logits, target[rows], **smoothing))
            optimizer.lr = cosine(len(losses) - 1, epochs * batches, lr)
            optimizer.step(model.gradient())
    return np.array(losses)
    # --8<-- [end:fit]


def progress(steps, name):
    """Pass the steps on; a person at a terminal sees a bar grow, a log stays clean."""
    for done, step in enumerate(steps):
        yield step
        if sys.stderr.isatty():
            bar = "━" * (40 * (done + 1) // len(steps))
            end = "\n" if done + 1 == len(steps) else ""
            print(f"\r{name} {done + 1}/{len(steps)} {bar:<40}", end=end, file=sys.stderr, flush=True)


def initial(rng, shape, dtype):
    """Draw weight and bias evenly within ±1/√fan_in, as PyTorch does; fan_in is the inputs of one output."""
    bound = 1 / np.sqrt(np.prod(shape[1:]))
    weight = rng.uniform(-bound, bound, shape).astype(dtype)
    return {"weight": weight, "bias": rng.uniform(-bound, bound, shape[0]).astype(dtype)}
