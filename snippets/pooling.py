"""Max pooling: the largest value of every window, or of the whole map, and where its gradient goes."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import output_size, pad, padding_2d, pair, windows


def max_pool2d_naive(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Take the largest value of every window: the definition, as loops.

    Shapes, errors: as `max_pool2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.3.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, dilation = geometry(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = pad(x, padding, -np.inf)
    out = np.full(windows(padded, kernel_size, stride, dilation)[:, :, 0, 0].shape, -np.inf, x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        for m, k in np.ndindex(kernel_size):
            value = padded[n, c, i * stride[0] + m * dilation[0], j * stride[1] + k * dilation[1]]
            out[n, c, i, j] = np.maximum(out[n, c, i, j], value)
    return out


def max_pool2d(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Take the largest value of every window, one kernel cell after the other, all windows at once.

    Shapes: x (N, C, H, W) -> (N, C, OH, OW); `stride` is `kernel_size` if None.
    Padding: as in `conv2d`, of minus infinity, so that it never wins; at most half of the window.
    With `ceil_mode` a last window may hang over the end.
    Raises ValueError for another rank, more padding, or a window that nowhere fits.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.3; PyTorch's `max_pool2d`.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, dilation = geometry(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = pad(x, padding, -np.inf)
    view = windows(padded, kernel_size, stride, dilation)
    out = view[:, :, 0, 0].copy()
    for i, j in np.ndindex(kernel_size):
        np.maximum(out, view[:, :, i, j], out=out)
    return out


def max_pool2d_backward(grad_output, x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Send every window's gradient to its largest value; of equal ones, to the first.

    Shapes: grad_output (N, C, OH, OW) -> grad_x, shaped as x.
    Raises ValueError as `max_pool2d`, and if grad_output is not shaped as its output.
    Source: PyTorch's `max_pool2d`, whose gradients these are.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    out = max_pool2d(x, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
    check_shape("grad_output", grad_output, "(N, C, OH, OW)", *out.shape)
    kernel_size, stride, padding, dilation = geometry(x, kernel_size, stride, padding, dilation, ceil_mode)
    (top, _), (left, _) = padding
    height, width = x.shape[2:]
    padded = pad(x, padding, -np.inf)
    inside = pad(np.ones((1, 1, height, width), bool), padding)
    grad_padded = np.zeros_like(padded)
    view, inside = (windows(a, kernel_size, stride, dilation) for a in (padded, inside))
    grad_view = windows(grad_padded, kernel_size, stride, dilation, writeable=True)
    waiting = np.ones(out.shape, bool)  # windows whose largest value is still to come
    any_nan, finite = np.isnan(out).any(), np.isfinite(grad_output).all()
    for i, j in np.ndindex(kernel_size):
        value = view[:, :, i, j]
        here = (value == out) | np.isnan(value) if any_nan else value == out
        here &= waiting & inside[:, :, i, j]
        # A product takes a tenth of a choice's time, but 0 times infinity is not 0.
        grad_view[:, :, i, j] += grad_output * here if finite else np.where(here, grad_output, 0)
        waiting ^= here
    return grad_padded[:, :, top : top + height, left : left + width]


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


def flat_maps(x):
    """Return (N, C, H, W) as (N, C, H*W)."""
    (x,) = floating(x=x)
    check_shape("x", x, "(N, C, H, W)")
    N, C, H, W = x.shape
    if H * W == 0:
        raise ValueError(f"x has shape {x.shape}; expected (N, C, H, W) with at least one cell a map")
    return x.reshape(N, C, H * W)


def geometry(x, kernel_size, stride, padding, dilation, ceil_mode):
    """Check what `max_pool2d` was given; return kernel, stride, padding, dilation in pairs.

    What hangs over the end in `ceil_mode` is added to the padding after it.
    """
    check_shape("x", x, "(N, C, H, W)")
    kernel_size, dilation = pair("kernel_size", kernel_size, 1), pair("dilation", dilation, 1)
    stride = kernel_size if stride is None else pair("stride", stride, 1)
    padding = padding_2d(padding, kernel_size, stride, dilation)
    axes = zip(x.shape[2:], kernel_size, stride, padding, dilation, strict=True)
    return kernel_size, stride, tuple(reaching(*axis, ceil_mode) for axis in axes), dilation


def reaching(size, kernel_size, stride, padding, dilation, ceil_mode):
    """Return the padding of one axis, made longer at its end where the last window needs it."""
    reach = dilation * (kernel_size - 1) + 1
    if max(padding) > reach // 2:
        raise ValueError(
            f"padding is {padding}; expected at most half of the window's {reach} cells, {reach // 2}"
        )
    places = output_size(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    before, after = padding
    return before, max(after, (places - 1) * stride + reach - before - size)
