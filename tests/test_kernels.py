"""Designed kernels on edges, by hand; learned ones, held against slopes and a step worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.convolution import correlate2d
from snippets.kernels import BLUR, SHARPEN, SOBEL, learn_kernels
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, central_difference

BARS = np.ones((6, 8))
BARS[:, 2:6] = 0
EDGES = correlate2d(BARS, [[1, -1]])
BOTH_EDGES = np.abs(EDGES)


def test_blur_and_sharpen_keep_a_flat_image_and_sobel_sees_nothing_in_it():
    assert [kernel.sum() for kernel in (BLUR, SHARPEN, SOBEL)] == [1, 1, 0]
    assert BLUR.tolist() == [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]]


def test_each_designed_kernel_at_an_edge_by_hand():
    edge = np.repeat([[0, 0, 0, 16, 16, 16]], 3, axis=0)
    assert correlate2d(edge, BLUR).tolist() == [[0, 16 * (1 + 2 + 1) / 16, 16 * (4 + 8) / 16, 16]]
    assert correlate2d(edge, SHARPEN).tolist() == [[0, -16, 5 * 16 - 3 * 16, 5 * 16 - 4 * 16]]
    assert correlate2d(edge, SOBEL).tolist() == [[0, 16 * (1 + 2 + 1), 16 * (1 + 2 + 1), 0]]
    assert correlate2d(edge.T, SOBEL).tolist() == [[0]] * 4


def test_one_step_by_hand():
    x, target, start = [[1, 2, 4]], [[0, 1]], [[[1.0, 0.5]]]
    error = [1 * 1 + 2 * 0.5 - 0, 2 * 1 + 4 * 0.5 - 1]  # 2 and 3
    grad = [2 * (error[0] * 1 + error[1] * 2), 2 * (error[0] * 2 + error[1] * 4)]  # 16 and 32
    learned = learn_kernels(x, target, start, lr=1 / 16, steps=1)
    assert learned.tolist() == [[[1 - grad[0] / 16, 0.5 - grad[1] / 16]]] == [[[0, -1.5]]]


def test_a_kernel_whose_map_is_not_above_0_does_not_learn():
    start = [[[1.0, 0.5]], [[-1.0, -1.0]], [[0.0, 0.0]]]
    learned = learn_kernels([[1, 2, 4]], [[0, 1]], start, lr=1 / 16, steps=1)
    assert learned.tolist() == [[[0, -1.5]], [[-1, -1]], [[0, 0]]]


def test_a_map_below_0_counts_unless_it_is_rectified():
    x, target, start = [[1, 2]], [[3]], [[[1.0, 1.0]], [[-1.0, 0.0]]]
    rectified = 1 + 2 - 3
    plain = 1 + 2 - 1 - 3
    assert learn_kernels(x, target, start, lr=1, steps=1).tolist() == start and rectified == 0
    step = [-2 * plain * 1, -2 * plain * 2]
    assert learn_kernels(x, target, start, lr=1, steps=1, rectify=False).tolist() == [
        [[1 + step[0], 1 + step[1]]],
        [[-1 + step[0], 0 + step[1]]],
    ]


@SAME_EXAMPLES
@given(
    K=st.integers(1, 3),
    sizes=st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3), st.integers(1, 3)),
    rectify=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_step_goes_against_the_measured_slope_of_the_squared_error(K, sizes, rectify, seed):
    (H, W, KH, KW), rng = sizes, np.random.default_rng(seed)
    x, target = rng.normal(size=(H + KH - 1, W + KW - 1)), rng.normal(size=(H, W))
    kernels = rng.normal(size=(K, KH, KW))

    def loss(kernels):
        maps = [correlate2d(x, kernel) for kernel in kernels]
        return ((sum(np.maximum(y, 0) if rectify else y for y in maps) - target) ** 2).sum()

    with np.errstate(**WARNINGS_RAISE):
        step = learn_kernels(x, target, kernels, lr=1.0, steps=1, rectify=rectify) - kernels
    np.testing.assert_allclose(-step, central_difference(loss, kernels, 1e-6), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("rectify", [True, False])
def test_many_steps_are_one_step_many_times(rectify):
    options = {"lr": 0.01, "rectify": rectify}
    kernels = np.array([[[0.3, 0.1]], [[0.1, 0.3]]])
    for _ in range(7):
        kernels = learn_kernels(BARS, BOTH_EDGES, kernels, steps=1, **options)
    start = [[[0.3, 0.1]], [[0.1, 0.3]]]
    assert np.array_equal(learn_kernels(BARS, BOTH_EDGES, start, steps=7, **options), kernels)
    assert learn_kernels(BARS, BOTH_EDGES, start, steps=0, **options).tolist() == start


def test_the_edge_kernel_is_learned_in_ten_steps():
    learned = learn_kernels(BARS, EDGES, [[[0.3, 0.1]]], lr=0.03, steps=10, rectify=False)
    np.testing.assert_allclose(learned, [[[1.0111, -0.9681]]], atol=5e-5)


@pytest.mark.parametrize("steps", [1, 10, 200])
def test_equal_kernels_stay_exactly_equal(steps):
    for start in ([[0.3, 0.1]], [[0.3, -0.1]], [[-0.2, 0.7]]):
        one, other = learn_kernels(BARS, BOTH_EDGES, [start, start], lr=0.01, steps=steps)
        assert np.array_equal(one, other)


def test_without_relu_the_difference_of_two_kernels_stays_as_it_began():
    start = np.array([[[0.3, 0.1]], [[-0.5, 0.4]]])
    one, other = learn_kernels(BARS, BOTH_EDGES, start, lr=0.01, steps=50, rectify=False)
    np.testing.assert_allclose(one - other, start[0] - start[1], atol=1e-12)
    assert np.abs(one - start[0]).max() > 0.1


def test_what_is_given_is_left_as_it_was_and_keeps_its_type():
    start = np.array([[[0.5, 0.25]]], np.float32)
    learned = learn_kernels(BARS.astype(np.float32), EDGES.astype(np.float32), start, lr=0.01, steps=3)
    assert learned.dtype == np.float32
    assert start.tolist() == [[[0.5, 0.25]]]
    assert learn_kernels([[1, 2]], [[3]], [[[1, 1]]], lr=0.1, steps=1).dtype == np.float64


@pytest.mark.parametrize(
    ("x", "target", "kernels", "says"),
    [
        (BARS[0], EDGES, [[[1, 1]]], r"x has shape \(8,\); expected \(H, W\)"),
        (BARS, EDGES, [[1, 1]], r"kernels has shape \(1, 2\); expected \(K, KH, KW\)"),
        (BARS, EDGES, np.zeros((0, 1, 2)), r"kernels has shape \(0, 1, 2\); expected at least one kernel"),
        (BARS, BARS, [[[1, 1]]], r"target has shape \(6, 8\); expected \(OH, OW\) = \(6, 7\)"),
        (BARS, EDGES, np.zeros((1, 7, 1)), "the kernel reaches over 7 cells"),
        (BARS, EDGES, [[["a", "b"]]], "kernels holds <U1; expected real numbers"),
    ],
)
def test_what_does_not_fit_is_refused(x, target, kernels, says):
    with pytest.raises(ValueError, match=says):
        learn_kernels(x, target, kernels, lr=0.1, steps=1)
