"""Layers on one axis: by hand, by their definition, and as images of one row."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.convolution import columns, conv1d, conv1d_backward, conv1d_naive, conv2d, conv2d_backward
from tests.convolution.drawn import layers
from tests.oracles import SAME_EXAMPLES, assert_gradients

forwards = pytest.mark.parametrize("forward", [conv1d, conv1d_naive])


@forwards
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # The kernel (1, 10) on the signal (1, 2, 3, 4, 5).
        ({}, [1 + 20, 2 + 30, 3 + 40, 4 + 50]),
        ({"padding": "valid"}, [21, 32, 43, 54]),
        ({"padding": 1}, [10, 21, 32, 43, 54, 5]),
        ({"padding": (1, 0)}, [10, 21, 32, 43, 54]),
        ({"padding": (0, 1)}, [21, 32, 43, 54, 5]),
        ({"padding": "same"}, [21, 32, 43, 54, 5]),  # a kernel of two: the odd cell goes to the end
        ({"padding": "causal"}, [10, 21, 32, 43, 54]),
        ({"padding": "causal", "dilation": 3}, [10, 20, 30, 1 + 40, 2 + 50]),
        ({"padding": "causal", "stride": 2}, [10, 32, 54]),
        ({"stride": 2}, [21, 43]),  # the last cell is in no window
        ({"stride": 2, "dilation": 2}, [1 + 30, 3 + 50]),
    ],
)
def test_a_kernel_of_two_slides_over_a_signal_of_five(forward, options, expected):
    x, weight = np.arange(1, 6).reshape(1, 1, 5), np.array([1, 10]).reshape(1, 1, 2)
    assert forward(x, weight, **options)[0, 0].tolist() == expected
    assert forward(x, weight, [0.5], **options)[0, 0].tolist() == [value + 0.5 for value in expected]


@forwards
def test_each_group_of_filters_sees_its_own_channels_only(forward):
    x, weight = np.array([1, 2, 3, 4]).reshape(1, 4, 1), np.array([[1, 10], [100, 1000]]).reshape(2, 2, 1)
    assert forward(x, weight, groups=2).ravel().tolist() == [1 * 1 + 2 * 10, 3 * 100 + 4 * 1000]


@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (1, 3), (2, 2)])
def test_a_causal_layer_does_not_see_what_comes_later(stride, dilation):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(1, 2, 12)), rng.normal(size=(3, 2, 3))
    options = {"padding": "causal", "stride": stride, "dilation": dilation}
    expected = conv1d(x, weight, **options)
    for now in range(12):
        later = x.copy()
        later[:, :, now:] = np.nan
        out = conv1d(later, weight, **options)
        seen = -(-now // stride)  # outputs at 0, stride, 2*stride, … below `now`
        np.testing.assert_array_equal(out[:, :, :seen], expected[:, :, :seen])
        assert np.isnan(out[:, :, seen:]).any(axis=(0, 1))[:1].all()


@SAME_EXAMPLES
@given(layers(axes=1))
def test_the_fast_layer_is_its_definition(arguments):
    arrays, options = arguments
    expected = conv1d_naive(*arrays, **options)
    np.testing.assert_allclose(conv1d(*arrays, **options), expected, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(layers(axes=1))
def test_a_signal_is_an_image_of_one_row(arguments):
    (x, weight, bias), options = arguments
    pairs = {"stride": (1, options["stride"]), "dilation": (1, options["dilation"])}
    padding = options["padding"]
    if padding == "causal":
        padding = (options["dilation"] * (weight.shape[2] - 1), 0)
    if not isinstance(padding, str):
        padding = ((0, 0), padding)
    images = {**options, **pairs, "padding": padding}
    out = conv1d(x, weight, bias, **options)
    np.testing.assert_array_equal(out, conv2d(x[:, :, None], weight[:, :, None], bias, **images)[:, :, 0])
    grads = conv1d_backward(out, x, weight, bias, **options)
    expected = conv2d_backward(out[:, :, None], x[:, :, None], weight[:, :, None], bias, **images)
    np.testing.assert_array_equal(grads[0], expected[0][:, :, 0])
    np.testing.assert_array_equal(grads[1], expected[1][:, :, 0])
    assert grads[2] is expected[2] is None or np.array_equal(grads[2], expected[2])


@SAME_EXAMPLES
@given(layers(axes=1))
def test_backward_is_the_adjoint_of_the_layer_in_its_input_and_in_its_weights(arguments):
    (x, weight, bias), options = arguments
    out = conv1d(x, weight, **options)
    grad_output = np.cos(np.arange(out.size)).reshape(out.shape)
    grad_x, grad_weight, grad_bias = conv1d_backward(grad_output, x, weight, bias, **options)
    inner = (grad_output * out).sum()
    products = [(grad_x * x).sum(), (grad_weight * weight).sum()]
    np.testing.assert_allclose(products, inner, rtol=1e-10, atol=1e-10)
    if bias is not None:
        np.testing.assert_allclose(grad_bias, grad_output.sum(axis=(0, 2)), rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(layers(axes=1), st.integers(1, 2000))
def test_blocks_of_any_size_give_the_same_result(arguments, block_bytes):
    arrays, options = arguments
    out = conv1d(*arrays, **options)
    grads = conv1d_backward(np.cos(out), *arrays, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "MOST_BYTES", block_bytes)
        np.testing.assert_allclose(conv1d(*arrays, **options), out, rtol=1e-12, atol=1e-12)
        for grad, expected in zip(conv1d_backward(np.cos(out), *arrays, **options), grads, strict=True):
            if expected is not None:
                np.testing.assert_allclose(grad, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize(
    "options",
    [{}, {"stride": 2, "padding": (2, 1)}, {"dilation": 3, "padding": "causal", "groups": 2}],
)
def test_its_gradients_are_its_differences(options, with_bias):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 4, 9)), rng.normal(size=(2, 4 // options.get("groups", 1), 3))
    bias = rng.normal(size=2) if with_bias else None
    assert_gradients(conv1d, conv1d_backward, (x, weight, bias), rng, **options)


def test_all_small_geometries_compute_their_definition_and_its_adjoints_or_raise():
    """Sizes 1 to 12, kernels 1 to 5, strides 1 to 3, padding 0 to 2, dilation 1 and 2."""
    rng, computed, raised = np.random.default_rng(0), 0, 0
    for size, kernel, stride, padding, dilation in product(
        range(1, 13), range(1, 6), range(1, 4), range(3), (1, 2)
    ):
        x, weight = rng.normal(size=(1, 1, size)), rng.normal(size=(1, 1, kernel))
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        if dilation * (kernel - 1) + 1 > size + 2 * padding:
            with pytest.raises(ValueError, match="the kernel reaches over"):
                conv1d(x, weight, **options)
            raised += 1
            continue
        out = conv1d(x, weight, **options)
        np.testing.assert_allclose(out, conv1d_naive(x, weight, **options), rtol=1e-12, atol=1e-12)
        grad_x, grad_weight, _ = conv1d_backward(out, x, weight, **options)
        products = [(grad_x * x).sum(), (grad_weight * weight).sum()]
        np.testing.assert_allclose(products, (out * out).sum(), rtol=1e-10, atol=1e-10)
        computed += 1
    assert (computed, raised) == (927, 153)
