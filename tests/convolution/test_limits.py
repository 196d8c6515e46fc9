"""What every layer asks and keeps to: types, memory, NaN, extremes, and words for bad input."""

import numpy as np
import pytest

from snippets.convolution import (
    conv1d,
    conv1d_backward,
    conv1d_naive,
    conv2d,
    conv2d_backward,
    conv2d_fft,
    conv2d_fft_backward,
    conv2d_naive,
    conv_transpose2d,
    conv_transpose2d_backward,
    conv_transpose2d_naive,
    layer,
    transposed_output_size,
)
from tests.oracles import WARNINGS_RAISE, memory, memory_limit

LAYERS = {  # forward, backward, and shapes that go together
    "conv1d": (conv1d, conv1d_backward, (2, 4, 7), (6, 4, 3), 6),
    "conv2d": (conv2d, conv2d_backward, (2, 4, 6, 7), (6, 4, 3, 2), 6),
    "conv_transpose2d": (conv_transpose2d, conv_transpose2d_backward, (2, 4, 6, 7), (4, 6, 3, 2), 6),
    "conv2d_fft": (conv2d_fft, conv2d_fft_backward, (2, 4, 6, 7), (6, 4, 3, 2), 6),
}
every_layer = pytest.mark.parametrize(
    ("forward", "backward", "x", "weight", "bias"), LAYERS.values(), ids=LAYERS
)


def drawn(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes]


def same(results, expected):
    for result, its in zip(results, expected, strict=True):
        np.testing.assert_allclose(result, its, rtol=1e-12, atol=1e-12)


# Types, layout


@every_layer
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_types_come_out_as_they_went_in(forward, backward, x, weight, bias, dtype):
    arrays = [array.astype(dtype) for array in drawn(x, weight, bias)]
    out = forward(*arrays)
    assert out.dtype == dtype
    assert [grad.dtype for grad in backward(out, *arrays)] == [dtype] * 3
    assert forward(arrays[0], arrays[1]).dtype == dtype
    mixed = forward(arrays[0].astype(np.float32), arrays[1])
    assert mixed.dtype == np.result_type(np.float32, dtype)


@every_layer
@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64])
def test_whole_numbers_become_float64_and_do_not_wrap_around(forward, backward, x, weight, bias, dtype):
    arrays = [np.full(shape, 200).astype(dtype) for shape in (x, weight, bias)]
    expected = forward(*(array.astype(float) for array in arrays))
    out = forward(*arrays)
    assert out.dtype == np.float64
    np.testing.assert_array_equal(out, expected)
    assert {grad.dtype for grad in backward(out.astype(int), *arrays)} == {np.dtype(np.float64)}


@pytest.mark.parametrize("naive", [conv1d_naive, conv_transpose2d_naive, conv2d_naive])
def test_the_definitions_keep_types_too(naive):
    shape = (1, 1, 3) if naive is conv1d_naive else (1, 1, 3, 3)
    for dtype, expected in ((np.float32, np.float32), (np.uint8, np.float64)):
        assert naive(np.ones(shape, dtype), np.ones(shape, dtype), np.ones(1, dtype)).dtype == expected


@every_layer
def test_the_layout_in_memory_does_not_matter_and_arguments_stay_as_they_are(
    forward, backward, x, weight, bias
):
    views = []
    for array in drawn(x, weight, bias):
        view = np.repeat(array, 2, axis=-1).T.copy().T[..., ::-2]  # backwards, every second, axes turned
        view.flags.writeable = False
        views.append(view)
    copies = [view.copy() for view in views]
    out = forward(*copies)
    grads = backward(out, *copies)
    for array in copies:
        array.flags.writeable = False
    same([forward(*views)], [out])
    same(backward(np.repeat(out, 2, axis=1)[:, ::2], *views), grads)
    same([out, *backward(out, *copies)], [forward(*views), *grads])
    for view, copy in zip(views, copies, strict=True):
        np.testing.assert_array_equal(view, copy)


