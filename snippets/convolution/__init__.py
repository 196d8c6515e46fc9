"""Convolution: one kernel on one image, as the formula says it, and the layers that libraries make of it."""

from snippets.convolution.fourier import conv2d_fft, conv2d_fft_backward
from snippets.convolution.geometry import output_size, transposed_output_size
from snippets.convolution.layer import (
    conv1d,
    conv1d_backward,
    conv1d_naive,
    conv2d,
    conv2d_backward,
    conv2d_naive,
)
from snippets.convolution.one_channel import convolve2d, correlate2d, correlate2d_naive
from snippets.convolution.transposed import (
    conv_transpose2d,
    conv_transpose2d_backward,
    conv_transpose2d_naive,
)

__all__ = [
    "conv1d",
    "conv1d_backward",
    "conv1d_naive",
    "conv2d",
    "conv2d_backward",
    "conv2d_fft",
    "conv2d_fft_backward",
    "conv2d_naive",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "conv_transpose2d_naive",
    "convolve2d",
    "correlate2d",
    "correlate2d_naive",
    "output_size",
    "transposed_output_size",
]
