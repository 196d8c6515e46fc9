"""Max pooling: the largest value of every window, and where its gradient goes."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import pad, windows
from snippets.pooling.geometry import geometry


def max_pool2d_naive(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Take the largest value of every window: the definition, as loops.

    Shapes, errors: as `max_pool2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.3.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, edges, dilation = geometry(
        x, kernel_size, stride, padding, dilation, ceil_mode
    )
    padded = pad(x, edges, -np.inf)
    out = np.full(windows(padded, kernel_size, stride, dilation)[:, :, 0, 0].shape, -np.inf, x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        for m, k in np.ndindex(kernel_size):
            value = padded[n, c, i * stride[0] + m * dilation[0], j * stride[1] + k * dilation[1]]
            out[n, c, i, j] = np.maximum(out[n, c, i, j], value)
    return out


# --8<-- [start:max_pool2d]
def max_pool2d(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Take every window's largest value: kernel cell by cell, all windows at once.

    Shapes: x (N, C, H, W) -> (N, C, OH, OW); `stride` is `kernel_size` if None.
    Padding: as in `conv2d`, of minus infinity, so that it never wins;
    at most half of the window.
    With `ceil_mode` a last window may hang over the end.
    Raises ValueError for another rank, more padding, or a window that nowhere fits.
    Source: Goodfellow, Bengio, Courville, Deep Learning,
    section 9.3; PyTorch's `max_pool2d`.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, edges, dilation = geometry(
        x, kernel_size, stride, padding, dilation, ceil_mode
    )
    padded = pad(x, edges, -np.inf)
    view = windows(padded, kernel_size, stride, dilation)
    out = view[:, :, 0, 0].copy()
    for i, j in np.ndindex(kernel_size):
        np.maximum(out, view[:, :, i, j], out=out)
    return out
    # --8<-- [end:max_pool2d]


def max_pool2d_backward(grad_output, x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Send every window's gradient to its largest value; of equal ones, to the first.

    Shapes: grad_output (N, C, OH, OW) -> grad_x, shaped as x.
    Raises ValueError as `max_pool2d`, and if grad_output is not shaped as its output.
    Source: PyTorch's `max_pool2d`, whose gradients these are.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    out = max_pool2d(x, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
    check_shape("grad_output", grad_output, "(N, C, OH, OW)", *out.shape)
    kernel_size, stride, padding, edges, dilation = geometry(
        x, kernel_size, stride, padding, dilation, ceil_mode
    )
    (top, _), (left, _) = padding
    height, width = x.shape[2:]
    padded = pad(x, edges, -np.inf)
    inside = pad(np.ones((1, 1, height, width), bool), edges)
    grad_padded = np.zeros_like(padded)
    view, inside = (windows(a, kernel_size, stride, dilation) for a in (padded, inside))
    grad_view = windows(grad_padded, kernel_size, stride, dilation, writeable=True)
    waiting = np.ones(out.shape, bool)  # windows whose largest value is still to come
    any_nan, finite = np.isnan(out).any(), np.isfinite(grad_output).all()
    here, share = np.empty_like(waiting), np.empty_like(grad_output)  # fresh memory costs more than the sums
    for i, j in np.ndindex(kernel_size):
        value = view[:, :, i, j]
        np.equal(value, out, out=here)
        if any_nan:
            here |= np.isnan(value)
        here &= waiting & inside[:, :, i, j]
        # A product takes a tenth of a choice's time, but 0 times infinity is not 0.
        share = np.multiply(grad_output, here, out=share) if finite else np.where(here, grad_output, 0)
        grad_view[:, :, i, j] += share
        waiting ^= here
    return grad_padded[:, :, top : top + height, left : left + width]
