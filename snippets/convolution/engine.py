"""The three sums behind every convolutional layer, forward and backward.

Output, input and weights stand in one sum of products; whichever of the three is wanted, the two others are
given. `correlate` asks for the output, `spread` for the input, `weigh` for the weights.
"""

from itertools import product
from math import gcd

import numpy as np

from snippets.convolution.columns import MOST_BYTES, Layout, as_matrices, blocks, columns

MANY_PLACES = 2**8  # a map with so many is worth a product of its own
LONG_ROW = 24  # cells: shorter ones are slow to add one by one


# --8<-- [start:correlate]
def correlate(x, weight, bias, layout, out):
    """Sum window times filter into `out`, block by block, as one matrix product each.

    The bias is one weight more, which meets a 1 in every
    column. Products of whole images need no copy.
    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW),
    bias (C_out,) -> out (N, C_out, OH, OW).
    """
    groups, ones = layout.groups, 0 if bias is None else 1
    filters = as_matrices(weight, groups)
    if ones:
        filters = np.concatenate([filters, bias.reshape(groups, -1, 1)], axis=2)
    for (images, *places), matrix in columns(x, weight.shape[2:], out.shape[2:], layout, ones):
        maps = out[images, :, *places]
        if maps.flags.c_contiguous and maps[0, 0].size >= MANY_PLACES:
            by_image = matrix.reshape(groups, filters.shape[2], len(maps), -1).transpose(2, 0, 1, 3)
            np.matmul(filters, by_image, out=maps.reshape(len(maps), groups, filters.shape[1], -1))
        else:
            products = (filters @ matrix).reshape(len(weight), len(maps), *maps.shape[2:])
            maps[...] = products.swapaxes(0, 1)
    return out
    # --8<-- [end:correlate]


def spread(maps, weight, bias, layout, out):
    """Send maps back through the filters into `out`, which is shaped as the input: by correlations too.

    They need columns of C_out channels; where `fold` gets by with half as many, it is faster.
    Cells of `out` that lie a stride apart, a phase of them, meet the same cells of the kernel, in reverse
    order. So each phase is a correlation of stride 1 of the maps with a part of the kernel, turned.
    Shapes: maps (N, C_out, OH, OW), weight (C_out, C_in/groups, KH, KW), bias (C_in,) -> out (N, C_in, H, W).
    Source: Shi et al. 2016, Is the deconvolution layer the same as a convolutional layer?, arXiv:1609.07009.
    """
    C_out, C_in, KH, KW = weight.shape
    if C_out // layout.groups >= 2 * C_in:
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

    Until the end the cells of a phase lie side by side, for whole rows add up faster than every second cell.
    Where rows are short, the same cells of all images lie side by side too: axes (1, C, H, W, N).
    Shapes: as `spread`.
    """
    _, ((top, _), (left, _)), dilation, groups = layout
    filters = as_matrices(weight, groups).swapaxes(1, 2)
    padded = [size + sum(padding) for size, padding in zip(out.shape[2:], layout.padding, strict=True)]
    stride = [min(step, size) for step, size in zip(layout.stride, padded, strict=True)]
    sizes = [-(-size // step) for size, step in zip(padded, stride, strict=True)]
    start = 0 if bias is None else bias.reshape(-1, 1, 1, 1, 1, 1)

    def every_stride(frame, i, j):
        (row, i), (column, j) = divmod(i, stride[0]), divmod(j, stride[1])
        return frame[:, :, i, j, row:, column:]

    images, *parts = blocks(filters[..., 0].nbytes, (len(maps), *maps.shape[2:]), MOST_BYTES)
    for batch in images:
        source, filled = maps[batch, ..., None], out[batch, ..., None]
        if maps.shape[3] < LONG_ROW:
            source, filled = source.swapaxes(0, 4), filled.swapaxes(0, 4)
        frame = np.full((*filled.shape[:2], *stride, *sizes, filled.shape[4]), start, out.dtype)
        for part in product(*parts):
            cells = source[:, :, *part]
            products = filters @ cells.reshape(len(cells), groups, filters.shape[2], -1)
            products = products.reshape(len(cells), -1, *weight.shape[2:], *cells.shape[2:])
            for i, j in np.ndindex(weight.shape[2:]):  # windows overlap, but never at the same kernel cell
                every_stride(frame, i * dilation[0], j * dilation[1])[:, :, *part] += products[:, :, i, j]
        for i, j in np.ndindex(*stride):
            phase = filled[:, :, i :: stride[0], j :: stride[1]]
            phase[...] = every_stride(frame, top + i, left + j)[:, :, : phase.shape[2], : phase.shape[3]]
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
