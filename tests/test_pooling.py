"""Max pooling: windows worked out by hand, the definition, PyTorch, gradients and ties, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.pooling import (
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_naive,
)
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, reference
from tests.vectors.cases import MAX_POOL2D

BOTH = pytest.mark.parametrize("pool", [max_pool2d_naive, max_pool2d])


def image(rows):
    """One image with one channel, float64."""
    return np.array(rows, float)[None, None]


@BOTH
def test_the_largest_of_each_window_by_hand(pool):
    x = image([[1, 2, 0, -1], [4, 3, -5, -2], [7, 8, 1, 1], [9, 6, 1, 1]])
    assert pool(x, 2)[0, 0].tolist() == [[4, 0], [9, 1]]
    assert pool(x, 2, stride=1)[0, 0].tolist() == [[4, 3, 0], [8, 8, 1], [9, 8, 1]]
    assert pool(x, (1, 4))[0, 0].tolist() == [[2], [4], [8], [9]]
    assert pool(x, 2, stride=1, dilation=(2, 3))[0, 0].tolist() == [[max(1, -1, 7, 1)], [max(4, -2, 9, 1)]]


@BOTH
def test_padding_never_wins(pool):
    x = image([[-3, -2], [-1, -4]])
    assert pool(x, 2, stride=1, padding=1)[0, 0].tolist() == [[-3, -2, -2], [-1, -1, -2], [-1, -1, -4]]
    assert pool(x, 2, stride=1, padding="same")[0, 0].tolist() == [[-1, -2], [-1, -4]]
    assert pool(x, 2, stride=1, padding=((1, 0), (0, 0)))[0, 0].tolist() == [[-2], [-1]]


@BOTH
def test_in_ceil_mode_a_last_window_hangs_over_the_end(pool):
    x = image([[5, 4, 3, 2, 1]])
    assert pool(x, (1, 2))[0, 0].tolist() == [[5, 3]]
    assert pool(x, (1, 2), ceil_mode=True)[0, 0].tolist() == [[5, 3, 1]]


def test_the_largest_of_a_map_by_hand():
    x = np.array([[[[1, 2], [3, -4]], [[-1, -2], [-3, -4]]]])
    assert global_max_pool2d(x).tolist() == [[3, -1]]


def test_where_the_map_is_moved_its_largest_value_stays():
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    moved = np.roll(x, (2, 3), axis=(2, 3))
    np.testing.assert_array_equal(global_max_pool2d(moved), global_max_pool2d(x))


@st.composite
def pools(draw):
    """Arguments of max_pool2d of every kind that goes together; few values, so that many tie."""
    small = st.integers(1, 3)
    kernel, dilation = (draw(small), draw(small)), (draw(small), draw(small))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    sides = [(draw(st.integers(0, r // 2)), draw(st.integers(0, r // 2))) for r in reach]
    stride = draw(st.one_of(st.none(), st.tuples(small, small)))
    shape = [draw(st.integers(0, 2)), draw(small), *(r + draw(st.integers(0, 4)) for r in reach)]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.choice([-np.inf, -1.0, 0.0, 2.0], size=shape)
    options = {
        "stride": stride,
        "padding": tuple(sides),
        "dilation": dilation,
        "ceil_mode": draw(st.booleans()),
    }
    return (x, kernel), options


@SAME_EXAMPLES
@given(pools())
def test_the_fast_pool_is_its_definition(arguments):
    arrays, options = arguments
    np.testing.assert_array_equal(max_pool2d(*arrays, **options), max_pool2d_naive(*arrays, **options))


@SAME_EXAMPLES
@given(pools())
def test_every_windows_gradient_arrives_once_even_among_ties(arguments):
    (x, kernel_size), options = arguments
    sees_a_cell = max_pool2d(np.zeros_like(x), kernel_size, **options) == 0  # holes may meet padding only
    grad_output = np.random.default_rng(0).integers(1, 9, size=sees_a_cell.shape).astype(float)
    grad_x = max_pool2d_backward(grad_output, x, kernel_size, **options)
    assert grad_x.sum() == grad_output[sees_a_cell].sum()


@pytest.mark.parametrize("case", MAX_POOL2D)
def test_the_pool_and_its_gradient_are_pytorchs(case):
    arrays, options = reference("max_pool2d", case), MAX_POOL2D[case][1]
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        x = arrays["x"].astype(dtype)
        np.testing.assert_array_equal(max_pool2d(x, **options), arrays["output"])
        grad_x = max_pool2d_backward(arrays["grad_output"].astype(dtype), x, **options)
        np.testing.assert_allclose(grad_x, arrays["grad_x"], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2},
        {"kernel_size": (3, 2), "stride": 1, "padding": 1},
        {"kernel_size": 2, "stride": (2, 1), "dilation": (2, 3)},
        {"kernel_size": 3, "stride": 2, "padding": ((0, 1), (1, 0)), "ceil_mode": True},
    ],
)
def test_the_gradients_are_the_differences(options):
    rng = np.random.default_rng(0)
    x = rng.permutation(2 * 2 * 7 * 8).reshape(2, 2, 7, 8) / 10  # no ties, and none within h
    assert_gradients(max_pool2d, max_pool2d_backward, (x,), rng, **options)
    assert_gradients(global_max_pool2d, global_max_pool2d_backward, (x,), rng)


def test_of_equal_values_the_first_gets_the_gradient():
    x, grad_output = np.zeros((1, 1, 2, 4)), image([[3, 5]])
    assert max_pool2d_backward(grad_output, x, 2)[0, 0].tolist() == [[3, 0, 5, 0], [0, 0, 0, 0]]
    assert global_max_pool2d_backward([[7]], x)[0, 0].tolist() == [[7, 0, 0, 0], [0, 0, 0, 0]]


def test_a_window_of_nothing_but_minus_infinity_sends_its_gradient_into_the_image_not_the_padding():
    x = np.full((1, 1, 2, 2), -np.inf)
    assert max_pool2d_backward(image([[3]]), x, 2, stride=2, padding=((1, 0), (1, 0)))[0, 0].tolist() == [
        [3, 0],
        [0, 0],
    ]


@BOTH
def test_nan_wins_its_windows_and_no_other(pool):
    x = np.ones((2, 1, 4, 4))
    x[1, 0, 2, 3] = np.nan
    expected = np.ones((2, 1, 2, 2))
    expected[1, 0, 1, 1] = np.nan
    np.testing.assert_array_equal(pool(x, 2), expected)


def test_the_gradient_of_a_window_with_nan_goes_to_the_nan():
    x = image([[1, np.nan, 9]])
    assert max_pool2d_backward(image([[5]]), x, (1, 3))[0, 0].tolist() == [[0, 5, 0]]
    assert global_max_pool2d_backward([[5]], x)[0, 0].tolist() == [[0, 5, 0]]
    assert np.isnan(global_max_pool2d(x)).all()


def test_an_infinite_gradient_reaches_the_largest_value_and_nothing_else():
    x, grad_output = image([[1, 2, 4, 3]]), image([[np.inf, 5]])
    assert max_pool2d_backward(grad_output, x, (1, 2))[0, 0].tolist() == [[0, np.inf, 5, 0]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_types_come_out_as_they_went_in(dtype):
    x = np.ones((2, 1, 4, 4), dtype)
    out = max_pool2d(x, 2, padding=1)
    assert out.dtype == max_pool2d_naive(x, 2).dtype == global_max_pool2d(x).dtype == dtype
    assert max_pool2d_backward(out, x, 2, padding=1).dtype == dtype
    assert global_max_pool2d_backward(global_max_pool2d(x), x).dtype == dtype


def test_whole_numbers_become_float64():
    x = np.arange(16).reshape(1, 1, 4, 4)
    for out in (max_pool2d(x, 2), max_pool2d_naive(x, 2), global_max_pool2d(x)):
        assert out.dtype == np.float64


def test_the_layout_in_memory_does_not_matter():
    x = np.random.default_rng(0).normal(size=(8, 6, 3, 2)).transpose(3, 2, 1, 0)[:, ::-1, :, ::2]
    np.testing.assert_array_equal(max_pool2d(x, 2), max_pool2d(x.copy(), 2))
    np.testing.assert_array_equal(global_max_pool2d(x), global_max_pool2d(x.copy()))
    out = max_pool2d(x, 2)
    np.testing.assert_array_equal(max_pool2d_backward(out, x, 2), max_pool2d_backward(out, x.copy(), 2))
    out = global_max_pool2d(x)
    np.testing.assert_array_equal(
        global_max_pool2d_backward(out, x), global_max_pool2d_backward(out, x.copy())
    )


def test_the_result_is_a_copy_even_where_a_window_is_one_cell():
    x = np.ones((1, 1, 2, 2))
    max_pool2d(x, 1)[...] = 5
    assert (x == 1).all()


def test_an_empty_batch_gives_an_empty_batch():
    x = np.ones((0, 3, 4, 6))
    assert max_pool2d(x, 2).shape == max_pool2d_naive(x, 2).shape == (0, 3, 2, 3)
    assert max_pool2d_backward(np.ones((0, 3, 2, 3)), x, 2).shape == x.shape
    assert global_max_pool2d(x).shape == (0, 3)
    assert global_max_pool2d_backward(np.ones((0, 3)), x).shape == x.shape


def test_finite_extremes_raise_no_floating_point_warning():
    x = image([[1e308, -1e308], [5e-324, 0]])
    with np.errstate(**WARNINGS_RAISE):
        assert max_pool2d(x, 2, stride=1, padding=1).max() == global_max_pool2d(x).max() == 1e308
        max_pool2d_backward(np.ones((1, 1, 3, 3)), x, 2, stride=1, padding=1)
        global_max_pool2d_backward([[1e308]], x)


@pytest.mark.parametrize(
    "pool", [max_pool2d, max_pool2d_naive, lambda x, *a, **k: max_pool2d_backward(np.ones(1), x, *a, **k)]
)
@pytest.mark.parametrize(
    ("shape", "kernel_size", "options", "message"),
    [
        ((4, 4), 2, {}, "x has shape (4, 4); expected (N, C, H, W)"),
        ((1, 1, 4, 4), 0, {}, "kernel_size is 0; expected a whole number or a pair of them, at least 1"),
        (
            (1, 1, 4, 4),
            2,
            {"stride": (0, 1)},
            "stride is (0, 1); expected a whole number or a pair of them, at least",
        ),
        (
            (1, 1, 4, 4),
            2,
            {"dilation": -1},
            "dilation is -1; expected a whole number or a pair of them, at least 1",
        ),
        (
            (1, 1, 4, 4),
            3,
            {"padding": 2},
            "padding is (2, 2); expected at most half of the window's 3 cells, 1",
        ),
        (
            (1, 1, 4, 4),
            3,
            {"padding": ((0, 0), (0, 2))},
            "padding is (0, 2); expected at most half of the window's 3",
        ),
        (
            (1, 1, 4, 4),
            2,
            {"padding": "same"},
            'padding is "same" with stride (2, 2); expected stride 1, or numbers',
        ),
        (
            (1, 1, 4, 4),
            5,
            {},
            "the kernel reaches over 5 cells (kernel_size 5, dilation 1); expected at most the 4",
        ),
        (
            (1, 1, 4, 4),
            7,
            {"ceil_mode": True, "stride": 2},
            "expected at most the 4 of the input with its padding",
        ),
    ],
)
def test_a_pool_says_what_does_not_fit(pool, shape, kernel_size, options, message):
    with pytest.raises(ValueError) as error:
        pool(np.ones(shape), kernel_size, **options)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: global_max_pool2d(np.ones((3, 3))), "x has shape (3, 3); expected (N, C, H, W)"),
        (
            lambda: global_max_pool2d(np.ones((1, 1, 0, 3))),
            "expected (N, C, H, W) with at least one cell a map",
        ),
        (
            lambda: global_max_pool2d_backward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 3, 3))),
            "grad_output has shape (1, 1, 1, 1); expected (N, C) = (1, 1)",
        ),
        (
            lambda: max_pool2d_backward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 4, 4)), 2),
            "grad_output has shape (1, 1, 3, 3); expected (N, C, OH, OW) = (1, 1, 2, 2)",
        ),
        (lambda: max_pool2d(np.full((1, 1, 2, 2), "a"), 2), "x holds <U1; expected real numbers"),
    ],
)
def test_what_else_does_not_fit_is_named_too(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)
