"""The GRU: by hand, what every gated cell must do, where the reset stands, and the two meanings of z."""

import numpy as np
import pytest
from hypothesis import given

from snippets.gru import (
    gru,
    gru_backward,
    gru_cell,
    gru_cell_chung,
    gru_gates,
    gru_naive,
    gru_with_backward,
    layer,
    other_meaning_of_z,
)
from tests.gated import GatedCell, sizes
from tests.oracles import SAME_EXAMPLES

BOTH = pytest.mark.parametrize("network", [gru_naive, gru])
AFTER_OR_BEFORE = pytest.mark.parametrize("reset_after", [True, False])


class TestGru(GatedCell):
    gates = "rzn"
    options = ({}, {"reset_after": False})
    cell, naive = staticmethod(gru), staticmethod(gru_naive)
    backward, with_backward = staticmethod(gru_backward), staticmethod(gru_with_backward)
    vectors = "gru"


@SAME_EXAMPLES
@given(sizes())
def test_the_fast_cell_is_its_definition(drawn):
    TestGru().assert_the_fast_cell_is_its_definition(drawn)


def sigma(z):
    """The sigmoid as books print it."""
    return 1 / (1 + np.exp(-z))


@BOTH
def test_two_steps_of_one_unit_by_hand(network):
    weight_ih, weight_hh = [[0.1], [0.2], [0.3]], [[0.5], [0.6], [0.7]]
    bias_ih, bias_hh = [0.01, 0.02, 0.03], [0.1, 0.2, 0.3]
    output, h = network([[[2.0]], [[-1.0]]], weight_ih, weight_hh, bias_ih, bias_hh, [[0.5]])
    states = [0.5]
    for x in (2, -1):
        r = sigma(0.1 * x + 0.5 * states[-1] + 0.01 + 0.1)
        z = sigma(0.2 * x + 0.6 * states[-1] + 0.02 + 0.2)
        n = np.tanh(0.3 * x + 0.03 + r * (0.7 * states[-1] + 0.3))
        states.append(z * states[-1] + (1 - z) * n)
    np.testing.assert_allclose(output.ravel(), states[1:], rtol=1e-14)
    assert h.item() == output[-1].item()


@BOTH
def test_with_the_reset_before_the_product_r_meets_the_state_alone_and_not_the_bias(network):
    x, h0 = [[[2.0]]], [[0.5, -1.0]]
    weight_ih, weight_hh = np.zeros((6, 1)), np.zeros((6, 2))
    bias_ih, bias_hh = np.zeros(6), np.zeros(6)
    bias_ih[:2], weight_hh[4], bias_hh[4] = [1.0, -1.0], [3.0, 2.0], 0.25
    r = sigma(1.0), sigma(-1.0)
    output, _ = network(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, reset_after=False)
    n = np.tanh(3 * r[0] * 0.5 + 2 * r[1] * -1 + 0.25)
    assert output[0, 0, 0] == pytest.approx(0.5 * 0.5 + 0.5 * n, rel=1e-14)
    output, _ = network(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, reset_after=True)
    n = np.tanh(r[0] * (3 * 0.5 + 2 * -1 + 0.25))
    assert output[0, 0, 0] == pytest.approx(0.5 * 0.5 + 0.5 * n, rel=1e-14)


@AFTER_OR_BEFORE
def test_a_step_of_the_cell_is_a_step_of_the_layer(reset_after):
    rng = np.random.default_rng(0)
    x, h = rng.normal(size=(3, 2)), rng.normal(size=(3, 4))
    weights = [rng.normal(size=shape) for shape in ((12, 2), (12, 4), 12, 12)]
    _, expected = gru_naive(x[None], *weights, h, reset_after=reset_after)
    np.testing.assert_allclose(gru_cell(x, h, *weights, reset_after=reset_after), expected, rtol=1e-12)


