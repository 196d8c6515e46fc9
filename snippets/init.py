"""First weights for recurrent networks: matrices that keep lengths, and a forget gate that begins open."""

from numbers import Integral, Real

import numpy as np

from snippets.arrays import check_shape, floating


def orthogonal(rng, rows, columns, *, gain=1.0, dtype=np.float32):
    """Draw a matrix whose rows, or columns if these are fewer, have length `gain` and right angles.

    A square one multiplies the length of every vector by `gain`, no more and no less.
    Shapes: -> (rows, columns), drawn evenly from all such matrices.
    Raises ValueError for less than one row or column.
    Source: Saxe, McClelland, Ganguli, arXiv:1312.6120; PyTorch's `nn.init.orthogonal_`.
    """
    for name, count in (("rows", rows), ("columns", columns)):
        if not isinstance(count, Integral) or count < 1:
            raise ValueError(f"{name} is {count!r}; expected a whole number from 1")
    q, r = np.linalg.qr(rng.normal(size=(max(rows, columns), min(rows, columns))))
    q *= np.where(np.diag(r) < 0, -1, 1)  # QR leaves the signs open: with these, every matrix is as likely
    return (gain * (q if rows >= columns else q.T)).astype(dtype)


def forget_gate_bias(bias, value=1.0):
    """Return an LSTM's bias with the forget gate's part set: at 1 or more the cell forgets slowly at first.

    PyTorch adds two biases: give the value to one of them.
    Shapes: bias (4H,), in PyTorch's order i, f, g, o -> (4H,), new.
    Raises ValueError for another number of axes, if four gates do not share the numbers evenly, and for a
    value that is no number.
    Source: Gers, Schmidhuber, Cummins 2000; Jozefowicz, Zaremba, Sutskever 2015, section 4.
    """
    (bias,) = floating(bias=bias)
    check_shape("bias", bias, "(4H,)")
    if len(bias) % 4:
        raise ValueError(f"bias has shape {bias.shape}; expected (4H,): H numbers for each of four gates")
    if not isinstance(value, Real):
        raise ValueError(f"value is {value!r}; expected a number")
    H, bias = len(bias) // 4, bias.copy()
    bias[H : 2 * H] = value
    return bias
