"""Kernels that somebody designed, and the descent by which kernels learn their numbers."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import correlate2d, output_size

# --8<-- [start:designed]
# A weighted mean of a pixel and its neighbours.
BLUR = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16

# A pixel, and what sets it off from its neighbours.
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])

# How much brighter it gets from left to right.
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
# --8<-- [end:designed]


# --8<-- [start:learn_kernels]
def learn_kernels(x, target, kernels, *, lr, steps, rectify=True):
    """Let kernels learn maps that add up to `target`, by gradient descent.

    The loss is the sum of the squared errors. With `rectify`, what is below 0
    in a map counts as 0 in the sum (relu).
    Shapes: x (H, W), target (OH, OW), kernels (K, KH, KW) -> (K, KH, KW).
    Raises ValueError for other shapes.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 4.5 and 9.11.
    """
    x, target, kernels = images_and_kernels(x, target, kernels)
    for _ in range(steps):
        maps = np.stack([correlate2d(x, kernel) for kernel in kernels])
        passed = maps > 0 if rectify else np.ones_like(maps)
        error = (maps * passed).sum(axis=0) - target
        grads = [correlate2d(x, 2 * error * p) for p in passed]
        kernels = kernels - lr * np.stack(grads)
    return kernels
    # --8<-- [end:learn_kernels]


def images_and_kernels(x, target, kernels):
    x, target, kernels = floating(x=x, target=target, kernels=kernels)
    check_shape("x", x, "(H, W)")
    check_shape("kernels", kernels, "(K, KH, KW)")
    if len(kernels) == 0:
        raise ValueError(f"kernels has shape {kernels.shape}; expected at least one kernel")
    places = [output_size(size, reach) for size, reach in zip(x.shape, kernels.shape[1:], strict=True)]
    check_shape("target", target, "(OH, OW)", *places)
    return x, target, kernels
