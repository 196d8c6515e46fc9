"""Clipping: by norm the direction stays, by value it does not, and neither makes a small gradient larger."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.clipping import clip_by_norm, clip_by_value
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE

BOTH = pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])


def test_three_and_four_by_hand():
    # The length is 5: a fifth of each number is left. Cut one by one, both become 1.
    (by_norm,), (by_value,) = clip_by_norm(([3.0, 4.0],), 1), clip_by_value(([3.0, 4.0],), 1)
    assert by_norm.tolist() == [3 / 5, 4 / 5]
    assert by_value.tolist() == [1, 1]
    assert clip_by_value(([-3.0, 0.5],), 1)[0].tolist() == [-1, 0.5]


def test_all_arrays_are_one_vector_whatever_their_shapes_and_none_stays_none():
    (a, nothing, b) = clip_by_norm(([[1.0], [2.0]], None, np.float64(2)), 1.5)
    assert (a.tolist(), nothing, b.tolist()) == ([[0.5], [1]], None, 1)  # the length of 1, 2, 2 is 3
    assert clip_by_value(([5.0], None), 2) == (np.array([2.0]), None)


@BOTH
def test_a_gradient_within_the_limit_comes_out_bit_for_bit(clip):
    grads = (np.array([0.1, -0.2]), np.array([[1e-300]]), np.zeros(3))
    for grad, clipped in zip(grads, clip(grads, 0.3), strict=True):
        np.testing.assert_array_equal(clipped, grad)
        assert not np.shares_memory(clipped, grad)
    assert clip((np.array([0.1]),), 0.1)[0].tolist() == [0.1]  # no more, no less than the limit


@SAME_EXAMPLES
@given(st.lists(st.floats(-1e6, 1e6), max_size=6), st.floats(0.01, 100))
def test_the_length_is_at_most_the_limit_and_the_direction_is_kept(numbers, limit):
    grad = np.array(numbers, float)
    (clipped,) = clip_by_norm((grad,), limit)
    length = np.linalg.norm(grad)
    assert np.linalg.norm(clipped) <= limit * (1 + 1e-12)
    np.testing.assert_allclose(clipped, grad * min(1, limit / length) if length else grad, rtol=1e-12)


def test_lengths_that_cannot_be_squared_are_clipped_all_the_same():
    with np.errstate(**WARNINGS_RAISE):
        for number in (1e200, 1.7e308, 1e-320):
            (clipped,) = clip_by_norm((np.array([3 / 4 * number, number]),), min(1, number))
            assert clipped[1] == pytest.approx(0.8 * min(1, number), rel=1e-3)
        (clipped,) = clip_by_norm((np.array([3e30, 4e30], np.float32),), 1)
    assert clipped.dtype == np.float32
    np.testing.assert_allclose(clipped, [0.6, 0.8], rtol=1e-7)


def test_nothing_to_clip_stays_nothing():
    assert clip_by_norm((), 1) == clip_by_norm([], 1) == ()
    assert clip_by_norm((None, np.zeros((0, 3))), 1)[1].shape == (0, 3)


def test_what_is_not_finite_shows_as_in_pytorch():
    with np.errstate(invalid="ignore"):
        infinite, spoilt = clip_by_norm(([np.inf, 1.0],), 1)[0], clip_by_norm(([np.nan, 1.0],), 1)[0]
    np.testing.assert_array_equal(infinite, [np.nan, 0])
    np.testing.assert_array_equal(spoilt, [np.nan, np.nan])
    np.testing.assert_array_equal(clip_by_value(([np.nan, np.inf],), 1)[0], [np.nan, 1])


@pytest.mark.parametrize("number", [0.5, 3.0, 40.0])
def test_pytorch_clips_alike(number):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make torch)")
    grads = np.array([number, -2 * number]), np.array([[number / 4]])
    for ours, theirs in (
        (clip_by_norm, torch.nn.utils.clip_grad_norm_),
        (clip_by_value, torch.nn.utils.clip_grad_value_),
    ):
        parameters = [torch.nn.Parameter(torch.zeros(grad.shape, dtype=torch.float64)) for grad in grads]
        for parameter, grad in zip(parameters, grads, strict=True):
            parameter.grad = torch.tensor(grad)
        theirs(parameters, 1.5)
        for parameter, clipped in zip(parameters, ours(grads, 1.5), strict=True):
            np.testing.assert_allclose(clipped, parameter.grad, rtol=1e-6)  # PyTorch adds 1e-6 to the length


@BOTH
def test_float32_stays_float32_whatever_kind_of_number_the_limit_is(clip):
    for limit in (1, 1.0, np.float64(1), np.float32(1)):
        assert clip((np.array([3, 4], np.float32),), limit)[0].dtype == np.float32


@BOTH
def test_what_cannot_be_clipped_is_named(clip):
    for grads, limit, message in (
        (np.ones(2), 1, "grads is ndarray; expected a tuple: one array for each parameter"),
        (([1.0],), 0, "limit is 0; expected a number above 0"),
        (([1.0],), -1.0, "limit is -1.0; expected a number above 0"),
        (([1.0],), None, "limit is None; expected a number above 0"),
        (([1.0],), "1", "limit is '1'; expected a number above 0"),
        (([1.0],), float("nan"), "limit is nan; expected a number above 0"),
        ((["a"],), 1, "grad holds <U1; expected real numbers"),
    ):
        with pytest.raises(ValueError) as error:
            clip(grads, limit)
        assert str(error.value) == message
