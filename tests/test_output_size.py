"""The shape formula against windows that are slid one stride after the other, over every small case."""

from itertools import product

import numpy as np
import pytest

from snippets.convolution import conv2d, output_size

# size 1 to 12, kernel_size 1 to 5, stride 1 to 3, padding 0 to 2, dilation 1 and 2
CASES = list(product(range(1, 13), range(1, 6), (1, 2, 3), (0, 1, 2), (1, 2)))


def slide(size, kernel_size, stride, padding, dilation):
    """The starts of all windows whose cells lie within the padded input, tried one by one."""
    padded = range(-padding, size + padding)
    starts = padded[::stride]
    return [start for start in starts if all(start + dilation * m in padded for m in range(kernel_size))]


def test_the_formula_counts_what_sliding_counts_and_raises_where_nothing_fits():
    agree = raised = 0
    for case in CASES:
        size, kernel_size, stride, padding, dilation = case
        places = len(slide(*case))
        if places:
            assert output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation) == places
            agree += 1
        else:
            with pytest.raises(ValueError, match="the kernel reaches over"):
                output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
            raised += 1
    assert (agree, raised, len(CASES)) == (927, 153, 1080)


def test_a_layer_computes_just_those_windows():
    """A kernel that is one at its first cell gives what stands at each window's start; padding gives 0."""
    for case in CASES:
        size, kernel_size, stride, padding, dilation = case
        starts = slide(*case)
        if starts:
            x, kernel = np.arange(1, size + 1), np.eye(1, kernel_size)
            y = conv2d(
                x[None, None, None],
                kernel[None, None],
                stride=(1, stride),
                padding=(0, padding),
                dilation=(1, dilation),
            )
            assert y.ravel().tolist() == [start + 1 if 0 <= start < size else 0 for start in starts]


def test_padding_before_and_after_counts_each_for_itself():
    for before, after, stride in product(range(4), range(4), (1, 2, 3)):
        starts = [start for start in range(-before, 7 + after, stride) if start + 2 < 7 + after]
        assert output_size(7, 3, stride=stride, padding=(before, after)) == len(starts)
