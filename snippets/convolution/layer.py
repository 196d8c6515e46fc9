"""The convolutional layer on a batch of images: its definition, its fast form, its gradients."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import output_size, pad, padding_2d, pair, whole, windows

BLOCK_BYTES = 2**21  # a block of columns that is still in the cache when the product reads it


def conv2d_naive(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Sum window times filter for every image, filter and place: the definition, as loops.

    Shapes, errors: as `conv2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.7 and 9.8.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    stride, padding, dilation, out_shape = geometry(x, weight, bias, stride, padding, dilation, groups)
    C_out, C_in, KH, KW = weight.shape
    padded = pad(x, padding)
    out = np.zeros(out_shape, x.dtype)
    for n, o, i, j in np.ndindex(out_shape):
        first = o // (C_out // groups) * C_in  # the group's first input channel
        for c, m, k in np.ndindex(C_in, KH, KW):
            row, column = i * stride[0] + m * dilation[0], j * stride[1] + k * dilation[1]
            out[n, o, i, j] += padded[n, first + c, row, column] * weight[o, c, m, k]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out


def conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Correlate every image with every filter: block by block, windows become the columns of one product.

    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW), bias (C_out,) -> (N, C_out, OH, OW).
    Padding: a number, a pair, ((top, bottom), (left, right)), "valid", or "same" (with stride 1).
    Raises ValueError for shapes that do not go together, or a kernel that nowhere fits.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.7 and 9.8; PyTorch's `conv2d`.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    stride, padding, dilation, out_shape = geometry(x, weight, bias, stride, padding, dilation, groups)
    padded = pad(x, padding)
    view = np.moveaxis(windows(padded, weight.shape[2:], stride, dilation), 0, 3)  # (C_in, KH, KW, N, OH, OW)
    filters = as_filters(weight, groups)
    offset = 0 if bias is None else bias[:, None, None, None]
    out = np.empty(out_shape, x.dtype)
    maps = out.swapaxes(0, 1)  # (C_out, N, OH, OW)
    for images, rows in blocks(view):
        columns = view[..., images, rows, :].reshape(groups, filters.shape[2], -1)
        block = maps[:, images, rows]
        np.add((filters @ columns).reshape(block.shape), offset, out=block)
    return out


def conv2d_backward(grad_output, x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Send the gradient of `conv2d`'s output back to its arguments.

    Each cell of `x` collects from every window it was in; each weight from every place it was used.
    Shapes: grad_output (N, C_out, OH, OW) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv2d`, and if grad_output is not shaped as its output.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.11 and 9.13.
    """
    grad_output, x, weight, bias = floating(grad_output=grad_output, x=x, weight=weight, bias=bias)
    stride, padding, dilation, out_shape = geometry(x, weight, bias, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, "(N, C_out, OH, OW)", *out_shape)
    padded = pad(x, padding)
    grad_padded = np.zeros_like(padded)
    view = np.moveaxis(windows(padded, weight.shape[2:], stride, dilation), 0, 3)
    grad_view = np.moveaxis(windows(grad_padded, weight.shape[2:], stride, dilation, writeable=True), 0, 3)
    grad_maps = grad_output.swapaxes(0, 1)
    filters = as_filters(weight, groups)
    grad_filters = np.zeros_like(filters)
    for images, rows in blocks(view):
        block = view[..., images, rows, :]
        columns = block.reshape(groups, filters.shape[2], -1)
        grad = grad_maps[:, images, rows].reshape(groups, filters.shape[1], -1)
        grad_filters += grad @ columns.swapaxes(1, 2)
        grad_block = (filters.swapaxes(1, 2) @ grad).reshape(block.shape)
        for i, j in np.ndindex(weight.shape[2:]):  # windows overlap, but never at the same kernel cell
            grad_view[:, i, j, images, rows] += grad_block[:, i, j]
    (top, _), (left, _) = padding
    grad_x = grad_padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]
    grad_bias = None if bias is None else grad_output.sum(axis=(0, 2, 3))
    return grad_x, grad_filters.reshape(weight.shape), grad_bias


def blocks(view):
    """Cut (C, KH, KW, N, OH, OW) into slices of images, or of one image's rows, that fit in the cache."""
    C, KH, KW, N, OH, OW = view.shape
    row_bytes = C * KH * KW * OW * view.itemsize
    images = max(1, BLOCK_BYTES // (row_bytes * OH))
    rows = OH if row_bytes * OH <= BLOCK_BYTES else max(1, BLOCK_BYTES // row_bytes)
    for n in range(0, N, images):
        for i in range(0, OH, rows):
            yield slice(n, n + images), slice(i, i + rows)


def as_filters(weight, groups):
    """View (C_out, C_in/groups, KH, KW) as one matrix a group: (groups, C_out/groups, C_in/groups*KH*KW)."""
    C_out, C_in, KH, KW = weight.shape
    return weight.reshape(groups, C_out // groups, C_in * KH * KW)


def geometry(x, weight, bias, stride, padding, dilation, groups):
    """Check what `conv2d` was given; return stride, padding, dilation in pairs, and the output's shape."""
    check_shape("x", x, "(N, C_in, H, W)")
    check_shape("weight", weight, "(C_out, C_in/groups, KH, KW)")
    (N, C_in, H, W), (C_out, per_group, KH, KW) = x.shape, weight.shape
    groups = whole("groups", groups, 1)
    if 0 in weight.shape:
        raise ValueError(f"weight has shape {weight.shape}; expected at least one on every axis")
    if C_in != per_group * groups:
        raise ValueError(
            f"x has {C_in} channels; weight of shape {weight.shape} in {groups} groups "
            f"expects {per_group * groups}"
        )
    if C_out % groups:
        raise ValueError(f"weight has {C_out} filters; expected a multiple of groups, {groups}")
    if bias is not None:
        check_shape("bias", bias, "(C_out,)", C_out)
    stride, dilation = pair("stride", stride, 1), pair("dilation", dilation, 1)
    padding = padding_2d(padding, (KH, KW), stride, dilation)
    OH = output_size(H, KH, stride=stride[0], padding=padding[0], dilation=dilation[0])
    OW = output_size(W, KW, stride=stride[1], padding=padding[1], dilation=dilation[1])
    return stride, padding, dilation, (N, C_out, OH, OW)
