"""Counting what follows: hand-computed tables, probabilities that add up, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets import ngrams
from tests.oracles import SAME_EXAMPLES


def naive(symbols, context, V):
    """The probabilities after one context, from the definition."""
    shorter = naive(symbols, context[1:], V) if context else np.full(V, 1 / V)
    n = len(context)
    after = [symbols[i + n] for i in range(len(symbols) - n) if tuple(symbols[i : i + n]) == context]
    kinds = max(len(set(after)), 1)
    return [(after.count(c) + kinds * shorter[c]) / (len(after) + kinds) for c in range(V)]


def test_two_characters_counted_by_hand():
    # aaba: a 3 times, b once; after a: a once, b once; after b: a once
    single = ngrams.witten_bell([0, 0, 1, 0], 1, 2)
    np.testing.assert_allclose(single, [(3 + 2 / 2) / (4 + 2), (1 + 2 / 2) / (4 + 2)], rtol=1e-15)
    a, b = 4 / 6, 2 / 6
    pairs = [[(1 + 2 * a) / (2 + 2), (1 + 2 * b) / (2 + 2)], [(1 + a) / (1 + 1), b / (1 + 1)]]
    np.testing.assert_allclose(ngrams.witten_bell([0, 0, 1, 0], 2, 2), pairs, rtol=1e-15)


def test_a_context_never_seen_falls_back_on_the_shorter_one():
    triples = ngrams.witten_bell([0, 0, 1, 0], 3, 2)  # "bb" does not occur
    np.testing.assert_array_equal(triples[1, 1], ngrams.witten_bell([0, 0, 1, 0], 2, 2)[1])


@SAME_EXAMPLES
@given(st.lists(st.integers(0, 2), min_size=3, max_size=12), st.integers(1, 3))
def test_the_table_is_the_definition_context_by_context_and_adds_up(symbols, order):
    p = ngrams.witten_bell(symbols, order, 3)
    assert p.shape == (3,) * order
    assert p.min() > 0
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-13)
    for context in np.ndindex(p.shape[:-1]):
        np.testing.assert_allclose(p[context], naive(symbols, context, 3), rtol=1e-13)


def test_bits_by_hand():
    p = np.array([[0.25, 0.75], [0.5, 0.5]])
    # 0 then 0: 1/4; 0 then 1: 3/4; 1 then 0: 1/2
    np.testing.assert_allclose(ngrams.bits(p, [0, 0, 1, 0]), [2, -np.log2(0.75), 1], rtol=1e-15)
    np.testing.assert_array_equal(ngrams.bits(np.array([0.25, 0.75]), [0, 0]), [2, 2])


def test_longer_contexts_help_where_the_text_repeats():
    symbols = np.tile([0, 1, 1, 0, 1], 40)
    costs = [ngrams.bits(ngrams.witten_bell(symbols, n, 2), symbols).mean() for n in (1, 2, 3)]
    assert costs[0] > costs[1] + 0.1 > costs[2] + 0.2


@pytest.mark.parametrize(
    ("symbols", "order", "message"),
    [
        ([0, 1], 0, "order is 0; expected 1 or more: how long a stretch is counted"),
        ([0, 1], 3, "symbols has 2; expected at least order = 3"),
        ([0, -1, 1], 2, "symbols holds -1; expected whole numbers from 0 to 1"),
        ([0, 2, 1], 2, "symbols holds 2; expected whole numbers from 0 to 1"),
        ([0.0, 1.0], 1, "symbols holds float64; expected whole numbers from 0 to 1"),
        ([[0, 1]], 1, "symbols has shape (1, 2); expected (L,)"),
    ],
)
def test_bad_input_is_named(symbols, order, message):
    with pytest.raises(ValueError) as error:
        ngrams.witten_bell(symbols, order, 2)
    assert str(error.value) == message


def test_bits_refuse_symbols_that_the_table_lacks():
    with pytest.raises(ValueError, match="symbols holds -1"):
        ngrams.bits(np.full((2, 2), 0.5), [0, -1])
    with pytest.raises(ValueError, match="expected at least order = 2"):
        ngrams.bits(np.full((2, 2), 0.5), [0])
