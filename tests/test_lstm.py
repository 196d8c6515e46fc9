"""The LSTM: by hand, what every gated cell must do, what its cell keeps, and the rest of its family."""

import numpy as np
import pytest
from hypothesis import given

from snippets.lstm import (
    latch_weights,
    lstm,
    lstm_backward,
    lstm_cell,
    lstm_gates,
    lstm_naive,
    lstm_peephole,
    lstm_with_backward,
    lstm_without_forget_gate,
)
from tests.gated import GatedCell, sizes
from tests.oracles import SAME_EXAMPLES

BOTH = pytest.mark.parametrize("network", [lstm_naive, lstm])
OPEN, SHUT = 40.0, -40.0  # sums at which a sigmoid is 1 and 0 to the last bit


class TestLstm(GatedCell):
    gates = "ifgo"
    states = ("h", "c")
    cell, naive = staticmethod(lstm), staticmethod(lstm_naive)
    backward, with_backward = staticmethod(lstm_backward), staticmethod(lstm_with_backward)
    vectors = "lstm"


@SAME_EXAMPLES
@given(sizes())
def test_the_fast_cell_is_its_definition(drawn):
    TestLstm().assert_the_fast_cell_is_its_definition(drawn)


def sigma(z):
    """The sigmoid as books print it."""
    return 1 / (1 + np.exp(-z))


@BOTH
def test_two_steps_of_one_unit_by_hand(network):
    x = [[[2.0]], [[-1.0]]]
    weight_ih, weight_hh = [[0.1], [0.2], [0.3], [0.4]], [[0.5], [0.6], [0.7], [0.8]]
    bias_ih, bias_hh = [0.01, 0.02, 0.03, 0.04], [0.1, 0.2, 0.3, 0.4]
    output, h, c = network(x, weight_ih, weight_hh, bias_ih, bias_hh, [[0.5]], [[3.0]])
    i = sigma(0.1 * 2 + 0.5 * 0.5 + 0.01 + 0.1)
    f = sigma(0.2 * 2 + 0.6 * 0.5 + 0.02 + 0.2)
    g = np.tanh(0.3 * 2 + 0.7 * 0.5 + 0.03 + 0.3)
    o = sigma(0.4 * 2 + 0.8 * 0.5 + 0.04 + 0.4)
    c1 = f * 3 + i * g
    h1 = o * np.tanh(c1)
    i = sigma(0.1 * -1 + 0.5 * h1 + 0.01 + 0.1)
    f = sigma(0.2 * -1 + 0.6 * h1 + 0.02 + 0.2)
    g = np.tanh(0.3 * -1 + 0.7 * h1 + 0.03 + 0.3)
    o = sigma(0.4 * -1 + 0.8 * h1 + 0.04 + 0.4)
    c2 = f * c1 + i * g
    h2 = o * np.tanh(c2)
    np.testing.assert_allclose(output.ravel(), [h1, h2], rtol=1e-14)
    np.testing.assert_allclose([h.item(), c.item()], [h2, c2], rtol=1e-14)


def test_a_step_of_the_cell_is_a_step_of_the_layer():
    rng = np.random.default_rng(0)
    x, h, c = rng.normal(size=(3, 2)), rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    weights = [rng.normal(size=shape) for shape in ((16, 2), (16, 4), 16, 16)]
    _, *expected = lstm_naive(x[None], *weights, h, c)
    np.testing.assert_allclose(lstm_cell(x, h, c, *weights), expected, rtol=1e-12)


