"""The LSTM whose gates see the cell, and its gradients."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.gates import sigmoid
from snippets.lstm.backward import through_products
from snippets.lstm.cell import lstm_arguments
from snippets.sequences import grad_states


def lstm_peephole(x, weight_ih, weight_hh, peephole, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Let the gates see the cell as well as the state: i and f the cell before the step, o the one after.

    Shapes: peephole (3, H), one weight for each unit's i, f, o; the others as `lstm` -> as `lstm`.
    Raises ValueError for shapes that do not go together, or a sequence without a step.
    Source: Gers, Schraudolph and Schmidhuber 2002, section 3.
    """
    arrays = peephole_arguments(x, weight_ih, weight_hh, peephole, bias_ih, bias_hh, h0, c0)
    output, cells, _ = peephole_steps(*arrays)
    return output, output[-1].copy(), cells[-1].copy()


def lstm_peephole_backward(
    grad_output,
    grad_h,
    grad_c,
    x,
    weight_ih,
    weight_hh,
    peephole,
    bias_ih=None,
    bias_hh=None,
    h0=None,
    c0=None,
):
    """Return the gradients of `lstm_peephole`'s arrays: each gate sends its own back into the cell it saw.

    Shapes: grad_output (T, N, H) for the states, grad_h and grad_c (N, H) for the last ones, any may be
    None; the others as `lstm_peephole` -> the gradients of its arrays, shaped as they are, in their order,
    and None for what was None.
    Raises ValueError as `lstm_peephole`, and for gradients that are not shaped as its results.
    """
    given = x, weight_ih, weight_hh, peephole, bias_ih, bias_hh, h0, c0
    x, weight_ih, weight_hh, peephole, *biases, h0, c0 = peephole_arguments(*given)
    output, cells, gates = peephole_steps(x, weight_ih, weight_hh, peephole, *biases, h0, c0)
    grad_output, grad_h, grad_c, _ = floating(grad_output=grad_output, grad_h=grad_h, grad_c=grad_c, x=x)
    T, N, H = output.shape
    grad = grad_states(grad_output, grad_h, np.full(N, T), output.shape, x.dtype)
    dh, dc = np.zeros((2, N, H), x.dtype)
    if grad_c is not None:
        check_shape("grad_c", grad_c, "(N, H)", N, H)
        dc += grad_c
    p_i, p_f, p_o = peephole
    grad_sums = np.empty((T, 4, N, H), x.dtype)  # what goes into i, f, g, o before sigmoid and tanh
    for t in reversed(range(T)):
        i, f, g, o = gates[t]
        squashed = np.tanh(cells[t + 1])
        dh += grad[t]
        do = dh * squashed * o * (1 - o)
        dc += dh * o * (1 - squashed**2) + do * p_o
        di = dc * g * i * (1 - i)
        df = dc * cells[t] * f * (1 - f)
        dg = dc * i * (1 - g**2)
        grad_sums[t] = di, df, dg, do
        dh = np.concatenate([di, df, dg, do], axis=1) @ weight_hh
        dc = dc * f + di * p_i + df * p_f
    seen = np.stack([cells[:-1], cells[:-1], cells[1:]], axis=1)  # by i, f, o
    grad_peephole = (grad_sums[:, [0, 1, 3]] * seen).sum(axis=(0, 2))
    h_before = np.concatenate([h0[None], output[:-1]])
    grad_x, grad_ih, grad_hh, *grad_biases = through_products(
        grad_sums.swapaxes(1, 2), x, weight_ih, h_before
    )
    grads = grad_x, grad_ih, grad_hh, grad_peephole, *grad_biases, dh, dc
    return tuple(None if array is None else grad for array, grad in zip(given, grads, strict=True))


def peephole_arguments(x, weight_ih, weight_hh, peephole, bias_ih, bias_hh, h0, c0):
    """Check what `lstm_peephole` was given; return it as arrays, with zeros for what was None."""
    x, weight_ih, weight_hh, *others, _ = lstm_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, None
    )
    peephole, _ = floating(peephole=peephole, x=x)
    check_shape("peephole", peephole, "(3, H)", 3, weight_hh.shape[1])
    return x, weight_ih, weight_hh, peephole, *others


def peephole_steps(x, weight_ih, weight_hh, peephole, bias_ih, bias_hh, h, c):
    """Take all steps, and keep what the way back needs: each step's gates, and all cells from the first on.

    Shapes: as `lstm_peephole` -> the states (T, N, H), the cells (T + 1, N, H), the gates (T, 4, N, H).
    """
    (T, N, _), H = x.shape, h.shape[1]
    p_i, p_f, p_o = peephole
    output, gates = np.empty((T, N, H), x.dtype), np.empty((T, 4, N, H), x.dtype)
    cells = np.empty((T + 1, N, H), x.dtype)
    cells[0] = c
    for t in range(T):
        i, f, g, o = np.split(x[t] @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh, 4, axis=1)
        i, f, g = sigmoid(i + p_i * c), sigmoid(f + p_f * c), np.tanh(g)
        c = cells[t + 1] = f * c + i * g
        o = sigmoid(o + p_o * c)
        h = output[t] = o * np.tanh(c)
        gates[t] = i, f, g, o
    return output, cells, gates