def test_the_gates_come_in_the_documented_order_each_from_its_own_rows():
    rng = np.random.default_rng(0)
    x, h, weight_ih = (rng.normal(size=shape) for shape in ((3, 2), (3, 4), (12, 2)))
    moved, zero = np.repeat([0.25, 0.5, 0.75], 4), np.zeros(12)
    z = x @ weight_ih.T + moved
    gates = gru_gates(x, h, weight_ih, np.zeros((12, 4)), moved, zero)
    for k, (gate, squash) in enumerate(zip(gates, (sigma, sigma, np.tanh), strict=True)):
        np.testing.assert_allclose(gate, squash(z[:, 4 * k : 4 * k + 4]), rtol=1e-12)


@pytest.mark.parametrize("step", [gru_cell, gru_cell_chung])
@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (5, 3, 2), "x has shape (5, 3, 2); expected (N, D)"),
        ("h", (1, 4), "h has shape (1, 4); expected (N, H) = (3, 4)"),
        ("h", None, "h is None; expected (N, H)"),
        (
            "weight_ih",
            (16, 2),
            "weight_ih has shape (16, 2); expected (3H, D) = (12, 2), rows r, z, n; "
            "this is the shape for an LSTM",
        ),
    ],
)
def test_a_step_says_what_does_not_fit(step, name, shape, message):
    shapes = {"x": (3, 2), "h": (3, 4), "weight_ih": (12, 2), "weight_hh": (12, 4)}
    with pytest.raises(ValueError) as error:
        step(**{key: size and np.ones(size) for key, size in (shapes | {name: shape}).items()})
    assert str(error.value) == message


def test_a_step_takes_lists_and_whole_numbers_and_does_without_biases():
    x, h, weight_ih, weight_hh = [[1]], [[2]], [[0], [0], [1]], [[0], [0], [0]]
    assert gru_cell(x, h, weight_ih, weight_hh).item() == 0.5 * 2 + 0.5 * np.tanh(1)
    assert gru_cell_chung(x, h, weight_ih, weight_hh).item() == 0.5 * 2 + 0.5 * np.tanh(1)


@AFTER_OR_BEFORE
def test_what_the_inputs_add_is_the_same_for_two_steps_at_once_as_for_all(monkeypatch, reset_after):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((7, 2, 3), (12, 3), (12, 4), (12,), (12,))]
    whole = gru(*arrays, reset_after=reset_after)
    monkeypatch.setattr(layer, "BLOCK_BYTES", 3 * 2 * 4 * 8 + 1)
    for found, expected in zip(gru(*arrays, reset_after=reset_after), whole, strict=True):
        np.testing.assert_array_equal(found, expected)


@BOTH
@AFTER_OR_BEFORE
def test_an_update_gate_of_one_keeps_the_state_to_the_last_bit(network, reset_after):
    rng, T = np.random.default_rng(0), 10_000 if network is gru else 100
    x, weight_ih, h0 = rng.normal(size=(T, 2, 3)), rng.normal(size=(12, 3)), rng.normal(size=(2, 4))
    weight_ih[4:8] = 0
    bias = np.repeat([0.0, 40.0, 0.0], 4)
    for dtype in (np.float64, np.float32):
        arrays = [a.astype(dtype) for a in (x, weight_ih, np.zeros((12, 4)), bias)]
        _, h = network(*arrays, h0=h0.astype(dtype), reset_after=reset_after)
        np.testing.assert_array_equal(h, h0.astype(dtype))


@AFTER_OR_BEFORE
def test_a_reset_gate_of_zero_hides_the_state_from_the_candidate(reset_after):
    rng = np.random.default_rng(0)
    x, h0 = rng.normal(size=(1, 3, 2)), rng.normal(size=(3, 4))
    weight_ih, weight_hh = rng.normal(size=(12, 2)), rng.normal(size=(12, 4))
    weight_ih[:8] = weight_hh[:8] = 0
    bias = np.repeat([-40.0, -40.0, 0.0], 4)  # r = 0, and z = 0: the state becomes the candidate
    one, _ = gru(x, weight_ih, weight_hh, bias, h0=h0, reset_after=reset_after)
    other, _ = gru(x, weight_ih, weight_hh, bias, h0=-h0, reset_after=reset_after)
    np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(one[0], np.tanh(x[0] @ weight_ih[8:].T), rtol=1e-14)


