"""Counting instead of learning: how often a character followed the one before, the two before, and so on."""

import numpy as np

from snippets.arrays import check_shape


# --8<-- [start:witten_bell]
def witten_bell(symbols, order, V):
    """Count what follows, and mix with the shorter context where little was seen.

    Each kind of follower seen counts once more, and these
    counts go to the shorter context's guess.
    Shapes: symbols (L,), whole numbers below V -> (V,) * order;
    the last axis is the next symbol.
    Raises ValueError for an order below 1, other symbols,
    or fewer of them than the order.
    Source: Witten and Bell 1991, method C; interpolated as in Chen and Goodman 1998.
    """
    symbols = check_symbols(symbols, order, V)
    p = np.full(V, 1 / V)
    for n in range(1, order + 1):
        counts = np.zeros((V,) * n)
        np.add.at(counts, windows(symbols, n), 1)
        seen = counts.sum(axis=-1, keepdims=True)
        kinds = np.maximum((counts > 0).sum(axis=-1, keepdims=True), 1)
        p = (counts + kinds * p) / (seen + kinds)
    return p
    # --8<-- [end:witten_bell]


def bits(p, symbols):
    """Say how many bits each symbol costs: minus the binary logarithm of its probability after those before.

    Shapes: p (V,) * order, symbols (L,) -> (L - order + 1,), for the first ones lack a context.
    Raises ValueError as `witten_bell`.
    """
    symbols = check_symbols(symbols, p.ndim, len(p))
    return -np.log2(p[windows(symbols, p.ndim)])


def windows(symbols, n):
    """All stretches of n symbols, as n arrays: their first symbols, their second ones, and so on.

    Shapes: symbols (L,) -> n arrays (L - n + 1,).
    """
    return tuple(symbols[k : len(symbols) - n + 1 + k] for k in range(n))


def check_symbols(symbols, order, V):
    symbols = np.asarray(symbols)
    check_shape("symbols", symbols, "(L,)")
    if order < 1:
        raise ValueError(f"order is {order!r}; expected 1 or more: how long a stretch is counted")
    if len(symbols) < order:
        raise ValueError(f"symbols has {len(symbols)}; expected at least order = {order}")
    if symbols.dtype.kind not in "iu":
        raise ValueError(f"symbols holds {symbols.dtype}; expected whole numbers from 0 to {V - 1}")
    wrong = symbols[(symbols < 0) | (symbols >= V)]
    if wrong.size:
        raise ValueError(f"symbols holds {wrong[0]}; expected whole numbers from 0 to {V - 1}")
    return symbols
