"""Greedy decoding and beam search, against a search through every sequence there is."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.decoding import beam_search, greedy_decode
from tests.oracles import SAME_EXAMPLES

END = 2
# After the end, that is at the first step, after 0, after 1: symbol 0 looks best and leads nowhere good.
TABLE = {END: [0.5, 0.375, 0.125], 0: [0.375, 0.25, 0.375], 1: [0.0, 0.125, 0.875]}


def from_table(table):
    """A model that looks at the last symbol only, and has no state."""

    def step(symbol, state):
        with np.errstate(divide="ignore"):
            return np.log(np.array(table[symbol])), state

    return step


def every_sequence(step, state, K, end, max_length):
    """All sequences that end, or have max_length symbols, with their log-probabilities: the definition."""
    found = []
    for length in range(1, max_length + 1):
        for symbols in itertools.product(range(K), repeat=length):
            if end in symbols[:-1] or (symbols[-1] != end and length < max_length):
                continue
            log_prob, now, last = 0.0, state, end
            for symbol in symbols:
                log_probs, now = step(last, now)
                log_prob, last = log_prob + float(log_probs[symbol]), symbol
            if log_prob > -math.inf:
                found.append((symbols, log_prob))
    return sorted(found, key=lambda item: (-item[1], item[0]))


@st.composite
def models(draw):
    """A model whose probabilities depend on all symbols so far, some of them 0; a state is those symbols."""
    K, seed = draw(st.integers(1, 3)), draw(st.integers(0, 2**32 - 1))

    def step(symbol, state):
        symbols = (*state, symbol)
        rng = np.random.default_rng([seed, *symbols])
        weights = rng.integers(0, 5, size=K)
        weights[rng.integers(K)] += 1
        with np.errstate(divide="ignore"):
            return np.log(weights / weights.sum()), symbols

    return step, K, draw(st.integers(0, K - 1)), draw(st.integers(1, 4))


def test_greedy_by_hand_misses_the_best_sequence_and_a_beam_of_two_finds_it():
    step = from_table(TABLE)
    symbols, log_prob = greedy_decode(step, None, end=END, max_length=4)
    assert symbols == (0, 0, 0, 0)
    assert math.isclose(math.exp(log_prob), 0.5 * 0.375**3)
    best, *_ = beam_search(step, None, end=END, max_length=4, width=2)
    assert best[0] == (1, END)
    assert math.isclose(math.exp(best[1]), 0.375 * 0.875)


def test_a_beam_of_two_step_by_step():
    # Step 1: 0 with 1/2, 1 with 3/8, the end with 1/8. Step 2: (1, end) 21/64, then (0, 0) and (0, end) with
    # 12/64 each, of which the smaller symbols stay. Step 3: (1, end) waits; (0, 0, 0) and (0, 0, end) 9/128.
    for steps, expected in [
        (1, {(0,): 1 / 2, (1,): 3 / 8}),
        (2, {(1, END): 21 / 64, (0, 0): 12 / 64}),
        (3, {(1, END): 21 / 64, (0, 0, 0): 9 / 128}),
    ]:
        beam = beam_search(from_table(TABLE), None, end=END, max_length=steps, width=2)
        assert [symbols for symbols, _ in beam] == list(expected)
        np.testing.assert_allclose([math.exp(log_prob) for _, log_prob in beam], list(expected.values()))


@SAME_EXAMPLES
@given(models())
def test_a_beam_as_wide_as_all_sequences_is_a_search_through_them_all(model):
    step, K, end, max_length = model
    found = beam_search(step, (), end=end, max_length=max_length, width=K**max_length)
    expected = every_sequence(step, (), K, end, max_length)
    assert found == expected


@SAME_EXAMPLES
@given(models())
def test_a_beam_of_one_is_greedy(model):
    step, _, end, max_length = model
    (found,) = beam_search(step, (), end=end, max_length=max_length, width=1)
    assert found == greedy_decode(step, (), end=end, max_length=max_length)


@SAME_EXAMPLES
@given(models(), st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0]))
def test_what_a_beam_returns_is_sorted_possible_and_carries_its_own_probability(model, width, length_power):
    step, K, end, max_length = model
    beam = beam_search(step, (), end=end, max_length=max_length, width=width, length_power=length_power)
    possible = dict(every_sequence(step, (), K, end, max_length))
    scores = [log_prob / len(symbols) ** length_power for symbols, log_prob in beam]
    assert 1 <= len(beam) <= width
    assert scores == sorted(scores, reverse=True)
    for symbols, log_prob in beam:
        assert math.isclose(possible[symbols], log_prob, abs_tol=1e-12)


def test_the_sum_of_logarithms_does_not_underflow_where_the_product_would():
    step = from_table({1: [0.5, 0.5], 0: [0.5, 0.5]})
    symbols, log_prob = greedy_decode(step, None, end=1, max_length=2000)
    assert symbols == (0,) * 2000
    assert math.exp(log_prob) == 0
    assert math.isclose(log_prob, -2000 * math.log(2))


def test_without_a_power_of_the_length_the_short_sequence_wins_and_with_it_the_long_one():
    # The end at once: 0.4. Or three symbols 0 and the end, each nearly sure after the first: 0.6 * 0.8**3.
    step = from_table({1: [0.6, 0.4], 0: [0.8, 0.2]})
    for length_power, best in ((0.0, (1,)), (1.0, (0, 0, 0, 0))):
        beam = beam_search(step, None, end=1, max_length=4, width=32, length_power=length_power)
        assert beam[0][0] == best


def test_ties_go_to_the_smaller_symbols_at_every_width():
    step = from_table({symbol: [0.25] * 4 for symbol in range(4)})
    assert greedy_decode(step, None, end=3, max_length=2)[0] == (0, 0)
    beam = beam_search(step, None, end=3, max_length=2, width=4)
    assert [symbols for symbols, _ in beam] == [(3,), (0, 0), (0, 1), (0, 2)]


def test_each_sequence_goes_on_from_its_own_state():
    def step(symbol, state):  # remembers the first symbol, and repeats it for ever
        first = symbol if state == "start" else state
        if first == "none":
            return np.log([0.5, 0.375, 0.125]), "start"
        return np.where(np.arange(3) == first, 0.0, -np.inf), first

    beam = beam_search(step, "none", end=2, max_length=3, width=3)
    assert [symbols for symbols, _ in beam] == [(0, 0, 0), (1, 1, 1), (2,)]


def test_symbols_are_plain_numbers_whatever_the_model_gives():
    for numbers in (np.log(np.float32([0.25, 0.75])), [-math.log(4), math.log(0.75)], (-1, -math.inf)):
        (symbols, log_prob), *_ = beam_search(lambda s, h, n=numbers: (n, h), 0, end=1, max_length=1, width=2)
        assert type(symbols[0]) is int
        assert type(log_prob) is float
        assert type(greedy_decode(lambda s, h, n=numbers: (n, h), 0, end=1, max_length=1)[1]) is float


def fixed(*log_probs):
    return lambda symbol, state: (np.array(log_probs), state)


HALVES = math.log(0.5), math.log(0.5)
NO_SYMBOL = "; expected one of the K = 2 symbols, a whole number from 0"


@pytest.mark.parametrize(
    ("step", "options", "message"),
    [
        (fixed(-1.0, math.nan), {}, "log_probs[1] is NaN at the first step; expected a log-probability"),
        (
            lambda symbol, state: ([HALVES, (math.nan, 0.0)][state], 1),
            {},
            "log_probs[0] is NaN after (0,); expected a log-probability",
        ),
        (
            fixed(2.0, 1.0),
            {},
            "the probabilities at the first step add up to 10.11; expected 1 at most. "
            "→ Send scores through log_softmax",
        ),
        (
            fixed(math.inf, -1.0),
            {},
            "the probabilities at the first step add up to inf; expected 1 at most. "
            "→ Send scores through log_softmax",
        ),
        (
            fixed(-math.inf, -math.inf),
            {},
            "no symbol may follow at the first step: each has the probability 0",
        ),
        (fixed(HALVES), {}, "log_probs has shape (1, 2); expected (K,)"),
        (fixed("a", "b"), {}, "log_probs holds <U1; expected real numbers"),
        (fixed(*HALVES), {"end": 2}, "end is 2" + NO_SYMBOL),
        (fixed(*HALVES), {"end": -1}, "end is -1" + NO_SYMBOL),
        (
            fixed(*HALVES),
            {"end": 1.0},
            "end is 1.0; expected one of the K = 2 symbols, a whole number from 0",
        ),
        (fixed(*HALVES), {"max_length": 0}, "max_length is 0; expected a whole number, 1 or more"),
        (fixed(*HALVES), {"max_length": 1.5}, "max_length is 1.5; expected a whole number, 1 or more"),
    ],
)
def test_what_cannot_be_decoded_is_named(step, options, message):
    options = {"end": 1, "max_length": 3} | options
    for decode in (greedy_decode, lambda *a, **k: beam_search(*a, **k, width=2)):
        with pytest.raises(ValueError) as error:
            decode(step, 0, **options)
        assert str(error.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "width is 0; expected a whole number, 1 or more"),
        ({"width": True}, "width is True; expected a whole number, 1 or more"),
        ({"width": 2, "length_power": -1.0}, "length_power is -1.0; expected 0 or more"),
        ({"width": 2, "length_power": math.nan}, "length_power is nan; expected 0 or more"),
    ],
)
def test_a_beam_that_cannot_be_is_named(options, message):
    with pytest.raises(ValueError) as error:
        beam_search(fixed(*HALVES), 0, end=1, max_length=3, **options)
    assert str(error.value) == message


def test_rounding_in_half_precision_is_no_error():
    log_probs = np.log(np.float16([1 / 3, 1 / 3, 1 / 3]) * np.float16(1.0005))
    assert greedy_decode(lambda s, h: (log_probs, h), None, end=2, max_length=2)[0] == (0, 0)
