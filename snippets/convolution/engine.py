"""The three sums behind every convolutional layer, forward and backward.

Output, input and weights stand in one sum of products; whichever of the three is wanted, the two others are
given. `correlate` asks for the output, `spread` for the input, `weigh` for the weights.
"""

from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from snippets.convolution.geometry import inside

LEAST_BYTES, MOST_BYTES = 2**18, 2**21  # of the columns of one block: they stay in the cache for the product


class Layout(NamedTuple):
    """Where windows lie: stride, padding (before, after) and dilation, each for rows and columns; groups."""

    stride: tuple
    padding: tuple
    dilation: tuple
    groups: int


def correlate(x, weight, bias, out_sizes, layout):
    """Sum window times filter: block by block, windows become the columns of one matrix product.

    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW), bias (C_out,) -> (N, C_out, OH, OW).
    """
    filters = as_matrices(weight, layout.groups)
    offset = 0 if bias is None else bias[:, None, None, None]
    out = np.empty((len(x), len(weight), *out_sizes), x.dtype)
    windows = unfold(framed(x, weight, layout), weight, out_sizes, layout)
    for block in blocks(windows, out_sizes):
        columns, maps = windows[..., *block], out.swapaxes(0, 1)[:, *block]
        values = filters @ columns.reshape(layout.groups, filters.shape[2], -1)
        np.add(values.reshape(-1, *columns.shape[3:])[..., : maps.shape[3]], offset, out=maps)
    return out


def spread(maps, weight, sizes, layout):
    """Send maps back through the filters; every cell of the input adds up what its windows bring.

    Shapes: maps (N, C_out, OH, OW), weight (C_out, C_in/groups, KH, KW) -> (N, C_in, H, W), sizes (H, W).
    """
    filters = as_matrices(weight, layout.groups).swapaxes(1, 2)
    frame = empty_frame((len(maps), weight.shape[1] * layout.groups, *sizes), maps.dtype, weight, layout)
    windows = unfold(frame, weight, maps.shape[2:], layout)
    for block in blocks(windows, maps.shape[2:]):
        rows = in_runs(maps.swapaxes(0, 1)[:, *block], windows[0, 0, 0, *block].shape)
        columns = filters @ rows.reshape(layout.groups, filters.shape[2], -1)
        columns = columns.reshape(-1, *weight.shape[2:], *rows.shape[1:])
        columns[..., maps.shape[3] :] = 0  # zero already, unless a weight is infinite
        for i, j in np.ndindex(weight.shape[2:]):  # windows overlap, but never at the same kernel cell
            windows[:, i, j, *block] += columns[:, i, j]
    return inside(frame, layout.padding)


def weigh(maps, x, weight_shape, layout):
    """Add up for every weight, over all windows, the product of the two cells that it joins.

    Shapes: maps (N, C_out, OH, OW), x (N, C_in, H, W) -> weight_shape, (C_out, C_in/groups, KH, KW).
    """
    weight = np.zeros(weight_shape, x.dtype)
    filters = as_matrices(weight, layout.groups)
    windows = unfold(framed(x, weight, layout), weight, maps.shape[2:], layout)
    for block in blocks(windows, maps.shape[2:]):
        columns = windows[..., *block]
        rows = in_runs(maps.swapaxes(0, 1)[:, *block], columns.shape[3:])
        if columns.shape[5] > maps.shape[3]:
            columns = columns.copy()
            columns[..., maps.shape[3] :] = 0  # what is in no window must not count, be it infinite
        rows = rows.reshape(layout.groups, filters.shape[1], -1)
        columns = columns.reshape(layout.groups, filters.shape[2], -1)
        filters += (columns @ rows.swapaxes(1, 2)).swapaxes(1, 2)  # this way round BLAS is faster
    return weight


def framed(x, weight, layout):
    """Copy `x` into its padding; `x` itself where there is none and `unfold` reads nothing else."""
    if layout.padding == ((0, 0), (0, 0)) and (weight.shape[3] == 1 or layout.stride != (1, 1)):
        return x
    frame = empty_frame(x.shape, x.dtype, weight, layout)
    inside(frame, layout.padding)[...] = x
    return frame


def empty_frame(shape, dtype, weight, layout):
    """Return zeros for x and its padding, and behind them the cells where the last run of `unfold` ends."""
    (top, bottom), (left, right) = layout.padding
    shape = *shape[:2], top + shape[2] + bottom, left + shape[3] + right
    spare = layout.dilation[1] * (weight.shape[3] - 1)
    return np.zeros(prod(shape) + spare, dtype)[: prod(shape)].reshape(shape)


def unfold(frame, weight, out_sizes, layout):
    """View all windows without copying: kernel axes before output axes, so that copies run along rows.

    With stride 1, if that adds a quarter at most, a row of places goes on to the end of the frame's row.
    Then rows follow each other without a gap, and copies take many in one run; the places too many are
    where a window would reach over the edge into the next row, and their results are dropped.
    Shapes: frame (N, C, H, W) -> (C, KH, KW, N, OH, OW), or instead of OW at most 5/4 of it.
    """
    (OH, OW), W = out_sizes, frame.shape[3]
    width = W if layout.stride == (1, 1) and 4 * W <= 5 * OW else OW
    n, c, h, w = frame.strides
    (down, right), (below, beside) = layout.stride, layout.dilation
    return np.lib.stride_tricks.as_strided(
        frame,
        (frame.shape[1], *weight.shape[2:], len(frame), OH, width),
        (c, below * h, beside * w, n, down * h, right * w),
    )


def in_runs(maps, shape):
    """Copy maps (C, N, OH, OW) into rows as long as those of `unfold`, with zeros at the end."""
    runs = np.zeros((len(maps), *shape), maps.dtype)
    runs[..., : maps.shape[3]] = maps
    return runs


def blocks(windows, out_sizes):
    """Cut (N, OH, width) into slices whose columns fit in the cache: images, rows of one, or part of a row.

    There are eight or more where that is possible: fresh memory costs more time than the products in it.
    """
    *cells, N, OH, width = windows.shape
    column_bytes = prod(cells) * windows.itemsize
    block_bytes = min(max(column_bytes * N * OH * width // 8, LEAST_BYTES), MOST_BYTES)
    places = max(1, block_bytes // column_bytes)
    runs = [slice(0, width)] if width <= places else cut(out_sizes[1], places)
    return product(cut(N, places // (OH * width)), cut(OH, places // width), runs)


def cut(size, step):
    """Cut a length into slices of about the same size, at most `step`, at least 1."""
    step = -(-size // -(-size // max(1, step))) if size else 1
    return [slice(start, min(start + step, size)) for start in range(0, size, step)]


def as_matrices(weight, groups):
    """View (C_out, C_in/groups, KH, KW) as one matrix a group: (groups, C_out/groups, C_in/groups*KH*KW)."""
    return weight.reshape(groups, len(weight) // groups, weight[0].size)
