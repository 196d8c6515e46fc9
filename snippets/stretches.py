"""Counting longer stretches of characters than an array has room for."""

from collections import Counter

import numpy as np


# --8<-- [start:counted_bits]
def counted_bits(read, text, order, V):
    """Say how many bits each character of a text costs, if stretches of `read` are counted.

    What `witten_bell` and `bits` compute, but only stretches that occur take room: an
    array for all of 5 out of 38 characters would hold 79 million numbers.
    Shapes: read, text strings, V the number of different characters
    -> (len(text) - order + 1,), for the first ones lack a context.
    Raises ValueError for an order below 1, or a text shorter than the order.
    Source: Witten and Bell 1991, method C; interpolated as in Chen and Goodman 1998.
    """
    check_order(order, read, text)
    seen, followers, kinds = Counter(), Counter(), Counter()
    for n in range(1, order + 1):
        for end in range(n, len(read) + 1):
            stretch = read[end - n : end]
            kinds[stretch[:-1]] += stretch not in seen
            followers[stretch[:-1]] += 1
            seen[stretch] += 1
    probabilities = []
    for end in range(order, len(text) + 1):
        p = 1 / V
        for n in range(1, order + 1):
            stretch = text[end - n : end]
            context = stretch[:-1]
            weight = max(kinds[context], 1)
            p = (seen[stretch] + weight * p) / (followers[context] + weight)
        probabilities.append(p)
    return -np.log2(probabilities)
    # --8<-- [end:counted_bits]


def check_order(order, read, text):
    if order < 1:
        raise ValueError(f"order is {order!r}; expected 1 or more: how long a stretch is counted")
    for name, given in (("read", read), ("text", text)):
        if len(given) < order:
            raise ValueError(f"{name} has {len(given)} characters; expected at least order = {order}")
