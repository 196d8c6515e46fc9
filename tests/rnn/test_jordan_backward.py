"""The gradients of Jordan's network: by hand, against differences and the recurrent network's, bad input."""

import numpy as np
import pytest

from snippets.rnn import jordan, jordan_backward, rnn_backward
from tests.oracles import WARNINGS_RAISE, assert_gradients

BOTH = pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])


def some(T=5, N=3, D=2, H=4, O=3):  # noqa: E741
    """Arguments of `jordan`, drawn at random."""
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in ((T, N, D), (H, D), (H, O), (O, H), H)]


def sent(T=5, N=3, O=3):  # noqa: E741
    """Gradients of its two results."""
    rng = np.random.default_rng(1)
    return [rng.normal(size=shape) for shape in ((T, N, O), (N, O))]


def test_two_steps_of_one_unit_by_hand():
    arrays = [[[2]], [[5]]], [[3]], [[10]], [[-2]], [500]
    # h1 = 2·3 + 500 = 506, y1 = -2·506 = -1012; h2 = 5·3 - 10·1012 + 500 is below zero: relu is off.
    *_, grad_bias = jordan_backward([[[4]], [[7]]], [[2]], *arrays, nonlinearity="relu")
    assert grad_bias.tolist() == [4 * -2]
    arrays = [[[2]], [[5]]], [[3]], [[10]], [[2]], [100]
    # h1 = 2·3 + 100 = 106, y1 = 2·106 = 212; h2 = 5·3 + 10·212 + 100 = 2235.
    grads = jordan_backward([[[4]], [[7]]], [[2]], *arrays, nonlinearity="relu")
    at_y2 = 7 + 2
    at_h2 = at_y2 * 2
    at_y1 = 4 + at_h2 * 10
    at_h1 = at_y1 * 2
    expected = [
        [[[at_h1 * 3]], [[at_h2 * 3]]],
        [[at_h1 * 2 + at_h2 * 5]],
        [[at_h2 * 212]],
        [[at_y1 * 106 + at_y2 * 2235]],
        [at_h1 + at_h2],
    ]
    assert [grad.tolist() for grad in grads] == expected


@BOTH
@pytest.mark.parametrize("has_bias", [True, False])
def test_gradients_are_central_differences(nonlinearity, has_bias):
    arrays = [array / 2 for array in some()]  # steeper networks need smaller differences
    arrays[4] = arrays[4] if has_bias else None
    for k in range(2):

        def one_result(*a, k=k, **o):
            return jordan(*a, **o)[k]

        def its_gradients(grad, *a, k=k, **o):
            return jordan_backward(*[grad if i == k else None for i in range(2)], *a, **o)

        rng = np.random.default_rng(1)
        assert_gradients(one_result, its_gradients, arrays, rng, nonlinearity=nonlinearity)


@BOTH
def test_with_the_state_as_its_output_the_gradients_are_the_recurrent_network_s(nonlinearity):
    x, weight_ih, weight_oh, _, bias = some(O=4)
    grads = jordan_backward(*sent(O=4), x, weight_ih, weight_oh, np.eye(4), bias, nonlinearity=nonlinearity)
    expected = rnn_backward(*sent(O=4), x, weight_ih, weight_oh, bias, nonlinearity=nonlinearity)
    for k, other in ((0, 0), (1, 1), (2, 2), (4, 3)):  # x, weight_ih, weight_oh as weight_hh, bias_ih
        np.testing.assert_allclose(grads[k], expected[other], rtol=1e-11, atol=1e-13)


def test_no_gradient_comes_in_and_none_goes_out():
    assert not any(grad.any() for grad in jordan_backward(None, None, *some()))


def test_nan_in_one_sequence_stays_there():
    arrays = some()
    expected, *_ = jordan_backward(*sent(), *arrays)
    arrays[0][2, 1, 0] = np.nan
    grad_x, grad_weight_ih, *_ = jordan_backward(*sent(), *arrays)
    assert np.isnan(grad_x[:, 1]).any()
    assert np.isnan(grad_weight_ih).any()  # the weights served every sequence
    np.testing.assert_allclose(np.delete(grad_x, 1, 1), np.delete(expected, 1, 1), rtol=1e-12)


def test_floats_stay_as_they_are_and_whole_numbers_become_float64():
    for dtype, expected in ((np.float32, np.float32), (np.float64, np.float64), (int, np.float64)):
        grads = jordan_backward(*sent(), *(array.astype(dtype) for array in some()))
        assert {grad.dtype for grad in grads} == {np.dtype(expected)}


@pytest.mark.parametrize("empty", [{"N": 0}, {"D": 0}, {"H": 0}, {"O": 0}, {"T": 1}])
def test_gradients_are_shaped_as_the_arrays_with_empty_axes_too(empty):
    arrays = some(**empty)
    grads = jordan_backward(*jordan(*arrays), *arrays)
    assert [grad.shape for grad in grads] == [array.shape for array in arrays]


def test_nothing_passed_is_changed_or_shared():
    given = [*sent(), *some()]
    before = [array.copy() for array in given]
    grads = jordan_backward(*given)
    for k, one in enumerate(grads):
        assert not any(np.shares_memory(one, other) for other in (*grads[k + 1 :], *given))
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_finite_extremes_raise_no_floating_point_warning():
    x, *others = some()
    with np.errstate(**WARNINGS_RAISE):
        grads = jordan_backward(*sent(), 1e300 * x, *others)
    assert all(np.isfinite(grad[:-1]).all() for grad in grads)


@pytest.mark.parametrize(
    ("which", "shape", "message"),
    [
        (0, (5, 3, 4), "grad_output has shape (5, 3, 4); expected (T, N, O) = (5, 3, 3)"),
        (1, (3,), "grad_y has shape (3,); expected (N, O) = (3, 3)"),
        (2, (0, 3, 2), "x has shape (0, 3, 2); expected (T, N, D) with at least one step"),
        (4, (3, 3), "weight_oh has shape (3, 3); expected (H, O) = (4, any)"),
        (5, (4, 3), "weight_ho has shape (4, 3); expected (O, H) = (3, 4)"),
        (6, (3,), "bias_ih has shape (3,); expected (H,) = (4)"),
    ],
)
def test_what_does_not_fit_is_named(which, shape, message):
    arrays = [*sent(), *some()]
    arrays[which] = np.ones(shape)
    with pytest.raises(ValueError) as error:
        jordan_backward(*arrays)
    assert str(error.value) == message


def test_another_nonlinearity_is_named():
    with pytest.raises(ValueError, match='nonlinearity is \'sigmoid\'; expected "tanh" or "relu"'):
        jordan_backward(*sent(), *some(), nonlinearity="sigmoid")
