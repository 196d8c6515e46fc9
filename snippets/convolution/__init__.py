"""Convolution: one kernel on one image, as the formula says it, and the layer that libraries make of it."""

from snippets.convolution.geometry import output_size
from snippets.convolution.layer import conv2d, conv2d_backward, conv2d_naive
from snippets.convolution.one_channel import convolve2d, correlate2d, correlate2d_naive

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "convolve2d",
    "correlate2d",
    "correlate2d_naive",
    "output_size",
]
