"""A latch set by hand, and two other cells: the one before the forget gate, and the one with peepholes."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.gates import gated_arguments, sigmoid
from snippets.lstm.cell import lstm_arguments


# --8<-- [start:latch_weights]
def latch_weights():
    """Set by hand one unit that keeps a value until it is told to write another.

    Each step reads (value, write). A write of 1 opens the input gate and shuts
    the forget gate, a write of 0 does the opposite: at plus or minus 40 a
    sigmoid is 1 or 0 to the last bit. The output gate is always open.
    Shapes: weight_ih (4, 2), weight_hh (4, 1), bias_ih (4,) for `lstm`.
    """
    i, f, g, o = [0, 80], [0, -80], [5, 0], [0, 0]  # for value and write
    weight_ih = np.array([i, f, g, o], float)
    weight_hh = np.zeros((4, 1))
    bias_ih = np.array([-40.0, 40, 0, 40])
    return weight_ih, weight_hh, bias_ih
    # --8<-- [end:latch_weights]


def lstm_without_forget_gate(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Carry a cell that can only be added to: the LSTM of 1997, whose forget gate is always 1.

    Shapes: x (T, N, D), weight_ih (3H, D), weight_hh (3H, H), biases (3H,), rows i, g, o; h0, c0 (N, H)
    -> as `lstm`.
    Raises ValueError for shapes that do not go together, or a sequence without a step.
    Source: Hochreiter and Schmidhuber 1997, with tanh for its two squashing functions.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h, c, _ = gated_arguments(
        "igo", x, weight_ih, weight_hh, bias_ih, bias_hh, None, h0=h0, c0=c0
    )
    output = np.empty((*x.shape[:2], h.shape[1]), x.dtype)
    for t in range(len(x)):
        i, g, o = np.split(x[t] @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh, 3, axis=1)
        c = c + sigmoid(i) * np.tanh(g)
        h = output[t] = sigmoid(o) * np.tanh(c)
    return output, h, c


def lstm_peephole(x, weight_ih, weight_hh, peephole, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Let the gates see the cell as well as the state: i and f the cell before the step, o the one after.

    Shapes: peephole (3, H), one weight for each unit's i, f, o; the others as `lstm` -> as `lstm`.
    Raises ValueError for shapes that do not go together, or a sequence without a step.
    Source: Gers, Schraudolph and Schmidhuber 2002, section 3.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h, c, _ = lstm_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, None
    )
    peephole, _ = floating(peephole=peephole, x=x)
    check_shape("peephole", peephole, "(3, H)", 3, h.shape[1])
    p_i, p_f, p_o = peephole
    output = np.empty((*x.shape[:2], h.shape[1]), x.dtype)
    for t in range(len(x)):
        i, f, g, o = np.split(x[t] @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh, 4, axis=1)
        c = sigmoid(f + p_f * c) * c + sigmoid(i + p_i * c) * np.tanh(g)
        h = output[t] = sigmoid(o + p_o * c) * np.tanh(c)
    return output, h, c
