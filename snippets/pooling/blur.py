"""Blur pooling: smooth every map before cells are left out, so that a small shift makes a small change."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import whole, windows
from snippets.pooling.geometry import check_maps

BINOMIAL = np.outer([1, 2, 1], [1, 2, 1]) / 16


def blur_pool2d_naive(x, *, stride=2):
    """Weigh each cell and its neighbours by 1, 2, 1 both ways: the definition, as loops.

    Shapes, errors: as `blur_pool2d`.
    Source: Zhang, arXiv:1904.11486, figure 3.
    """
    (x,) = floating(x=x)
    rows, columns = reflected(x, stride)
    N, C, H, W = x.shape
    out = np.zeros((N, C, -(-H // stride), -(-W // stride)), x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        for m, k in np.ndindex(BINOMIAL.shape):
            out[n, c, i, j] += BINOMIAL[m, k] * x[n, c, rows[i * stride + m], columns[j * stride + k]]
    return out


# --8<-- [start:blur_pool2d]
def blur_pool2d(x, *, stride=2):
    """Weigh cells and neighbours by 1, 2, 1 both ways; keep every `stride`-th.

    Shapes: x (N, C, H, W) -> (N, C, ⌈H/stride⌉, ⌈W/stride⌉).
    Padding: beyond an edge the map is reflected.
    Raises ValueError for another rank, an empty map, or a stride below 1.
    Source: Zhang, arXiv:1904.11486, figure 3.
    """
    (x,) = floating(x=x)
    rows, columns = reflected(x, stride)  # 1, 0, 1, 2 …: one more at each end
    padded = x[:, :, rows[:, None], columns]
    view = windows(padded, BINOMIAL.shape, (stride, stride), (1, 1))
    out = np.zeros_like(view[:, :, 0, 0])
    for (i, j), weight in np.ndenumerate(BINOMIAL):  # 1, 2, 1 both ways, / 16
        out += float(weight) * view[:, :, i, j]
    return out
    # --8<-- [end:blur_pool2d]


def blur_pool2d_backward(grad_output, x, *, stride=2):
    """Send every cell's gradient to those it was weighed from; a reflection's goes to what it reflects.

    Shapes: grad_output (N, C, ⌈H/stride⌉, ⌈W/stride⌉) -> grad_x, shaped as x.
    Raises ValueError as `blur_pool2d`, and if grad_output is not shaped as its output.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    rows, columns = reflected(x, stride)
    grad_padded = np.zeros_like(x[:, :, rows[:, None], columns])
    grad_view = windows(grad_padded, BINOMIAL.shape, (stride, stride), (1, 1), writeable=True)
    check_shape("grad_output", grad_output, "(N, C, OH, OW)", *grad_view[:, :, 0, 0].shape)
    for (i, j), weight in np.ndenumerate(BINOMIAL):
        grad_view[:, :, i, j] += float(weight) * grad_output
    grad_x = np.zeros_like(x)
    np.add.at(grad_x, (slice(None), slice(None), rows[:, None], columns), grad_padded)
    return grad_x


def reflected(x, stride):
    """Check what `blur_pool2d` was given; return which row and column lies where, one more at each end."""
    check_maps(x)
    whole("stride", stride, 1)
    return tuple(np.pad(np.arange(size), 1, mode="reflect") for size in x.shape[2:])
