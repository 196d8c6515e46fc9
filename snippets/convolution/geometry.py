"""Where the windows of a convolution or a pooling lie: sizes, padding, and a view of them all."""

import numpy as np


# --8<-- [start:output_size]
def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1, ceil_mode=False):
    """Count the places along one axis where a kernel fits.

    Units: cells. `padding` is a number for both sides, or (before, after).
    With `ceil_mode` a last window may hang over the end, if it starts in the
    input or the padding before it.
    Raises ValueError if the kernel reaches further than the padded input, or
    for a size below 1.
    Source: Dumoulin and Visin, arXiv:1603.07285, relationship 6; with dilation,
    relationship 15.
    """
    size, kernel_size = whole("size", size, 0), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    before, after = pair("padding", padding, 0)
    reach = dilation * (kernel_size - 1) + 1
    free = before + size + after - reach
    last = free // stride
    if ceil_mode:
        last = min(-(-free // stride), (before + size - 1) // stride)
    if last < 0:
        raise ValueError(
            f"the kernel reaches over {reach} cells "
            f"(kernel_size {kernel_size}, dilation {dilation}); "
            f"expected at most the {before + size + after} of the input with its padding"
        )
    return last + 1
    # --8<-- [end:output_size]


def transposed_output_size(size, kernel_size, *, stride=1, padding=0, output_padding=0, dilation=1):
    """Count the cells along one axis that a transposed convolution fills: the input that gives `size` places.

    Units: cells. `padding` is cut off, the same on both sides or (before, after). With a stride several
    inputs give `size` places; `output_padding` says how many cells larger than the smallest is meant.
    Raises ValueError if padding cuts everything off, or output_padding reaches both stride and dilation.
    Source: Dumoulin and Visin, arXiv:1603.07285, relationship 14; PyTorch's `ConvTranspose2d`.
    """
    size, kernel_size = whole("size", size, 1), whole("kernel_size", kernel_size, 1)
    stride, dilation = whole("stride", stride, 1), whole("dilation", dilation, 1)
    output_padding = whole("output_padding", output_padding, 0)
    before, after = pair("padding", padding, 0)
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"output_padding is {output_padding}; expected less than stride {stride} or dilation {dilation}"
        )
    filled = (size - 1) * stride + dilation * (kernel_size - 1) + 1 + output_padding
    if before + after >= filled:
        raise ValueError(f"padding cuts off {before + after} cells; expected fewer than the {filled} filled")
    return filled - before - after


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


def per_axis(name, value, least, axes):
    """Return one whole number for each of the axes, one or two; raise ValueError for anything else."""
    return (whole(name, value, least),) if axes == 1 else pair(name, value, least)


def padding_pairs(padding, kernel_size, stride, dilation):
    """Turn every way of writing `padding` into one pair (before, after) for each axis, one or two.

    On one axis: a whole number, (before, after), or "causal" (all of it before: no window looks ahead).
    On two: a whole number, (height, width), or ((top, bottom), (left, right)).
    On both: "valid" (none), "same" (the output as large as the input; an odd cell goes to the end).
    Raises ValueError for anything else, and for "same" with a stride: no padding gives it.
    """
    axes = len(kernel_size)
    if isinstance(padding, str):
        totals = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
        if padding == "valid":
            return ((0, 0),) * axes
        if padding == "causal" and axes == 1:
            return ((totals[0], 0),)
        if padding != "same":
            known = '"valid", "same", "causal"' if axes == 1 else '"valid", "same"'
            raise ValueError(f"padding is {padding!r}; expected {known} or numbers")
        if max(stride) > 1:
            raise ValueError(f'padding is "same" with stride {stride}; expected stride 1, or numbers')
        return tuple((total // 2, total - total // 2) for total in totals)
    if axes == 1:
        return (pair("padding", padding, 0),)
    sides = tuple(padding) if isinstance(padding, tuple | list) else (padding, padding)
    if len(sides) != 2:
        raise ValueError(f"padding is {padding!r}; expected a number, two, or ((top, bottom), (left, right))")
    return pair("padding", sides[0], 0), pair("padding", sides[1], 0)


padding_2d = padding_pairs


def pad(x, padding, value=0):
    """Surround every map with cells of one value; without padding, `x` itself (`np.pad` would copy it).

    Shapes: x (N, C, H, W), padding ((top, bottom), (left, right)) -> (N, C, top+H+bottom, left+W+right);
    likewise with any other number of axes after the second.
    """
    if not any(before or after for before, after in padding):
        return x
    sizes = [before + size + after for size, (before, after) in zip(x.shape[2:], padding, strict=True)]
    padded = np.full((*x.shape[:2], *sizes), value, x.dtype)
    inside(padded, padding)[...] = x
    return padded


def inside(padded, padding):
    """View what padding surrounds."""
    sides = zip(padded.shape[2:], padding, strict=True)
    return padded[:, :, *(slice(before, size - after) for size, (before, after) in sides)]


def windows(x, kernel_size, stride, dilation, *, writeable=False):
    """View all windows of `x` without copying: kernel axes before output axes, so that copies run along rows.

    Shapes: x (N, C, H, W), padded already -> (N, C, KH, KW, OH, OW);
    likewise with any other number of axes after the second.
    """
    axes = len(kernel_size)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    spatial = tuple(range(2, 2 + axes))
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=spatial, writeable=writeable)
    view = view[:, :, *(slice(None, None, step) for step in (*stride, *dilation))]
    return view.transpose(0, 1, *(axis + axes for axis in spatial), *spatial)