@every_layer
def test_what_comes_out_is_the_callers_own(forward, backward, x, weight, bias):
    arrays = drawn(x, weight, bias)
    weight_of_one = np.ones((x[1], *weight[1:2], *(1,) * (len(x) - 2)))
    results = [forward(*arrays), *backward(forward(*arrays), *arrays), forward(arrays[0], weight_of_one)]
    for result in results:
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in [*arrays, weight_of_one])


@every_layer
def test_an_empty_batch_gives_an_empty_batch_and_gradients_of_zero(forward, backward, x, weight, bias):
    arrays = drawn((0, *x[1:]), weight, bias)
    out = forward(*arrays)
    assert out.shape == (0, *forward(*drawn(x, weight, bias)).shape[1:])
    grad_x, grad_weight, grad_bias = backward(out, *arrays)
    assert grad_x.shape == arrays[0].shape
    assert grad_weight.shape == weight
    assert not grad_weight.any()
    assert not grad_bias.any()


@every_layer
def test_one_cell_of_one_channel_is_a_product(forward, backward, x, weight, bias):
    shape = (1,) * len(x)
    assert forward(np.full(shape, 3), np.full(shape, 4), [5]).ravel().tolist() == [3 * 4 + 5]
    grads = backward(np.full(shape, 2), np.full(shape, 3), np.full(shape, 4), [5])
    assert [grad.ravel().tolist() for grad in grads] == [[2 * 4], [2 * 3], [2]]


# Linearity, and what moving the input does


@every_layer
def test_a_layer_without_bias_is_linear_in_its_input_and_in_its_weights(forward, backward, x, weight, bias):
    a, b, v, w = drawn(x, x, weight, weight)
    same([forward(2 * a - 3 * b, v)], [2 * forward(a, v) - 3 * forward(b, v)])
    same([forward(a, 2 * v - 3 * w)], [2 * forward(a, v) - 3 * forward(a, w)])


@every_layer
def test_a_batch_is_its_members_one_by_one(forward, backward, x, weight, bias):
    arrays = drawn((5, *x[1:]), weight, bias)
    out = forward(*arrays)
    one_by_one = [forward(member[None], *arrays[1:]) for member in arrays[0]]
    same([out], [np.concatenate(one_by_one)])
    grads = [backward(out[n : n + 1], arrays[0][n : n + 1], *arrays[1:]) for n in range(5)]
    grad_x, grad_weight, grad_bias = backward(out, *arrays)
    same([grad_x], [np.concatenate([grad[0] for grad in grads])])
    same([grad_weight, grad_bias], [sum(grad[i] for grad in grads) for i in (1, 2)])


def test_moving_a_signal_moves_its_map():
    x, weight = np.zeros((1, 2, 12)), drawn((3, 2, 3))[0]
    x[0, :, 3:6] = drawn((2, 3))[0]
    out = conv1d(x, weight, padding=1, dilation=1)
    same([conv1d(np.roll(x, 4, axis=2), weight, padding=1)], [np.roll(out, 4, axis=2)])


def test_moving_an_image_by_one_cell_moves_the_larger_one_by_the_stride():
    x, weight = np.zeros((1, 2, 6, 6)), drawn((2, 3, 3, 3))[0]
    x[0, :, 1:3, 1:3] = drawn((2, 2, 2))[0]
    out = conv_transpose2d(x, weight, stride=(2, 3))
    moved = conv_transpose2d(np.roll(x, (1, 2), axis=(2, 3)), weight, stride=(2, 3))
    same([moved], [np.roll(out, (2, 6), axis=(2, 3))])


