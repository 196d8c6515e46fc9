"""Back-propagation through time: by hand, against differences, PyTorch, one sequence alone; in chunks too."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.rnn import rnn, rnn_backward, rnn_backward_truncated, rnn_with_backward
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, assert_stored, reference
from tests.vectors.rnn_cases import FILE, RNN_BACKWARD

NAMES = ("x", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "h0")


def some(rng, T=5, N=3, D=2, H=4):
    """Arguments of `rnn`, drawn at random."""
    return [rng.normal(size=shape) for shape in ((T, N, D), (H, D), (H, H), H, H, (N, H))]


def test_two_steps_of_one_unit_by_hand():
    x, weight_ih, weight_hh, h0 = [[[2]], [[5]]], [[3]], [[10]], [[1]]
    # h1 = 2·3 + 1·10 = 16; h2 = 5·3 + 16·10 = 175. What reaches h2 is 7, what reaches h1 is 4 + 7·10.
    grads = rnn_backward([[[4]], [[7]]], None, x, weight_ih, weight_hh, [0], [0], h0, nonlinearity="relu")
    at_1, at_2 = 4 + 7 * 10, 7
    expected = {
        "x": [[[at_1 * 3]], [[at_2 * 3]]],
        "weight_ih": [[at_1 * 2 + at_2 * 5]],
        "weight_hh": [[at_1 * 1 + at_2 * 16]],
        "bias_ih": [at_1 + at_2],
        "bias_hh": [at_1 + at_2],
        "h0": [[at_1 * 10]],
    }
    assert {name: grad.tolist() for name, grad in zip(NAMES, grads, strict=True)} == expected


def test_relu_passes_no_gradient_where_the_sum_was_zero_or_less():
    grad_x, *_ = rnn_backward(
        np.ones((3, 1, 1)), None, [[[-1]], [[0]], [[1]]], [[1]], [[0]], nonlinearity="relu"
    )
    assert grad_x.ravel().tolist() == [0, 0, 1]


def test_the_gradient_of_the_last_state_is_that_of_the_last_output():
    arrays = some(np.random.default_rng(0))
    grad_h = np.random.default_rng(1).normal(size=(3, 4))
    grad_output = np.zeros((5, 3, 4))
    grad_output[-1] = grad_h
    for alone, among in zip(
        rnn_backward(None, grad_h, *arrays), rnn_backward(grad_output, None, *arrays), strict=True
    ):
        np.testing.assert_array_equal(alone, among)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("lengths", [None, [2, 5, 1]])
@pytest.mark.parametrize("given", [NAMES, NAMES[:3], (*NAMES[:3], "bias_hh")])
def test_gradients_are_central_differences(nonlinearity, lengths, given):
    arrays = [
        array if name in given else None
        for name, array in zip(NAMES, some(np.random.default_rng(0)), strict=True)
    ]
    options = {"nonlinearity": nonlinearity, "lengths": lengths}
    rng = np.random.default_rng(1)
    assert_gradients(
        lambda *a, **o: rnn(*a, **o)[0],
        lambda g, *a, **o: rnn_backward(g, None, *a, **o),
        arrays,
        rng,
        **options,
    )
    assert_gradients(
        lambda *a, **o: rnn(*a, **o)[1],
        lambda g, *a, **o: rnn_backward(None, g, *a, **o),
        arrays,
        rng,
        **options,
    )


@pytest.mark.parametrize("case", RNN_BACKWARD)
def test_results_and_gradients_are_pytorchs(case):
    stored = reference("rnn_backward", case, FILE)
    options = {key: RNN_BACKWARD[case].get(key) for key in ("nonlinearity", "lengths")}
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        cast = {name: array.astype(dtype) for name, array in stored.items()}
        arrays = [cast.get(name) for name in NAMES]
        output, h = rnn(*arrays, **options)
        grads = rnn_backward(cast["grad_output"], cast["grad_h"], *arrays, **options)
        found = {"output": output, "h": h}
        found |= {f"grad_{name}": grad for name, grad in zip(NAMES, grads, strict=True)}
        assert_stored(found, stored, dtype, tolerance)


@pytest.mark.parametrize("padding", [0, 1e300, np.nan, np.inf])
def test_a_ragged_batchs_gradients_are_those_of_its_sequences_one_by_one(padding):
    rng = np.random.default_rng(0)
    x, *weights, h0 = some(rng, N=4)
    grad_output, grad_h, lengths = rng.normal(size=(5, 4, 4)), rng.normal(size=(4, 4)), [3, 5, 1, 4]
    for n, length in enumerate(lengths):
        x[length:, n] = grad_output[length:, n] = padding
    with np.errstate(**WARNINGS_RAISE):
        together = rnn_backward(grad_output, grad_h, x, *weights, h0, lengths=lengths)
    sums = [np.zeros_like(grad) for grad in together[1:5]]
    for n, length in enumerate(lengths):
        one = slice(n, n + 1)
        grad_x, *grads, grad_h0 = rnn_backward(
            grad_output[:length, one], grad_h[one], x[:length, one], *weights, h0[one]
        )
        np.testing.assert_allclose(together[0][:length, one], grad_x, rtol=1e-12, atol=1e-14)
        assert not together[0][length:, n].any()
        np.testing.assert_allclose(together[5][one], grad_h0, rtol=1e-12, atol=1e-14)
        sums = [total + grad for total, grad in zip(sums, grads, strict=True)]
    for grad, total in zip(together[1:5], sums, strict=True):
        np.testing.assert_allclose(grad, total, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_nan_in_one_sequence_reaches_no_other_sequence_s_gradients(nonlinearity):
    rng = np.random.default_rng(0)
    arrays, grad = some(rng), rng.normal(size=(5, 3, 4))
    expected = rnn_backward(grad, None, *arrays, nonlinearity=nonlinearity)
    arrays[0][2, 1, 0] = np.nan
    grads = rnn_backward(grad, None, *arrays, nonlinearity=nonlinearity)
    for i, axis in ((0, 1), (5, 0)):  # grad_x and grad_h0, where each sequence has its own place
        others = [np.delete(arrays[i], 1, axis) for arrays in (grads, expected)]
        np.testing.assert_allclose(*others, rtol=1e-12)
    assert np.isnan(grads[1]).any()  # the weights served every sequence, as in PyTorch


def test_one_run_serves_the_results_and_as_many_ways_back_as_are_asked_for():
    arrays, rng = some(np.random.default_rng(0)), np.random.default_rng(1)
    options = {"nonlinearity": "relu", "lengths": [2, 5, 1]}
    results, backward = rnn_with_backward(*arrays, **options)
    for found, expected in zip(results, rnn(*arrays, **options), strict=True):
        np.testing.assert_array_equal(found, expected)
    for _ in range(2):
        grad_output, grad_h = rng.normal(size=(5, 3, 4)), rng.normal(size=(3, 4))
        expected = rnn_backward(grad_output, grad_h, *arrays, **options)
        for ours, theirs in zip(backward(grad_output, grad_h), expected, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_the_two_bias_gradients_are_equal_and_not_the_same_array():
    *_, grad_bias_ih, grad_bias_hh, _ = rnn_backward(
        np.ones((5, 3, 4)), None, *some(np.random.default_rng(0))
    )
    np.testing.assert_array_equal(grad_bias_ih, grad_bias_hh)
    assert not np.shares_memory(grad_bias_ih, grad_bias_hh)


def test_no_gradient_comes_in_and_none_goes_out():
    assert not any(grad.any() for grad in rnn_backward(None, None, *some(np.random.default_rng(0))))


def test_whole_numbers_get_gradients_in_float64_and_lists_will_do():
    grads = rnn_backward(None, [[1]], [[[2]]], [[3]], [[1]], nonlinearity="relu")
    assert [None if grad is None else grad.dtype for grad in grads] == [np.float64] * 3 + [None] * 3
    assert grads[1].tolist() == [[2]]


def test_no_sequence_and_no_input_number_have_gradients_too():
    grads = rnn_backward(np.ones((3, 0, 4)), None, np.ones((3, 0, 2)), np.ones((4, 2)), np.ones((4, 4)))
    assert [grad.shape for grad in grads[:3]] == [(3, 0, 2), (4, 2), (4, 4)]
    assert not grads[1].any()
    grads = rnn_backward(np.ones((3, 2, 1)), None, np.ones((3, 2, 0)), np.ones((1, 0)), np.ones((1, 1)))
    assert [grad.shape for grad in grads[:3]] == [(3, 2, 0), (1, 0), (1, 1)]


def test_finite_extremes_raise_no_floating_point_warning():
    with np.errstate(**WARNINGS_RAISE):
        grads = rnn_backward(np.ones((3, 1, 1)), None, np.full((3, 1, 1), 1e300), [[1]], [[-1]])
    assert all(np.isfinite(grad).all() for grad in grads[:3])


def test_what_was_passed_stays_as_it_was():
    arrays, grad = some(np.random.default_rng(0)), np.ones((5, 3, 4))
    before = [array.copy() for array in (*arrays, grad)]
    rnn_backward(grad, grad[0], *arrays, lengths=[2, 5, 1])
    for array, copy in zip((*arrays, grad), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_gradient_of_a_sum_kept_for_a_hundred_thousand_steps_arrives_whole():
    grads = rnn_backward(
        None, [[1]], np.ones((100_000, 1, 1)), [[1]], [[1]], None, None, [[0]], nonlinearity="relu"
    )
    assert grads[0].min() == grads[0].max() == 1
    assert grads[1].tolist() == [[100_000]]
    assert grads[5].tolist() == [[1]]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"grad_output": np.ones((4, 3, 4))},
            "grad_output has shape (4, 3, 4); expected (T, N, H) = (5, 3, 4)",
        ),
        ({"grad_h": np.ones((5, 3, 4))}, "grad_h has shape (5, 3, 4); expected (N, H) = (3, 4)"),
        ({"h0": np.ones((2, 4))}, "h0 has shape (2, 4); expected (N, H) = (3, 4)"),
        ({"lengths": [0, 5, 5]}, "lengths[0] is 0; expected 1 to T = 5: x has 5 steps"),
        ({"nonlinearity": "ReLU"}, 'nonlinearity is \'ReLU\'; expected "tanh" or "relu"'),
        ({"grad_h": np.ones((3, 4), complex)}, "grad_h holds complex128; expected real numbers"),
    ],
)
def test_what_does_not_fit_is_named(changed, message):
    arguments = dict(zip(NAMES, some(np.random.default_rng(0)), strict=True))
    with pytest.raises(ValueError) as error:
        rnn_backward(**({"grad_output": None, "grad_h": None} | arguments | changed))
    assert str(error.value) == message


# In chunks


def squares(t, states):
    """The gradient of half the sum of all squared states."""
    return states


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
@pytest.mark.parametrize("steps", [5, 6, 1000])
def test_chunks_as_long_as_the_sequence_give_the_whole_gradient(steps, nonlinearity):
    arrays = some(np.random.default_rng(0))
    output, _ = rnn(*arrays, nonlinearity=nonlinearity)
    whole = rnn_backward(output, None, *arrays, nonlinearity=nonlinearity)
    chunks = rnn_backward_truncated(squares, *arrays, steps=steps, nonlinearity=nonlinearity)
    for expected, grad in zip(whole[1:], chunks, strict=True):
        np.testing.assert_array_equal(grad, expected)


@SAME_EXAMPLES
@given(st.integers(1, 7), st.integers(1, 8))
def test_chunks_are_sequences_of_their_own_that_start_from_the_carried_state(T, steps):
    x, *weights, h0 = some(np.random.default_rng(T), T=T)
    expected, h = [], h0
    for t in range(0, T, steps):
        states, last = rnn(x[t : t + steps], *weights, h)
        expected.append(rnn_backward(states, None, x[t : t + steps], *weights, h)[1:])
        h = last
    grads = rnn_backward_truncated(squares, x, *weights, h0, steps=steps)
    for i, grad in enumerate(grads[:4]):
        np.testing.assert_allclose(grad, sum(chunk[i] for chunk in expected), rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(grads[4], expected[0][4])  # only the first chunk begins at h0


def test_the_loss_is_asked_for_every_chunk_in_turn_with_its_own_states():
    arrays = some(np.random.default_rng(0))
    output, _ = rnn(*arrays)
    asked = []

    def loss(t, states):
        asked.append(t)
        np.testing.assert_allclose(states, output[t : t + 2], rtol=1e-12)
        return states

    rnn_backward_truncated(loss, *arrays, steps=2)
    assert asked == [0, 2, 4]


def test_a_truncated_gradient_by_hand():
    # Every state is the sum of all inputs so far. The last state's gradient, 1, ends where its chunk begins.
    x = [[[1]], [[10]], [[100]]]
    last_only = [np.array([[[0]], [[0]]]), np.array([[[1]]])]
    grads = rnn_backward_truncated(
        lambda t, states: last_only[t // 2], x, [[1]], [[1]], None, [0], [[0]], steps=2, nonlinearity="relu"
    )
    assert [None if grad is None else grad.tolist() for grad in grads] == [
        [[100]],  # not 1 + 10 + 100
        [[1 + 10]],  # the state before the last chunk is carried, whole
        None,
        [1],
        [[0]],  # nothing goes back to h0
    ]


def test_a_float32_network_is_learned_in_float32_whatever_the_loss_returns():
    arrays = [array.astype(np.float32) for array in some(np.random.default_rng(0))]
    grads = rnn_backward_truncated(lambda t, states: states.astype(float), *arrays, steps=2)
    assert {grad.dtype for grad in grads} == {np.dtype(np.float32)}


@pytest.mark.parametrize("steps", [0, -1, 1.5, None])
def test_a_chunk_has_at_least_one_step(steps):
    with pytest.raises(ValueError) as error:
        rnn_backward_truncated(squares, *some(np.random.default_rng(0)), steps=steps)
    assert str(error.value) == f"steps is {steps!r}; expected a whole number from 1: how long a chunk is"


def test_a_loss_that_returns_another_shape_is_told_so():
    with pytest.raises(ValueError) as error:
        rnn_backward_truncated(lambda t, states: states[0], *some(np.random.default_rng(0)), steps=2)
    assert str(error.value) == "grad_output has shape (3, 4); expected (T, N, H) = (2, 3, 4)"


def peak(step):
    """The most memory that a step takes at any moment, in bytes."""
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_grows_with_the_steps_and_in_chunks_it_does_not():
    H, N = 16, 8
    state = N * H * 8  # bytes
    x, *weights, h0 = some(np.random.default_rng(0), T=800, N=N, D=1, H=H)

    def whole(T):
        return peak(lambda: rnn_backward(rnn(x[:T], *weights, h0)[0], None, x[:T], *weights, h0))

    def in_chunks(T):
        return peak(lambda: rnn_backward_truncated(squares, x[:T], *weights, h0, steps=50))

    whole(50), in_chunks(50)  # what is imported or cached at the first call
    assert whole(800) - whole(400) == pytest.approx(2 * (whole(400) - whole(200)), rel=0.05)
    assert whole(800) > 2 * 800 * state
    assert in_chunks(800) < 1.05 * in_chunks(200)