def test_the_gates_come_in_the_documented_order_each_from_its_own_rows():
    rng = np.random.default_rng(0)
    x, h, weight_ih, weight_hh = (rng.normal(size=shape) for shape in ((3, 2), (3, 4), (16, 2), (16, 4)))
    zero, moved = np.zeros(16), [0.25, 0.5, 0.75, 1.0]
    gates = lstm_gates(x, h, weight_ih, weight_hh, np.repeat(moved, 4), zero)
    z = x @ weight_ih.T + h @ weight_hh.T
    for k, (gate, squash) in enumerate(zip(gates, (sigma, sigma, np.tanh, sigma), strict=True)):
        np.testing.assert_allclose(gate, squash(z[:, 4 * k : 4 * k + 4] + moved[k]), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (5, 3, 2), "x has shape (5, 3, 2); expected (N, D)"),
        ("h", (1, 4), "h has shape (1, 4); expected (N, H) = (3, 4)"),
        ("c", (4,), "c has shape (4,); expected (N, H) = (3, 4)"),
        ("x", None, "x is None; expected (N, D)"),
        ("h", None, "h is None; expected (N, H)"),
        ("c", None, "c is None; expected (N, H)"),
        ("weight_ih", (16, 3), "weight_ih has shape (16, 3); expected (4H, D) = (16, 2), rows i, f, g, o"),
        ("bias_hh", (4,), "bias_hh has shape (4,); expected (4H,) = (16,), rows i, f, g, o; {}"),
    ],
)
def test_a_step_says_what_does_not_fit(name, shape, message):
    shapes = {"x": (3, 2), "h": (3, 4), "c": (3, 4), "weight_ih": (16, 2), "weight_hh": (16, 4)}
    shapes |= {"bias_ih": (16,), "bias_hh": (16,)}
    with pytest.raises(ValueError) as error:
        lstm_cell(**{key: size and np.ones(size) for key, size in (shapes | {name: shape}).items()})
    assert str(error.value) == message.format("this is the shape for a plain RNN")


def test_a_step_takes_lists_and_whole_numbers_and_does_without_biases():
    x, h, c, weight_ih, weight_hh = [[1]], [[0]], [[2]], [[0], [0], [1], [0]], [[0], [0], [0], [0]]
    new_h, new_c = lstm_cell(x, h, c, weight_ih, weight_hh)
    assert new_c.item() == 0.5 * 2 + 0.5 * np.tanh(1)
    assert new_h.item() == 0.5 * np.tanh(new_c.item())


# What the cell keeps


@BOTH
def test_a_forget_gate_of_one_and_an_input_gate_of_zero_keep_the_cell_to_the_last_bit(network):
    T = 10_000 if network is lstm else 100
    rng = np.random.default_rng(0)
    x, c0 = rng.normal(size=(T, 2, 3)), rng.normal(size=(2, 4))
    weight_ih, bias = rng.normal(size=(16, 3)), np.repeat([SHUT, OPEN, 0.0, 0.0], 4)
    weight_ih[:8] = 0
    for dtype in (np.float64, np.float32):
        arrays = [a.astype(dtype) for a in (x, weight_ih, np.zeros((16, 4)), bias)]
        _, h, c = network(*arrays, c0=c0.astype(dtype))
        np.testing.assert_array_equal(c, c0.astype(dtype))
        assert h.any()


def test_an_open_forget_gate_hands_the_gradient_of_the_cell_back_to_the_last_bit():
    x, bias = np.zeros((10_000, 1, 1)), np.array([SHUT, OPEN, 0.0, 0.0])
    zero = np.zeros((4, 1))
    *_, grad_c0 = lstm_backward(None, None, [[3.0]], x, zero, zero, bias, c0=[[2.0]])
    assert grad_c0.tolist() == [[3.0]]


@pytest.mark.parametrize("forget_bias", [0, 1, 2, 5])
def test_what_reaches_the_first_cell_is_the_product_of_the_forget_gates(forget_bias):
    zero, bias = np.zeros((4, 1)), np.array([0.0, forget_bias, 0.0, 0.0])
    *_, grad_c0 = lstm_backward(None, None, [[1.0]], np.zeros((100, 1, 1)), zero, zero, bias, c0=[[0.5]])
    np.testing.assert_allclose(grad_c0.item(), sigma(forget_bias) ** 100, rtol=1e-12)


def test_the_latch_keeps_what_was_written_until_told_again_whatever_is_read_meanwhile():
    rng = np.random.default_rng(0)
    x = np.stack([rng.normal(size=1200), np.zeros(1200)], axis=-1)[:, None]
    x[0, 0], x[1001, 0] = (1, 1), (-1, 1)
    weights = latch_weights()
    _, _, c = lstm(x[:1], *weights)
    assert c.item() == np.tanh(5)  # 0.9999
    output, _, c = lstm(x[:1001], *weights)
    assert c.item() == np.tanh(5)
    assert output.min() == output.max() == np.tanh(np.tanh(5))
    _, _, c = lstm(x, *weights)
    assert c.item() == -np.tanh(5)


# How many numbers there are to learn


