"""The convolutional layer on a batch of images or signals: its definition, its fast form, its gradients."""

from math import prod

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.columns import Layout, cut
from snippets.convolution.engine import correlate, spread, weigh
from snippets.convolution.geometry import output_size, pad, padding_pairs, per_axis, whole

PADDED_BYTES = 2**23  # of images with their padding, which are there beside those without
AXES = {  # how shapes are written: the axes of x, of the filters, of the output
    1: ("(N, C_in, L)", "(C_out, C_in/groups, K)", "(N, C_out, OL)"),
    2: ("(N, C_in, H, W)", "(C_out, C_in/groups, KH, KW)", "(N, C_out, OH, OW)"),
}


def conv2d_naive(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Sum window times filter for every image, filter and place: the definition, as loops.

    Shapes, errors: as `conv2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.7 and 9.8.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(2, x, weight, bias, stride, padding, dilation, groups)
    stride, padding, dilation, groups = layout
    C_out, C_in, KH, KW = weight.shape
    padded = pad(x, padding)
    out = np.zeros((len(x), C_out, *out_sizes), x.dtype)
    for n, o, i, j in np.ndindex(out.shape):
        first = o // (C_out // groups) * C_in  # the group's first input channel
        for c, m, k in np.ndindex(C_in, KH, KW):
            row, column = i * stride[0] + m * dilation[0], j * stride[1] + k * dilation[1]
            out[n, o, i, j] += padded[n, first + c, row, column] * weight[o, c, m, k]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out


def conv1d_naive(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Sum window times filter for every signal, filter and place: the definition, as loops.

    Shapes, errors: as `conv1d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.3, with the plus of eq. 9.6.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(1, x, weight, bias, stride, padding, dilation, groups)
    (stride,), padding, (dilation,), groups = layout
    C_out, C_in, K = weight.shape
    padded = pad(x, padding)
    out = np.zeros((len(x), C_out, *out_sizes), x.dtype)
    for n, o, i in np.ndindex(out.shape):
        first = o // (C_out // groups) * C_in  # the group's first input channel
        for c, k in np.ndindex(C_in, K):
            out[n, o, i] += padded[n, first + c, i * stride + k * dilation] * weight[o, c, k]
        if bias is not None:
            out[n, o, i] += bias[o]
    return out


def conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Correlate every image with every filter: sums over a window and all of its channels.

    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW), bias (C_out,) -> (N, C_out, OH, OW).
    Padding: a number, a pair, ((top, bottom), (left, right)), "valid", or "same" (with stride 1).
    Raises ValueError for shapes that do not go together, or a kernel that nowhere fits.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.7 and 9.8; PyTorch's `conv2d`.
    """
    return layer(2, x, weight, bias, stride, padding, dilation, groups)


def conv2d_backward(grad_output, x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Send the gradient of `conv2d`'s output back to its arguments.

    Each cell of `x` collects from every window it was in; each weight from every place it was used.
    Shapes: grad_output (N, C_out, OH, OW) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv2d`, and if grad_output is not shaped as its output.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.11 and 9.13.
    """
    return layer_backward(2, grad_output, x, weight, bias, stride, padding, dilation, groups)


def conv1d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Correlate every signal with every filter: `conv2d` on one axis.

    Shapes: x (N, C_in, L), weight (C_out, C_in/groups, K), bias (C_out,) -> (N, C_out, OL).
    Padding: a number, (before, after), "valid", "same" (with stride 1), or "causal" (all of it before, so
    that no output depends on later input).
    Raises ValueError for shapes that do not go together, or a kernel that nowhere fits.
    Source: PyTorch's `conv1d`; "causal": van den Oord et al. 2016, WaveNet, arXiv:1609.03499, section 2.1.
    """
    return layer(1, x, weight, bias, stride, padding, dilation, groups)


def conv1d_backward(grad_output, x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Send the gradient of `conv1d`'s output back to its arguments.

    Shapes: grad_output (N, C_out, OL) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv1d`, and if grad_output is not shaped as its output.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.11 and 9.13, on one axis.
    """
    return layer_backward(1, grad_output, x, weight, bias, stride, padding, dilation, groups)


def layer(axes, x, weight, bias, stride, padding, dilation, groups):
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(axes, x, weight, bias, stride, padding, dilation, groups)
    out = np.empty((len(x), len(weight), *out_sizes), x.dtype)
    padded = [size + sum(around) for size, around in zip(x.shape[2:], layout.padding, strict=True)]
    for batch in cut(len(x), PADDED_BYTES // (x.itemsize * x.shape[1] * prod(padded))):
        part = as_images(x[batch]), as_images(weight), bias, for_images(layout), as_images(out[batch])
        correlate(*part)
    return out


def layer_backward(axes, grad_output, x, weight, bias, stride, padding, dilation, groups):
    grad_output, x, weight, bias = floating(grad_output=grad_output, x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(axes, x, weight, bias, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, AXES[axes][2], len(x), len(weight), *out_sizes)
    grad_x, grad_weight = np.empty(x.shape, x.dtype), np.empty(weight.shape, x.dtype)
    layout = for_images(layout)
    spread(as_images(grad_output), as_images(weight), None, layout, as_images(grad_x))
    weigh(as_images(grad_output), as_images(x), layout, as_images(grad_weight))
    grad_bias = None if bias is None else as_images(grad_output).sum(axis=(0, 2, 3))
    return grad_x, grad_weight, grad_bias


def as_images(array):
    """View signals as images of one row: (N, C, L) as (N, C, 1, L); images stay."""
    return array if array.ndim == 4 else array[:, :, None]


def for_images(layout):
    """Say of images of one row what a layout says of signals; a layout of images stays."""
    stride, padding, dilation, groups = layout
    if len(stride) == 2:
        return layout
    return Layout((1, *stride), ((0, 0), *padding), (1, *dilation), groups)


def geometry(axes, x, weight, bias, stride, padding, dilation, groups):
    """Check what a layer was given; return the output's sizes and where the windows lie."""
    check_shape("x", x, AXES[axes][0])
    check_shape("weight", weight, AXES[axes][1])
    C_in, C_out, per_group = x.shape[1], *weight.shape[:2]
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
    stride, dilation = per_axis("stride", stride, 1, axes), per_axis("dilation", dilation, 1, axes)
    padding = padding_pairs(padding, weight.shape[2:], stride, dilation)
    out_sizes = [
        output_size(size, k, stride=s, padding=p, dilation=d)
        for size, k, s, p, d in zip(x.shape[2:], weight.shape[2:], stride, padding, dilation, strict=True)
    ]
    return out_sizes, Layout(stride, padding, dilation, groups)
