"""The three sums behind every convolutional layer, forward and backward, on any number of axes.

Output, input and weights stand in one sum of products; whichever of the three is wanted, the two others are
given. `correlate` asks for the output, `spread` for the input, `weigh` for the weights.
Shapes on two axes; on one, H and KH and OH are missing.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from snippets.convolution.geometry import inside, pad, windows

BLOCK_BYTES = 2**21  # a block of columns that is still in the cache when the product reads it


class Layout(NamedTuple):
    """Where the windows lie: stride, padding (before, after) and dilation for each axis, and the groups."""

    stride: tuple
    padding: tuple
    dilation: tuple
    groups: int


def correlate(x, weight, out_sizes, layout):
    """Multiply every window with every filter: block by block, windows become the columns of one product.

    Shapes: x (N, C_in, H, W), weight (C_out, C_in/groups, KH, KW) -> (N, C_out, OH, OW).
    """
    filters = as_matrices(weight, layout.groups)
    out = np.empty((len(x), len(weight), *out_sizes), x.dtype)
    maps = out.swapaxes(0, 1)
    view = channels_first(pad(x, layout.padding), weight, layout)
    for block in blocks(maps.shape[1:], filters[0, 0].nbytes * layout.groups):
        columns = view[..., *block].reshape(layout.groups, filters.shape[2], -1)
        maps[:, *block] = (filters @ columns).reshape(maps[:, *block].shape)
    return out


def spread(maps, weight, sizes, layout):
    """Add up, at every cell of the input, what the windows that it is in send back through the filters.

    Shapes: maps (N, C_out, OH, OW), weight (C_out, C_in/groups, KH, KW) -> (N, C_in, H, W), sizes (H, W).
    """
    filters = as_matrices(weight, layout.groups)
    padded_sizes = [
        before + size + after for size, (before, after) in zip(sizes, layout.padding, strict=True)
    ]
    padded = np.zeros((len(maps), weight.shape[1] * layout.groups, *padded_sizes), maps.dtype)
    view = channels_first(padded, weight, layout, writeable=True)
    maps = maps.swapaxes(0, 1)
    for block in blocks(maps.shape[1:], filters[0, 0].nbytes * layout.groups):
        rows = maps[:, *block].reshape(layout.groups, filters.shape[1], -1)
        columns = filters.swapaxes(1, 2) @ rows
        columns = columns.reshape(*view.shape[: weight.ndim - 1], *maps[0, *block].shape)
        for cell in np.ndindex(weight.shape[2:]):  # windows overlap, but never at the same kernel cell
            view[:, *cell, *block] += columns[:, *cell]
    return inside(padded, layout.padding)


def weigh(maps, x, weight_shape, layout):
    """Add up, for every weight, the products of all pairs of cells that it joins.

    Shapes: maps (N, C_out, OH, OW), x (N, C_in, H, W) -> weight_shape, (C_out, C_in/groups, KH, KW).
    """
    weight = np.zeros(weight_shape, x.dtype)
    filters = as_matrices(weight, layout.groups)
    view = channels_first(pad(x, layout.padding), weight, layout)
    maps = maps.swapaxes(0, 1)
    for block in blocks(maps.shape[1:], filters[0, 0].nbytes * layout.groups):
        columns = view[..., *block].reshape(layout.groups, filters.shape[2], -1)
        rows = maps[:, *block].reshape(layout.groups, filters.shape[1], -1)
        filters += rows @ columns.swapaxes(1, 2)
    return weight


def channels_first(padded, weight, layout, *, writeable=False):
    """View all windows of (N, C, H, W) as (C, KH, KW, N, OH, OW)."""
    view = windows(padded, weight.shape[2:], layout.stride, layout.dilation, writeable=writeable)
    return np.moveaxis(view, 0, weight.ndim - 1)


def as_matrices(weight, groups):
    """View (C_out, C_in/groups, KH, KW) as one matrix a group: (groups, C_out/groups, C_in/groups*KH*KW)."""
    return weight.reshape(groups, len(weight) // groups, weight[0].size)


def blocks(sizes, column_bytes):
    """Cut (N, OH, OW) into slices whose columns fit in the cache: many images, or part of one."""
    places, axes = max(1, BLOCK_BYTES // column_bytes), []
    for size in reversed(sizes):
        step = max(1, min(size, places))
        axes.insert(0, [slice(start, min(start + step, size)) for start in range(0, size, step)])
        places = max(1, places // step)
    return product(*axes)
