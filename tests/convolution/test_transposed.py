"""The transposed convolution: by hand, by its definition, and as the gradient of a convolution."""

import numpy as np
import pytest
from hypothesis import given

from snippets.convolution import (
    columns,
    conv2d,
    conv2d_backward,
    conv_transpose2d,
    conv_transpose2d_backward,
    conv_transpose2d_naive,
    engine,
    transposed_output_size,
)
from tests.convolution.drawn import transposed_layers
from tests.oracles import SAME_EXAMPLES, assert_gradients

forwards = pytest.mark.parametrize("transposed", [conv_transpose2d, conv_transpose2d_naive])


@forwards
def test_every_cell_lays_down_a_copy_of_the_filter(transposed):
    x, weight = np.array([[[[2, 3]]]]), np.array([[[[1, 10, 100]]]])
    assert transposed(x, weight)[0, 0].tolist() == [[2, 20 + 3, 200 + 30, 300]]
    assert transposed(x, weight, stride=(1, 2))[0, 0].tolist() == [[2, 20, 200 + 3, 30, 300]]
    assert transposed(x, weight, dilation=(1, 2))[0, 0].tolist() == [[2, 3, 20, 30, 200, 300]]


@forwards
def test_padding_cuts_off_and_output_padding_adds_at_the_end(transposed):
    x, weight, stride = np.array([[[[2, 3]]]]), np.array([[[[1, 10, 100]]]]), (1, 2)
    assert transposed(x, weight, stride=stride, padding=(0, 1))[0, 0].tolist() == [[20, 203, 30]]
    one_sided = ((0, 0), (2, 0))
    assert transposed(x, weight, stride=stride, padding=one_sided)[0, 0].tolist() == [[203, 30, 300]]
    more = transposed(x, weight, [0.5], stride=stride, padding=(0, 1), output_padding=(0, 1))
    assert more[0, 0].tolist() == [[20.5, 203.5, 30.5, 300.5]]  # a cell that padding had cut off is back
    assert transposed(x, weight, [0.5], stride=stride, output_padding=(0, 1))[0, 0, 0, -1] == 0.5


@forwards
def test_each_group_of_cells_fills_its_own_channels_only(transposed):
    x = np.array([1, 2, 3, 4]).reshape(1, 4, 1, 1)
    weight = np.array([[1, 10], [100, 1000], [5, 6], [7, 8]]).reshape(4, 2, 1, 1)
    expected = [1 * 1 + 2 * 100, 1 * 10 + 2 * 1000, 3 * 5 + 4 * 7, 3 * 6 + 4 * 8]
    assert transposed(x, weight, groups=2).ravel().tolist() == expected


@SAME_EXAMPLES
@given(transposed_layers())
def test_the_fast_form_is_its_definition(arguments):
    arrays, options = arguments
    expected = conv_transpose2d_naive(*arrays, **options)
    np.testing.assert_allclose(conv_transpose2d(*arrays, **options), expected, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(transposed_layers())
def test_it_is_the_input_gradient_of_the_convolution_with_the_same_weight(arguments):
    (x, weight, _), options = arguments
    out = conv_transpose2d(x, weight, **options)
    del options["output_padding"]
    rows, columns = x.shape[2:]
    expected = conv2d(out, weight, **options)  # with output padding it may have more places than x has cells
    grad_output = np.zeros_like(expected)
    grad_output[:, :, :rows, :columns] = x
    grad_x, _, _ = conv2d_backward(grad_output, out, weight, **options)
    np.testing.assert_allclose(out, grad_x, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(transposed_layers())
def test_backward_is_the_adjoint_in_the_input_and_in_the_weights(arguments):
    (x, weight, bias), options = arguments
    out = conv_transpose2d(x, weight, **options)
    grad_output = np.cos(np.arange(out.size)).reshape(out.shape)
    grad_x, grad_weight, grad_bias = conv_transpose2d_backward(grad_output, x, weight, bias, **options)
    inner = (grad_output * out).sum()
    products = [(grad_x * x).sum(), (grad_weight * weight).sum()]
    np.testing.assert_allclose(products, inner, rtol=1e-10, atol=1e-10)
    if bias is not None:
        np.testing.assert_allclose(grad_bias, grad_output.sum(axis=(0, 2, 3)), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize(
    "options",
    [{}, {"stride": (2, 3), "padding": 1, "output_padding": (1, 2)}, {"dilation": (1, 2), "groups": 2}],
)
def test_its_gradients_are_its_differences(options, with_bias):
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(4, 2, 3, 2))
    bias = rng.normal(size=2 * options.get("groups", 1)) if with_bias else None
    assert_gradients(conv_transpose2d, conv_transpose2d_backward, (x, weight, bias), rng, **options)


def test_the_number_of_cells_is_counted_as_by_hand():
    assert transposed_output_size(4, 3) == 4 + 2
    assert transposed_output_size(14, 4, stride=2, padding=1) == 28
    assert transposed_output_size(3, 3, stride=2) == 2 * 2 + 3
    assert transposed_output_size(3, 3, stride=2, output_padding=1) == 8
    assert transposed_output_size(3, 3, dilation=2) == 3 + 4
    assert transposed_output_size(3, 3, padding=(2, 0)) == 5 - 2


@SAME_EXAMPLES
@given(transposed_layers())
def test_both_ways_to_send_maps_back_are_the_same(arguments):
    """Which of them is faster decides on the number of channels, and on nothing else."""
    (x, weight, bias), options = arguments
    expected = conv_transpose2d(x, weight, bias, **options)
    stride, dilation = (np.broadcast_to(options[name], 2).tolist() for name in ("stride", "dilation"))
    layout = columns.Layout(tuple(stride), options["padding"], tuple(dilation), options["groups"])
    folded = engine.fold(x, weight, bias, layout, np.empty_like(expected))
    np.testing.assert_allclose(folded, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("filters", [1, 2, 3, 9])
def test_few_channels_and_many_go_both_ways_alike(filters):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, filters, 4, 3)), rng.normal(size=(filters, 1, 3, 2)), [0.5]
    options = {"stride": 2, "padding": 1, "output_padding": (1, 0), "dilation": (1, 2)}
    expected = conv_transpose2d_naive(x, weight, bias, **options)
    np.testing.assert_allclose(conv_transpose2d(x, weight, bias, **options), expected, rtol=1e-12, atol=1e-12)
    assert_gradients(conv_transpose2d, conv_transpose2d_backward, (x, weight, np.array(bias)), rng, **options)