# NaN, infinity, extremes


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("options", [{}, {"padding": 1}, {"stride": 2, "padding": 2}, {"dilation": 2}])
def test_what_is_not_finite_reaches_what_it_is_part_of_and_nothing_else(value, options):
    """Whatever cell it is put in, the definition says where it goes."""
    x, weight = drawn((2, 1, 5, 10), (2, 1, 3, 3))
    grad_output = np.ones(conv2d(x, weight, **options).shape)
    for i, j in np.ndindex(5, 10):
        spoilt = x.copy()
        spoilt[1, 0, i, j] = value
        reached = np.isfinite(conv2d(spoilt, weight, **options))
        np.testing.assert_array_equal(reached, np.isfinite(conv2d_naive(spoilt, weight, **options)))
        _, grad_weight, _ = conv2d_backward(grad_output, spoilt, weight, **options)
        at_cell = np.zeros_like(x)
        at_cell[1, 0, i, j] = 1
        met = conv2d_backward(grad_output, at_cell, weight, **options)[1] != 0
        np.testing.assert_array_equal(np.isfinite(grad_weight), ~met)
        large = np.isfinite(conv_transpose2d(spoilt, weight[:1], **options))
        expected = np.isfinite(conv_transpose2d_naive(spoilt, weight[:1], **options))
        assert large[0].all()
        np.testing.assert_array_equal(large, expected)


@every_layer
@pytest.mark.parametrize("scale", [1e-300, 1e150])
def test_finite_extremes_raise_no_floating_point_warning(forward, backward, x, weight, bias, scale):
    arrays = [np.full(shape, scale) for shape in (x, weight, bias)]
    with np.errstate(**WARNINGS_RAISE):
        out = forward(*arrays)
        backward(np.full(out.shape, scale), *arrays)


# Memory


@pytest.mark.parametrize(
    ("forward", "x", "weight", "options"),
    [
        pytest.param(conv2d, (8, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}, id="wide"),
        pytest.param(conv2d, (8, 64, 56, 56), (128, 64, 3, 3), {"padding": 1, "stride": 2}, id="stride"),
        pytest.param(conv2d, (1, 3, 1500, 1500), (8, 3, 3, 3), {"padding": "same"}, id="large"),
        pytest.param(conv2d, (1, 3, 1000, 1000), (1, 3, 11, 11), {"dilation": 3}, id="dilation"),
        pytest.param(conv2d, (2, 512, 14, 14), (512, 512, 3, 3), {"padding": 1}, id="deep"),
        pytest.param(conv2d, (8, 64, 56, 56), (64, 1, 3, 3), {"padding": 1, "groups": 64}, id="depthwise"),
        pytest.param(conv2d, (1, 64, 1, 100_000), (4, 64, 1, 9), {}, id="one long row"),
        pytest.param(conv2d, (1, 64, 100_000, 1), (4, 64, 9, 1), {}, id="one long column"),
        pytest.param(conv2d, (16, 64, 28, 28), (16, 64, 1, 1), {"padding": 50, "stride": 3}, id="padding"),
        pytest.param(conv1d, (16, 32, 4096), (32, 32, 9), {"padding": 16, "dilation": 4}, id="signals"),
        pytest.param(conv_transpose2d, (8, 64, 28, 28), (64, 32, 4, 4), {"stride": 2}, id="transposed"),
        pytest.param(conv2d_fft, (4, 3, 128, 128), (8, 3, 31, 31), {"padding": 15}, id="fft"),
    ],
)
def test_a_forward_call_takes_little_more_memory_than_what_goes_in_and_comes_out(forward, x, weight, options):
    x, weight = np.ones(x, np.float32), np.ones(weight, np.float32)
    out, taken = memory(forward, x, weight, **options)
    assert taken <= memory_limit(x, weight, out)


@pytest.mark.parametrize(
    ("forward", "x", "weight"), [(conv1d, (5, 4, 7), (6, 2, 3)), (conv2d, (5, 4, 6, 7), (6, 2, 3, 2))]
)
def test_a_batch_may_be_padded_some_images_at_a_time(monkeypatch, forward, x, weight):
    x, weight, bias = drawn(x, weight, (6,))
    whole = forward(x, weight, bias, padding=2, groups=2)
    monkeypatch.setattr(layer, "PADDED_BYTES", 2 * x[:1].nbytes * 4)
    same([forward(x, weight, bias, padding=2, groups=2)], [whole])


