"""The LSTM over whole sequences, fast."""

import numpy as np

from snippets.lstm.cell import lstm_arguments
from snippets.sequences import clear_padding, running


def lstm(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None, *, lengths=None):
    """Carry a cell and a state through the sequence; gates decide what the cell forgets, takes in and shows.

    Shapes: x (T, N, D), weight_ih (4H, D), weight_hh (4H, H), biases (4H,), rows i, f, g, o; h0 and c0
    (N, H), zero if None -> the states h after every step (T, N, H), the last h and the last c (N, H).
    `lengths` (N,) says how many of the T steps each sequence has: after its end h and c stay as they are,
    and the first result is 0.
    Raises ValueError for shapes that do not go together, a sequence without a step, a length of 0 or
    beyond T.
    Source: Hochreiter and Schmidhuber 1997; the forget gate, Gers, Schmidhuber and Cummins 2000; layout and
    biases as PyTorch's `nn.LSTM`.
    """
    *arrays, lengths = lstm_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths)
    return run(*arrays, lengths, keep=False)[:3]


def run(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths, *, keep):
    """Take all steps, and keep what the way back needs: the gates of each step, and the cell before it.

    A step is one product of [x, h, 1] with the weights of each gate, and one tanh for all of them:
    sigmoid(z) is 1/2 + 1/2 tanh(z/2), so i, f, o are halved before the tanh and after it, and g is not.
    """
    (T, N, D), H = x.shape, h0.shape[1]
    half = halves(N, H, x.dtype)
    rest, once = 1 - half, halves(1, 1, x.dtype)
    columns = np.concatenate([weight_ih, weight_hh, (bias_ih + bias_hh)[:, None]], axis=1)
    weight = np.ascontiguousarray((columns.reshape(4, H, D + H + 1) * once).swapaxes(1, 2))
    row = np.ones((N, D + H + 1), x.dtype)
    kept = T if keep else 1  # or each step overwrites the one before
    all_gates, cells = np.empty((kept, 4, N, H), x.dtype), np.empty((kept, N, H), x.dtype)
    output, h, c = np.empty((T, N, H), x.dtype), h0.copy(), c0.copy()
    # --8<-- [start:steps]
    for t, going_on in enumerate(running(lengths, T)):
        row[:, :D], row[:, D:-1], cells[t % kept] = x[t], h, c
        gates = np.matmul(row, weight, out=all_gates[t % kept])
        np.tanh(gates, out=gates)
        gates *= half
        gates += rest
        i, f, g, o = gates
        np.add(f * c, i * g, out=c, where=going_on)
        np.multiply(o, np.tanh(c), out=h, where=going_on)
        output[t] = h
        # --8<-- [end:steps]
    return clear_padding(output, lengths), h, c, all_gates, cells


def halves(N, H, dtype):
    """Return 1/2 for each sigmoid, 1 for each tanh; in full, (4, N, H), as repeating them would be slow."""
    half = np.array([0.5, 0.5, 1, 0.5], dtype)  # i, f, g, o
    return np.repeat(half, N * H).reshape(4, N, H)
