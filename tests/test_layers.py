"""Layers for sequences: each is its function, its gradients are right, and parts train as one."""

import numpy as np
import pytest

from snippets.bidirectional import bidirectional
from snippets.gradients import central_difference
from snippets.gru import gru
from snippets.layers import (
    GRU,
    LSTM,
    RNN,
    BiLSTM,
    Conv1d,
    Embedding,
    Joined,
    LastStep,
    MaxOverTime,
    MaxPool1d,
    MeanOverTime,
    Move,
    each_step,
)
from snippets.lstm import lstm
from snippets.nn import Linear, Sequential
from snippets.rnn import rnn

EXACT = {"dtype": np.float64}


def drawn(seed=0):
    return np.random.default_rng(seed)


def assert_model_gradients(model, x, rng):
    """Hold the gradients of every parameter, and of x where it has one, against central differences."""
    grad_output = rng.normal(size=model.forward(x).shape)
    grad_x = model.backward(grad_output)
    found = model.gradient()

    def loss(vector):
        model.vector[:] = vector
        return float((model.forward(x) * grad_output).sum())

    before = model.vector.copy()
    np.testing.assert_allclose(found, central_difference(loss, before), rtol=1e-7, atol=1e-7)
    model.vector[:] = before
    if grad_x is not None:
        by_x = central_difference(lambda x: float((model.forward(x) * grad_output).sum()), x)
        np.testing.assert_allclose(grad_x, by_x, rtol=1e-7, atol=1e-7)


