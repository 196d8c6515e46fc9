"""A convolution written as one matrix, whose rows all hold the same few weights."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import output_size
from snippets.convolution.geometry import pair


# --8<-- [start:toeplitz]
def toeplitz(kernel, size, *, stride=1):
    """Build the matrix that slides `kernel` over `size` cells: row i has it from i*stride on.

    Shapes: kernel (K,) -> (O, size), with O the number of places.
    Raises ValueError if the kernel is longer than the row, or the stride is below 1.
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


# --8<-- [start:toeplitz_2d]
def toeplitz_2d(kernel, shape):
    """Build the matrix that slides `kernel` over a flattened image: a row for each place of the window.

    Shapes: kernel (KH, KW), shape = (H, W) -> (OH*OW, H*W), with OH = H - KH + 1 and OW = W - KW + 1.
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
    # --8<-- [end:toeplitz_2d]
