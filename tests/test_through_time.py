"""Jacobians through time: by hand, against differences, and against what `rnn_backward` returns."""

import numpy as np
import pytest

from snippets.rnn import rnn, rnn_backward
from snippets.through_time import gain, step_jacobians, to_the_end
from tests.oracles import WARNINGS_RAISE


def some(rng, T=6, N=2, D=3, H=4):
    return [rng.normal(size=shape) for shape in ((T, N, D), (H, D), (H, H), H, H, (N, H))]


def test_a_jacobian_by_hand():
    # tanh's slope is 1 - h²: 1 - 0.25 for the first unit, 1 - 0 for the second. Each scales its own row.
    states = [[[0.5, 0.0]]]
    assert step_jacobians(states, [[1, 2], [3, 4]]).tolist() == [[[[0.75, 1.5], [3, 4]]]]
    assert step_jacobians(states, [[1, 2], [3, 4]], nonlinearity="relu").tolist() == [[[[1, 2], [0, 0]]]]


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_a_nudge_of_one_state_changes_the_next_as_the_jacobian_says(nonlinearity):
    x, weight_ih, weight_hh, *biases, h0 = some(np.random.default_rng(0), T=1)
    states, _ = rnn(x, weight_ih, weight_hh, *biases, h0, nonlinearity=nonlinearity)
    jacobians = step_jacobians(states, weight_hh, nonlinearity=nonlinearity)
    for j in range(4):
        nudge = 1e-6 * np.eye(4)[j]
        up, down = (
            rnn(x, weight_ih, weight_hh, *biases, h0 + step, nonlinearity=nonlinearity)[1]
            for step in (nudge, -nudge)
        )
        np.testing.assert_allclose(jacobians[0, :, :, j], (up - down) / 2e-6, atol=1e-8)


def test_products_by_hand():
    products = to_the_end([[[[2]]], [[[3]]], [[[5]]]])
    assert products.ravel().tolist() == [2 * 3 * 5, 3 * 5, 5, 1]


def test_matrices_are_multiplied_with_the_later_step_on_the_left():
    first, second = np.array([[0, 1], [0, 0]]), np.array([[1, 0], [0, 2]])
    products = to_the_end([[first], [second]])
    assert products[0, 0].tolist() == (second @ first).tolist() == [[0, 1], [0, 0]]
    assert (first @ second).tolist() == [[0, 2], [0, 0]]


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_what_back_propagation_brings_to_the_first_state_is_the_product_of_all_jacobians(nonlinearity):
    rng = np.random.default_rng(0)
    arrays, grad_h = some(rng), rng.normal(size=(2, 4))
    states, _ = rnn(*arrays, nonlinearity=nonlinearity)
    products = to_the_end(step_jacobians(states, arrays[2], nonlinearity=nonlinearity))
    grad_h0 = rnn_backward(None, grad_h, *arrays, nonlinearity=nonlinearity)[-1]
    np.testing.assert_allclose(np.einsum("ni,nij->nj", grad_h, products[0]), grad_h0, rtol=1e-12, atol=1e-15)


def test_the_gain_of_a_matrix_is_its_largest_singular_value():
    assert gain(np.diag([3.0, -4.0])) == 4
    assert gain([[[3, 0], [4, 0]], [[0, 0], [0, 0]]]).tolist() == [5, 0]
    matrix = np.random.default_rng(0).normal(size=(5, 5))
    assert gain(matrix) == pytest.approx(np.linalg.svd(matrix, compute_uv=False)[0])


def test_a_matrix_that_is_not_finite_has_no_gain_and_spoils_no_other():
    matrices = np.array([np.eye(2), np.full((2, 2), np.nan), 3 * np.eye(2), [[np.inf, 0], [0, 1]]])
    with np.errstate(**WARNINGS_RAISE):
        np.testing.assert_array_equal(gain(matrices), [1, np.nan, 3, np.nan])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_types_come_out_as_they_went_in(dtype):
    jacobians = step_jacobians(np.zeros((3, 1, 2), dtype), np.eye(2, dtype=dtype))
    assert jacobians.dtype == to_the_end(jacobians).dtype == gain(jacobians).dtype == dtype


def test_what_does_not_fit_is_named():
    for call, message in (
        (lambda: step_jacobians(np.ones((3, 2)), np.eye(2)), "states has shape (3, 2); expected (T, N, H)"),
        (
            lambda: step_jacobians(np.ones((3, 1, 2)), np.eye(3)),
            "weight_hh has shape (3, 3); expected (H, H) = (2, 2)",
        ),
        (
            lambda: step_jacobians(np.ones((3, 1, 2)), np.eye(2), nonlinearity="sin"),
            'nonlinearity is \'sin\'; expected "tanh" or "relu"',
        ),
        (lambda: step_jacobians(None, np.eye(2)), "states is None; expected (T, N, H)"),
        (lambda: step_jacobians(np.ones((3, 1, 2)), None), "weight_hh is None; expected (H, H) = (2, 2)"),
        (lambda: to_the_end(None), "jacobians is None; expected (T, N, H, H)"),
        (lambda: gain(None), "matrices is None; expected (..., H, H)"),
        (lambda: gain([1.0, 2.0]), "matrices has shape (2,); expected (..., H, H)"),
        (lambda: gain(np.ones((3, 0, 0))), "matrices has shape (3, 0, 0); expected (..., H, H)"),
        (lambda: gain([[1j]]), "matrices holds complex128; expected real numbers"),
        (
            lambda: to_the_end(np.ones((3, 1, 2, 4))),
            "jacobians has shape (3, 1, 2, 4); expected (T, N, H, H) = (3, 1, 4, 4)",
        ),
    ):
        with pytest.raises(ValueError) as error:
            call()
        assert message in str(error.value)
