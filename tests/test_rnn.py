"""The recurrent network: states worked out by hand, the definition, PyTorch, parity, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.rnn import jordan, parity_weights, rnn, rnn_naive
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, reference
from tests.vectors.cases import RNN

BOTH = pytest.mark.parametrize("network", [rnn_naive, rnn])


@BOTH
def test_two_steps_of_two_units_by_hand(network):
    x = np.array([[[1]], [[2]]])  # two steps, one sequence, one input
    weight_ih, weight_hh = [[1], [-1]], [[0, 10], [100, 0]]
    output, h = network(x, weight_ih, weight_hh, [0.5, 0], [0, 4], nonlinearity="relu")
    first = [1 * 1 + 0.5, 1 * -1 + 4]  # 1.5 and 3; the state before was zero
    second = [2 * 1 + 0.5 + 10 * first[1], 2 * -1 + 4 + 100 * first[0]]
    assert output.tolist() == [[first], [second]] == [[[1.5, 3]], [[32.5, 152]]]
    assert h.tolist() == [second]


@BOTH
def test_relu_cuts_what_is_below_zero(network):
    output, _ = network([[[1]], [[-5]], [[2]]], [[1]], [[1]], nonlinearity="relu")
    assert output.ravel().tolist() == [1, 0, 0 + 2]


@BOTH
def test_the_state_is_tanh_of_the_sum_unless_told_otherwise(network):
    output, _ = network([[[0.3]], [[0.1]]], [[2]], [[0.5]], h0=[[0.4]])
    first = np.tanh(2 * 0.3 + 0.5 * 0.4)
    np.testing.assert_allclose(output.ravel(), [first, np.tanh(2 * 0.1 + 0.5 * first)], rtol=1e-15)


@BOTH
def test_the_first_state_given_is_where_the_sequence_goes_on(network):
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(7, 2, 3)), [rng.normal(size=s) for s in ((4, 3), (4, 4), 4, 4)]
    output, h = network(x, *weights)
    first, middle = network(x[:3], *weights)
    second, last = network(x[3:], *weights, middle)
    np.testing.assert_allclose(np.concatenate([first, second]), output, rtol=1e-12)
    np.testing.assert_allclose(last, h, rtol=1e-12)


@st.composite
def networks(draw):
    size = st.integers(1, 4)
    T, N, D, H = draw(size), draw(st.integers(0, 3)), draw(st.integers(0, 3)), draw(size)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = [(T, N, D), (H, D), (H, H), (H,), (H,), (N, H)]
    given = [True, True, True, *(draw(st.booleans()) for _ in range(3))]
    arrays = [rng.normal(size=shape) if there else None for shape, there in zip(shapes, given, strict=True)]
    return arrays, draw(st.sampled_from(["tanh", "relu"]))


@SAME_EXAMPLES
@given(networks())
def test_the_fast_network_is_its_definition(arguments):
    arrays, nonlinearity = arguments
    for fast, naive in zip(
        rnn(*arrays, nonlinearity=nonlinearity), rnn_naive(*arrays, nonlinearity=nonlinearity), strict=True
    ):
        np.testing.assert_allclose(fast, naive, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", RNN)
def test_the_network_is_pytorchs(case):
    arrays = reference("rnn", case)
    given = [arrays[name] for name in ("x", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "h0")]
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        output, h = rnn(*(array.astype(dtype) for array in given), **RNN[case])
        scale = abs(arrays["output"]).max()
        np.testing.assert_allclose(output, arrays["output"], atol=tolerance * scale)
        np.testing.assert_allclose(h, arrays["h"], atol=tolerance * scale)


@BOTH
def test_floating_types_come_out_as_they_went_in_and_whole_numbers_as_float64(network):
    for dtype, expected in ((np.float32, np.float32), (np.float64, np.float64), (np.int64, np.float64)):
        output, h = network(np.ones((2, 1, 1), dtype), np.ones((3, 1), dtype), np.ones((3, 3), dtype))
        assert output.dtype == h.dtype == expected


@BOTH
def test_the_last_state_is_no_view_of_the_states(network):
    output, h = network(np.ones((2, 1, 1)), np.ones((3, 1)), np.ones((3, 3)))
    assert not np.shares_memory(output, h)


@BOTH
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_nan_stays_in_its_sequence_from_its_step_on(network, nonlinearity):
    rng = np.random.default_rng(0)
    x, weights = rng.normal(size=(5, 3, 2)), (rng.normal(size=(4, 2)), rng.normal(size=(4, 4)))
    expected, _ = network(x, *weights, nonlinearity=nonlinearity)
    x[2, 1, 0] = np.nan
    output, _ = network(x, *weights, nonlinearity=nonlinearity)
    assert np.isnan(output[2:, 1]).all()
    output[2:, 1] = expected[2:, 1]
    np.testing.assert_allclose(output, expected, rtol=1e-12)


@BOTH
def test_finite_extremes_raise_no_floating_point_warning(network):
    with np.errstate(**WARNINGS_RAISE):
        output, _ = network(np.full((3, 1, 1), 1e300), [[1]], [[-1e300]])
    assert output.ravel().tolist() == [1, 0, 1]  # 1e300 - 1e300 * 1 is 0, and 1e300 - 1e300 * 0 far beyond 1


# What a state can do that a fed-back output cannot


def test_the_parity_network_by_hand():
    *weights, readout = parity_weights()
    bits = np.array([1, 1, 0, 1]).reshape(4, 1, 1)
    output, _ = rnn(bits, *weights, nonlinearity="relu")
    # old parity + bit:       0 + 1   1 + 1   0 + 0   0 + 1
    assert output[:, 0].tolist() == [[1, 0], [2, 1], [0, 0], [1, 0]]
    assert (output[:, 0] @ readout).tolist() == [1, 2 - 2, 0, 1]


def test_the_parity_network_is_right_to_the_last_bit_on_a_thousand_strings_of_up_to_499_bits():
    *weights, readout = parity_weights()
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2, size=(499, 1000, 1))
    output, _ = rnn(bits, *weights, nonlinearity="relu")
    np.testing.assert_array_equal(output @ readout, bits[..., 0].cumsum(axis=0) % 2)


def test_a_jordan_network_by_hand():
    x = np.array([[[1]], [[2]]])
    # Two units see the input and ten times the last output; the output is their difference.
    output, y = jordan(x, [[1], [0]], [[10], [1]], [[1, -1]], [0, 3], nonlinearity="relu")
    first = 1 - 3
    assert output.ravel().tolist() == [first, max(0, 2 + 10 * first) - (3 + first)] == [-2, -1]
    assert y.tolist() == [[-1]]


def test_a_jordan_network_forgets_what_its_output_does_not_show_and_a_state_keeps_it():
    up_or_down, same = [[1], [-1]], [[2], [2]]  # two sequences: one first input apart, then alike
    x = np.array([up_or_down, same])
    weight_ih, weight_ho = [[1], [-1]], [[1, 1]]  # the units hold the positive and the negative part
    outputs, _ = jordan(x, weight_ih, [[10], [20]], weight_ho, nonlinearity="relu")
    assert outputs[..., 0].tolist() == [[1, 1], [2 + 10 + (20 - 2), 2 + 10 + (20 - 2)]]
    states, _ = rnn(x, weight_ih, [[10, 0], [0, 0]], nonlinearity="relu")
    assert states.tolist() == [[[1, 0], [0, 1]], [[2 + 10, 0], [2, 0]]]


def test_a_jordan_network_with_the_state_as_its_output_is_the_recurrent_network():
    rng = np.random.default_rng(0)
    x, weight_ih, weight_hh, bias = (rng.normal(size=s) for s in ((5, 2, 3), (4, 3), (4, 4), 4))
    for nonlinearity in ("tanh", "relu"):
        ours, _ = jordan(x, weight_ih, weight_hh, np.eye(4), bias, nonlinearity=nonlinearity)
        np.testing.assert_allclose(
            ours, rnn(x, weight_ih, weight_hh, bias, nonlinearity=nonlinearity)[0], rtol=1e-12
        )


# Bad input

GOOD = {
    "x": (5, 2, 3),
    "weight_ih": (4, 3),
    "weight_hh": (4, 4),
    "bias_ih": (4,),
    "bias_hh": (4,),
    "h0": (2, 4),
}


@BOTH
@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (5, 3), "x has shape (5, 3); expected (T, N, D)"),
        ("x", (0, 2, 3), "x has shape (0, 2, 3); expected (T, N, D) with at least one step"),
        ("weight_ih", (4, 2), "weight_ih has shape (4, 2); expected (H, D) = (any, 3)"),
        ("weight_hh", (4, 3), "weight_hh has shape (4, 3); expected (H, H) = (4, 4)"),
        ("bias_ih", (3,), "bias_ih has shape (3,); expected (H,) = (4)"),
        ("bias_hh", (1, 4), "bias_hh has shape (1, 4); expected (H,) = (4)"),
        ("h0", (4,), "h0 has shape (4,); expected (N, H) = (2, 4)"),
        ("h0", (1, 4), "h0 has shape (1, 4); expected (N, H) = (2, 4)"),
    ],
)
def test_a_network_says_which_shape_does_not_fit(network, name, shape, message):
    with pytest.raises(ValueError) as error:
        network(**{key: np.ones(value) for key, value in (GOOD | {name: shape}).items()})
    assert message in str(error.value)


@BOTH
def test_another_nonlinearity_is_named(network):
    with pytest.raises(ValueError, match='nonlinearity is \'sigmoid\'; expected "tanh" or "relu"'):
        network(**{key: np.ones(value) for key, value in GOOD.items()}, nonlinearity="sigmoid")


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((5, 2, 3), (4, 2), (4, 1), (1, 4)), "weight_ih has shape (4, 2); expected (H, D) = (any, 3)"),
        (((5, 2, 3), (4, 3), (3, 1), (1, 4)), "weight_oh has shape (3, 1); expected (H, O) = (4, any)"),
        (((5, 2, 3), (4, 3), (4, 1), (2, 4)), "weight_ho has shape (2, 4); expected (O, H) = (1, 4)"),
        (((5, 2, 3), (4, 3), (4, 1), (1, 4), (1,)), "bias_ih has shape (1,); expected (H,) = (4)"),
        (
            ((0, 2, 3), (4, 3), (4, 1), (1, 4)),
            "x has shape (0, 2, 3); expected (T, N, D) with at least one step",
        ),
    ],
)
def test_a_jordan_network_says_which_shape_does_not_fit(shapes, message):
    with pytest.raises(ValueError) as error:
        jordan(*(np.ones(shape) for shape in shapes))
    assert message in str(error.value)