def test_where_the_reset_stands_makes_a_difference():
    arrays = TestGru().some()
    after, before = (gru(*arrays, reset_after=choice)[0] for choice in (True, False))
    assert abs(after - before).max() > 0.1


# The two meanings of z


@AFTER_OR_BEFORE
def test_weights_of_one_meaning_of_z_are_turned_into_those_of_the_other(reset_after):
    rng = np.random.default_rng(0)
    x, h = rng.normal(size=(5, 3, 2)), rng.normal(size=(3, 4))
    chung = [rng.normal(size=shape) for shape in ((12, 2), (12, 4), 12, 12)]
    cho = other_meaning_of_z(*chung)
    output, _ = gru(x, *cho, h, reset_after=reset_after)
    for t in range(5):
        h = gru_cell_chung(x[t], h, *chung, reset_after=reset_after)
        np.testing.assert_allclose(output[t], h, rtol=1e-12)


def test_turned_twice_weights_are_what_they_were_and_only_z_s_rows_change():
    array = np.arange(1.0, 7)
    (turned,) = other_meaning_of_z(array)
    assert turned.tolist() == [1, 2, -3, -4, 5, 6]
    np.testing.assert_array_equal(other_meaning_of_z(turned)[0], array)
    assert other_meaning_of_z(None) == (None,)
    assert other_meaning_of_z([1, 2, 3])[0].tolist() == [1, -2, 3]
    assert other_meaning_of_z(np.array([1, 2, 3], np.uint8))[0].tolist() == [1, -2, 3]


def test_an_update_gate_of_nine_tenths_keeps_nine_tenths_or_one_tenth():
    bias = np.array([0, np.log(9), 0])  # sigmoid(log 9) = 0.9
    zero = np.zeros((3, 1))
    arguments = np.zeros((1, 1)), np.ones((1, 1)), zero, zero, bias, np.zeros(3)
    assert gru_cell(*arguments).item() == pytest.approx(0.9, rel=1e-14)
    assert gru_cell_chung(*arguments).item() == pytest.approx(0.1, rel=1e-14)


@pytest.mark.parametrize("array", [np.ones((4, 2)), np.ones(()), np.ones(16)])
def test_rows_that_are_no_three_gates_are_refused(array):
    with pytest.raises(ValueError, match="expected 3H rows r, z, n"):
        other_meaning_of_z(array)


# How many numbers there are to learn


def test_pytorch_counts_60_parameters_more_than_cho_has():
    D, H = 10, 20
    weight_ih, weight_hh, bias = np.ones((3 * H, D)), np.ones((3 * H, H)), np.ones(3 * H)
    _, h = gru(np.ones((1, 1, D)), weight_ih, weight_hh, bias)
    assert h.shape == (1, H)
    assert weight_ih.size + weight_hh.size + bias.size == 1860
    assert weight_ih.size + weight_hh.size + 2 * bias.size == 1920


def test_the_second_bias_is_needed_with_the_reset_after_the_product_only():
    x, *weights, bias_ih, bias_hh, h0 = TestGru().some()
    for reset_after in (True, False):
        two, _ = gru(x, *weights, bias_ih, bias_hh, h0, reset_after=reset_after)
        one, _ = gru(x, *weights, bias_ih + bias_hh, None, h0, reset_after=reset_after)
        assert np.allclose(two, one, rtol=1e-12) == (not reset_after)


def test_weights_of_an_lstm_are_recognised():
    with pytest.raises(ValueError) as error:
        gru(np.ones((5, 3, 2)), np.ones((16, 2)), np.ones((16, 4)))
    assert str(error.value) == (
        "weight_hh has shape (16, 4); expected (3H, H) = (12, 4), rows r, z, n; this is the shape for an LSTM"
    )
