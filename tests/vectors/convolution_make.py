"""Write convolution.npz: what PyTorch computes in float64 for layers on one axis and transposed.

Run `python -m tests.vectors.convolution_make` after adding a case.
"""

import numpy as np
from torch.nn import functional

from tests.vectors.convolution_cases import CONV1D, CONV_TRANSPOSE2D, FILE
from tests.vectors.make import forward_and_backward
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    return {
        f"{operation.__name__}/{case}/{name}": array
        for operation, cases in ((conv1d, CONV1D), (conv_transpose2d, CONV_TRANSPOSE2D))
        for number, case in enumerate(cases)
        for name, array in operation(np.random.default_rng(number), cases[case]).items()
    }


def conv1d(rng, parameters):
    x_shape, weight_shape, options = parameters
    return layer(rng, functional.conv1d, x_shape, weight_shape, weight_shape[0], options)


def conv_transpose2d(rng, parameters):
    x_shape, weight_shape, options = parameters
    channels = weight_shape[1] * options.get("groups", 1)
    return layer(rng, functional.conv_transpose2d, x_shape, weight_shape, channels, options)


def layer(rng, function, x_shape, weight_shape, channels, options):
    shapes = {"x": x_shape, "weight": weight_shape, "bias": channels}
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return forward_and_backward(rng, lambda **t: function(t["x"], t["weight"], t["bias"], **options), inputs)


if __name__ == "__main__":
    write(FILE, compute())
