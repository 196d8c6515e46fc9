"""Padded batches: lengths that are none are named, and what stands in the padding is never looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.sequences import (
    check_lengths,
    check_sequence,
    grad_states,
    mask,
    or_zeros,
    reverse,
    running,
    without_padding,
)
from tests.oracles import SAME_EXAMPLES

X = np.arange(1, 13).reshape(4, 3, 1)  # sequences 1 4 7 10, 2 5 8 11, 3 6 9 12
LENGTHS = np.array([2, 4, 1])


@st.composite
def batches(draw):
    """A batch of numbers that are all different, and lengths in any order."""
    T, N, D = draw(st.integers(1, 6)), draw(st.integers(0, 4)), draw(st.integers(0, 2))
    lengths = draw(st.lists(st.integers(1, T), min_size=N, max_size=N))
    return np.arange(1.0, T * N * D + 1).reshape(T, N, D), np.array(lengths, int)


def test_without_lengths_every_sequence_has_all_steps():
    assert check_lengths(None, 5, 3).tolist() == [5, 5, 5]


@pytest.mark.parametrize("lengths", [[1, 5, 2], (1, 5, 2), np.array([1, 5, 2], np.uint8)])
def test_lengths_need_no_order_and_come_out_as_whole_numbers(lengths):
    checked = check_lengths(lengths, 5, 3)
    assert checked.tolist() == [1, 5, 2]
    assert (checked - 2).tolist() == [-1, 3, 0]  # unsigned numbers would wrap around


def test_no_sequence_needs_no_length():
    assert check_lengths([], 5, 0).shape == (0,)
    assert check_lengths([], 5, 0).dtype.kind == "i"


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([1, 0, 5], "lengths[1] is 0; expected 1 to T = 5: x has 5 steps"),
        ([1, 2, -1], "lengths[2] is -1; expected 1 to T = 5: x has 5 steps"),
        ([6, 2, 0], "lengths[0] is 6; expected 1 to T = 5: x has 5 steps"),
        ([1, 2], "lengths has shape (2,); expected (N,) = (3)"),
        (3, "lengths has shape (); expected (N,) = (3)"),
        ([1, [2], 3], "lengths is lists of different lengths; expected an array of real numbers"),
        ([1, 2, 2**70], "lengths holds object; expected whole numbers from 1 to T = 5"),
        ([[1, 2, 3]], "lengths has shape (1, 3); expected (N,) = (3)"),
        ([1.0, 2.0, 3.0], "lengths holds float64; expected whole numbers from 1 to T = 5"),
        ([1, 2, np.nan], "lengths holds float64; expected whole numbers from 1 to T = 5"),
        ([True, True, True], "lengths holds bool; expected whole numbers from 1 to T = 5"),
        (["1", "2", "3"], "lengths holds <U1; expected whole numbers from 1 to T = 5"),
    ],
)
def test_what_is_no_length_is_named(lengths, message):
    with pytest.raises(ValueError) as error:
        check_lengths(lengths, 5, 3)
    assert str(error.value) == message


def test_a_mask_by_hand():
    assert mask(LENGTHS, 4).astype(int).tolist() == [[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 1, 0]]


def test_states_run_until_their_sequence_ends_and_need_no_mask_where_all_run_to_the_end():
    assert running(np.array([4, 4, 4]), 4) == [True] * 4
    np.testing.assert_array_equal(running(LENGTHS, 4), mask(LENGTHS, 4)[:, :, None])


def test_padding_becomes_zero_whatever_it_was_and_real_steps_stay():
    for x in (X.astype(np.float32), np.where(mask(LENGTHS, 4)[:, :, None], X, np.nan)):
        cleared = without_padding(x, LENGTHS)
        assert cleared[:, :, 0].T.tolist() == [[1, 4, 0, 0], [2, 5, 8, 11], [3, 0, 0, 0]]
        assert cleared.dtype == x.dtype
    assert without_padding(X, np.array([4, 4, 4])) is X


def test_each_sequence_is_reversed_within_its_own_length():
    assert reverse(X, LENGTHS)[:, :, 0].T.tolist() == [[4, 1, 7, 10], [11, 8, 5, 2], [3, 6, 9, 12]]
    np.testing.assert_array_equal(reverse(X, np.array([4, 4, 4])), X[::-1])


@SAME_EXAMPLES
@given(batches())
def test_reversing_twice_changes_nothing(batch):
    x, lengths = batch
    np.testing.assert_array_equal(reverse(reverse(x, lengths), lengths), x)


@SAME_EXAMPLES
@given(batches())
def test_a_sequence_is_reversed_as_if_it_were_alone(batch):
    x, lengths = batch
    for n, length in enumerate(lengths):
        np.testing.assert_array_equal(reverse(x, lengths)[:length, n], x[:length, n][::-1])
        np.testing.assert_array_equal(reverse(x, lengths)[length:, n], x[length:, n])


def test_the_last_states_gradient_joins_each_sequences_own_last_step():
    grad_h = np.array([[100], [200], [300]])
    both = grad_states(X, grad_h, LENGTHS, (4, 3, 1), np.float64)
    assert both[:, :, 0].T.tolist() == [[1, 104, 0, 0], [2, 5, 8, 211], [303, 0, 0, 0]]
    only_last = grad_states(None, grad_h, LENGTHS, (4, 3, 1), np.float64)
    assert only_last[:, :, 0].T.tolist() == [[0, 100, 0, 0], [0, 0, 0, 200], [300, 0, 0, 0]]
    only_states = grad_states(X, None, LENGTHS, (4, 3, 1), np.float64)
    assert only_states[:, :, 0].T.tolist() == [[1, 4, 0, 0], [2, 5, 8, 11], [3, 0, 0, 0]]
    assert not grad_states(None, None, LENGTHS, (4, 3, 1), np.float64).any()


def test_gathered_gradients_are_new_and_nan_in_the_padding_is_not_among_them():
    grad_output = np.where(mask(LENGTHS, 4)[:, :, None], X, np.nan)
    grad = grad_states(grad_output, None, LENGTHS, (4, 3, 1), np.float64)
    assert np.isfinite(grad).all()
    whole = grad_states(grad_output, None, np.array([4, 4, 4]), (4, 3, 1), np.float64)
    assert not np.shares_memory(whole, grad_output)
    np.testing.assert_array_equal(whole, grad_output)


def test_gradients_of_another_shape_are_named():
    with pytest.raises(ValueError) as error:
        grad_states(X[:3], None, LENGTHS, (4, 3, 1), np.float64)
    assert str(error.value) == "grad_output has shape (3, 3, 1); expected (T, N, H) = (4, 3, 1)"
    with pytest.raises(ValueError) as error:
        grad_states(X, X[0, :1], LENGTHS, (4, 3, 1), np.float64)
    assert str(error.value) == "grad_h has shape (1, 1); expected (N, H) = (3, 1)"


def test_a_sequence_has_three_axes_and_at_least_one_step():
    assert check_sequence(X) == (4, 3, 1)
    with pytest.raises(ValueError) as error:
        check_sequence(X[:0])
    assert str(error.value) == "x has shape (0, 3, 1); expected (T, N, D) with at least one step"
    with pytest.raises(ValueError) as error:
        check_sequence(X[0])
    assert str(error.value) == "x has shape (3, 1); expected (T, N, D)"


def test_what_is_not_given_is_zero_and_what_is_given_must_fit():
    zeros = or_zeros("h0", None, "(N, H)", (3, 2), np.float32)
    assert zeros.dtype == np.float32
    assert zeros.tolist() == [[0, 0]] * 3
    given = np.ones((3, 2))
    assert or_zeros("h0", given, "(N, H)", (3, 2), np.float64) is given
    with pytest.raises(ValueError) as error:
        or_zeros("h0", np.ones((1, 2)), "(N, H)", (3, 2), np.float64)
    assert str(error.value) == "h0 has shape (1, 2); expected (N, H) = (3, 2)"
