"""Solutions that are written as arithmetic or as a choice, held against the functions they are about."""

import numpy as np

from exercises import backpropagation_through_time as bptt
from exercises import unfolding, vanishing_gradients
from snippets.rnn import rnn, rnn_backward, unfolded, unfolded_backward
from snippets.through_time import gain, step_jacobians


def test_weights_of_their_own_are_as_many_as_fifty_layers_take():
    layer = np.ones((16, 8)), np.ones((16, 16)), np.ones(16)
    unfolded(np.ones((50, 1, 8)), [layer] * 50, np.ones((1, 16)))  # they go together
    assert unfolding.parameters_apart_solution() == 50 * sum(array.size for array in layer)


def test_the_slope_by_hand_is_what_the_loop_and_its_copies_say():
    x, last_only = np.reshape([2, 0, 0], (3, 1, 1)), np.reshape([0, 0, 1], (3, 1, 1))
    loop = rnn_backward(last_only, None, x, [[1]], [[0.5]], nonlinearity="relu")[2].item()
    copies = unfolded_backward(last_only, x, [([[1]], [[0.5]], [0])] * 3, [[0]], nonlinearity="relu")
    assert unfolding.slope_solution() == loop == sum(grad_hh.item() for _, grad_hh, _ in copies)


def test_the_gradient_by_hand_is_what_back_propagation_brings():
    x, last_only = np.reshape([1, 2, 3], (3, 1, 1)), np.reshape([0, 0, 1], (3, 1, 1))
    grads = rnn_backward(last_only, None, x, [[1]], [[0.5]], nonlinearity="relu")
    assert bptt.by_hand_solution() == grads[1].item()


def some():
    rng = np.random.default_rng(0)
    x, *weights = (rng.normal(size=shape) for shape in ((5, 2, 2), (3, 2), (3, 3)))
    return x, *weights, rng.normal(size=(5, 2, 3))


def test_the_loop_with_its_bias_is_back_propagation_through_time():
    x, weight_ih, weight_hh, grad = some()
    h, _ = rnn(x, weight_ih, weight_hh)
    before = np.concatenate([np.zeros((1, 2, 3)), h[:-1]])
    _, _, grad_hh, grad_bias, *_ = rnn_backward(grad, None, x, weight_ih, weight_hh, np.zeros(3))
    for ours, expected in zip(
        bptt.bptt_solution()(grad, h, before, weight_hh), (grad_hh, grad_bias), strict=True
    ):
        np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_of_the_three_faults_all_change_the_numbers_and_one_the_shapes():
    x, weight_ih, weight_hh, grad = some()
    expected = rnn_backward(grad, None, x, weight_ih, weight_hh)[1:3]
    faults = {name: getattr(bptt, name) for name in ("backward_1", "backward_2", "backward_3")}
    found = {name: fault(grad, x, weight_ih, weight_hh) for name, fault in faults.items()}
    shapes = [array.shape for array in expected]
    seen = [name for name, arrays in found.items() if [array.shape for array in arrays] != shapes]
    assert seen == [bptt.caught_by_shape_solution()]
    assert not any(bptt.is_right_solution()(fault) for fault in faults.values())
    for ours, theirs in zip(bptt.backward_mended(grad, x, weight_ih, weight_hh), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_what_is_kept_between_steps_is_the_state():
    x, weight_ih, weight_hh = np.ones((1000, 1, 1)), np.ones((16, 1)), np.eye(16)
    whole, _ = rnn(x, weight_ih, weight_hh, nonlinearity="relu")
    h, states = None, []
    for t in range(1000):
        _, h = rnn(x[t : t + 1], weight_ih, weight_hh, h0=h, nonlinearity="relu")
        states.append(h)
    np.testing.assert_array_equal(np.array(states), whole)
    assert bptt.kept_solution() == h.size


def test_the_tenth_halving_is_the_first_below_a_thousandth():
    steps = vanishing_gradients.steps_back_solution()
    assert 0.5**steps < 1 / 1000 <= 0.5 ** (steps - 1)


def test_the_jacobian_of_a_step_is_the_snippets():
    h, weight_hh = np.array([0.5, -0.25]), np.array([[1.0, 2.0], [3.0, 4.0]])
    expected = step_jacobians(h[None, None], weight_hh)[0, 0]
    np.testing.assert_allclose(vanishing_gradients.jacobian_solution()(h, weight_hh), expected, rtol=1e-15)


def test_the_fading_giant_is_large_and_fades():
    matrix = np.array(vanishing_gradients.fading_giant_solution(), float)
    assert gain(matrix) > 3
    assert gain(np.linalg.matrix_power(matrix, 100)) < 1e-6
