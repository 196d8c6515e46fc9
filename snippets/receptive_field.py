"""What an output can see: by formula, by trying it out, and how much of it counts."""

from collections import namedtuple

import numpy as np

from snippets.arrays import floating
from snippets.convolution import conv2d
from snippets.convolution.geometry import pair, whole

PROBE_CELLS = 2**21  # as many numbers go through the network at once

# How a convolution or a pooling looks along one axis; `padding` may be a pair (before, after).
Window = namedtuple("Window", "kernel_size stride padding dilation", defaults=(1, 0, 1))


# --8<-- [start:receptive_field]
def receptive_field(layers):
    """Count the cells that one output sees on one axis, from first to last.

    Shapes: layers (kernel_size, stride=1, padding=0, dilation=1) -> a number.
    Raises ValueError for a layer that is anything else.
    Source: Araujo, Norris, Sim, Computing Receptive Fields of Convolutional
    Neural Networks, Distill 2019.
    """
    size, step = 1, 1
    for kernel_size, stride, _, dilation in map(window, layers):
        size += dilation * (kernel_size - 1) * step
        step *= stride
    return size
    # --8<-- [end:receptive_field]


def seen_from(place, layers):
    """Return the first and the last cell that the output at `place` can see, both counted from 0.

    A cell below 0, or beyond the input, lies in the padding.
    Shapes, errors, source: as `receptive_field`.
    """
    first, step = 0, 1
    for _, stride, (before, _), _ in map(window, layers):
        first -= before * step
        step *= stride
    first += place * step
    return first, first + receptive_field(layers) - 1


# --8<-- [start:probe]
def probe(f, shape):
    """Find what each output of `f` sees: put NaN into one input cell at a time.

    NaN passes sums, products and maxima with any weights; a number may be lost.
    Shapes: f (N, *shape) -> (N, *out); -> (*out, *shape), True where seen.
    Raises ValueError if an example without NaN gives any, or `f` no floats.
    """
    cells = int(np.prod(shape))
    seen = []
    blocks = -(-cells * cells // PROBE_CELLS)
    for block in np.array_split(np.arange(cells), blocks):
        x = np.zeros((1 + len(block), cells))  # the first stays without NaN
        x[1 + np.arange(len(block)), block] = np.nan
        y = checked_examples(f(x.reshape(-1, *shape)), len(x))
        seen.append(np.isnan(y[1:]))
    seen = np.moveaxis(np.concatenate(seen), 0, -1)
    return seen.reshape(*y.shape[1:], *shape)
    # --8<-- [end:probe]


def checked_examples(y, count):
    """Return what a function gave for so many examples, of which the first holds no NaN, as an array."""
    y = np.asarray(y)
    if y.dtype.kind != "f" or y.shape[:1] != (count,):
        raise ValueError(
            f"f returns {y.dtype} in shape {y.shape}; expected floating numbers, {count} examples"
        )
    if np.isnan(y[0]).any():
        raise ValueError(
            "f gives NaN for an example of zeros; expected none, not even from the other examples"
        )
    return y


def along_one_axis(layers):
    """Return the layers as one function of signals, (N, L) -> (N, out): one channel, all weights 1.

    Where a layer looks does not depend on weights, channels or nonlinearities, so this is cheap to probe.
    Raises ValueError as `receptive_field`.
    """
    layers = [window(layer) for layer in layers]

    def f(x):
        maps = np.asarray(x)[:, None, None, :]
        for kernel_size, stride, padding, dilation in layers:
            weight = np.ones((1, 1, 1, kernel_size))
            options = {"stride": (1, stride), "padding": ((0, 0), padding), "dilation": (1, dilation)}
            maps = conv2d(maps, weight, **options)
        return maps[:, 0, 0]

    return f


def middle_gradient(model, x):
    """Return the gradient of the output cell in the middle, added up over channels and images.

    Shapes: model.forward (N, C, H, W) -> (N, C_out, OH, OW) -> a gradient shaped as x.
    Source: Luo, Li, Urtasun, Zemel, arXiv:1701.04128, section 2.
    """
    y = model.forward(x)
    grad_output = np.zeros_like(y)
    grad_output[:, :, y.shape[2] // 2, y.shape[3] // 2] = 1
    return model.backward(grad_output)


def effective_field(gradient, share=0.95):
    """Count the cells of the shortest stretch that holds this share of all the gradient's absolute values.

    Shapes: gradient (L,) -> a number.
    Raises ValueError for another rank, a share of 0 or above 1, or if all are 0 or one is not finite.
    """
    (gradient,) = floating(gradient=gradient)
    gradient = np.abs(gradient)
    if gradient.ndim != 1 or not 0 < gradient.sum() < np.inf:
        raise ValueError(f"gradient has shape {gradient.shape}; expected (L,), finite, not 0 everywhere")
    if not 0 < share <= 1:
        raise ValueError(f"share is {share!r}; expected a number above 0, at most 1")
    before = np.concatenate([[0], np.cumsum(gradient)])  # what lies before each cell
    ends = np.searchsorted(before, before + share * before[-1])
    starts = np.flatnonzero(ends < len(before))
    return int((ends[starts] - starts).min())


def window(layer):
    """Return a layer's Window, its padding as (before, after); raise ValueError for what is no layer."""
    if not isinstance(layer, tuple | list) or not 1 <= len(layer) <= 4:
        raise ValueError(f"a layer is {layer!r}; expected (kernel_size, stride=1, padding=0, dilation=1)")
    kernel_size, stride, padding, dilation = Window(*layer)
    return Window(
        whole("kernel_size", kernel_size, 1),
        whole("stride", stride, 1),
        pair("padding", padding, 0),
        whole("dilation", dilation, 1),
    )
