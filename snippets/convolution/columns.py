"""Windows as the columns of a matrix, a block at a time: what turns a convolution into a matrix product."""

from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from snippets.convolution.geometry import pad, windows

LEAST_BYTES, MOST_BYTES = 2**19, 2**21  # of the columns of one block: they stay in the cache for the product


class Layout(NamedTuple):
    """Where windows lie: stride, padding (before, after) and dilation, each for rows and columns; groups."""

    stride: tuple
    padding: tuple
    dilation: tuple
    groups: int


# --8<-- [start:columns]
def columns(x, kernel_size, out_sizes, layout):
    """Yield slices of (N, OH, OW), and the windows there as the columns of one matrix for each group.

    All blocks are copied into the same memory: fresh memory costs more time than the products in it.
    Shapes: x (N, C_in, H, W) -> (groups, C_in/groups*KH*KW, places in the block), row after row.
    """
    view = windows(pad(x, layout.padding), kernel_size, layout.stride, layout.dilation)
    view = np.moveaxis(view, 0, 3)[..., : out_sizes[0], : out_sizes[1]]  # (C, KH, KW, N, OH, OW)
    buffer = np.empty(0, x.dtype)
    for block in blocks(view):
        part = view[..., *block]
        if buffer.size < part.size:
            buffer = np.empty(part.size, x.dtype)
        buffer[: part.size].reshape(part.shape)[...] = part
        yield block, buffer[: part.size].reshape(layout.groups, -1, prod(part.shape[3:]))
        # --8<-- [end:columns]


def blocks(view):
    """Cut (N, OH, OW) into slices whose columns fit in the cache: images, rows of one, or part of a row.

    Where they are not too small for it, there are eight or more, so that little memory is needed.
    """
    *cells, N, OH, OW = view.shape
    column_bytes = prod(cells) * view.itemsize
    block_bytes = min(max(column_bytes * N * OH * OW // 8, LEAST_BYTES), MOST_BYTES)
    places = max(1, block_bytes // column_bytes)
    return product(cut(N, places // (OH * OW)), cut(OH, places // OW), cut(OW, places))


def cut(size, step):
    """Cut a length into slices of about the same size, at most `step`, at least 1."""
    step = -(-size // -(-size // max(1, step))) if size else 1
    return [slice(start, min(start + step, size)) for start in range(0, size, step)]


def as_matrices(weight, groups):
    """View (C_out, C_in/groups, KH, KW) as one matrix a group: (groups, C_out/groups, C_in/groups*KH*KW)."""
    return weight.reshape(groups, len(weight) // groups, weight[0].size)
