"""The convolution as many courses teach it, im2col by index arrays; one product for each cell of the kernel;
and SciPy's, one map at a time.

Shapes and arguments as `snippets.convolution.conv2d`, without dilation and groups.
Source: the assignments of Stanford's CS231n, `im2col_indices` and `col2im_indices`.
"""

from typing import Any

import numpy as np
from scipy import signal  # type: ignore[import-untyped]

Array = np.ndarray[Any, np.dtype[Any]]
Indices = tuple[Array, Array, Array]


def im2col_forward(
    x: Array, weight: Array, bias: Array, stride: int, padding: int
) -> tuple[Array, Array, Indices]:
    """The output; for the backward pass, the columns of the whole batch and where they come from."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    C_out, C, KH, KW = weight.shape
    OH, OW = (padded.shape[2] - KH) // stride + 1, (padded.shape[3] - KW) // stride + 1
    rows = np.tile(np.repeat(np.arange(KH), KW), C)[:, None] + stride * np.repeat(np.arange(OH), OW)
    columns = np.tile(np.arange(KW), KH * C)[:, None] + stride * np.tile(np.arange(OW), OH)
    channels = np.repeat(np.arange(C), KH * KW)[:, None]
    where = (channels, rows, columns)
    matrix = padded[:, *where].transpose(1, 2, 0).reshape(C * KH * KW, -1)
    out = weight.reshape(C_out, -1) @ matrix + bias[:, None]
    return out.reshape(C_out, OH, OW, len(x)).transpose(3, 0, 1, 2), matrix, where


def im2col_both(
    grad_output: Array, x: Array, weight: Array, bias: Array, stride: int, padding: int
) -> list[Array]:
    """The forward pass and all three gradients."""
    _, matrix, where = im2col_forward(x, weight, bias, stride, padding)
    N, C, H, W = x.shape
    grad = grad_output.transpose(1, 2, 3, 0).reshape(len(weight), -1)
    grad_weight = (grad @ matrix.T).reshape(weight.shape)
    grad_matrix = (weight.reshape(len(weight), -1).T @ grad).reshape(len(matrix), -1, N).transpose(2, 0, 1)
    grad_padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding), x.dtype)
    cells: Any = (slice(None), *where)
    np.add.at(grad_padded, cells, grad_matrix)
    grad_x = grad_padded[:, :, padding : padding + H, padding : padding + W]
    return [grad_x, grad_weight, grad_output.sum(axis=(0, 2, 3))]


def positions_forward(x: Array, weight: Array, bias: Array, stride: int, padding: int) -> Array:
    """The output, by a product for each cell of the kernel with what lies under it at all places of an image.

    Channels come last and images one by one: of the ways to write this loop, the fastest we found.
    """
    padded = np.pad(x.transpose(0, 2, 3, 1), ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    C_out, C, KH, KW = weight.shape
    OH, OW = (padded.shape[1] - KH) // stride + 1, (padded.shape[2] - KW) // stride + 1
    filters = np.ascontiguousarray(weight.transpose(2, 3, 1, 0))
    out = np.zeros((len(x), OH * OW, C_out), x.dtype)
    product = np.empty_like(out[0])
    for i, m, n in np.ndindex(len(x), KH, KW):
        under = padded[i, m : m + stride * OH : stride, n : n + stride * OW : stride]
        out[i] += np.matmul(under.reshape(-1, C), filters[m, n], out=product)
    out += bias
    return out.reshape(len(x), OH, OW, C_out).transpose(0, 3, 1, 2)


def scipy_forward(x: Array, weight: Array, bias: Array, padding: int) -> Array:
    """The output, by SciPy's correlation of every channel with its kernel; stride 1."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    maps = [
        [
            sum(
                signal.correlate2d(channel, cells, mode="valid")
                for channel, cells in zip(image, kernel, strict=True)
            )
            for kernel in weight
        ]
        for image in padded
    ]
    return np.array(maps) + bias[:, None, None]
