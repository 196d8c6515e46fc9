"""Pooling: windows worked out by hand, the definition, PyTorch, gradients and ties, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    avg_pool2d_naive,
    blur_pool2d,
    blur_pool2d_backward,
    blur_pool2d_naive,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_naive,
)
from tests.oracles import (
    SAME_EXAMPLES,
    WARNINGS_RAISE,
    assert_gradients,
    memory,
    memory_limit,
    reference,
)
from tests.vectors.cases import MAX_POOL2D
from tests.vectors.pooling_cases import AVG_POOL2D, BLUR_POOL2D, FILE, GLOBAL_AVG_POOL2D

BOTH = pytest.mark.parametrize("pool", [max_pool2d_naive, max_pool2d])
BOTH_MEANS = pytest.mark.parametrize("pool", [avg_pool2d_naive, avg_pool2d])
BOTH_BLURS = pytest.mark.parametrize("pool", [blur_pool2d_naive, blur_pool2d])


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


# Averages


@BOTH_MEANS
def test_the_mean_of_each_window_by_hand(pool):
    x = image([[1, 2, 0, -1], [3, 0, -5, -2], [7, 8, 1, 1]])
    assert pool(x, 2)[0, 0].tolist() == [[(1 + 2 + 3 + 0) / 4, (0 - 1 - 5 - 2) / 4]]
    assert pool(x, (3, 1))[0, 0].tolist() == [[11 / 3, 10 / 3, -4 / 3, -2 / 3]]
    assert pool(x, 2, stride=(1, 2))[0, 0].tolist() == [[1.5, -2], [18 / 4, -5 / 4]]


@BOTH_MEANS
def test_padding_counts_as_cells_of_zero_unless_told_not_to(pool):
    x = image([[6, 12], [18, 24]])
    assert pool(x, 2, stride=1, padding=1)[0, 0].tolist() == [
        [6 / 4, 18 / 4, 12 / 4],
        [24 / 4, 60 / 4, 36 / 4],
        [18 / 4, 42 / 4, 24 / 4],
    ]
    assert pool(x, 2, stride=1, padding=1, count_include_pad=False)[0, 0].tolist() == [
        [6, 18 / 2, 12],
        [24 / 2, 60 / 4, 36 / 2],
        [18, 42 / 2, 24],
    ]
    assert pool(x, 2, stride=1, padding="same")[0, 0].tolist() == [[60 / 4, 36 / 4], [42 / 4, 24 / 4]]
    assert pool(x, 2, stride=1, padding=((0, 0), (1, 0)))[0, 0].tolist() == [[24 / 4, 60 / 4]]


@BOTH_MEANS
def test_what_hangs_over_the_end_never_counts(pool):
    x = image([[5, 4, 3, 2, 1]])
    assert pool(x, (1, 2), ceil_mode=True)[0, 0].tolist() == [[9 / 2, 5 / 2, 1]]
    # The last window of 3 starts at cell 4: one cell, one of padding, and one that is neither.
    pads = {"stride": 2, "padding": ((0, 0), (1, 1)), "ceil_mode": True}
    assert pool(x[..., :4], (1, 3), **pads)[0, 0].tolist() == [[9 / 3, 9 / 3, 2 / 2]]
    assert pool(x[..., :4], (1, 3), **pads, count_include_pad=False)[0, 0].tolist() == [[9 / 2, 9 / 3, 2]]


def test_the_mean_of_a_map_by_hand():
    assert global_avg_pool2d(np.array([[[[1, 2], [3, -4]], [[-1, -2], [-3, -4]]]])).tolist() == [[0.5, -2.5]]


@SAME_EXAMPLES
@given(pools(), st.booleans())
def test_the_fast_mean_is_its_definition(arguments, count_include_pad):
    (x, kernel_size), options = arguments
    x = np.where(np.isinf(x), 7.0, x)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, options.pop("dilation"), strict=True)]
    options["count_include_pad"] = count_include_pad
    fast, naive = (pool(x, tuple(reach), **options) for pool in (avg_pool2d, avg_pool2d_naive))
    np.testing.assert_allclose(fast, naive, rtol=1e-14, atol=1e-14)
    ones = avg_pool2d(np.ones_like(x), tuple(reach), **options)
    assert (ones <= 1).all() and (count_include_pad or (ones == 1).all())
    grad_output = np.random.default_rng(0).normal(size=fast.shape)
    grad_x = avg_pool2d_backward(grad_output, x, tuple(reach), **options)
    np.testing.assert_allclose((grad_output * fast).sum(), (grad_x * x).sum(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", AVG_POOL2D)
def test_the_mean_and_its_gradient_are_pytorchs(case):
    hold_against_pytorch("avg_pool2d", case, avg_pool2d, avg_pool2d_backward, **AVG_POOL2D[case][1])


@pytest.mark.parametrize("case", GLOBAL_AVG_POOL2D)
def test_the_mean_of_a_map_and_its_gradient_are_pytorchs(case):
    hold_against_pytorch("global_avg_pool2d", case, global_avg_pool2d, global_avg_pool2d_backward)


@pytest.mark.parametrize("case", BLUR_POOL2D)
def test_the_blur_and_its_gradient_are_those_of_pytorchs_convolution(case):
    hold_against_pytorch("blur_pool2d", case, blur_pool2d, blur_pool2d_backward, stride=BLUR_POOL2D[case][1])


def hold_against_pytorch(operation, case, pool, backward, **options):
    arrays = reference(operation, case, FILE)
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        x, grad_output = arrays["x"].astype(dtype), arrays["grad_output"].astype(dtype)
        close = {"rtol": tolerance, "atol": tolerance}
        np.testing.assert_allclose(pool(x, **options), arrays["output"], **close)
        np.testing.assert_allclose(backward(grad_output, x, **options), arrays["grad_x"], **close)


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2},
        {"kernel_size": (3, 2), "stride": 1, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": ((0, 1), (1, 0)), "ceil_mode": True},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False},
    ],
)
def test_the_gradients_of_means_are_the_differences(options):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 2, 6, 8))
    assert_gradients(avg_pool2d, avg_pool2d_backward, (x,), rng, **options)
    assert_gradients(global_avg_pool2d, global_avg_pool2d_backward, (x,), rng)


# Blurs


@BOTH_BLURS
def test_a_blur_by_hand(pool):
    x = image([[0, 16, 0, 32], [0, 0, 0, 0], [0, 0, 0, 64]])
    # Row 0 is its own, row -1 reflects row 1: each row counts 1, 2, 1 of 4, each column as well.
    top = [(2 * (1 * 16 + 2 * 0 + 1 * 16)) / 16, (2 * (1 * 16 + 2 * 0 + 1 * 32)) / 16]
    bottom = [0, (2 * (1 * 64)) / 16]
    assert pool(x)[0, 0].tolist() == [top, bottom]
    assert pool(x, stride=4)[0, 0].tolist() == [[top[0]]]


@BOTH_BLURS
@pytest.mark.parametrize("size", [(1, 1), (1, 5), (2, 2), (7, 4)])
def test_a_blur_keeps_what_is_the_same_everywhere(pool, size):
    for stride in (1, 2, 3):
        out = pool(np.full((2, 3, *size), 5.0), stride=stride)
        assert out.shape == (2, 3, -(-size[0] // stride), -(-size[1] // stride))
        assert (out == 5).all()


@SAME_EXAMPLES
@given(st.tuples(*4 * [st.integers(1, 5)]), st.integers(1, 4))
def test_the_fast_blur_is_its_definition_and_its_gradient_is_its_transpose(shape, stride):
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    out = blur_pool2d(x, stride=stride)
    np.testing.assert_allclose(out, blur_pool2d_naive(x, stride=stride), rtol=1e-14, atol=1e-14)
    grad_output = rng.normal(size=out.shape)
    grad_x = blur_pool2d_backward(grad_output, x, stride=stride)
    np.testing.assert_allclose((grad_output * out).sum(), (grad_x * x).sum(), rtol=1e-12, atol=1e-12)


def test_the_gradients_of_blurs_are_the_differences():
    rng = np.random.default_rng(0)
    for shape in ((2, 2, 5, 4), (1, 1, 1, 3)):
        assert_gradients(blur_pool2d, blur_pool2d_backward, (rng.normal(size=shape),), rng)


# All of them

MEANS = [
    (avg_pool2d, avg_pool2d_backward, {"kernel_size": 2}),
    (avg_pool2d_naive, None, {"kernel_size": 2}),
    (global_avg_pool2d, global_avg_pool2d_backward, {}),
    (blur_pool2d, blur_pool2d_backward, {}),
    (blur_pool2d_naive, None, {}),
]
ALL_MEANS = pytest.mark.parametrize(("pool", "backward", "options"), MEANS)


@ALL_MEANS
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int16])
def test_means_keep_floating_types_and_make_whole_numbers_float64(pool, backward, options, dtype):
    x = np.arange(32).reshape(2, 1, 4, 4).astype(dtype)
    out = pool(x, **options)
    assert out.dtype == (np.float64 if dtype is np.int16 else dtype)
    if backward:
        assert backward(out, x, **options).dtype == out.dtype


@ALL_MEANS
@pytest.mark.parametrize("cell", [np.nan, np.inf])
def test_what_is_not_finite_reaches_its_windows_and_no_other_image(pool, backward, options, cell):
    x = np.ones((3, 1, 4, 4))
    x[1, 0, 3, 3] = cell
    out = pool(x, **options)
    assert np.isfinite(out[[0, 2]]).all()
    np.testing.assert_array_equal(out[1].ravel()[-1], cell)
    if backward:
        np.testing.assert_array_equal(
            backward(np.ones_like(out), x, **options), backward(np.ones_like(out), np.ones_like(x), **options)
        )


@ALL_MEANS
def test_means_do_not_mind_the_layout_and_give_arrays_that_can_be_written(pool, backward, options):
    x = np.random.default_rng(0).normal(size=(8, 6, 3, 2)).transpose(3, 2, 1, 0)[:, ::-1, :, ::2]
    out = pool(x, **options)
    np.testing.assert_array_equal(out, pool(x.copy(), **options))
    if backward:
        grad_output = np.asfortranarray(out)
        grad_x = backward(grad_output, x, **options)
        np.testing.assert_array_equal(grad_x, backward(out.copy(), x.copy(), **options))
        grad_x += 1
    before = x.copy()
    out += 1
    np.testing.assert_array_equal(x, before)


@ALL_MEANS
def test_means_of_an_empty_batch_are_an_empty_batch(pool, backward, options):
    for shape in ((0, 3, 4, 6), (2, 0, 4, 6)):
        x = np.ones(shape)
        out = pool(x, **options)
        assert out.shape[:2] == shape[:2]
        if backward:
            assert backward(out, x, **options).shape == shape


@ALL_MEANS
@pytest.mark.parametrize("cell", [1e308, -1e308, 5e-324, 0.0])
def test_means_of_finite_extremes_raise_no_floating_point_warning(pool, backward, options, cell):
    x = np.full((1, 1, 4, 4), cell)
    with np.errstate(**WARNINGS_RAISE):
        out = pool(x, **options)
        if backward:
            backward(np.full(out.shape, cell), x, **options)


def test_a_mean_whose_sum_overflows_both_ways_raises_no_warning_either():
    x = np.array([3e38] * 8 + [-3e38] * 8, np.float32)
    with np.errstate(**WARNINGS_RAISE):
        assert not np.isfinite(global_avg_pool2d(np.tile(x, 100).reshape(1, 1, 40, 40)))


def test_a_mean_of_float16_does_not_overflow_on_the_way():
    x, grad = np.full((1, 1, 40, 40), 60000, np.float16), np.full((1, 1), 60000, np.float16)
    assert avg_pool2d(x, 40).item() == global_avg_pool2d(x).item() == 60000
    assert (global_avg_pool2d_backward(grad, x) == 60000 / 40**2).all()
    assert (avg_pool2d_backward(grad[:, :, None, None], x, 40) == 60000 / 40**2).all()


def test_where_the_map_is_moved_round_its_mean_stays():
    x = np.arange(30.0).reshape(1, 1, 5, 6)
    np.testing.assert_array_equal(global_avg_pool2d(np.roll(x, (2, 3), axis=(2, 3))), global_avg_pool2d(x))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: avg_pool2d(np.ones((4, 4)), 2), "x has shape (4, 4); expected (N, C, H, W)"),
        (lambda: avg_pool2d_naive(np.ones((1, 1, 4, 4)), 0), "kernel_size is 0; expected a whole number"),
        (lambda: avg_pool2d(np.ones((1, 1, 4, 4)), 2, stride=0), "stride is 0; expected a whole number"),
        (lambda: avg_pool2d(np.ones((1, 1, 4, 4)), 2, padding=-1), "padding is -1; expected a whole number"),
        (
            lambda: avg_pool2d(np.ones((1, 1, 4, 4)), 3, padding=2),
            "padding is (2, 2); expected at most half of the window's 3 cells, 1",
        ),
        (lambda: avg_pool2d(np.ones((1, 1, 4, 4)), 5), "the kernel reaches over 5 cells"),
        (lambda: avg_pool2d(np.ones((1, 1, 0, 4)), 2, padding=1), "with at least one cell a map"),
        (lambda: max_pool2d(np.ones((1, 1, 0, 4)), 2, padding=1), "with at least one cell a map"),
        (
            lambda: avg_pool2d_backward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 4, 4)), 2),
            "grad_output has shape (1, 1, 3, 3); expected (N, C, OH, OW) = (1, 1, 2, 2)",
        ),
        (lambda: global_avg_pool2d(np.ones((3, 3))), "x has shape (3, 3); expected (N, C, H, W)"),
        (lambda: global_avg_pool2d(np.ones((1, 1, 3, 0))), "with at least one cell a map"),
        (
            lambda: global_avg_pool2d_backward(np.ones((2, 1)), np.ones((1, 2, 3, 3))),
            "grad_output has shape (2, 1); expected (N, C) = (1, 2)",
        ),
        (lambda: blur_pool2d(np.ones((3, 3))), "x has shape (3, 3); expected (N, C, H, W)"),
        (lambda: blur_pool2d_naive(np.ones((1, 1, 3, 3)), stride=0), "stride is 0; expected a whole number"),
        (
            lambda: blur_pool2d_backward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))),
            "grad_output has shape (1, 1, 3, 3); expected (N, C, OH, OW) = (1, 1, 2, 2)",
        ),
        (lambda: avg_pool2d([[[["a"]]]], 1), "x holds <U1; expected real numbers"),
    ],
)
def test_a_mean_says_what_does_not_fit(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)


def test_the_vectors_in_the_file_are_what_pytorch_computes():
    pytest.importorskip("torch", reason="PyTorch is not installed (make torch)")
    from tests.vectors.pooling_make import compute  # noqa: PLC0415 - imports PyTorch

    expected = compute()
    with np.load(FILE) as stored:
        assert sorted(stored.files) == sorted(expected), "→ python -m tests.vectors.pooling_make"
        for name, array in expected.items():
            np.testing.assert_allclose(stored[name], array, rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("pool", "size", "options"),
    [
        pytest.param(max_pool2d, 3200, {"kernel_size": 7, "padding": 1, "ceil_mode": True}, id="ceil mode"),
        pytest.param(avg_pool2d, 2400, {"kernel_size": 3, "padding": 1, "stride": 1}, id="overlapping"),
    ],
)
def test_one_large_map_takes_little_more_memory_than_what_goes_in_and_comes_out(pool, size, options):
    x = np.ones((1, 1, size, size), np.float32)
    out, taken = memory(pool, x, **options)
    assert taken <= memory_limit(x, out)
