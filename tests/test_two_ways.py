"""The exercises of page 01, held against the layers that they are about."""

import numpy as np
import pytest

from exercises import two_ways
from exercises.kit import Wrong
from snippets.convolution import conv1d
from snippets.rnn import rnn


def window(x, weights):
    """A window that looks back, its newest number's weight first."""
    return conv1d(np.reshape(x, (1, 1, -1)), [[weights[::-1]]], padding="causal").ravel()


def states(x, weight, bias=0.0):
    output, _ = rnn(np.reshape(x, (-1, 1, 1)), [[1]], [[weight]], [bias], nonlinearity="relu")
    return output.ravel()


@pytest.mark.parametrize("weights", [[1, 1, 1, 1], [0.125, 3, 0.5, 2]])
def test_the_last_answer_of_a_window_of_four_is_three_places_after_the_last_one(weights):
    x = np.zeros(12)
    x[[2, 6]] = 1
    assert two_ways.last_answer_solution() == np.flatnonzero(window(x, weights))[-1]


def test_a_window_of_four_and_a_state_answer_alike_and_a_window_of_three_does_not():
    box, x = [4, 2, 1, 0.5], [4, 0, 0, 0]
    assert states(x, 0.5).tolist() == window(x, [1, 0.5, 0.25, 0.125]).tolist() == box
    assert window(x, [1, 0.5, 0.25])[-1] == 0
    assert two_ways.black_box_solution() == "window of 4 or state"


def test_the_forgetful_state_holds_something_at_two_places_only():
    held = states(two_ways.IMPULSE, **two_ways.forgetful_solution())
    assert held.tolist() == [0, 0, 0.625, 0.25, 0, 0, 0, 0]


@pytest.mark.parametrize(("weight", "bias"), [(0.5, 0.25), (1, -0.375), (-2, 0.5), (0, 0)])
def test_the_exercises_judge_by_the_states_that_the_layer_has(weight, bias):
    x = [0, 2, 1, 0, 4, 0]
    assert two_ways.states(x, weight, bias) == states(x, weight, bias).tolist()
    assert two_ways.window(x, [2, 0, 1]) == window(x, [2, 0, 1]).tolist()


def test_the_same_answers_are_accepted_exactly_where_the_first_five_numbers_are_zero():
    rng = np.random.default_rng(0)
    for first in range(8):
        x = np.zeros(8)
        x[first:] = rng.integers(1, 9, size=8 - first)
        alike = window(x, [1, 0.5, 0.25]).tolist() == states(x, 0.5).tolist()
        assert alike == (first >= 5)
        if alike:
            two_ways.check_same_answers(x.tolist())
        else:
            with pytest.raises(Wrong, match=f"At place {first + 3} the window"):
                two_ways.check_same_answers(x.tolist())


@pytest.mark.parametrize("last", [(-4, 0, 2), (0.1, 0.1, 0.5), (1e300, -3, 1e-300)])
def test_the_last_three_numbers_are_free_below_0_and_in_decimals_too(last):
    two_ways.check_same_answers([0, 0, 0, 0, 0, *last])
    with pytest.raises(Wrong, match="At place 7 the window"):
        two_ways.check_same_answers([0, 0, 0, 0, 8, *last])


@pytest.mark.parametrize("weight", [0.5, 0.25, 2])
def test_a_state_is_a_window_as_long_as_its_input(weight):
    x = np.array([3, 0, 1, 4, 0, 2])
    weights = two_ways.as_window_solution()(weight, len(x))
    assert window(x, weights).tolist() == states(x, weight).tolist()