def test_pytorch_counts_80_parameters_more_than_the_formulas_have():
    D, H = 10, 20
    x, weight_ih, weight_hh, bias = (
        np.ones((1, 1, D)),
        np.ones((4 * H, D)),
        np.ones((4 * H, H)),
        np.ones(4 * H),
    )
    *_, c = lstm(x, weight_ih, weight_hh, bias)
    assert c.shape == (1, H)
    assert weight_ih.size + weight_hh.size + bias.size == 2480
    assert weight_ih.size + weight_hh.size + 2 * bias.size == 2560


def test_only_the_sum_of_the_two_biases_matters():
    x, *weights, bias_ih, bias_hh, _, _ = TestLstm().some()
    for one, other in zip(
        lstm(x, *weights, bias_ih, bias_hh), lstm(x, *weights, None, bias_ih + bias_hh), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-12)


# The family


def without_forget_rows(array):
    """Rows i, g, o of an array with rows i, f, g, o."""
    i, _, g, o = np.split(array, 4)
    return np.concatenate([i, g, o])


def test_the_cell_of_1997_is_an_lstm_whose_forget_gate_is_one():
    arrays = TestLstm().some()
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0 = arrays
    small = [without_forget_rows(array) for array in (weight_ih, weight_hh, bias_ih, bias_hh)]
    weight_ih[4:8] = weight_hh[4:8] = bias_hh[4:8] = 0
    bias_ih[4:8] = OPEN
    for found, expected in zip(lstm_without_forget_gate(x, *small, h0, c0), lstm(*arrays), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_cell_of_1997_by_hand():
    output, _, c = lstm_without_forget_gate([[[1.0]], [[1.0]]], [[0.5], [1], [2]], [[0], [0], [0]])
    added = sigma(0.5) * np.tanh(1)
    assert c.item() == pytest.approx(2 * added, rel=1e-14)
    np.testing.assert_allclose(
        output.ravel(), [sigma(2) * np.tanh(added), sigma(2) * np.tanh(2 * added)], rtol=1e-14
    )


def test_peepholes_of_zero_are_none():
    x, *weights, h0, c0 = TestLstm().some()
    found = lstm_peephole(x, *weights[:2], np.zeros((3, 4)), *weights[2:], h0, c0)
    for one, other in zip(found, lstm(x, *weights, h0, c0), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_peepholes_by_hand_show_i_and_f_the_old_cell_and_o_the_new():
    weight = [[0.1], [0.2], [0.3], [0.4]]
    p_i, p_f, p_o = 1.0, -2.0, 3.0
    zero = np.zeros((4, 1))
    output, h, c = lstm_peephole([[[1.0]]], weight, zero, [[p_i], [p_f], [p_o]], c0=[[0.5]])
    new = sigma(0.2 + p_f * 0.5) * 0.5 + sigma(0.1 + p_i * 0.5) * np.tanh(0.3)
    assert c.item() == pytest.approx(new, rel=1e-14)
    assert h.item() == output.item() == pytest.approx(sigma(0.4 + p_o * new) * np.tanh(new), rel=1e-14)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda x, w: lstm_without_forget_gate(x, w(16, 2), w(12, 4)),
            "weight_ih has shape (16, 2); expected (3H, D) = (12, 2), rows i, g, o; "
            "this is the shape for an LSTM",
        ),
        (
            lambda x, w: lstm(x, w(12, 2), w(12, 4)),
            "weight_hh has shape (12, 4); expected (4H, H) = (16, 4), rows i, f, g, o; "
            "this is the shape for a GRU",
        ),
        (
            lambda x, w: lstm_peephole(x, w(16, 2), w(16, 4), w(4)),
            "peephole has shape (4,); expected (3, H) = (3, 4)",
        ),
        (
            lambda x, w: lstm(x, w(16, 2), w(16, 4), c0=w(2, 4)),
            "c0 has shape (2, 4); expected (N, H) = (3, 4)",
        ),
    ],
)
def test_weights_of_another_cell_are_recognised(call, message):
    with pytest.raises(ValueError) as error:
        call(np.ones((5, 3, 2)), lambda *shape: np.ones(shape))
    assert str(error.value) == message


def test_a_family_s_floats_stay_as_they_are():
    x, *weights, h0, c0 = (array.astype(np.float32) for array in TestLstm().some())
    small = [without_forget_rows(array) for array in weights]
    peephole = np.ones((3, 4), np.float32)
    results = lstm_without_forget_gate(x, *small, h0, c0)
    results += lstm_peephole(x, *weights[:2], peephole, *weights[2:], h0, c0)
    assert {array.dtype for array in results} == {np.dtype(np.float32)}
