"""The three sums behind every convolutional layer, forward and backward.

Output, input and weights stand in one sum of products; whichever of the three is wanted, the two others are
given. `correlate` asks for the output, `spread` for the input, `weigh` for the weights.
"""

from itertools import product
from math import gcd

import numpy as np

from snippets.convolution.columns import Layout, as_matrices, blocks, columns
from snippets.convolution.geometry import inside, windows


# --8<-- [start:correlate]
def correlate(x, weight, bias, layout, out):
    """Sum window times filter into `out`: block by block, windows become the columns of one matrix product.

    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW), bias (C_out,) -> out (N, C_out, OH, OW).
    """
    filters = as_matrices(weight, layout.groups)
    offset = 0 if bias is None else bias[:, None, None, None]
    for block, matrix in columns(x, weight.shape[2:], out.shape[2:], layout):
        maps = out.swapaxes(0, 1)[:, *block]
        np.add((filters @ matrix).reshape(maps.shape), offset, out=maps)
    return out
    # --8<-- [end:correlate]


def spread(maps, weight, bias, layout, out):
    """Send maps back through the filters into `out`, which is shaped as the input: by correlations too.

    They need columns of C_out channels; where `fold` gets by with less than half, it is faster.
    Cells of `out` that lie a stride apart, a phase of them, meet the same cells of the kernel, in reverse
    order. So each phase is a correlation of stride 1 of the maps with a part of the kernel, turned.
    Shapes: maps (N, C_out, OH, OW), weight (C_out, C_in/groups, KH, KW), bias (C_in,) -> out (N, C_in, H, W).
    Source: Shi et al. 2016, Is the deconvolution layer the same as a convolutional layer?, arXiv:1609.07009.
    """
    C_out, C_in, KH, KW = weight.shape
    if C_out // layout.groups > 2 * C_in:
        return fold(maps, weight, bias, layout, out)
    by_group = weight.reshape(layout.groups, -1, C_in, KH, KW)
    filters = by_group.swapaxes(1, 2).reshape(layout.groups * C_in, -1, KH, KW)
    dilation = tuple(d // gcd(s, d) for s, d in zip(layout.stride, layout.dilation, strict=True))
    axes = zip(out.shape[2:], (KH, KW), maps.shape[2:], *layout[:3], strict=True)
    for both in product(*(phases(*axis) for axis in axes)):
        cells, kernel, places, padding = zip(*both, strict=True)
        part, source, turned = out[:, :, *cells], maps[:, :, *places], filters[:, :, *np.ix_(*kernel)]
        if 0 in turned.shape or 0 in source.shape[2:]:
            part[...] = 0 if bias is None else bias[:, None, None]
        else:
            correlate(source, turned, bias, Layout((1, 1), padding, dilation, layout.groups), part)
    return out


def fold(maps, weight, bias, layout, out):
    """Do as `spread`: products first, each the columns of a block, then every cell adds up its windows.

    Shapes: as `spread`.
    """
    filters = as_matrices(weight, layout.groups).swapaxes(1, 2)
    sides = zip(out.shape[2:], layout.padding, strict=True)
    frame = np.zeros((*out.shape[:2], *(size + sum(padding) for size, padding in sides)), out.dtype)
    view = windows(frame, weight.shape[2:], layout.stride, layout.dilation, writeable=True)
    view = np.moveaxis(view, 0, 3)[..., : maps.shape[2], : maps.shape[3]]
    for block in blocks(view):
        rows = maps.swapaxes(0, 1)[:, *block].reshape(layout.groups, filters.shape[2], -1)
        columns_back = (filters @ rows).reshape(view[..., *block].shape)
        for i, j in np.ndindex(weight.shape[2:]):  # windows overlap, but never at the same kernel cell
            view[:, i, j, *block] += columns_back[:, i, j]
    out[...] = inside(frame, layout.padding)
    if bias is not None:
        out += bias[:, None, None]
    return out


def phases(size, kernel_size, count, stride, padding, dilation):
    """Tell of each phase of an axis: its cells, the kernel cells and the places they meet, and the padding.

    At its place o the kernel's cell i reads the cell stride*o + dilation*i - padding before: so of cell r it
    is place (r + padding before - dilation*i) / stride, if that is a whole number.
    """
    for first in range(min(stride, size)):
        ahead = [(first + padding[0] - dilation * i, i) for i in reversed(range(kernel_size))]
        met = [(distance // stride, i) for distance, i in ahead if distance % stride == 0]
        start = met[0][0] if met else 0
        stop = met[-1][0] + len(range(first, size, stride)) if met else 0
        yield (
            slice(first, size, stride),
            [i for _, i in met],
            slice(max(0, start), max(0, min(stop, count))),
            (max(0, -start), max(0, stop - count)),
        )


def weigh(maps, x, layout, out):
    """Add up for every weight, over all windows, the product of the two cells that it joins.

    Shapes: maps (N, C_out, OH, OW), x (N, C_in, H, W) -> out (C_out, C_in/groups, KH, KW).
    """
    filters = np.zeros((layout.groups, out[0].size, len(out) // layout.groups), out.dtype)
    for block, matrix in columns(x, out.shape[2:], maps.shape[2:], layout):
        grads = maps.swapaxes(0, 1)[:, *block].reshape(layout.groups, filters.shape[2], -1)
        filters += matrix @ grads.swapaxes(1, 2)  # BLAS is slower at grads @ matrix.swapaxes(1, 2)
    out[...] = filters.swapaxes(1, 2).reshape(out.shape)
    return out
