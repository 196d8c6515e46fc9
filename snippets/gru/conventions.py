"""The two meanings of the update gate, and weights turned from one to the other."""

import numpy as np

from snippets.arrays import floating
from snippets.gru.cell import gru_gates


# --8<-- [start:meanings]
def gru_cell_chung(x, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None, *, reset_after=True):
    """Take one step where z is the share that is replaced, not the share that is kept.

    Shapes, errors: as `gru_cell`.
    Source: Chung et al. 2014, arXiv:1412.3555, eq. 5.
    """
    _, z, n = gru_gates(x, h, weight_ih, weight_hh, bias_ih, bias_hh, reset_after=reset_after)
    return (1 - z) * h + z * n


def other_meaning_of_z(*arrays):
    """Turn weights and biases of one meaning of z into those of the other, and back.

    sigmoid(-a) is 1 - sigmoid(a), so the rows of z change their sign, and no others do.
    Shapes: each (3H, ...), rows r, z, n, or None -> the same.
    Raises ValueError for a number of rows that is no multiple of 3.
    """
    return tuple(None if array is None else negate_z(array) for array in arrays)


def negate_z(array):
    (array,) = floating(array=array)
    if array.ndim == 0 or len(array) % 3:
        raise ValueError(f"an array has shape {array.shape}; expected 3H rows r, z, n")
    r, z, n = np.split(array, 3)
    return np.concatenate([r, -z, n])
    # --8<-- [end:meanings]
