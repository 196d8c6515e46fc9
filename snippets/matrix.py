"""A convolution as one matrix product: by a matrix of its kernel, or by a matrix of the input's windows."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import output_size
from snippets.convolution.geometry import pair


# --8<-- [start:toeplitz]
def toeplitz(kernel, size, *, stride=1):
    """Build the matrix that slides `kernel` over `size` cells.

    Row i has the kernel from column i*stride on.
    Shapes: kernel (K,) -> (O, size), with O the number of places.
    Raises ValueError if the kernel is longer than the row, or stride below 1.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.1.
    """
    (kernel,) = floating(kernel=kernel)
    check_shape("kernel", kernel, "(K,)")
    places = output_size(size, len(kernel), stride=stride)
    matrix = np.zeros((places, size), kernel.dtype)
    for i, row in enumerate(matrix):
        row[i * stride : i * stride + len(kernel)] = kernel
    return matrix
    # --8<-- [end:toeplitz]


def toeplitz_2d(kernel, shape):
    """Build the matrix that slides `kernel` over a flattened image: a row for each place of the window.

    Shapes: kernel (KH, KW), shape = (H, W) -> `(OH*OW, H*W)`, with OH = H - KH + 1 and OW = W - KW + 1.
    Raises ValueError if the kernel is larger than the image.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 9.1.
    """
    (kernel,) = floating(kernel=kernel)
    check_shape("kernel", kernel, "(KH, KW)")
    (KH, KW), (H, W) = kernel.shape, pair("shape", shape, 1)
    OH, OW = output_size(H, KH), output_size(W, KW)
    matrix = np.zeros((OH, OW, H, W), kernel.dtype)
    for i, j in np.ndindex(OH, OW):
        matrix[i, j, i : i + KH, j : j + KW] = kernel
    return matrix.reshape(OH * OW, H * W)


# --8<-- [start:unfold]
def unfold(x, kernel_size):
    """Copy every window into a column of its own: from image to column, im2col.

    Shapes: x (N, C, H, W), kernel_size a number or a pair
    -> `(N, C*KH*KW, OH*OW)`.
    Raises ValueError if the window is larger than the image.
    Source: Chellapilla, Puri, Simard 2006; PyTorch's `unfold`.
    """
    (x,) = floating(x=x)
    check_shape("x", x, "(N, C, H, W)")
    N, C, H, W = x.shape
    KH, KW = pair("kernel_size", kernel_size, 1)
    OH, OW = output_size(H, KH), output_size(W, KW)
    columns = np.empty((N, C, KH, KW, OH, OW), x.dtype)
    for m, n in np.ndindex(KH, KW):
        columns[:, :, m, n] = x[:, :, m : m + OH, n : n + OW]
    return columns.reshape(N, C * KH * KW, OH * OW)
    # --8<-- [end:unfold]


# --8<-- [start:fold]
def fold(columns, shape, kernel_size):
    """Add every column to the window that it came from: `unfold` transposed.

    Shapes: columns `(N, C*KH*KW, OH*OW)`, shape = (H, W) -> (N, C, H, W).
    Raises ValueError if the columns are not those of an image of that shape.
    Source: Chellapilla, Puri, Simard 2006; PyTorch's `fold`.
    """
    (columns,) = floating(columns=columns)
    H, W = pair("shape", shape, 1)
    KH, KW = pair("kernel_size", kernel_size, 1)
    OH, OW = output_size(H, KH), output_size(W, KW)
    check_shape("columns", columns, "(N, C*KH*KW, OH*OW)", None, None, OH * OW)
    N, rows, _ = columns.shape
    if rows % (KH * KW):
        raise ValueError(f"columns has {rows} rows; expected C times {KH * KW = }")
    columns = columns.reshape(N, rows // (KH * KW), KH, KW, OH, OW)
    x = np.zeros((*columns.shape[:2], H, W), columns.dtype)
    for m, n in np.ndindex(KH, KW):
        x[:, :, m : m + OH, n : n + OW] += columns[:, :, m, n]
    return x
    # --8<-- [end:fold]
