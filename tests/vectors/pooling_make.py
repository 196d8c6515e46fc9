"""Write pooling.npz: what PyTorch computes in float64 for averages and blurs, forward and backward.

Run `python -m tests.vectors.pooling_make` after adding a case.
"""

import numpy as np
import torch
from torch.nn import functional

from tests.vectors.make import forward_and_backward
from tests.vectors.pooling_cases import AVG_POOL2D, BLUR_POOL2D, FILE, GLOBAL_AVG_POOL2D
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    return {
        f"{operation.__name__}/{case}/{name}": array
        for operation, cases in (
            (avg_pool2d, AVG_POOL2D),
            (global_avg_pool2d, GLOBAL_AVG_POOL2D),
            (blur_pool2d, BLUR_POOL2D),
        )
        for number, case in enumerate(cases)
        for name, array in operation(np.random.default_rng(number), cases[case]).items()
    }


def avg_pool2d(rng, parameters):
    shape, options = parameters
    inputs = {"x": rng.normal(size=shape)}
    return forward_and_backward(rng, lambda x: functional.avg_pool2d(x, **options), inputs)


def global_avg_pool2d(rng, shape):
    inputs = {"x": rng.normal(size=shape)}
    return forward_and_backward(rng, lambda x: functional.adaptive_avg_pool2d(x, 1)[..., 0, 0], inputs)


def blur_pool2d(rng, parameters):
    shape, stride = parameters
    weight = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=torch.float64) / 16
    weight = weight.expand(shape[1], 1, 3, 3)

    def blur(x):
        padded = functional.pad(x, (1, 1, 1, 1), mode="reflect")
        return functional.conv2d(padded, weight, stride=stride, groups=shape[1])

    return forward_and_backward(rng, blur, {"x": rng.normal(size=shape)})


if __name__ == "__main__":
    write(FILE, compute())
