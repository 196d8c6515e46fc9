"""Average pooling: the mean of every window, and which cells count in it."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import pad, windows
from snippets.pooling.geometry import geometry


def avg_pool2d_naive(x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """Add every window's cells up and divide by how many count: the definition, as loops.

    Shapes, errors: as `avg_pool2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.3; PyTorch's `avg_pool2d`.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, edges, _ = geometry(x, kernel_size, stride, padding, 1, ceil_mode)
    (top, bottom), (left, right) = padding
    H, W = x.shape[2:]
    out = np.empty(windows(pad(x, edges), kernel_size, stride, (1, 1))[:, :, 0, 0].shape)
    for n, c, i, j in np.ndindex(out.shape):
        total, count = 0.0, 0
        for m, k in np.ndindex(kernel_size):
            row, column = i * stride[0] + m - top, j * stride[1] + k - left
            if 0 <= row < H and 0 <= column < W:
                total += float(x[n, c, row, column])
                count += 1
            elif count_include_pad and row < H + bottom and column < W + right:
                count += 1
        out[n, c, i, j] = total / count
    return out.astype(x.dtype)


def avg_pool2d(x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """Take the mean of every window, adding one kernel cell after the other, all windows at once.

    Shapes: x (N, C, H, W) -> (N, C, OH, OW); `stride` is `kernel_size` if None.
    Padding: as in `conv2d`, of zeros, at most half of the window. They count as cells if
    `count_include_pad`; what hangs over the end in `ceil_mode` never does.
    Raises ValueError for another rank, more padding, or a window that nowhere fits.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.3; PyTorch's `avg_pool2d`.
    """
    (x,) = floating(x=x)
    kernel_size, stride, padding, edges, _ = geometry(x, kernel_size, stride, padding, 1, ceil_mode)
    view = windows(pad(x, edges), kernel_size, stride, (1, 1))
    out = view[:, :, 0, 0].astype(np.result_type(x, np.float32))  # a sum of float16 would overflow
    count = cells(x.shape[2:], out.shape[2:], kernel_size, stride, padding, count_include_pad, out.dtype)
    with np.errstate(over="ignore"):  # a sum past the largest number is infinite, as in PyTorch
        for i, j in list(np.ndindex(kernel_size))[1:]:
            out += view[:, :, i, j]
    out /= count
    return out.astype(x.dtype, copy=False)


def avg_pool2d_backward(
    grad_output, x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Give every cell of a window the same share of the window's gradient.

    Shapes: grad_output (N, C, OH, OW) -> grad_x, shaped as x.
    Raises ValueError as `avg_pool2d`, and if grad_output is not shaped as its output.
    Source: PyTorch's `avg_pool2d`, whose gradients these are.
    """
    grad_output, x = floating(grad_output=grad_output, x=x)
    kernel_size, stride, padding, edges, _ = geometry(x, kernel_size, stride, padding, 1, ceil_mode)
    grad_padded = pad(np.zeros(x.shape, np.result_type(x, np.float32)), edges)
    grad_view = windows(grad_padded, kernel_size, stride, (1, 1), writeable=True)
    out_shape = grad_view[:, :, 0, 0].shape
    check_shape("grad_output", grad_output, "(N, C, OH, OW)", *out_shape)
    axes = x.shape[2:], out_shape[2:], kernel_size, stride, padding
    share = grad_output / cells(*axes, count_include_pad, grad_padded.dtype)
    for i, j in np.ndindex(kernel_size):
        grad_view[:, :, i, j] += share
    (top, _), (left, _) = padding
    grad_x = grad_padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    return grad_x.astype(x.dtype, copy=False)


def cells(sizes, places, kernel_size, stride, padding, count_include_pad, dtype):
    """Count the cells of every window: (OH, OW), of what takes no more memory than a map."""
    axes = zip(sizes, places, kernel_size, stride, padding, strict=True)
    return np.multiply.outer(*(cells_along(*axis, count_include_pad) for axis in axes), dtype=dtype)


def cells_along(size, places, kernel_size, stride, padding, count_include_pad):
    """Count the cells of every window along one axis: the input's, and the padding's if asked to."""
    start = np.arange(places) * stride - padding[0]
    before, after = padding if count_include_pad else (0, 0)
    return np.minimum(start + kernel_size, size + after) - np.maximum(start, -before)
