"""The transposed convolution: a convolutional layer's input gradient, run forward to make images larger."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.columns import Layout
from snippets.convolution.engine import correlate, spread, weigh
from snippets.convolution.geometry import padding_pairs, pair, transposed_output_size, whole


def conv_transpose2d_naive(
    x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1
):
    """Lay down a copy of the filter for every cell of `x`, times that cell, and add up: the definition.

    Shapes, errors: as `conv_transpose2d`.
    Source: Dumoulin and Visin, arXiv:1603.07285, chapter 4.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    sizes, layout = geometry(x, weight, bias, stride, padding, output_padding, dilation, groups)
    stride, ((top, bottom), (left, right)), dilation, groups = layout
    C_in, C_out, KH, KW = weight.shape
    H, W = sizes
    filled = np.zeros((len(x), C_out * groups, top + H + bottom, left + W + right), x.dtype)
    for n, c, i, j in np.ndindex(x.shape):
        first = c // (C_in // groups) * C_out  # the group's first output channel
        for o, m, k in np.ndindex(C_out, KH, KW):
            row, column = i * stride[0] + m * dilation[0], j * stride[1] + k * dilation[1]
            filled[n, first + o, row, column] += x[n, c, i, j] * weight[c, o, m, k]
    if bias is not None:
        filled += bias[:, None, None]
    return filled[:, :, top : top + H, left : left + W]


def conv_transpose2d(x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1):
    """Send every cell of `x` back through the filters to the window that a convolution would have read.

    It is what `conv2d_backward` does to the gradient of `conv2d`'s output, with the same weight.
    Shapes: x (N, C_in, H, W), weight (C_in, C_out/groups, KH, KW), bias (C_out,) -> (N, C_out, OH, OW).
    Padding is cut off: a number, a pair, or ((top, bottom), (left, right)). With a stride several sizes
    belong to one convolution; output_padding, a number or a pair, adds cells at the bottom and the right.
    Raises ValueError for shapes that do not go together, or padding that leaves nothing.
    Source: Dumoulin and Visin, arXiv:1603.07285, chapter 4; PyTorch's `conv_transpose2d`.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    sizes, layout = geometry(x, weight, bias, stride, padding, output_padding, dilation, groups)
    out = np.empty((len(x), weight.shape[1] * layout.groups, *sizes), x.dtype)
    return spread(x, weight, bias, layout, out)


def conv_transpose2d_backward(
    grad_output, x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1
):
    """Send the gradient of `conv_transpose2d`'s output back to its arguments: by a convolution.

    Shapes: grad_output (N, C_out, OH, OW) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv_transpose2d`, and if grad_output is not shaped as its output.
    Source: Dumoulin and Visin, arXiv:1603.07285, chapter 4.
    """
    grad_output, x, weight, bias = floating(grad_output=grad_output, x=x, weight=weight, bias=bias)
    sizes, layout = geometry(x, weight, bias, stride, padding, output_padding, dilation, groups)
    C_out = weight.shape[1] * layout.groups
    check_shape("grad_output", grad_output, "(N, C_out, OH, OW)", len(x), C_out, *sizes)
    grad_x = correlate(grad_output, weight, None, layout, np.empty(x.shape, x.dtype))
    grad_weight = weigh(x, grad_output, layout, np.empty(weight.shape, x.dtype))
    grad_bias = None if bias is None else grad_output.sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias


def geometry(x, weight, bias, stride, padding, output_padding, dilation, groups):
    """Check what a transposed layer was given; return the output's sizes and where the windows lie."""
    check_shape("x", x, "(N, C_in, H, W)")
    check_shape("weight", weight, "(C_in, C_out/groups, KH, KW)", x.shape[1], None, None, None)
    groups = whole("groups", groups, 1)
    if 0 in weight.shape:
        raise ValueError(f"weight has shape {weight.shape}; expected at least one on every axis")
    if x.shape[1] % groups:
        raise ValueError(f"x has {x.shape[1]} channels; expected a multiple of groups, {groups}")
    if bias is not None:
        check_shape("bias", bias, "(C_out,)", weight.shape[1] * groups)
    if isinstance(padding, str):
        raise ValueError(f"padding is {padding!r}; expected numbers, of the cells to cut off")
    stride, dilation = pair("stride", stride, 1), pair("dilation", dilation, 1)
    output_padding = pair("output_padding", output_padding, 0)
    padding = padding_pairs(padding, weight.shape[2:], stride, dilation)
    sizes = [
        transposed_output_size(size, k, stride=s, padding=p, output_padding=more, dilation=d)
        for size, k, s, p, more, d in zip(
            x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation, strict=True
        )
    ]
    return sizes, Layout(stride, padding, dilation, groups)
