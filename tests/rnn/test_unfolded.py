"""The unfolded network: with tied weights it is the loop, and its copies' gradients sum to the loop's."""

import numpy as np
import pytest

from snippets.rnn import rnn, rnn_backward, unfolded, unfolded_backward
from tests.oracles import central_difference


def some(rng, T=5, N=3, D=2, H=4):
    """Inputs, one set of weights, a first state."""
    x, *weights, h0 = (rng.normal(size=shape) for shape in ((T, N, D), (H, D), (H, H), H, (N, H)))
    return x, weights, h0


def test_two_layers_by_hand():
    x, h0 = [[[1]], [[2]]], [[0.5]]
    layers = [([[1]], [[2]], [0.25]), ([[-1]], [[3]], [0])]
    first = np.tanh(1 * 1 + 0.25 + 2 * 0.5)
    second = np.tanh(2 * -1 + 0 + 3 * first)
    np.testing.assert_allclose(unfolded(x, layers, h0).ravel(), [first, second], rtol=1e-15)


def test_four_relu_layers_by_hand():
    # h4 = 2 + w·(0 + w·(0 + w·4)): with one w for all, 2 + 4w³, and its slope is 12w² = 3 at w = 0.5.
    x, layers = np.reshape([4, 0, 0, 2], (4, 1, 1)), [([[1]], [[0.5]], [0])] * 4
    outputs = unfolded(x, layers, [[0]], nonlinearity="relu")
    assert outputs.ravel().tolist() == [4, 2, 1, 2 + 4 * 0.5**3]
    grads = unfolded_backward([[[0]], [[0]], [[0]], [[1]]], x, layers, [[0]], nonlinearity="relu")
    assert [grad_hh.item() for _, grad_hh, _ in grads] == [0, 0.5**2 * 4, 0.5 * 2, 1]


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_tied_layers_are_the_loop(nonlinearity):
    x, weights, h0 = some(np.random.default_rng(0))
    weight_ih, weight_hh, bias = weights
    states, _ = rnn(x, weight_ih, weight_hh, bias, h0=h0, nonlinearity=nonlinearity)
    layers = unfolded(x, [weights] * 5, h0, nonlinearity=nonlinearity)
    np.testing.assert_allclose(layers, states, rtol=1e-13)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_the_gradients_of_untied_layers_are_central_differences(nonlinearity):
    rng = np.random.default_rng(0)
    x, _, h0 = some(rng)
    layers = [some(rng)[1] for _ in x]
    grad_output = rng.normal(size=(5, 3, 4))
    for t, grads in enumerate(unfolded_backward(grad_output, x, layers, h0, nonlinearity=nonlinearity)):
        for i, grad in enumerate(grads):

            def loss(array, t=t, i=i):
                changed = [list(layer) for layer in layers]
                changed[t][i] = array
                return (grad_output * unfolded(x, changed, h0, nonlinearity=nonlinearity)).sum()

            np.testing.assert_allclose(grad, central_difference(loss, layers[t][i]), rtol=1e-8, atol=1e-8)


def test_the_gradients_of_all_copies_sum_to_that_of_the_shared_weights():
    rng = np.random.default_rng(0)
    x, weights, h0 = some(rng)
    grad_output = rng.normal(size=(5, 3, 4))
    copies = unfolded_backward(grad_output, x, [weights] * 5, h0)
    _, *shared, _, _ = rnn_backward(grad_output, None, x, *weights, None, h0)
    for parts, whole in zip(zip(*copies, strict=True), shared, strict=True):
        np.testing.assert_allclose(sum(parts), whole, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x": np.ones((0, 3, 2))}, "x has shape (0, 3, 2); expected (T, N, D) with at least one step"),
        ({"h0": np.ones((1, 4))}, "h0 has shape (1, 4); expected (N, H) = (3, any)"),
        ({"x": None}, "x is None; expected (T, N, D)"),
        ({"h0": None}, "h0 is None; expected (N, H) = (3, any)"),
        ({"layers": []}, "layers holds 0; expected one for each step of x: 5"),
        (
            {"layers": [(np.ones((4, 2)), np.ones((4, 4)), None)] * 5},
            "layers holds None; expected weight_ih, weight_hh and bias for every step",
        ),
        (
            {"layers": [(np.ones((4, 3)), np.ones((4, 4)), np.ones(4))] * 5},
            "weight_ih of layer 0 has shape (4, 3); expected (H, D) = (4, 2)",
        ),
        (
            {"layers": [(np.ones((4, 2)), np.ones((4, 3)), np.ones(4))] * 5},
            "weight_hh of layer 0 has shape (4, 3); expected (H, H) = (4, 4)",
        ),
        (
            {"layers": [(np.ones((4, 2)), np.ones((4, 4)), np.ones((1, 4)))] * 5},
            "bias of layer 0 has shape (1, 4); expected (H,) = (4)",
        ),
    ],
)
def test_what_does_not_fit_is_named(changed, message):
    x, weights, h0 = some(np.random.default_rng(0))
    with pytest.raises(ValueError) as error:
        unfolded(**({"x": x, "layers": [weights] * 5, "h0": h0} | changed))
    assert str(error.value) == message


def test_a_gradient_of_another_shape_is_named():
    x, weights, h0 = some(np.random.default_rng(0))
    for grad_output, message in (
        (np.ones((5, 4)), "grad_output has shape (5, 4); expected (T, N, H) = (5, 3, 4)"),
        (None, "grad_output is None; expected (T, N, H) = (5, 3, 4)"),
        (np.ones((5, 3, 4)) * 1j, "grad_output holds complex128; expected real numbers"),
    ):
        with pytest.raises(ValueError) as error:
            unfolded_backward(grad_output, x, [weights] * 5, h0)
        assert str(error.value) == message
