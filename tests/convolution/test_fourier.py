"""Convolution by Fourier transform is the convolution, and so are its gradients."""

import numpy as np
import pytest
from hypothesis import given
from scipy import signal

from snippets.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_fft,
    conv2d_fft_backward,
    convolve2d,
    correlate2d,
    fourier,
)
from tests.convolution.drawn import layers
from tests.oracles import SAME_EXAMPLES, assert_gradients, memory, memory_limit


def plain(options):
    """The keywords that a layer by FFT has too."""
    return {name: options[name] for name in ("padding", "groups")}


@SAME_EXAMPLES
@given(layers())
def test_it_is_the_layer_and_its_gradients_are_the_layers(arguments):
    arrays, options = arguments
    options = plain(options)
    out = conv2d(*arrays, **options)
    np.testing.assert_allclose(conv2d_fft(*arrays, **options), out, rtol=1e-12, atol=1e-12)
    grad_output = np.cos(np.arange(out.size)).reshape(out.shape)
    grads = conv2d_fft_backward(grad_output, *arrays, **options)
    expected = conv2d_backward(grad_output, *arrays, **options)
    for grad, its in zip(grads, expected, strict=True):
        if its is None:
            assert grad is None
        else:
            np.testing.assert_allclose(grad, its, rtol=1e-12, atol=1e-11)


@SAME_EXAMPLES
@given(layers())
def test_backward_is_the_adjoint_in_the_input_and_in_the_weights(arguments):
    (x, weight, _), options = arguments
    options = plain(options)
    out = conv2d_fft(x, weight, **options)
    grad_output = np.cos(np.arange(out.size)).reshape(out.shape)
    grad_x, grad_weight, _ = conv2d_fft_backward(grad_output, x, weight, **options)
    products = [(grad_x * x).sum(), (grad_weight * weight).sum()]
    np.testing.assert_allclose(products, (grad_output * out).sum(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("options", [{}, {"padding": ((2, 0), (1, 3)), "groups": 2}])
def test_its_gradients_are_its_differences(options):
    rng = np.random.default_rng(0)
    x, bias = rng.normal(size=(2, 4, 5, 6)), rng.normal(size=2)
    weight = rng.normal(size=(2, 4 // options.get("groups", 1), 3, 2))
    assert_gradients(conv2d_fft, conv2d_fft_backward, (x, weight, bias), rng, **options)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_large_kernel_is_as_exact_as_slid_over_the_image(dtype):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 3, 64, 48)).astype(dtype), rng.normal(size=(4, 3, 31, 31)).astype(dtype)
    exact = conv2d(x.astype(np.float64), weight.astype(np.float64), padding=15)
    out = conv2d_fft(x, weight, padding=15)
    assert out.dtype == dtype
    tolerance = {np.float32: 5e-6, np.float64: 1e-12}[dtype]
    np.testing.assert_allclose(out, exact, atol=tolerance * abs(exact).max())


def test_tiles_make_one_image_and_a_large_one_takes_little_more_memory_than_goes_in_and_out(monkeypatch):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, 4, 21, 30)), rng.normal(size=(6, 2, 3, 2)), rng.normal(size=6)
    whole = conv2d_fft(x, weight, bias, padding=((1, 0), (0, 3)), groups=2)
    x_large, weight_large = np.ones((1, 1, 1800, 1800), np.float32), np.ones((1, 1, 31, 31), np.float32)
    out, taken = memory(conv2d_fft, x_large, weight_large)
    assert taken <= memory_limit(x_large, weight_large, out)
    np.testing.assert_allclose(out, 31 * 31, rtol=1e-5)
    monkeypatch.setattr(fourier, "TILE", 8)
    tiles = conv2d_fft(x, weight, bias, padding=((1, 0), (0, 3)), groups=2)
    np.testing.assert_allclose(tiles, whole, rtol=1e-12, atol=1e-12)
    assert not np.array_equal(tiles, whole)


def test_one_kernel_turned_is_scipys_convolution_by_fft():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(40, 31)), rng.normal(size=(9, 12))
    turned = kernel[::-1, ::-1]
    out = conv2d_fft(x[None, None], turned[None, None])[0, 0]
    np.testing.assert_allclose(out, signal.fftconvolve(x, kernel, mode="valid"), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(out, convolve2d(x, kernel), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(out, correlate2d(x, turned), rtol=1e-10, atol=1e-12)


def test_lengths_are_the_next_ones_made_of_twos_threes_and_fives():
    products = sorted(2**a * 3**b * 5**c for a in range(9) for b in range(6) for c in range(4))
    for size in range(1, 200):
        assert fourier.smooth(size) == min(length for length in products if length >= size)


@pytest.mark.filterwarnings("ignore:invalid value")  # infinity has no transform
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_infinity_stay_in_their_image(value):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 2, 6, 5)), rng.normal(size=(2, 2, 3, 3))
    expected, grads = conv2d_fft(x, weight), conv2d_fft_backward(np.ones((3, 2, 4, 3)), x, weight)
    x[1, 0, 2, 2] = value
    out = conv2d_fft(x, weight)
    assert np.isnan(out[1]).all()
    np.testing.assert_array_equal(out[[0, 2]], expected[[0, 2]])
    grad_output = np.ones((3, 2, 4, 3))
    grad_output[1, 1, 0, 0] = value
    grad_x, _, _ = conv2d_fft_backward(grad_output, x, weight)
    assert np.isnan(grad_x[1]).all()
    np.testing.assert_array_equal(grad_x[[0, 2]], grads[0][[0, 2]])
