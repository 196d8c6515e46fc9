"""One kernel on one image: cross-correlation by its definition, fast, and the convolution that flips."""

import numpy as np

from snippets.arrays import check_shape, floating


# --8<-- [start:correlate2d_naive]
def correlate2d_naive(x, kernel):
    """Slide `kernel` over `x` and sum the products: by definition, in two loops.

    Shapes: x (H, W), kernel (KH, KW) -> (H - KH + 1, W - KW + 1).
    Raises ValueError if the kernel is larger than the input.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.6.
    """
    x, kernel = image_and_kernel(x, kernel)
    KH, KW = kernel.shape
    out = np.empty((x.shape[0] - KH + 1, x.shape[1] - KW + 1), x.dtype)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + KH, j : j + KW] * kernel).sum()
    return out
    # --8<-- [end:correlate2d_naive]


# --8<-- [start:correlate2d]
def correlate2d(x, kernel, *, mode="valid"):
    """Slide `kernel` over `x` and sum the products, at every place at once.

    Shapes: x (H, W), kernel (KH, KW)
    -> (H - KH + 1, W - KW + 1) where the kernel fits ("valid"),
    or (H + KH - 1, W + KW - 1) wherever it touches `x`, with zeros around it
    ("full").
    Raises ValueError for another mode and, in mode "valid", if the kernel is
    larger than the input.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.6.
    """
    x, kernel = image_and_kernel(x, kernel, mode)
    if mode == "full":
        x = np.pad(x, [(size - 1, size - 1) for size in kernel.shape])
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)
    # --8<-- [end:correlate2d]


# --8<-- [start:convolve2d]
def convolve2d(x, kernel, *, mode="valid"):
    """Turn the kernel by 180 degrees, then slide it over `x`: convolution.

    Shapes: as `correlate2d`. In mode "full", `x` and `kernel` may be exchanged.
    Raises ValueError as `correlate2d`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.4 and 9.5.
    """
    x, kernel = image_and_kernel(x, kernel, mode)
    return correlate2d(x, kernel[::-1, ::-1], mode=mode)
    # --8<-- [end:convolve2d]


def image_and_kernel(x, kernel, mode="valid"):
    x, kernel = floating(x=x, kernel=kernel)
    check_shape("x", x, "(H, W)")
    check_shape("kernel", kernel, "(KH, KW)")
    if mode not in ("valid", "full"):
        raise ValueError(f'mode is {mode!r}; expected "valid" or "full"')
    if 0 in kernel.shape:
        raise ValueError(f"kernel has shape {kernel.shape}; expected at least one cell")
    if mode == "valid" and (kernel.shape[0] > x.shape[0] or kernel.shape[1] > x.shape[1]):
        raise ValueError(f"kernel has shape {kernel.shape}; expected at most that of x, {x.shape}")
    return x, kernel
