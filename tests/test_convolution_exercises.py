"""Solutions that are written as arithmetic or as a condition, held against the functions they are about."""

from itertools import product

import numpy as np

from exercises import convolution_or_correlation, sliding_dot_products
from snippets.convolution import convolve2d, correlate2d


def test_the_missing_cell_is_what_the_map_holds_there():
    y = correlate2d(sliding_dot_products.X, sliding_dot_products.KERNEL)
    assert sliding_dot_products.missing_cell_solution() == y[0, 1]


def test_the_predicted_shape_is_the_map_s():
    rows, columns = correlate2d(np.zeros((6, 8)), np.zeros((3, 2))).shape
    assert sliding_dot_products.map_shape_solution() == f"{rows} x {columns}"


def test_a_kernel_is_blind_to_the_stripes_just_when_its_rows_are_each_other_s_negatives():
    for a, b, c, d in product((-1, 0, 1), repeat=4):
        blind = not correlate2d(sliding_dot_products.STRIPES, [[a, b], [c, d]]).any()
        assert blind == (a == -c and b == -d)


def test_the_convolution_by_hand_is_numpy_s():
    assert convolution_or_correlation.convolved_solution() == np.convolve([1, 0, 2], [3, 4], "valid").tolist()


def test_a_ported_kernel_gives_the_convolution_s_map():
    port, x = convolution_or_correlation.port_solution(), np.arange(30).reshape(5, 6) ** 2 % 11
    for kernel in (
        convolution_or_correlation.SOBEL,
        convolution_or_correlation.CORNER,
        np.array([[1, 2, 3]]),
    ):
        assert np.array_equal(correlate2d(x, port(kernel)), convolve2d(x, kernel))


def test_the_kernels_said_to_agree_are_those_that_agree_on_an_impulse():
    agree, impulse = convolution_or_correlation.agree_solution(), np.pad([[1]], 1)
    for a, b, c, d in product((-1, 0, 1), repeat=4):
        kernel = [[a, b], [c, d]]
        same = np.array_equal(correlate2d(impulse, kernel), convolve2d(impulse, kernel))
        assert agree(kernel) == same
