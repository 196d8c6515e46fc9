"""Global pooling: one number for a whole map, which does not know where anything was."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.pooling.geometry import check_maps


def global_max_pool2d(x):
    """Take the largest value of every map: what is left does not know where it was.

    Shapes: x (N, C, H, W) -> (N, C).
    Raises ValueError for another rank, or a map without a cell.
    Source: Oquab et al. 2015, Is object localization for free?, section 3.
    """
    return flat_maps(x).max(axis=2)


def global_max_pool2d_backward(grad_output, x):
    """Send every map's gradient to its largest value; of equal ones, to the first.

    Shapes: grad_output (N, C) -> grad_x, shaped as x.
    Raises ValueError as `global_max_pool2d`, and if grad_output is not shaped as its output.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    maps = flat_maps(x)
    check_shape("grad_output", grad_output, "(N, C)", *maps.shape[:2])
    grad_maps = np.zeros_like(maps)
    np.put_along_axis(grad_maps, maps.argmax(axis=2, keepdims=True), grad_output[:, :, None], axis=2)
    return grad_maps.reshape(x.shape)


# --8<-- [start:global_avg_pool2d]
def global_avg_pool2d(x):
    """Take the mean of every map: each cell counts the same, wherever it is.

    Shapes: x (N, C, H, W) -> (N, C).
    Raises ValueError for another rank, or a map without a cell.
    Source: Lin, Chen and Yan, arXiv:1312.4400, section 3.2.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # past the largest: infinite
        return flat_maps(x).mean(axis=2)
    # --8<-- [end:global_avg_pool2d]


def global_avg_pool2d_backward(grad_output, x):
    """Give every cell of a map the same share of the map's gradient.

    Shapes: grad_output (N, C) -> grad_x, shaped as x.
    Raises ValueError as `global_avg_pool2d`, and if grad_output is not shaped as its output.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    maps = flat_maps(x)
    check_shape("grad_output", grad_output, "(N, C)", *maps.shape[:2])
    share = grad_output / np.float64(maps.shape[2])
    return np.full(x.shape, share[:, :, None, None], x.dtype)


def flat_maps(x):
    """Return (N, C, H, W) as (N, C, H*W)."""
    (x,) = floating(x=x)
    check_maps(x)
    N, C, H, W = x.shape
    return x.reshape(N, C, H * W)
