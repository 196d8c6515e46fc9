"""Positions as numbers, for networks that cannot tell them otherwise."""

import numpy as np


# --8<-- [start:positions]
def positions(T, D):
    """Write each place as D numbers: sines and cosines in turn, of waves from short to long.

    Two places' dot product depends on their distance alone, and is largest for distance 0.
    Shapes: whole numbers, D even -> (T, D).
    Raises ValueError for anything else.
    Source: Vaswani and others 2017, arXiv:1706.03762, section 3.5.
    """
    for name, number, least in (("T", T, 0), ("D", D, 2)):
        if not isinstance(number, (int, np.integer)) or isinstance(number, bool) or number < least:
            raise ValueError(f"{name} is {number!r}; expected a whole number, {least} or more")
    if D % 2:
        raise ValueError(f"D is {D}; expected an even number, a sine and a cosine for each wave")
    angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, D, 2) / D)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(T, D)
    # --8<-- [end:positions]
