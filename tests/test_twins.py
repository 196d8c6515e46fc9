"""Twins: what is equal in them by construction, and what differs; and the bag of a text's k-grams."""

from collections import Counter

import numpy as np
import pytest

from snippets.twins import LENGTH, SYMBOLS, kgrams, phrases, read, recalls, signals


def words(symbols):
    return ["".join(SYMBOLS[place] for place in row) for row in symbols]


def test_a_bag_counts_every_stretch_of_k_neighbours():
    assert kgrams("aabaa", 3) == Counter({"aab": 1, "aba": 1, "baa": 1})
    assert kgrams("aaaab", 2) == Counter({"aa": 3, "ab": 1})
    assert kgrams("abc", 3) == Counter({"abc": 1})


def test_two_texts_may_have_the_same_trigrams_and_other_letters():
    assert kgrams("aabaa", 3) == kgrams("abaab", 3)
    assert kgrams("aabaa", 1) != kgrams("abaab", 1)


@pytest.mark.parametrize("k", [0, 4, 1.0, "2"])
def test_a_bag_of_no_window_is_refused(k):
    with pytest.raises(ValueError, match=r"k is .*; expected a whole number from 1 to 3, the text's length"):
        kgrams("abc", k)


def test_a_phrase_and_its_twin_differ_in_the_order_of_three_neighbours_only():
    symbols, labels = phrases(np.random.default_rng(0), 300)
    assert symbols.shape == (600, LENGTH)
    assert labels.tolist() == [1, 0] * 300
    orders, starts = Counter(), Counter()
    texts = words(symbols)
    for found, twin in zip(texts[::2], texts[1::2], strict=True):
        start = found.index("abc")
        assert found[:start] == twin[:start]
        assert found[start + 3 :] == twin[start + 3 :]
        assert not set(found[:start] + found[start + 3 :]) & set("abc")
        orders[twin[start : start + 3]] += 1
        starts[start] += 1
    assert sorted(orders) == ["acb", "bac", "bca", "cab", "cba"]
    assert min(orders.values()) > 30
    assert set(starts) == set(range(LENGTH - 2))
    assert set("".join(texts)) == set(SYMBOLS)


def test_texts_to_recall_come_in_fours_that_differ_in_the_first_letter_only():
    symbols, labels = recalls(np.random.default_rng(0), 50, 20)
    assert symbols.shape == (200, 21)
    assert labels.tolist() == [0, 1, 2, 3] * 50
    texts = words(symbols)
    assert [text[0] for text in texts] == list("abcd") * 50
    rests = [text[1:] for text in texts]
    assert rests == [rests[4 * group] for group in range(50) for _ in range(4)]
    assert set("".join(rests)) == set("efgh")
    assert len(set(rests)) == 50


def test_another_generator_draws_others():
    for draw in (lambda rng: phrases(rng, 4), lambda rng: recalls(rng, 4, 10)):
        first, again, other = (draw(np.random.default_rng(seed))[0] for seed in (1, 1, 2))
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)


def test_nothing_is_drawn_for_no_pair_or_group():
    rng = np.random.default_rng(0)
    assert phrases(rng, 0)[0].shape == (0, LENGTH)
    assert recalls(rng, 0, 5)[0].shape == (0, 6)


def test_letters_become_places_and_places_ones_with_time_first():
    assert read(["ah", "ba"]).tolist() == [[0, 7], [1, 0]]
    x = signals(read(["ahc", "bac"]))
    assert x.shape == (3, 2, 8)
    assert x.sum(axis=2).tolist() == [[1, 1]] * 3
    assert x.argmax(axis=2).tolist() == [[0, 1], [7, 0], [2, 2]]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], r"texts have the lengths \[\]; expected one length"),
        ([""], r"texts have the lengths \[0\]; expected one length, at least 1"),
        (["ab", "abc"], r"texts have the lengths \[2, 3\]; expected one length"),
        (["ab", "xA"], r"texts hold 'A', 'x'; expected letters of 'abcdefgh'"),
    ],
)
def test_texts_that_are_no_batch_are_refused(texts, message):
    with pytest.raises(ValueError, match=message):
        read(texts)
