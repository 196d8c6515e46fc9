"""Convolution: cases worked out by hand, the definition, SciPy, PyTorch, gradients, and bad input."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal

from snippets.convolution import (
    columns,
    conv2d,
    conv2d_backward,
    conv2d_naive,
    convolve2d,
    correlate2d,
    correlate2d_naive,
    engine,
    output_size,
)
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, reference
from tests.vectors.cases import CONV2D

# Worked out by hand


@pytest.mark.parametrize("correlate", [correlate2d_naive, correlate2d])
def test_a_two_by_two_kernel_on_a_three_by_three_image(correlate):
    x = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    kernel = [[0, 1], [2, 3]]
    expected = [
        [0 * 0 + 1 * 1 + 3 * 2 + 4 * 3, 1 * 0 + 2 * 1 + 4 * 2 + 5 * 3],  # 19, 25
        [3 * 0 + 4 * 1 + 6 * 2 + 7 * 3, 4 * 0 + 5 * 1 + 7 * 2 + 8 * 3],  # 37, 43
    ]
    assert correlate(x, kernel).tolist() == expected == [[19, 25], [37, 43]]


@pytest.mark.parametrize("correlate", [correlate2d_naive, correlate2d])
def test_a_kernel_of_another_height_than_width_slides_along_both_axes(correlate):
    x = [[0, 1, 3], [10, 20, 40]]
    assert correlate(x, [[1, -1]]).tolist() == [[0 - 1, 1 - 3], [10 - 20, 20 - 40]]
    assert correlate(x, [[1], [-1]]).tolist() == [[0 - 10, 1 - 20, 3 - 40]]


def test_convolution_turns_the_kernel_and_correlation_does_not():
    x, kernel = [[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2], [3, 4]]
    assert correlate2d(x, kernel)[0, 0] == 0 * 1 + 1 * 2 + 3 * 3 + 4 * 4 == 27
    assert convolve2d(x, kernel)[0, 0] == 0 * 4 + 1 * 3 + 3 * 2 + 4 * 1 == 13
    assert correlate2d(x, kernel).tolist() == [[27, 37], [57, 67]]
    assert convolve2d(x, kernel).tolist() == [[13, 23], [43, 53]]


def test_an_impulse_brings_out_the_kernel_by_convolution_and_the_turned_kernel_by_correlation():
    impulse, kernel = [[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2], [3, 4]]
    assert convolve2d(impulse, kernel).tolist() == [[1, 2], [3, 4]]
    assert correlate2d(impulse, kernel).tolist() == [[4, 3], [2, 1]]


def test_full_counts_every_place_where_the_kernel_touches_the_image():
    assert convolve2d([[1, 2]], [[1, 10, 100]], mode="full").tolist() == [[1, 10 + 2, 100 + 20, 200]]
    assert correlate2d([[1, 2]], [[1, 10, 100]], mode="full").tolist() == [[100, 10 + 200, 1 + 20, 2]]


def test_a_layer_sums_over_its_input_channels_and_adds_the_bias():
    x = np.array([[[[1, 2]], [[3, 4]]]])  # one image, two channels, one row, two columns
    weight = np.array([[[[10]], [[100]]], [[[1]], [[-1]]]])  # two filters of one cell
    out = conv2d(x, weight, [0.5, 0])
    assert out.tolist() == [[[[1 * 10 + 3 * 100 + 0.5, 2 * 10 + 4 * 100 + 0.5]], [[1 - 3, 2 - 4]]]]


def test_stride_skips_places_and_dilation_skips_cells():
    x, weight = np.arange(1, 8).reshape(1, 1, 1, 7), np.array([1, 10]).reshape(1, 1, 1, 2)
    assert conv2d(x, weight, stride=(1, 3))[0, 0].tolist() == [[1 + 20, 4 + 50]]
    assert conv2d(x, weight, dilation=(1, 3))[0, 0].tolist() == [[1 + 40, 2 + 50, 3 + 60, 4 + 70]]
    assert conv2d(x, weight, stride=(1, 2), dilation=(1, 4))[0, 0].tolist() == [[1 + 50, 3 + 70]]


def test_each_group_of_filters_sees_its_own_channels_only():
    x = np.array([1, 2, 3, 4]).reshape(1, 4, 1, 1)
    weight = np.array([[1, 10], [100, 1000]]).reshape(2, 2, 1, 1)
    assert conv2d(x, weight, groups=2).ravel().tolist() == [1 * 1 + 2 * 10, 3 * 100 + 4 * 1000]


@pytest.mark.parametrize(
    ("padding", "expected"),
    [
        # The kernel (1, 10) on the image (2, 1): 2 * 1 + 1 * 10; over its left edge 2 * 10, its right 1 * 1.
        ("valid", [[12]]),
        ("same", [[12, 1]]),  # a kernel of two: the odd cell goes to the end
        (0, [[12]]),
        ((0, 1), [[20, 12, 1]]),
        (((0, 0), (0, 1)), [[12, 1]]),
        (((0, 0), (1, 0)), [[20, 12]]),
        (((1, 0), (0, 0)), [[0], [12]]),
        (((0, 2), (0, 0)), [[12], [0], [0]]),
        ([[0, 0], [1, 0]], [[20, 12]]),
        (1, [[0, 0, 0], [20, 12, 1], [0, 0, 0]]),
    ],
)
def test_padding_surrounds_the_image_with_zeros(padding, expected):
    x, weight = np.array([2, 1]).reshape(1, 1, 1, 2), np.array([1, 10]).reshape(1, 1, 1, 2)
    for layer_of_one in (conv2d, conv2d_naive):
        assert layer_of_one(x, weight, padding=padding)[0, 0].tolist() == expected


def test_the_number_of_places_is_counted_as_by_hand():
    assert output_size(28, 3) == 28 - 3 + 1
    assert output_size(7, 3, stride=2) == len([0, 2, 4])
    assert output_size(10, 3, stride=2) == len([0, 2, 4, 6])  # the last cell is in no window
    assert output_size(5, 3, padding=1) == 5
    assert output_size(5, 3, padding=(2, 0)) == 5
    assert output_size(7, 3, dilation=3) == 1
    assert output_size(10, 3, stride=2, ceil_mode=True) == len([0, 2, 4, 6, 8])
    assert output_size(2, 3, stride=2, ceil_mode=True) == 1
    assert output_size(4, 2, stride=3, padding=1, ceil_mode=True) == len([-1, 2])  # 5 lies beyond the input
    assert output_size(5, 2, stride=3, padding=1, ceil_mode=True) == len([-1, 2])  # 5 is past the last cell
    assert output_size(3, 1, stride=5, ceil_mode=True) == 1


# The definition, and other people's

small = st.integers(1, 3)


@st.composite
def layers(draw):
    """Arguments of conv2d: x, weight, bias and the keywords, of every kind that goes together."""
    groups = draw(small)
    kernel = draw(small), draw(small)
    dilation, stride = (draw(small), draw(small)), (draw(small), draw(small))
    paddings = [st.integers(0, 2), st.tuples(st.integers(0, 2), st.integers(0, 2)), st.just("valid")]
    sides = st.tuples(st.integers(0, 2), st.integers(0, 2))
    paddings.append(st.tuples(sides, sides))
    if stride == (1, 1):
        paddings.append(st.just("same"))
    height, width = (d * (k - 1) + 1 + draw(st.integers(0, 4)) for k, d in zip(kernel, dilation, strict=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    per_group, filters = draw(small), groups * draw(small)
    x = rng.normal(size=(draw(st.integers(0, 3)), groups * per_group, height, width))
    weight = rng.normal(size=(filters, per_group, *kernel))
    bias = rng.normal(size=filters) if draw(st.booleans()) else None
    options = {"stride": stride, "padding": draw(st.one_of(paddings)), "dilation": dilation, "groups": groups}
    return (x, weight, bias), options


@SAME_EXAMPLES
@given(layers())
def test_the_fast_layer_is_its_definition(arguments):
    arrays, options = arguments
    np.testing.assert_allclose(
        conv2d(*arrays, **options), conv2d_naive(*arrays, **options), rtol=1e-12, atol=1e-12
    )


@SAME_EXAMPLES
@given(layers(), st.integers(1, 2000))
def test_blocks_of_any_size_give_the_same_result(arguments, block_bytes):
    arrays, options = arguments
    out = conv2d(*arrays, **options)
    grads = conv2d_backward(np.cos(out), *arrays, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "MOST_BYTES", block_bytes)
        patch.setattr(engine, "MANY_PLACES", 2)  # whole images have products of their own, parts of them not
        patch.setattr(engine, "LONG_ROW", 2)
        np.testing.assert_allclose(conv2d(*arrays, **options), out, rtol=1e-12, atol=1e-12)
        for grad, expected in zip(conv2d_backward(np.cos(out), *arrays, **options), grads, strict=True):
            if expected is not None:
                np.testing.assert_allclose(grad, expected, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(st.tuples(small, small), st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 2**32 - 1))
def test_the_fast_correlation_is_its_definition_and_scipys(kernel_shape, more, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=[k + m for k, m in zip(kernel_shape, more, strict=True)])
    kernel = rng.normal(size=kernel_shape)
    np.testing.assert_allclose(correlate2d(x, kernel), correlate2d_naive(x, kernel), rtol=1e-12, atol=1e-12)
    for mode in ("valid", "full"):
        for ours, theirs in ((correlate2d, signal.correlate2d), (convolve2d, signal.convolve2d)):
            expected = theirs(x, kernel, mode=mode)
            np.testing.assert_allclose(ours(x, kernel, mode=mode), expected, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(st.tuples(small, small), st.tuples(small, small), st.integers(0, 2**32 - 1))
def test_true_convolution_commutes_and_correlation_comes_out_turned(x_shape, kernel_shape, seed):
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=x_shape), rng.normal(size=kernel_shape)
    assume(x.shape != kernel.shape or not np.array_equal(x, kernel))
    np.testing.assert_allclose(
        convolve2d(x, kernel, mode="full"), convolve2d(kernel, x, mode="full"), rtol=1e-12, atol=1e-12
    )
    turned = correlate2d(kernel, x, mode="full")[::-1, ::-1]
    np.testing.assert_allclose(correlate2d(x, kernel, mode="full"), turned, rtol=1e-12, atol=1e-12)


def test_a_layer_of_one_channel_correlates():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(6, 7)), rng.normal(size=(3, 2))
    np.testing.assert_allclose(
        conv2d(x[None, None], kernel[None, None])[0, 0], correlate2d(x, kernel), rtol=1e-12
    )


def test_moving_the_image_moves_the_map():
    rng = np.random.default_rng(0)
    x, weight = np.zeros((1, 1, 9, 9)), rng.normal(size=(2, 1, 3, 3))
    x[0, 0, 2:5, 2:5] = rng.normal(size=(3, 3))
    moved = np.roll(x, (2, 1), axis=(2, 3))
    np.testing.assert_allclose(
        conv2d(moved, weight, padding=1),
        np.roll(conv2d(x, weight, padding=1), (2, 1), axis=(2, 3)),
        atol=1e-12,
    )


@pytest.mark.parametrize("case", CONV2D)
def test_the_layer_and_its_gradients_are_pytorchs(case):
    arrays, options = reference("conv2d", case), CONV2D[case][2]
    given = [arrays[name] for name in ("x", "weight", "bias")]
    results = {"output": conv2d(*given, **options)}
    results |= zip(
        ("grad_x", "grad_weight", "grad_bias"),
        conv2d_backward(arrays["grad_output"], *given, **options),
        strict=True,
    )
    for name, result in results.items():
        np.testing.assert_allclose(result, arrays[name], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", CONV2D)
def test_in_float32_the_layer_is_pytorchs_to_six_digits(case):
    arrays, options = reference("conv2d", case), CONV2D[case][2]
    given = [arrays[name].astype(np.float32) for name in ("x", "weight", "bias")]
    out = conv2d(*given, **options)
    grads = conv2d_backward(arrays["grad_output"].astype(np.float32), *given, **options)
    for name, result in zip(("output", "grad_x", "grad_weight", "grad_bias"), (out, *grads), strict=True):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, arrays[name], atol=5e-6 * abs(arrays[name]).max())


# Gradients


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": (2, 3), "padding": 1},
        {"dilation": (2, 1), "padding": "same"},
        {"padding": ((0, 2), (1, 0)), "groups": 2, "stride": (1, 2)},
        {"stride": 2, "dilation": (1, 3), "groups": 2},
    ],
)
def test_the_layers_gradients_are_its_differences(options, with_bias):
    rng = np.random.default_rng(0)
    groups = options.get("groups", 1)
    x, weight = rng.normal(size=(2, 4, 6, 7)), rng.normal(size=(2, 4 // groups, 3, 2))
    bias = rng.normal(size=2) if with_bias else None
    assert_gradients(conv2d, conv2d_backward, (x, weight, bias), rng, **options)


@SAME_EXAMPLES
@given(layers())
def test_backward_is_the_adjoint_of_the_layer_in_its_input_and_in_its_weights(arguments):
    (x, weight, _), options = arguments
    out = conv2d(x, weight, **options)
    grad_output = np.cos(np.arange(out.size)).reshape(out.shape)
    grad_x, grad_weight, _ = conv2d_backward(grad_output, x, weight, **options)
    inner = (grad_output * out).sum()
    np.testing.assert_allclose(
        [(grad_x * x).sum(), (grad_weight * weight).sum()], inner, rtol=1e-10, atol=1e-10
    )


# Types, memory, NaN, extremes


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_types_come_out_as_they_went_in(dtype):
    x, weight, bias = np.ones((1, 2, 3, 3), dtype), np.ones((2, 2, 2, 2), dtype), np.ones(2, dtype)
    out = conv2d(x, weight, bias, padding=1)
    assert out.dtype == dtype
    assert [grad.dtype for grad in conv2d_backward(out, x, weight, bias, padding=1)] == [dtype] * 3
    assert conv2d_naive(x, weight, bias).dtype == dtype
    for function in (correlate2d, correlate2d_naive, convolve2d):
        assert function(x[0, 0], weight[0, 0]).dtype == dtype


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64])
def test_whole_numbers_become_float64_and_do_not_wrap_around(dtype):
    x, weight = np.full((1, 1, 2, 2), 200).astype(dtype), np.full((1, 1, 2, 2), 200).astype(dtype)
    expected = 4.0 * float(x.flat[0]) ** 2
    for out in (conv2d(x, weight), conv2d_naive(x, weight), correlate2d(x[0, 0], weight[0, 0])):
        assert out.dtype == np.float64
        assert out.ravel().tolist() == [expected]


def test_the_layout_in_memory_does_not_matter_and_arguments_stay_as_they_are():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(6, 7, 3, 2)), rng.normal(size=(3, 2, 3, 4))
    views = x.transpose(3, 2, 0, 1)[::-1, :, ::2], weight.transpose(3, 0, 2, 1)[..., ::-1]
    assert not any(view.flags.c_contiguous for view in views)
    copies = [view.copy() for view in views]
    out = conv2d(*views, padding=1)
    np.testing.assert_array_equal(out, conv2d(*copies, padding=1))
    for grad, expected in zip(
        conv2d_backward(out[..., ::-1], *views, padding=1),
        conv2d_backward(out[..., ::-1].copy(), *copies, padding=1),
        strict=True,
    ):
        if expected is not None:
            np.testing.assert_array_equal(grad, expected)
    for view, copy in zip(views, copies, strict=True):
        np.testing.assert_array_equal(view, copy)


def test_an_empty_batch_gives_an_empty_batch_and_gradients_of_zero():
    x, weight, bias = np.ones((0, 2, 4, 5)), np.ones((3, 2, 3, 3)), np.ones(3)
    out = conv2d(x, weight, bias)
    assert out.shape == conv2d_naive(x, weight, bias).shape == (0, 3, 2, 3)
    grad_x, grad_weight, grad_bias = conv2d_backward(out, x, weight, bias)
    assert grad_x.shape == x.shape
    assert not grad_weight.any()
    assert not grad_bias.any()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_infinity_stay_in_the_windows_that_saw_them(value):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(5, 2, 6, 6)), rng.normal(size=(3, 2, 3, 3))
    expected = conv2d(x, weight)
    x[2, 1, 0, 0] = value
    out = conv2d(x, weight)
    reached = np.zeros(out.shape, bool)
    reached[2, :, 0, 0] = True
    assert not np.isfinite(out[reached]).any()
    np.testing.assert_allclose(out[~reached], expected[~reached], rtol=1e-12)
    grad_output = np.ones(out.shape)
    grad_output[3, 0, 1, 1] = value
    grad_x, _, _ = conv2d_backward(grad_output, np.ones_like(x), weight)
    assert not np.isfinite(grad_x[3, :, 1:4, 1:4]).any()
    assert np.isfinite(np.delete(grad_x, 3, axis=0)).all()


@pytest.mark.parametrize("scale", [1e-300, 1e150])
def test_finite_extremes_raise_no_floating_point_warning(scale):
    x, weight = np.full((2, 1, 4, 4), scale), np.full((1, 1, 3, 3), scale)
    with np.errstate(**WARNINGS_RAISE):
        out = conv2d(x, weight, padding=1)
        conv2d_backward(np.full(out.shape, scale), x, weight, padding=1)


# Bad input


@pytest.mark.parametrize(
    "function", [conv2d, conv2d_naive, lambda *a, **k: conv2d_backward(np.ones(1), *a, **k)]
)
@pytest.mark.parametrize(
    ("x", "weight", "bias", "options", "message"),
    [
        ((3, 3), (1, 1, 2, 2), None, {}, "x has shape (3, 3); expected (N, C_in, H, W)"),
        ((1, 1, 3, 3), (2, 2), None, {}, "weight has shape (2, 2); expected (C_out, C_in/groups, KH, KW)"),
        (
            (1, 3, 5, 5),
            (4, 2, 3, 3),
            None,
            {},
            "x has 3 channels; weight of shape (4, 2, 3, 3) in 1 groups expects 2",
        ),
        (
            (1, 4, 5, 5),
            (3, 2, 3, 3),
            None,
            {"groups": 2},
            "weight has 3 filters; expected a multiple of groups, 2",
        ),
        (
            (1, 1, 5, 5),
            (0, 1, 3, 3),
            None,
            {},
            "weight has shape (0, 1, 3, 3); expected at least one on every axis",
        ),
        ((1, 1, 5, 5), (2, 1, 3, 3), (3,), {}, "bias has shape (3,); expected (C_out,) = (2)"),
        ((1, 1, 5, 5), (2, 1, 3, 3), (2, 1), {}, "bias has shape (2, 1); expected (C_out,) = (2)"),
        (
            (1, 1, 5, 2),
            (1, 1, 3, 3),
            None,
            {},
            "the kernel reaches over 3 cells (kernel_size 3, dilation 1); "
            "expected at most the 2 of the input with its padding",
        ),
        (
            (1, 1, 6, 9),
            (1, 1, 3, 3),
            None,
            {"dilation": 4, "padding": (1, 0)},
            "the kernel reaches over 9 cells (kernel_size 3, dilation 4); "
            "expected at most the 8 of the input with its padding",
        ),
        ((1, 1, 5, 5), (1, 1, 3, 3), None, {"groups": 0}, "groups is 0; expected a whole number, at least 1"),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"stride": 0},
            "stride is 0; expected a whole number or a pair of them, at least 1",
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"stride": (1, 2, 3)},
            "stride is (1, 2, 3); expected a whole number or",
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"dilation": 1.5},
            "dilation is 1.5; expected a whole number or a pair",
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"padding": -1},
            "padding is -1; expected a whole number or a pair",
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"padding": (1, 2, 3)},
            "padding is (1, 2, 3); expected a number, two, or",
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"padding": "full"},
            'padding is \'full\'; expected "valid", "same" or',
        ),
        (
            (1, 1, 5, 5),
            (1, 1, 3, 3),
            None,
            {"padding": "same", "stride": 2},
            'padding is "same" with stride (2, 2); expected stride 1, or numbers',
        ),
    ],
)
def test_a_layer_says_what_does_not_fit(function, x, weight, bias, options, message):
    bias = bias and np.ones(bias)
    with pytest.raises(ValueError) as error:
        function(np.ones(x), np.ones(weight), bias, **options)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: correlate2d(np.ones(3), np.ones((1, 1))), "x has shape (3,); expected (H, W)"),
        (lambda: correlate2d_naive(np.ones((3, 3)), np.ones(2)), "kernel has shape (2,); expected (KH, KW)"),
        (
            lambda: correlate2d_naive(np.ones((3, 3)), np.ones((2, 4))),
            "kernel has shape (2, 4); expected at most that of x, (3, 3)",
        ),
        (
            lambda: convolve2d(np.ones((3, 3)), np.ones((4, 2))),
            "kernel has shape (4, 2); expected at most that of x",
        ),
        (
            lambda: convolve2d(np.ones((3, 3)), np.ones((0, 2))),
            "kernel has shape (0, 2); expected at least one cell",
        ),
        (lambda: correlate2d([[1]], [[1]], mode="same"), 'mode is \'same\'; expected "valid" or "full"'),
        (lambda: correlate2d([["a"]], [[1]]), "x holds <U1; expected real numbers"),
        (lambda: correlate2d([[1]], [[1j]]), "kernel holds complex128; expected real numbers"),
        (lambda: output_size(5, 0), "kernel_size is 0; expected a whole number, at least 1"),
        (lambda: output_size(-1, 1), "size is -1; expected a whole number, at least 0"),
        (lambda: output_size(5, 3, stride=0), "stride is 0; expected a whole number, at least 1"),
        (lambda: output_size(5, 3, dilation=0), "dilation is 0; expected a whole number, at least 1"),
        (lambda: output_size(0, 2, padding=(1, 0)), "expected at most the 1 of the input with its padding"),
        (
            lambda: conv2d_backward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))),
            "grad_output has shape (1, 1, 3, 3); expected (N, C_out, OH, OW) = (1, 1, 2, 2)",
        ),
    ],
)
def test_one_kernel_on_one_image_says_what_does_not_fit(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)
