"""Windows as the columns of a matrix, a block at a time: what turns a convolution into a matrix product."""

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


def framed(x, weight, layout):
    """Copy `x` into its padding; `x` itself where there is none and `unfold` reads nothing else."""
    if layout.padding == ((0, 0), (0, 0)) and (weight.shape[3] == 1 or layout.stride != (1, 1)):
        return x
    (top, bottom), (left, right) = layout.padding
    shape = *x.shape[:2], top + x.shape[2] + bottom, left + x.shape[3] + right
    spare = layout.dilation[1] * (weight.shape[3] - 1)  # the last run of `unfold` ends behind the last row
    frame = np.zeros(prod(shape) + spare, x.dtype)[: prod(shape)].reshape(shape)
    inside(frame, layout.padding)[...] = x
    return frame


def unfold(frame, weight, layout, out_sizes):
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
