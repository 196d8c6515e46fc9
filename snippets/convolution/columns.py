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
def columns(x, kernel_size, out_sizes, layout, ones=0):
    """Yield slices of (N, OH, OW), and their windows as columns of one matrix a group.

    All blocks are copied into the same memory: fresh
    memory costs more time than the products in it.
    Shapes: x (N, C_in, H, W) -> (groups, C_in/groups*KH*KW + ones, places of a block),
    row after row; the last `ones` rows are all 1, for a bias to meet.
    """
    view = windows(pad(x, layout.padding), kernel_size, layout.stride, layout.dilation)
    view = view.transpose(1, 2, 3, 0, 4, 5)[..., : out_sizes[0], : out_sizes[1]]  # (C, KH, KW, N, OH, OW)
    view = view.reshape(layout.groups, x.shape[1] // layout.groups, *view.shape[1:])
    cells = prod(view.shape[1:4])
    buffer = np.empty(0, x.dtype)
    for block in product(*blocks(layout.groups * (cells + ones) * x.itemsize, view.shape[4:])):
        part = view[..., *block]
        shape = layout.groups, cells + ones, prod(part.shape[4:])
        if buffer.size < prod(shape):
            buffer = np.empty(prod(shape), x.dtype)
        matrix = buffer[: prod(shape)].reshape(shape)
        matrix[:, :cells].reshape(part.shape)[...] = part
        matrix[:, cells:] = 1
        yield block, matrix
        # --8<-- [end:columns]


def blocks(column_bytes, places, least_bytes=LEAST_BYTES):
    """Cut (N, OH, OW) into slices whose columns fit in the cache: images, rows of one, or parts of a row.

    Where they are not too small for it, there are eight or more, so that little memory is needed.
    """
    N, OH, OW = places
    block_bytes = min(max(column_bytes * prod(places) // 8, least_bytes), MOST_BYTES)
    in_block = max(1, block_bytes // column_bytes)
    return cut(N, in_block // (OH * OW)), cut(OH, in_block // OW), cut(OW, in_block)


def cut(size, step):
    """Cut a length into slices of about the same size, at most `step`, at least 1."""
    step = -(-size // -(-size // max(1, step))) if size else 1
    return [slice(start, min(start + step, size)) for start in range(0, size, step)]


def as_matrices(weight, groups):
    """View (C_out, C_in/groups, KH, KW) as one matrix a group: (groups, C_out/groups, C_in/groups*KH*KW)."""
    return weight.reshape(groups, len(weight) // groups, weight[0].size)
