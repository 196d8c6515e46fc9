"""From the probabilities of the next symbol to whole sequences: greedily, and with a beam.

A `step` says how a model goes on: step(symbol, state) returns the log-probabilities (K,) of the next symbol
and the state after this one. What a state is, the model knows alone; nothing here changes one. The symbol
`end` ends a sequence; it is also the symbol that comes before the first one.
"""

import math
from typing import NamedTuple

import numpy as np

from snippets.arrays import check_shape, floating

ROUNDING = 1e-3  # by which probabilities in float16 may add up to more than 1


class Hypothesis(NamedTuple):
    """A sequence so far, the logarithm of its probability, and the model's state before its last symbol."""

    symbols: tuple
    log_prob: float
    state: object

    def ended(self, end):
        return self.symbols[-1:] == (end,)

    def score(self, length_power):
        return self.log_prob / len(self.symbols) ** length_power


def greedy_decode(step, state, *, end, max_length):
    """Take the most probable next symbol until it is the end: one sequence, and not always the best.

    Of equals the smaller symbol is taken.
    Returns a tuple of symbols, `end` included unless `max_length` came first, and its
    log-probability.
    Raises ValueError as `beam_search`.
    """
    check_counts(max_length=max_length)
    symbols, total = (), 0.0
    while len(symbols) < max_length and symbols[-1:] != (end,):
        log_probs, state = next_symbols(step, symbols, state, end)
        symbol = int(np.argmax(log_probs))
        symbols, total = (*symbols, symbol), total + log_probs[symbol]
    return symbols, total


# --8<-- [start:beam_search]
def beam_search(step, state, *, end, max_length, width, length_power=0.0):
    """Keep the `width` best sequences, go on with each by every symbol, keep the best.

    Sequences are compared by log-probability / length ** length_power: 0 compares
    probabilities as they are, 1 the mean per symbol. A sequence that has ended
    stays as it is, and keeps its place only while it is among the best. Of equals
    the one with smaller symbols comes first; what has probability 0 is left out.
    Returns what is left, best first: for each a tuple of symbols, `end` included unless
    `max_length` came first, and its log-probability.
    Raises ValueError for numbers that are no log-probabilities,
    NaN among them; if no symbol may follow; for a width or
    length below 1, a negative power, an `end` that is no symbol.
    Source: Sutskever, Vinyals, Le 2014, arXiv:1409.3215,
    section 3.2, where ended sequences leave the beam.
    """
    check_counts(max_length=max_length, width=width)
    if not 0 <= length_power < math.inf:
        raise ValueError(f"length_power is {length_power!r}; expected 0 or more")
    beam = [Hypothesis((), 0.0, state)]
    for _ in range(max_length):
        candidates = []
        for one in beam:
            candidates += [one] if one.ended(end) else continued(step, one, end)
        candidates.sort(key=lambda one: (-one.score(length_power), one.symbols))
        beam = candidates[:width]
        if all(one.ended(end) for one in beam):
            break
    return [(one.symbols, one.log_prob) for one in beam]
    # --8<-- [end:beam_search]


def continued(step, hypothesis, end):
    """Return the hypothesis with each symbol that may follow."""
    symbols, so_far, state = hypothesis
    log_probs, state = next_symbols(step, symbols, state, end)
    return [
        Hypothesis((*symbols, symbol), so_far + log_prob, state)
        for symbol, log_prob in enumerate(log_probs)
        if log_prob > -math.inf
    ]


def next_symbols(step, symbols, state, end):
    """Ask for what follows the symbols so far; return checked log-probabilities, and the state after them."""
    log_probs, state = step(symbols[-1] if symbols else end, state)
    return check_log_probs(log_probs, symbols, end), state


def check_log_probs(log_probs, symbols, end):
    """Return log-probabilities as a list of numbers; raise ValueError for what is none."""
    (log_probs,) = floating(log_probs=log_probs)
    check_shape("log_probs", log_probs, "(K,)")
    K, after = len(log_probs), f"after {symbols}" if symbols else "at the first step"
    if isinstance(end, bool) or not isinstance(end, (int, np.integer)) or not 0 <= end < K:
        raise ValueError(f"end is {end!r}; expected one of the K = {K} symbols, a whole number from 0")
    for symbol in np.flatnonzero(np.isnan(log_probs))[:1]:
        raise ValueError(f"log_probs[{symbol}] is NaN {after}; expected a log-probability")
    with np.errstate(over="ignore"):
        total = np.exp(log_probs, dtype=np.float64).sum()
    if total > 1 + ROUNDING:
        raise ValueError(
            f"the probabilities {after} add up to {total:.4g}; expected 1 at most. "
            "→ Send scores through log_softmax"
        )
    if total == 0 and (log_probs == -math.inf).all():
        raise ValueError(f"no symbol may follow {after}: each has the probability 0")
    return log_probs.tolist()


def check_counts(**counts):
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
            raise ValueError(f"{name} is {count!r}; expected a whole number, 1 or more")
