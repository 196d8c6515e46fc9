"""Wiring: both directions and layers on layers, against PyTorch, differences, and each sequence alone."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.bidirectional import bidirectional, bidirectional_backward, stacked, stacked_backward
from snippets.gru import gru, gru_backward
from snippets.lstm import lstm, lstm_backward
from snippets.rnn import rnn, rnn_backward
from tests.oracles import (
    SAME_EXAMPLES,
    WARNINGS_RAISE,
    assert_gradients,
    assert_stored,
    memory,
    memory_limit,
    reference,
)
from tests.vectors.gated_cases import FILE, WIRED

CELLS = {
    "RNN": (rnn, rnn_backward, 1, 1),  # blocks of rows, states
    "LSTM": (lstm, lstm_backward, 4, 2),
    "GRU": (gru, gru_backward, 3, 1),
}
EACH = pytest.mark.parametrize("name", CELLS)
DIRECTIONS = ("", "_reverse")


def some(name, *, D=2, H=4, N=3, seed=0):
    """The arrays of one direction, drawn at random, first states included."""
    rng, (_, _, blocks, states) = np.random.default_rng(seed), CELLS[name]
    shapes = [(blocks * H, D), (blocks * H, H), blocks * H, blocks * H] + [(N, H)] * states
    return tuple(rng.normal(size=shape) for shape in shapes)


def parts(state):
    return state if isinstance(state, tuple) else (state,)


@EACH
def test_the_second_direction_reads_the_sequence_from_its_end(name):
    cell, *_ = CELLS[name]
    x, forward, backward = np.random.default_rng(1).normal(size=(5, 3, 2)), some(name), some(name, seed=1)
    output, forward_state, backward_state = bidirectional(cell, x, forward, backward)
    there, *there_state = cell(x, *forward)
    back, *back_state = cell(x[::-1], *backward)
    np.testing.assert_array_equal(output, np.concatenate([there, back[::-1]], axis=2))
    np.testing.assert_array_equal(parts(forward_state), there_state)
    np.testing.assert_array_equal(parts(backward_state), back_state)
    np.testing.assert_array_equal(output[0, :, 4:], parts(backward_state)[0])


@EACH
def test_the_future_moves_the_second_half_of_the_output_and_no_more(name):
    cell, *_ = CELLS[name]
    x, forward, backward = np.random.default_rng(1).normal(size=(5, 1, 2)), some(name, N=1), some(name, N=1)
    before, *_ = bidirectional(cell, x, forward, backward)
    x[4] += 1
    after, *_ = bidirectional(cell, x, forward, backward)
    moved = abs(after - before).max(axis=1) > 0
    assert not moved[:4, :4].any()
    assert moved[:, 4:].all()


@SAME_EXAMPLES
@given(st.sampled_from(sorted(CELLS)), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.booleans())
def test_a_ragged_batch_is_its_sequences_one_by_one(name, lengths, first_states):
    cell, cell_backward, *_ = CELLS[name]
    rng, T, N = np.random.default_rng(1), max(lengths) + 1, len(lengths)
    x, grad_output = rng.normal(size=(T, N, 2)), rng.normal(size=(T, N, 8))
    forward, backward = some(name, N=N), some(name, N=N, seed=1)
    if not first_states:
        forward, backward = forward[:4], backward[:4]
    for n, length in enumerate(lengths):
        x[length:, n] = grad_output[length:, n] = np.nan
    with np.errstate(**WARNINGS_RAISE):
        output, *states = bidirectional(cell, x, forward, backward, lengths=lengths)
        grad_x, *_ = bidirectional_backward(
            cell_backward, grad_output, None, None, x, forward, backward, lengths=lengths
        )
    for n, length in enumerate(lengths):
        one = slice(n, n + 1)
        directions = [(*arrays[:4], *(h[one] for h in arrays[4:])) for arrays in (forward, backward)]
        alone, *alone_states = bidirectional(cell, x[:length, one], *directions)
        np.testing.assert_allclose(output[:length, one], alone, rtol=1e-12, atol=1e-14)
        assert not output[length:, n].any()
        for state, expected in zip(states, alone_states, strict=True):
            for part, other in zip(parts(state), parts(expected), strict=True):
                np.testing.assert_allclose(part[one], other, rtol=1e-12, atol=1e-14)
        grad_alone, *_ = bidirectional_backward(
            cell_backward, grad_output[:length, one], None, None, x[:length, one], *directions
        )
        np.testing.assert_allclose(grad_x[:length, one], grad_alone, rtol=1e-12, atol=1e-14)
        assert not grad_x[length:, n].any()


def arguments(stored, layer, end, name):
    """What the cell takes after x, as far as it was stored."""
    ends = [f"{array}_l{layer}{end}" for array in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    ends += [f"{state}0_l{layer}{end}" for state in ("h", "c")[: CELLS[name][3]]]
    return ends, tuple(stored.get(key) for key in ends)


@pytest.mark.parametrize("case", WIRED)
def test_results_and_gradients_are_pytorchs(case):
    options = {"directions": 2, "layers": 1, "lengths": None} | WIRED[case]
    name, lengths = options["cell"], options["lengths"]
    cell, cell_backward, _, states = CELLS[name]
    ends = DIRECTIONS[: options["directions"]]
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        stored = {key: array.astype(dtype) for key, array in reference("wired", case, FILE).items()}
        layers, sent, keys = [], [], []
        for layer in range(options["layers"]):
            named = [arguments(stored, layer, end, name) for end in ends]
            keys.append([key for key, _ in named])
            layers.append(tuple(arrays for _, arrays in named))
            grads = [tuple(stored[f"grad_{s}_l{layer}{end}"] for s in ("h", "c")[:states]) for end in ends]
            sent.append(tuple(g if states == 2 else g[0] for g in grads))
        if len(ends) == 2:
            forward, backward = partial(bidirectional, cell), partial(bidirectional_backward, cell_backward)
        else:
            forward, backward = cell, cell_backward
            layers, sent = [arrays for (arrays,) in layers], [grad for (grad,) in sent]
        output, found_states = stacked(forward, stored["x"], layers, lengths=lengths)
        grad_x, grads = stacked_backward(
            forward, backward, stored["grad_output"], sent, stored["x"], layers, lengths=lengths
        )
        found = {"output": output, "grad_x": grad_x}
        for layer in range(options["layers"]):
            state = found_states[layer] if len(ends) == 2 else (found_states[layer],)
            of_layer = grads[layer] if len(ends) == 2 else (grads[layer],)
            for k, end in enumerate(ends):
                for s, part in zip(("h", "c"), parts(state[k]), strict=False):
                    found[f"{s}_l{layer}{end}"] = part
                for key, grad in zip(keys[layer][k], of_layer[k], strict=True):
                    assert (grad is None) == (key not in stored)
                    if grad is not None:
                        found[f"grad_{key}"] = grad
        assert_stored(found, stored, dtype, tolerance)
        assert set(stored) <= {*found, *(f"grad_{key}" for key in found)} | {
            key.removeprefix("grad_") for key in found
        }


@EACH
@pytest.mark.parametrize("lengths", [None, [2, 4, 1]])
def test_gradients_are_central_differences(name, lengths):
    cell, cell_backward, _, states = CELLS[name]
    forward, backward = some(name, H=2), some(name, H=2, seed=1)
    count, x = len(forward), np.random.default_rng(2).normal(size=(4, 3, 2))

    def results(x, *arrays):
        output, *ends = bidirectional(cell, x, arrays[:count], arrays[count:], lengths=lengths)
        return np.concatenate([output.ravel(), *(part.ravel() for end in ends for part in parts(end))])

    def gradients(grad, x, *arrays):
        grad_output, rest = grad[:48].reshape(4, 3, 4), grad[48:].reshape(2, states, 3, 2)
        ends = [tuple(end) if states == 2 else end[0] for end in rest]
        grad_x, *both = bidirectional_backward(
            cell_backward, grad_output, *ends, x, arrays[:count], arrays[count:], lengths=lengths
        )
        return grad_x, *both[0], *both[1]

    assert_gradients(results, gradients, [x, *forward, *backward], np.random.default_rng(3))


def test_options_of_a_cell_are_set_beforehand():
    x, forward, backward = np.ones((3, 2, 2)), some("RNN", N=2), some("RNN", N=2, seed=1)
    relu = partial(rnn, nonlinearity="relu")
    output, *_ = bidirectional(relu, x, forward, backward)
    np.testing.assert_array_equal(output[:, :, :4], relu(x, *forward)[0])
    grads = bidirectional_backward(
        partial(rnn_backward, nonlinearity="relu"), output, None, None, x, forward, backward
    )
    expected = rnn_backward(output[:, :, :4], None, x, *forward, nonlinearity="relu")
    np.testing.assert_array_equal(grads[1][0], expected[1])


def test_no_gradient_is_none_for_every_part_of_a_state():
    x, forward, backward = np.ones((3, 3, 2)), some("LSTM"), some("LSTM", seed=1)
    for nothing in (None, (None, None)):
        grads = bidirectional_backward(lstm_backward, None, nothing, nothing, x, forward, backward)
        assert not any(grad.any() for grad in (grads[0], *grads[1], *grads[2]))


def test_one_layer_is_the_cell_and_two_are_a_cell_on_top_of_a_cell():
    x, first, second = np.random.default_rng(0).normal(size=(5, 3, 2)), some("LSTM"), some("LSTM", D=4)
    below, *state = lstm(x, *first)
    output, states = stacked(lstm, x, [first])
    np.testing.assert_array_equal(output, below)
    np.testing.assert_array_equal(states[0], state)
    output, states = stacked(lstm, x, [first, second])
    above, *top = lstm(below, *second)
    np.testing.assert_array_equal(output, above)
    np.testing.assert_array_equal(states, [state, top])


def test_what_was_passed_stays_as_it_was_and_nothing_shares_its_memory():
    x, forward, backward = np.ones((3, 3, 2)), some("GRU"), some("GRU", seed=1)
    given_arrays = [x, *forward, *backward]
    before = [array.copy() for array in given_arrays]
    output, *states = bidirectional(gru, x, forward, backward)
    grads = bidirectional_backward(gru_backward, output, *states, x, forward, backward)
    for array, copy in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
    results = [output, *states, grads[0], *grads[1], *grads[2]]
    for k, one in enumerate(results):
        assert not any(np.shares_memory(one, other) for other in [*results[k + 1 :], *given_arrays])


X, A, B = np.ones((5, 3, 2)), some("LSTM"), some("LSTM", H=3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bidirectional(lstm, X[0], A, A), "x has shape (3, 2); expected (T, N, D)"),
        (
            lambda: bidirectional(lstm, X[:0], A, A),
            "x has shape (0, 3, 2); expected (T, N, D) with at least one step",
        ),
        (
            lambda: bidirectional(lstm, X, A, B),
            "the states of backward has shape (5, 3, 3); expected (T, N, H) = (5, 3, 4)",
        ),
        (
            lambda: bidirectional(lstm, X, A, A, lengths=[5, 6, 1]),
            "lengths[1] is 6; expected 1 to T = 5: x has 5 steps",
        ),
        (
            lambda: bidirectional(gru, X, A[:4], A[:4]),
            "weight_hh has shape (16, 4); expected (3H, H) = (12, 4), rows r, z, n; "
            "this is the shape for an LSTM",
        ),
        (
            lambda: bidirectional_backward(lstm_backward, X, None, None, X, A, A),
            "grad_output has shape (5, 3, 2); expected (T, N, 2H) = (5, 3, 8)",
        ),
        (
            lambda: bidirectional_backward(lstm_backward, None, A[4], None, X, A, A),
            "the gradient of a state has 1 parts; expected 2: grad_h, grad_c",
        ),
        (
            lambda: bidirectional(lstm, X, None, A),
            "forward is NoneType; expected a tuple: weight_ih, weight_hh, ...",
        ),
        (
            lambda: bidirectional_backward(lstm_backward, X, None, None, X, A, A[:1]),
            "backward has 1 entries; expected a tuple: weight_ih, weight_hh, ...",
        ),
        (
            lambda: bidirectional_backward(lstm_backward, X, None, None, X, (A[0], None), A),
            "weight_hh of forward is None; expected (rows, H)",
        ),
        (lambda: bidirectional(lstm, None, A, A), "x is None; expected (T, N, D)"),
        (lambda: stacked(lstm, X, None), "layers is NoneType; expected a tuple of arrays for each layer"),
        (
            lambda: stacked_backward(lstm, lstm_backward, None, None, X, [A]),
            "grad_states is NoneType; expected one entry a layer: 1",
        ),
        (lambda: stacked(lstm, X, []), "layers has 0 entries; expected a tuple of arrays for each layer"),
        (
            lambda: stacked_backward(lstm, lstm_backward, None, [], X, []),
            "layers has 0 entries; expected a tuple of arrays for each layer",
        ),
        (
            lambda: stacked_backward(lstm, lstm_backward, None, [], X, [A]),
            "grad_states has 0 entries; expected one entry a layer: 1",
        ),
        (
            lambda: stacked(lstm, X, A),
            "layers[0] is ndarray; expected a tuple: weight_ih, weight_hh, ...",
        ),
        (
            lambda: stacked_backward(lstm, lstm_backward, None, [None], X, [None]),
            "layers[0] is NoneType; expected a tuple: weight_ih, weight_hh, ...",
        ),
        (
            lambda: stacked(lstm, X, [A, A]),
            "weight_ih has shape (16, 2); expected (4H, D) = (16, 4), rows i, f, g, o",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("network", "N", "shortest"),
    [
        pytest.param(gru, 1000, 250, id="gru"),
        pytest.param(gru, 1000, 1, id="gru, lengths"),
        pytest.param(rnn, 3000, 1, id="rnn, lengths"),
        pytest.param(partial(bidirectional, rnn), 1000, 250, id="bidirectional"),
    ],
)
def test_many_steps_take_little_more_memory_than_what_goes_in_and_comes_out(network, N, shortest):
    T, D, H = 250, 4, 16
    x, gates = np.ones((T, N, D), np.float32), 3 if network is gru else 1
    weights = np.ones((gates * H, D), np.float32) / 99, np.ones((gates * H, H), np.float32) / 99
    arrays = (weights, weights) if isinstance(network, partial) else weights
    (output, *_), taken = memory(network, x, *arrays, lengths=np.linspace(shortest, T, N).astype(int))
    assert taken <= memory_limit(x, output)
