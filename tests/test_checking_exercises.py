"""Solutions of pages 03, 06 and 09, held against what they are about: slopes, layers, learned maps."""

from itertools import product

import numpy as np
import pytest

from exercises import learned_kernels, matrix, shapes_and_gradients
from snippets.convolution import conv1d, conv2d, conv_transpose2d, correlate2d
from snippets.gradients import central_difference, check_gradient
from snippets.matrix import toeplitz, toeplitz_2d

RNG = np.random.default_rng(0)


def test_the_maps_asked_for_are_those_that_come_out_of_each_image():
    maps = conv2d(np.zeros((8, 3, 32, 32)), np.zeros((16, 3, 5, 5)))[0]
    assert shapes_and_gradients.maps_solution() == len(maps)


def test_the_slope_at_the_kink_is_the_one_measured():
    measured = central_difference(lambda x: np.maximum(x, 0)[0], [0.0])
    assert shapes_and_gradients.kink_solution() == pytest.approx(measured[0], rel=1e-12)


def test_each_mended_gradient_is_the_slope_of_its_result():
    prediction, target = RNG.normal(size=(2, 5))
    mean_grad = shapes_and_gradients.mean_grad_solution()
    assert (
        check_gradient(lambda p: ((p - target) ** 2).mean(), lambda p: mean_grad(p, target), prediction)
        < 1e-7
    )
    x, bias = RNG.normal(size=(4, 3)), RNG.normal(size=3)
    bias_grad = shapes_and_gradients.bias_grad_solution()
    assert check_gradient(lambda b: ((x + b) ** 2).sum(), lambda b: bias_grad(x, b), bias) < 1e-7
    grad_y, w, row = RNG.normal(size=4), RNG.normal(size=2), RNG.normal(size=5)
    window_grad = shapes_and_gradients.window_grad_solution()
    assert (
        check_gradient(
            lambda x: (grad_y * (w[0] * x[:-1] + w[1] * x[1:])).sum(), lambda x: window_grad(grad_y, w), row
        )
        < 1e-7
    )


def test_the_kernel_that_looks_downwards_is_positive_where_it_gets_brighter():
    assert correlate2d([[0, 1], [10, 11]], learned_kernels.downwards_solution()).tolist() == [[10, 10]]


def test_the_secret_kernel_is_found():
    secret = RNG.normal(size=(3, 3))
    x = learned_kernels.X
    target = correlate2d(x, secret)
    found = learned_kernels.after_100_steps(learned_kernels.descend_solution(), x, target)
    np.testing.assert_allclose(found, secret, atol=1e-6)


@pytest.mark.parametrize("start", [[0.3, 0.2], [-0.5, 0.5], [0.0, 0.3]])
def test_other_starts_than_the_solution_s_are_accepted(start):
    learned_kernels.check_second(start)


def test_the_entries_counted_are_those_of_the_matrix():
    assert matrix.entries_solution() == np.count_nonzero(toeplitz_2d(np.ones((3, 3)), (7, 7)))


def test_the_collapsed_kernel_does_what_the_two_do_in_a_row():
    x = RNG.normal(size=8)
    both = toeplitz([1, 0, -1], 6) @ toeplitz([1, 2, 3], 8) @ x
    np.testing.assert_allclose(toeplitz(matrix.collapsed_solution(), 8) @ x, both, atol=1e-12)


def test_the_size_grown_to_is_that_of_the_transposed_layer():
    grown = matrix.grown_solution()
    for size, kernel_size, stride in product(range(1, 7), range(1, 5), range(1, 4)):
        x, weight = np.ones((1, 1, 1, size)), np.ones((1, 1, 1, kernel_size))
        assert grown(size, kernel_size, stride) == conv_transpose2d(x, weight, stride=(1, stride)).shape[3]


def test_the_backward_pass_by_hand_holds_against_measured_slopes():
    conv_backward = matrix.conv_backward_solution()
    x, kernel, grad_y = RNG.normal(size=7), RNG.normal(size=3), RNG.normal(size=5)

    def result(x, kernel):
        return (grad_y * conv1d(x[None, None], kernel[None, None])[0, 0]).sum()

    assert (
        check_gradient(lambda x: result(x, kernel), lambda x: conv_backward(grad_y, x, kernel)[0], x) < 1e-7
    )
    assert check_gradient(lambda k: result(x, k), lambda k: conv_backward(grad_y, x, k)[1], kernel) < 1e-7
