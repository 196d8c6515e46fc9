"""Counting with a dictionary gives what counting with an array gives, for stretches of any length."""

import numpy as np
import pytest

from snippets import alice, ngrams
from snippets.character_model import encode
from snippets.stretches import counted_bits


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_dictionary_and_the_array_agree(order):
    read, text = alice.chapters()[0][:2_000], alice.held_out()[:300]
    p = ngrams.witten_bell(encode(read, alice.CHARACTERS), order, 38)
    expected = ngrams.bits(p, encode(text, alice.CHARACTERS))
    np.testing.assert_allclose(counted_bits(read, text, order, 38), expected, rtol=1e-12)


def test_by_hand_two_characters_of_which_one_was_read():
    # "aab": a twice, b once, of 2 kinds. One character: p(a) = (2 + 2 · 1/2) / (3 + 2) = 3/5, p(b) = 2/5.
    assert 2 ** -counted_bits("aab", "ab", 1, 2) == pytest.approx([3 / 5, 2 / 5])
    # After a stood a once and b once, 2 kinds: p(b) = (1 + 2 · 2/5) / (2 + 2). After b nothing: as without.
    assert 2 ** -counted_bits("aab", "abb", 2, 2) == pytest.approx([(1 + 2 * 2 / 5) / 4, (0 + 1 * 2 / 5) / 1])


def test_probabilities_after_any_context_add_up_to_1():
    read = alice.chapters()[0][:400]
    for context in ("the ", "zzzz"):
        bits = [counted_bits(read, context + letter, 5, 38)[-1] for letter in alice.CHARACTERS]
        assert sum(2 ** -np.array(bits)) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("read", "text", "order", "message"),
    [
        ("aab", "ab", 0, "order is 0; expected 1 or more: how long a stretch is counted"),
        ("a", "ab", 2, "read has 1 characters; expected at least order = 2"),
        ("aab", "", 1, "text has 0 characters; expected at least order = 1"),
    ],
)
def test_too_little_is_refused(read, text, order, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        counted_bits(read, text, order, 2)
