"""Sequences in twins: what counts or sees too little of them cannot tell them apart, whatever it learned."""

from collections import Counter
from itertools import permutations
from numbers import Integral

import numpy as np

SYMBOLS = "abcdefgh"
LENGTH = 40  # of a sequence with a phrase
ORDERS = np.array(list(permutations(range(3))))  # the first is a, b, c: the phrase


# --8<-- [start:kgrams]
def kgrams(text, k):
    """Count all stretches of k neighbours in a text: the bag of its k-grams.

    Raises ValueError unless 1 to len(text) symbols are asked for.
    Source: Jurafsky and Martin, Speech and Language Processing, chapter 3.
    """
    if not isinstance(k, Integral) or not 1 <= k <= len(text):
        raise ValueError(f"k is {k!r}; expected a whole number from 1 to {len(text)}, the text's length")
    return Counter(text[start : start + k] for start in range(len(text) - k + 1))
    # --8<-- [end:kgrams]


# --8<-- [start:phrases]
def phrases(rng, pairs):
    """Draw twins: a sequence that holds "abc", and the same with these three in another order.

    Everything else is one of d to h, so that a phrase occurs once or never.
    Shapes: -> symbols (2 * pairs, 40), the places in SYMBOLS; labels (2 * pairs,), 1 for the phrase, or 0.
    """
    symbols = np.repeat(rng.integers(3, len(SYMBOLS), size=(pairs, LENGTH)), 2, axis=0)
    starts = np.repeat(rng.integers(LENGTH - 2, size=pairs), 2)
    orders = np.stack([np.zeros(pairs, int), rng.integers(1, len(ORDERS), size=pairs)], axis=1).ravel()
    np.put_along_axis(symbols, starts[:, None] + np.arange(3), ORDERS[orders], axis=1)
    return symbols, (orders == 0).astype(int)
    # --8<-- [end:phrases]


# --8<-- [start:recalls]
def recalls(rng, groups, farthest):
    """Draw four alike but for the first symbol: a, b, c or d, then random ones from e to h.

    Shapes: -> symbols (4 * groups, farthest + 1), the places in SYMBOLS; labels (4 * groups,),
    the first symbols.
    """
    symbols = np.repeat(rng.integers(4, len(SYMBOLS), size=(groups, farthest + 1)), 4, axis=0)
    symbols[:, 0] = np.tile(np.arange(4), groups)
    return symbols, symbols[:, 0]
    # --8<-- [end:recalls]


def read(texts):
    """Turn texts of one length into symbols, the places of their letters in SYMBOLS.

    Shapes: -> (N, T), whole numbers.
    Raises ValueError for no text or an empty one, other letters, or texts of several lengths.
    """
    lengths = sorted({len(text) for text in texts})
    if len(lengths) != 1 or lengths == [0]:
        raise ValueError(f"texts have the lengths {lengths}; expected one length, at least 1, for all")
    if foreign := sorted({letter for text in texts for letter in text} - set(SYMBOLS)):
        raise ValueError(f"texts hold {', '.join(map(repr, foreign))}; expected letters of {SYMBOLS!r}")
    return np.array([[SYMBOLS.index(letter) for letter in text] for text in texts])


def signals(symbols):
    """Write each symbol as a row with a one at its place, and else zeros; time comes first.

    Shapes: symbols (N, T) -> (T, N, 8).
    """
    return np.eye(len(SYMBOLS))[symbols.T]
