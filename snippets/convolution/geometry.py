"""Where the windows of a convolution or a pooling lie: sizes, padding, and a view of them all."""

import numpy as np


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1, ceil_mode=False):
    """Count the places along one axis where a kernel fits.

    Units: cells. `padding` is the same on both sides, or a pair (before, after).
    With `ceil_mode` a last window may hang over the end, if it starts in the input or the padding before it.
    Raises ValueError if the kernel reaches further than the padded input, or for a size below 1.
    Source: Dumoulin and Visin, arXiv:1603.07285, relationship 6; with dilation, relationship 15.
    """
    size, kernel_size = whole("size", size, 0), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    before, after = pair("padding", padding, 0)
    reach = dilation * (kernel_size - 1) + 1
    last = (before + size + after - reach) // stride
    if ceil_mode:
        last = min(-(-(before + size + after - reach) // stride), (before + size - 1) // stride)
    if last < 0:
        raise ValueError(
            f"the kernel reaches over {reach} cells (kernel_size {kernel_size}, dilation {dilation}); "
            f"expected at most the {before + size + after} of the input with its padding"
        )
    return last + 1


def whole(name, value, least):
    """Return a whole number of at least `least`; raise ValueError for anything else."""
    if not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}; expected a whole number, at least {least}")
    return int(value)


def pair(name, value, least):
    """Return two whole numbers; one alone counts for both. Raises ValueError for anything else."""
    values = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(values) != 2 or not all(isinstance(v, int | np.integer) and v >= least for v in values):
        raise ValueError(f"{name} is {value!r}; expected a whole number or a pair of them, at least {least}")
    return int(values[0]), int(values[1])


def padding_2d(padding, kernel_size, stride, dilation):
    """Turn every way of writing `padding` into ((top, bottom), (left, right)).

    It may be a whole number, a pair (height, width), ((top, bottom), (left, right)), "valid" (none), or
    "same" (the output as large as the input; an odd cell goes to the end).
    Raises ValueError for anything else, and for "same" with a stride: no padding gives it.
    """
    if isinstance(padding, str):
        if padding == "valid":
            return (0, 0), (0, 0)
        if padding != "same":
            raise ValueError(f'padding is {padding!r}; expected "valid", "same" or numbers')
        if stride != (1, 1):
            raise ValueError(f'padding is "same" with stride {stride}; expected stride 1, or numbers')
        totals = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    axes = tuple(padding) if isinstance(padding, tuple | list) else (padding, padding)
    if len(axes) != 2:
        raise ValueError(f"padding is {padding!r}; expected a number, two, or ((top, bottom), (left, right))")
    return pair("padding", axes[0], 0), pair("padding", axes[1], 0)


def pad(x, padding, value=0):
    """Surround every map with cells of one value; without padding, `x` itself (`np.pad` would copy it).

    Shapes: x (N, C, H, W), padding ((top, bottom), (left, right)) -> (N, C, top+H+bottom, left+W+right).
    """
    (top, bottom), (left, right) = padding
    if not (top or bottom or left or right):
        return x
    N, C, H, W = x.shape
    padded = np.full((N, C, top + H + bottom, left + W + right), value, x.dtype)
    padded[:, :, top : top + H, left : left + W] = x
    return padded


def windows(x, kernel_size, stride, dilation, *, writeable=False):
    """View all windows of `x` without copying: kernel axes before output axes, so that copies run along rows.

    Shapes: x (N, C, H, W), padded already -> (N, C, KH, KW, OH, OW).
    """
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3), writeable=writeable)
    view = view[:, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]
    return view.transpose(0, 1, 4, 5, 2, 3)
