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
    lengths = st.lists(st.integers(1, T), min_size=N, max_size=N)
    options = {"nonlinearity": st.sampled_from(["tanh", "relu"]), "lengths": st.none() | lengths}
    return arrays, draw(st.fixed_dictionaries(options))


@SAME_EXAMPLES
@given(networks())
def test_the_fast_network_is_its_definition(arguments):
    arrays, options = arguments
    for fast, naive in zip(rnn(*arrays, **options), rnn_naive(*arrays, **options), strict=True):
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


# Sequences of different lengths in one batch


@BOTH
def test_a_sequence_that_has_ended_keeps_its_state_and_puts_out_zero(network):
    x = np.array([[[1], [10]], [[2], [20]], [[3], [30]]])
    output, h = network(x, [[1]], [[1]], nonlinearity="relu", lengths=[1, 3])
    assert output[:, :, 0].T.tolist() == [[1, 0, 0], [10, 10 + 20, 10 + 20 + 30]]
    assert h.tolist() == [[1], [60]]


@BOTH
@pytest.mark.parametrize("padding", [0, 1e300, np.nan, np.inf])
def test_a_ragged_batch_is_its_sequences_one_by_one_whatever_stands_in_the_padding(network, padding):
    rng = np.random.default_rng(0)
    x, h0, lengths = rng.normal(size=(5, 4, 2)), rng.normal(size=(4, 3)), [3, 5, 1, 4]
    weights = [rng.normal(size=shape) for shape in ((3, 2), (3, 3), 3, 3)]
    for n, length in enumerate(lengths):
        x[length:, n] = padding
    with np.errstate(**WARNINGS_RAISE):
        output, h = network(x, *weights, h0, lengths=lengths)
    for n, length in enumerate(lengths):
        alone, last = network(x[:length, n : n + 1], *weights, h0[n : n + 1])
        np.testing.assert_allclose(output[:length, n], alone[:, 0], rtol=1e-12)
        np.testing.assert_allclose(h[n], last[0], rtol=1e-12)
        assert not output[length:, n].any()


def test_a_state_that_doubles_at_every_step_overflows_in_no_padding():
    with np.errstate(**WARNINGS_RAISE):
        output, h = rnn(np.ones((2000, 2, 1)), [[1]], [[2]], nonlinearity="relu", lengths=[3, 1000])
    assert h[0].tolist() == output[2, 0].tolist() == [1 + 2 + 4]
    assert np.isfinite(h).all()


@BOTH
def test_lengths_that_are_all_steps_change_nothing(network):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((3, 2, 2), (4, 2), (4, 4))]
    for whole, with_lengths in zip(network(*arrays), network(*arrays, lengths=[3, 3]), strict=True):
        np.testing.assert_array_equal(whole, with_lengths)


# Sizes at the edge


@BOTH
def test_no_sequence_and_no_input_number_and_one_of_everything_work(network):
    output, h = network(np.ones((3, 0, 2)), np.ones((4, 2)), np.ones((4, 4)), lengths=[])
    assert (output.shape, h.shape) == ((3, 0, 4), (0, 4))
    output, h = network(np.ones((3, 2, 0)), np.ones((1, 0)), np.ones((1, 1)), [1], nonlinearity="relu")
    assert output[:, :, 0].T.tolist() == [[1, 2, 3]] * 2
    output, h = network([[[0.0]]], [[1.0]], [[1.0]])
    assert output.tolist() == [h.tolist()] == [[[0]]]


def test_arrays_that_are_views_give_what_their_copies_give():
    rng = np.random.default_rng(0)
    x, weight_ih, weight_hh = rng.normal(size=(8, 6, 4)), rng.normal(size=(4, 5)), rng.normal(size=(6, 6))
    views = x[::2, ::-3, ::2], weight_ih[:, ::3], weight_hh[::-1, ::-1][:4, :4].T
    for viewed, copied in zip(rnn(*views), rnn(*(view.copy() for view in views)), strict=True):
        np.testing.assert_allclose(viewed, copied, rtol=1e-12)


def test_what_was_passed_stays_as_it_was():
    arrays = [np.ones(shape) for shape in GOOD.values()]
    rnn(*arrays, lengths=[1, 5])
    assert all((array == 1).all() for array in arrays)


def test_a_hundred_thousand_steps_are_counted_to_the_last():
    output, h = rnn(np.ones((100_000, 1, 1)), [[1]], [[1]], nonlinearity="relu")
    assert h.tolist() == [[100_000]]
    assert output[49_999].tolist() == [[50_000]]


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
        ("x", None, "x is None; expected (T, N, D)"),
        ("weight_ih", None, "weight_ih is None; expected (H, D) = (any, 3)"),
        ("weight_hh", None, "weight_hh is None; expected (H, H) = (4, 4)"),
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
        network(**{key: value and np.ones(value) for key, value in (GOOD | {name: shape}).items()})
    assert message in str(error.value)


@BOTH
@pytest.mark.parametrize("lengths", [[0, 5], [5, 6]])
def test_a_length_of_none_or_beyond_the_last_step_is_named(network, lengths):
    with pytest.raises(ValueError, match=r"lengths\[\d\] is [06]; expected 1 to T = 5: x has 5 steps"):
        network(**{key: np.ones(value) for key, value in GOOD.items()}, lengths=lengths)


@BOTH
@pytest.mark.parametrize("nonlinearity", ["sigmoid", None, ["tanh"]])
def test_another_nonlinearity_is_named(network, nonlinearity):
    with pytest.raises(ValueError) as error:
        network(**{key: np.ones(value) for key, value in GOOD.items()}, nonlinearity=nonlinearity)
    assert str(error.value) == f'nonlinearity is {nonlinearity!r}; expected "tanh" or "relu"'


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