LAYERS = {
    "RNN": lambda rng: RNN(3, 4, rng=rng, **EXACT),
    "GRU": lambda rng: GRU(3, 4, rng=rng, **EXACT),
    "LSTM": lambda rng: LSTM(3, 4, rng=rng, **EXACT),
    "BiLSTM": lambda rng: BiLSTM(3, 4, rng=rng, **EXACT),
    "Conv1d": lambda rng: Conv1d(2, 4, 3, padding="causal", dilation=2, rng=rng, **EXACT),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("shape", [(5, 2, 3), (1, 1, 3)])
def test_every_layer_sends_its_gradients_back(name, shape):
    rng = drawn()
    x = rng.normal(size=(shape[1], 2, shape[0]) if name == "Conv1d" else shape)
    assert_model_gradients(Sequential(LAYERS[name](rng)), x, rng)


@pytest.mark.parametrize("pool", [LastStep, MaxOverTime, MeanOverTime])
def test_what_sums_a_sequence_up_sends_its_gradient_back(pool):
    rng = drawn(1)
    model = Sequential(*each_step(Linear(3, 4, rng=rng, **EXACT)), pool(), Linear(4, 2, rng=rng, **EXACT))
    assert_model_gradients(model, rng.normal(size=(5, 2, 3)), rng)


def test_a_deep_stack_sends_its_gradients_back():
    rng = drawn(2)
    model = Sequential(
        Move(2, 0, 1),
        BiLSTM(3, 2, rng=rng, **EXACT),
        GRU(4, 3, rng=rng, **EXACT),
        *each_step(Linear(3, 2, rng=rng, **EXACT)),
    )
    assert_model_gradients(model, rng.normal(size=(2, 3, 5)), rng)


def test_a_symbol_s_row_collects_what_reaches_it():
    rng = drawn(3)
    model = Sequential(Embedding(4, 2, rng=rng, **EXACT))
    symbols = np.array([[0, 1], [1, 1], [3, 0]])
    assert np.array_equal(model.forward(symbols), model.parameters["0.weight"][symbols])
    assert_model_gradients(model, symbols, rng)
    model.forward(symbols)
    model.backward(np.ones((3, 2, 2)))
    assert model.gradient().reshape(4, 2).tolist() == [[2, 2], [3, 3], [0, 0], [1, 1]]


@pytest.mark.parametrize(("layer", "cell"), [(RNN, rnn), (GRU, gru), (LSTM, lstm)])
def test_a_recurrent_layer_is_its_function(layer, cell):
    rng = drawn(4)
    made = layer(3, 4, rng=rng, **EXACT)
    x = rng.normal(size=(5, 2, 3))
    assert np.array_equal(made.forward(x), cell(x, **made.parameters)[0])


def test_both_directions_are_those_of_bidirectional():
    rng = drawn(5)
    made = BiLSTM(3, 4, rng=rng, **EXACT)
    x, arrays = rng.normal(size=(5, 2, 3)), tuple(made.parameters.values())
    assert np.array_equal(made.forward(x), bidirectional(lstm, x, arrays[:3], arrays[3:])[0])


def test_a_forget_gate_begins_with_its_bias_and_recurrent_matrices_keep_lengths():
    made = LSTM(3, 4, rng=drawn(), forget_bias=2.0)
    assert made.parameters["bias_ih"].tolist() == [0] * 4 + [2] * 4 + [0] * 8
    assert made.parameters["bias_ih"].dtype == np.float32
    for gate in np.split(made.parameters["weight_hh"], 4):
        np.testing.assert_allclose(gate @ gate.T, np.eye(4), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_type_of_the_numbers_goes_through(dtype):
    rng = drawn()
    made = {"rng": rng, "dtype": dtype}
    model = Sequential(
        Embedding(4, 3, **made),
        BiLSTM(3, 2, **made),
        *each_step(Linear(4, 3, **made)),
        Move(1, 2, 0),
        Conv1d(3, 2, 2, **made),
        Move(2, 0, 1),
        MaxOverTime(),
    )
    y = model.forward(np.array([[0, 1], [2, 3], [1, 1]]))
    model.backward(np.ones_like(y))
    assert y.dtype == model.gradient().dtype == model.vector.dtype == dtype


def test_of_equal_maxima_the_first_gets_the_gradient():
    pool = MaxOverTime()
    assert pool.forward(np.array([[[1.0]], [[2.0]], [[2.0]]])).tolist() == [[2]]
    assert pool.backward(np.array([[3.0]])).ravel().tolist() == [0, 3, 0]


def test_each_step_goes_through_by_itself():
    rng = drawn(6)
    linear = Linear(3, 4, rng=rng, **EXACT)
    model = Sequential(*each_step(linear))
    x = rng.normal(size=(5, 2, 3))
    np.testing.assert_allclose(model.forward(x)[3], linear.forward(x[3]), rtol=1e-12)


def test_joined_parts_share_one_vector_with_their_layers():
    rng = drawn(7)
    parts = {name: Sequential(BiLSTM(2, 2, rng=rng), LSTM(4, 2, rng=rng)) for name in ("one", "two")}
    x = rng.normal(size=(3, 1, 2)).astype(np.float32)
    before = {name: part.forward(x) for name, part in parts.items()}
    model = Joined(**parts)
    assert model.vector.size == sum(array.size for array in model.parameters.values())
    assert "two.1.weight_hh" in model.parameters
    for name, part in parts.items():
        assert np.array_equal(part.forward(x), before[name])
        assert np.shares_memory(part.vector, model.vector)
    kept = {name: array.copy() for name, array in model.parameters.items()}
    model.vector[:] = 0
    assert not parts["one"].forward(x).any()
    assert not parts["two"].forward(x).any()
    model.load(kept)
    assert np.array_equal(parts["two"].forward(x), before["two"])


def test_the_gradient_of_joined_parts_is_theirs_in_the_order_of_the_vector():
    rng = drawn(8)
    parts = {name: Sequential(Linear(2, 2, rng=rng, **EXACT)) for name in ("one", "two")}
    model = Joined(**parts)
    x = rng.normal(size=(3, 2))
    for name, part in parts.items():
        part.forward(x)
        part.backward(np.full((3, 2), 1.0 if name == "one" else 2.0))
    gradient = model.gradient()
    assert np.array_equal(2 * gradient[:6], gradient[6:])
    assert gradient[4:6].tolist() == [3, 3]  # the bias of the first: one for each of three rows


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.forward(np.array([[0, 4]])), r"x holds 4; expected symbols from 0 to 3"),
        (lambda m: m.forward(np.array([0, 1])), r"x has shape \(2,\); expected \(T, N\)"),
        (lambda m: m.load({}), r"arrays has \[\]; expected \['only.0.weight'\]"),
        (
            lambda m: m.load({"only.0.weight": np.ones((2, 2))}),
            r"only.0.weight has shape \(2, 2\); expected \(4, 2\)",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    model = Joined(only=Sequential(Embedding(4, 2, rng=drawn())))
    model.forward = model.parts["only"].forward
    with pytest.raises(ValueError, match=message):
        call(model)


def test_the_largest_of_each_window_goes_on_and_what_is_left_over_does_not():
    pool = MaxPool1d(2)
    assert pool.forward(np.array([[[1.0, 3, 5, 4, 9]]])).tolist() == [[[3, 5]]]
    assert pool.backward(np.array([[[10.0, 20]]])).tolist() == [[[0, 10, 20, 0, 0]]]
