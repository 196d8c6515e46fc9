"""One step of the GRU as its formulas say it, and the whole of it unit by unit."""

import numpy as np

from snippets.gates import gated_arguments, sigmoid, step_arguments

GATES = "rzn"  # the order of the blocks of H rows in every weight and bias


# --8<-- [start:gru_cell]
def gru_gates(x, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None, *, reset_after=True):
    """Compute what share of the state the candidate sees, what is kept, the candidate.

    Shapes: x (N, D), h (N, H), weight_ih (3H, D), weight_hh (3H, H), biases (3H,), rows
    r, z, n -> reset gate r, update gate z, candidate n, each (N, H).
    Raises ValueError for shapes that do not go together.
    Source: as `gru`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h = step_arguments(
        GATES, x, weight_ih, weight_hh, bias_ih, bias_hh, h=h
    )
    x_r, x_z, x_n = np.split(x @ weight_ih.T + bias_ih, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ weight_hh.T + bias_hh, 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    if reset_after:
        return r, z, np.tanh(x_n + r * h_n)
    H = h.shape[1]
    return r, z, np.tanh(x_n + (r * h) @ weight_hh[2 * H :].T + bias_hh[2 * H :])


def gru_cell(x, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None, *, reset_after=True):
    """Take one step: keep the share z of the state, and fill up with the candidate.

    Shapes: x (N, D), h (N, H), the weights as `gru_gates` -> the new h (N, H).
    Raises ValueError for shapes that do not go together.
    Source: as `gru`.
    """
    _, z, n = gru_gates(x, h, weight_ih, weight_hh, bias_ih, bias_hh, reset_after=reset_after)
    return z * h + (1 - z) * n
    # --8<-- [end:gru_cell]


def gru_naive(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, reset_after=True, lengths=None
):
    """Update the state unit by unit, step by step, sequence by sequence: the definition, as loops.

    Shapes, errors, source: as `gru`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths = gru_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths
    )
    (T, N, D), H = x.shape, h0.shape[1]
    output, last = np.zeros((T, N, H), x.dtype), h0.copy()

    def from_input(gate, unit, inputs):
        row = GATES.index(gate) * H + unit
        return sum(weight_ih[row, d] * inputs[d] for d in range(D)) + bias_ih[row]

    def from_state(gate, unit, state):
        row = GATES.index(gate) * H + unit
        return sum(weight_hh[row, j] * state[j] for j in range(H)) + bias_hh[row]

    for n in range(N):
        h = last[n]
        for t in range(lengths[n]):
            r = [sigmoid(from_input("r", unit, x[t, n]) + from_state("r", unit, h)) for unit in range(H)]
            rh = [r[unit] * h[unit] for unit in range(H)]
            for unit in range(H):
                z = sigmoid(from_input("z", unit, x[t, n]) + from_state("z", unit, h))
                reset = r[unit] * from_state("n", unit, h) if reset_after else from_state("n", unit, rh)
                candidate = np.tanh(from_input("n", unit, x[t, n]) + reset)
                output[t, n, unit] = z * h[unit] + (1 - z) * candidate
            h = output[t, n]
        last[n] = h
    return output, last


def gru_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths):
    """Check what `gru` was given; return it as arrays, with zeros for what was None and for the padding."""
    return gated_arguments(GATES, x, weight_ih, weight_hh, bias_ih, bias_hh, lengths, h0=h0)
