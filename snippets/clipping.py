"""Two ways to cap a gradient: shorten it as a whole, or cut each number by itself."""

import math
from numbers import Real

import numpy as np

from snippets.arrays import floating


def clip_by_norm(grads, limit):
    """Shorten a gradient to `limit` if it is longer, all its arrays as one vector.

    Shapes: a tuple of arrays of any shape, or None -> the same, new.
    Raises ValueError for anything but a tuple or list of real arrays, and a limit not above 0.
    Source: Pascanu, Mikolov, Bengio, arXiv:1211.5063, algorithm 1.
    """
    grads, limit = clipping_arguments(grads, limit)
    numbers = [g.ravel().astype(np.float64) for g in grads if g is not None]
    largest = float(np.max([np.abs(part).max(initial=0) for part in numbers], initial=0))
    # Divided by a power of two about as large as the largest number, no square overflows.
    scale = 2.0 ** (math.frexp(largest)[1] - 1) if 0 < largest < math.inf else 1.0
    length = math.sqrt(sum(float(np.square(part / scale).sum()) for part in numbers))
    if scale * length <= limit:
        return grads
    return tuple(None if g is None else g / scale * limit / length for g in grads)


def clip_by_value(grads, limit):
    """Cut every number of a gradient to between -limit and limit: its direction changes.

    Shapes, errors: as `clip_by_norm`.
    Source: PyTorch's `nn.utils.clip_grad_value_`.
    """
    grads, limit = clipping_arguments(grads, limit)
    return tuple(None if grad is None else np.clip(grad, -limit, limit) for grad in grads)


def clipping_arguments(grads, limit):
    if not isinstance(grads, (tuple, list)):
        raise ValueError(f"grads is {type(grads).__name__}; expected a tuple: one array for each parameter")
    if not (isinstance(limit, Real) and limit > 0):
        raise ValueError(f"limit is {limit!r}; expected a number above 0")
    return tuple(None if grad is None else floating(grad=grad)[0].copy() for grad in grads), float(limit)
