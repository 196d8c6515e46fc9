"""One step of the LSTM as its formulas say it, and the whole of it unit by unit."""

import numpy as np

from snippets.gates import gated_arguments, sigmoid, step_arguments

GATES = "ifgo"  # the order of the blocks of H rows in every weight and bias


# --8<-- [start:lstm_cell]
def lstm_gates(x, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Compute the gates, and what may enter the cell, from input and last state.

    Shapes: x (N, D), h (N, H), weight_ih (4H, D), weight_hh (4H, H),
    biases (4H,), rows i, f, g, o -> i, f, g, o, each (N, H).
    Raises ValueError for shapes that do not go together.
    Source: as `lstm`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h = step_arguments(
        GATES, x, weight_ih, weight_hh, bias_ih, bias_hh, h=h
    )
    z = x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh
    i, f, g, o = np.split(z, 4, axis=1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def lstm_cell(x, h, c, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Take one step: forget a part, add a part, show a part of the result.

    Shapes: x (N, D), h and c (N, H), weights as `lstm_gates` -> h, c (N, H).
    Raises ValueError for shapes that do not go together.
    Source: as `lstm`.
    """
    *_, c = step_arguments(GATES, x, weight_ih, weight_hh, None, None, h=h, c=c)
    i, f, g, o = lstm_gates(x, h, weight_ih, weight_hh, bias_ih, bias_hh)
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c
    # --8<-- [end:lstm_cell]


def lstm_naive(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None, *, lengths=None):
    """Update cell and state unit by unit, step by step, sequence by sequence: the definition, as loops.

    Shapes, errors, source: as `lstm`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths = lstm_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths
    )
    (T, N, D), H = x.shape, h0.shape[1]
    output, h, c = np.zeros((T, N, H), x.dtype), h0.copy(), c0.copy()

    def weighted_sum(gate, unit, t, n):
        row = GATES.index(gate) * H + unit
        from_input = sum(weight_ih[row, d] * x[t, n, d] for d in range(D)) + bias_ih[row]
        before = h0[n] if t == 0 else output[t - 1, n]
        return from_input + sum(weight_hh[row, j] * before[j] for j in range(H)) + bias_hh[row]

    for n in range(N):
        for t in range(lengths[n]):
            for unit in range(H):
                i = sigmoid(weighted_sum("i", unit, t, n))
                f = sigmoid(weighted_sum("f", unit, t, n))
                g = np.tanh(weighted_sum("g", unit, t, n))
                o = sigmoid(weighted_sum("o", unit, t, n))
                c[n, unit] = f * c[n, unit] + i * g
                output[t, n, unit] = o * np.tanh(c[n, unit])
            h[n] = output[t, n]
    return output, h, c


def lstm_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths):
    """Check what `lstm` was given; return it as arrays, with zeros for what was None and for the padding."""
    return gated_arguments(GATES, x, weight_ih, weight_hh, bias_ih, bias_hh, lengths, h0=h0, c0=c0)