def test_a_photograph_of_a_hundred_million_pixels_is_convolved_block_by_block():
    x, kernel = np.ones((1, 1, 10_000, 10_000), np.float32), np.ones((1, 1, 3, 3), np.float32)
    out, taken = memory(conv2d, x, kernel, padding=1)
    assert taken <= memory_limit(x, kernel, out)
    assert out.shape == x.shape
    assert out[0, 0, ::9_999, ::9_999].tolist() == [[4, 4], [4, 4]]
    assert (out[0, 0, 1:-1, 1:-1] == 9).all()


# Bad input


@every_layer
@pytest.mark.parametrize("missing", ["x", "weight"])
def test_only_the_bias_may_be_none(forward, backward, x, weight, bias, missing):
    arrays = [None if missing == name else np.ones(shape) for name, shape in (("x", x), ("weight", weight))]
    for call in (forward, lambda *arrays: backward(np.ones(x), *arrays)):
        with pytest.raises(ValueError, match=rf"^{missing} is None; expected \("):
            call(*arrays)


@pytest.mark.parametrize("groups", [1, 2])
def test_a_stride_beyond_the_image_meets_one_place(groups):
    x, weight = drawn((1, 2, 4, 5), (6, 2 // groups, 3, 2))
    options = {"stride": 10**30, "padding": 1, "groups": groups}
    out = conv2d(x, weight, **options)
    same([out], [conv2d(x, weight, stride=9, padding=1, groups=groups)])
    same(
        conv2d_backward(out, x, weight, **options)[:2],
        conv2d_backward(out, x, weight, stride=9, padding=1, groups=groups)[:2],
    )


ONES = np.ones((1, 1, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(np.ones((3, 3)), ONES), "x has shape (3, 3); expected (N, C_in, L)"),
        (lambda f: f(ONES, np.ones((2, 2))), "weight has shape (2, 2); expected (C_out, C_in/groups, K)"),
        (lambda f: f(ONES, ONES, [1, 2]), "bias has shape (2,); expected (C_out,) = (1)"),
        (
            lambda f: f(np.ones((1, 3, 5)), np.ones((2, 2, 3))),
            "x has 3 channels; weight of shape (2, 2, 3) in 1 groups expects 2",
        ),
        (lambda f: f(ONES, np.ones((1, 1, 0))), "weight has shape (1, 1, 0); expected at least one on every"),
        (
            lambda f: f(np.ones((1, 2, 5)), np.ones((3, 1, 3)), groups=2),
            "weight has 3 filters; expected a multiple of groups, 2",
        ),
        (
            lambda f: f(ONES, np.ones((1, 1, 4))),
            "the kernel reaches over 4 cells (kernel_size 4, dilation 1); "
            "expected at most the 3 of the input with its padding",
        ),
        (lambda f: f(ONES, ONES, stride=0), "stride is 0; expected a whole number, at least 1"),
        (lambda f: f(ONES, ONES, stride=(1, 1)), "stride is (1, 1); expected a whole number, at least 1"),
        (lambda f: f(ONES, ONES, dilation=0), "dilation is 0; expected a whole number, at least 1"),
        (lambda f: f(ONES, ONES, groups=1.0), "groups is 1.0; expected a whole number, at least 1"),
        (lambda f: f(ONES, ONES, padding=-1), "padding is -1; expected a whole number or a pair of them"),
        (
            lambda f: f(ONES, ONES, padding=(1, 2, 3)),
            "padding is (1, 2, 3); expected a whole number or a pair",
        ),
        (
            lambda f: f(ONES, ONES, padding="full"),
            'padding is \'full\'; expected "valid", "same", "causal" or numbers',
        ),
        (lambda f: f(ONES, ONES, padding="same", stride=2), 'padding is "same" with stride (2,); expected'),
        (lambda f: f(ONES, ONES * 1j), "weight holds complex128; expected real numbers"),
    ],
)
@pytest.mark.parametrize("function", [conv1d, conv1d_naive, lambda *a, **k: conv1d_backward(ONES, *a, **k)])
def test_a_layer_on_one_axis_says_what_does_not_fit(function, call, message):
    with pytest.raises(ValueError) as error:
        call(function)
    assert message in str(error.value)


ONE = np.ones((1, 1, 3, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(np.ones((3, 3)), ONE), "x has shape (3, 3); expected (N, C_in, H, W)"),
        (
            lambda f: f(np.ones((1, 2, 3, 3)), ONE),
            "weight has shape (1, 1, 3, 3); expected (C_in, C_out/groups, KH, KW) = (2, any, any, any)",
        ),
        (
            lambda f: f(ONE, np.ones((1, 0, 2, 2))),
            "weight has shape (1, 0, 2, 2); expected at least one on every",
        ),
        (lambda f: f(ONE, ONE, [1, 2]), "bias has shape (2,); expected (C_out,) = (1)"),
        (lambda f: f(ONE, ONE, groups=2), "x has 1 channels; expected a multiple of groups, 2"),
        (
            lambda f: f(ONE, ONE, stride=0),
            "stride is 0; expected a whole number or a pair of them, at least 1",
        ),
        (
            lambda f: f(ONE, ONE, dilation=(1, 0)),
            "dilation is (1, 0); expected a whole number or a pair of them",
        ),
        (lambda f: f(ONE, ONE, padding=-1), "padding is -1; expected a whole number or a pair of them"),
        (
            lambda f: f(ONE, ONE, padding="same"),
            "padding is 'same'; expected numbers, of the cells to cut off",
        ),
        (lambda f: f(ONE, ONE, padding=3), "padding cuts off 6 cells; expected fewer than the 5 filled"),
        (
            lambda f: f(ONE, ONE, stride=2, output_padding=2),
            "output_padding is 2; expected less than stride 2 or dilation 1",
        ),
        (lambda f: f(ONE, ONE, output_padding=-1), "output_padding is -1; expected a whole number or a pair"),
        (lambda f: f(np.ones((1, 1, 0, 3)), ONE), "size is 0; expected a whole number, at least 1"),
    ],
)
@pytest.mark.parametrize(
    "function",
    [
        conv_transpose2d,
        conv_transpose2d_naive,
        lambda *a, **k: conv_transpose2d_backward(np.ones((1, 1, 5, 5)), *a, **k),
    ],
)
def test_a_transposed_layer_says_what_does_not_fit(function, call, message):
    with pytest.raises(ValueError) as error:
        call(function)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: conv1d_backward(np.ones((1, 1, 2)), ONES, ONES),
            "grad_output has shape (1, 1, 2); expected (N, C_out, OL) = (1, 1, 1)",
        ),
        (
            lambda: conv_transpose2d_backward(ONE, ONE, ONE),
            "grad_output has shape (1, 1, 3, 3); expected (N, C_out, OH, OW) = (1, 1, 5, 5)",
        ),
        (
            lambda: conv2d_fft_backward(ONE, ONE, ONE),
            "grad_output has shape (1, 1, 3, 3); expected (N, C_out, OH, OW) = (1, 1, 1, 1)",
        ),
        (lambda: conv2d_fft(ONE, np.ones((1, 1, 4, 1))), "the kernel reaches over 4 cells"),
        (
            lambda: conv2d_fft(ONE, ONE, groups=2),
            "x has 1 channels; weight of shape (1, 1, 3, 3) in 2 groups",
        ),
        (
            lambda: conv2d_fft(ONE, ONE, padding="causal"),
            'padding is \'causal\'; expected "valid", "same" or',
        ),
        (lambda: transposed_output_size(0, 1), "size is 0; expected a whole number, at least 1"),
        (lambda: transposed_output_size(1, 0), "kernel_size is 0; expected a whole number, at least 1"),
        (
            lambda: transposed_output_size(1, 1, padding=(1, 0)),
            "padding cuts off 1 cells; expected fewer than the 1",
        ),
    ],
)
def test_the_others_say_what_does_not_fit(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)


@pytest.mark.parametrize("stride", [2, (1, 2), (2, 1)])
def test_same_padding_is_refused_with_a_stride_in_either_direction(stride):
    with pytest.raises(ValueError, match=r'padding is "same" with stride \(\d, \d\); expected stride 1'):
        conv2d(ONE, ONE, padding="same", stride=stride)
