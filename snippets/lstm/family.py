"""A latch set by hand, and the cell of 1997, before there was a forget gate."""

import numpy as np

from snippets.gates import gated_arguments, sigmoid
from snippets.lstm.backward import lstm_backward

OPEN = 100.0  # a sum at which a sigmoid is 1 in every precision


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


def lstm_without_forget_gate_backward(
    grad_output, grad_h, grad_c, x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None
):
    """Return the gradients of `lstm_without_forget_gate`'s arrays: those of an LSTM whose forget gate is 1.

    Its rows f are weights of 0 and a bias at which a sigmoid is 1 and flat, to the last bit.
    Shapes: grad_output (T, N, H) for the states, grad_h and grad_c (N, H) for the last ones, any may be
    None; the others as `lstm_without_forget_gate` -> the gradients of its arrays, shaped as they are, in
    their order, and None for what was None.
    Raises ValueError as `lstm_without_forget_gate`, and for gradients that are not shaped as its results.
    """
    given = x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0
    x, *weights, h0, c0, _ = gated_arguments("igo", *given[:5], None, h0=h0, c0=c0)
    weights = [with_rows_f(array, value) for array, value in zip(weights, (0, 0, OPEN, 0), strict=True)]
    grad_x, *grads, grad_h0, grad_c0 = lstm_backward(grad_output, grad_h, grad_c, x, *weights, h0, c0)
    grads = grad_x, *(without_rows_f(grad) for grad in grads), grad_h0, grad_c0
    return tuple(None if array is None else grad for array, grad in zip(given, grads, strict=True))


def with_rows_f(array, value):
    """Put H rows of one value between the rows i and g."""
    i, g, o = np.split(array, 3)
    return np.concatenate([i, np.full_like(i, value), g, o])


def without_rows_f(array):
    i, _, g, o = np.split(array, 4)
    return np.concatenate([i, g, o])
