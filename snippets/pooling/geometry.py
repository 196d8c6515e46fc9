"""What every pooling asks of its arguments, and how far its last windows hang over the end."""

from snippets.arrays import check_shape
from snippets.convolution.geometry import output_size, padding_2d, pair


def check_maps(x):
    """Raise ValueError unless `x` is (N, C, H, W) and every map has a cell."""
    check_shape("x", x, "(N, C, H, W)")
    if 0 in x.shape[2:]:
        raise ValueError(f"x has shape {x.shape}; expected (N, C, H, W) with at least one cell a map")


def geometry(x, kernel_size, stride, padding, dilation, ceil_mode):
    """Check what a pooling was given; return kernel, stride, padding, edges, dilation in pairs.

    The edges are the padding, and after it in `ceil_mode` by how much the last windows hang over.
    """
    check_maps(x)
    kernel_size, dilation = pair("kernel_size", kernel_size, 1), pair("dilation", dilation, 1)
    stride = kernel_size if stride is None else pair("stride", stride, 1)
    padding = padding_2d(padding, kernel_size, stride, dilation)
    axes = zip(x.shape[2:], kernel_size, stride, padding, dilation, strict=True)
    over = [overhang(*axis, ceil_mode) for axis in axes]
    edges = tuple((before, after + more) for (before, after), more in zip(padding, over, strict=True))
    return kernel_size, stride, padding, edges, dilation


def overhang(size, kernel_size, stride, padding, dilation, ceil_mode):
    """Count the cells by which the last window of one axis hangs over the end of the padded input."""
    reach = dilation * (kernel_size - 1) + 1
    if max(padding) > reach // 2:
        raise ValueError(
            f"padding is {padding}; expected at most half of the window's {reach} cells, {reach // 2}"
        )
    places = output_size(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    return max(0, (places - 1) * stride + reach - (size + sum(padding)))
