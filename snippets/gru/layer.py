"""The GRU over whole sequences, fast."""

import numpy as np

from snippets.gru.cell import gru_arguments
from snippets.sequences import clear_padding, running

BLOCK_BYTES = 2**20  # of the gates of some steps: they stay in the cache


def gru(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, reset_after=True, lengths=None):
    """Carry a state through the sequence; one gate says how much of it is kept, another what the rest sees.

    With `reset_after` the reset gate acts on what the weights make of the state (PyTorch), without it on
    the state before them (Cho et al.); one cannot be turned into the other.
    Shapes: x (T, N, D), weight_ih (3H, D), weight_hh (3H, H), biases (3H,), rows r, z, n; h0 (N, H), zero
    if None -> the states after every step (T, N, H), and each sequence's last one (N, H).
    `lengths` (N,) says how many of the T steps each sequence has: after its end the state stays as it is,
    and the first result is 0.
    Raises ValueError for shapes that do not go together, a sequence without a step, a length of 0 or
    beyond T.
    Source: Cho et al. 2014, arXiv:1406.1078, eq. 5 to 8; layout and biases as PyTorch's `nn.GRU`.
    """
    *arrays, lengths = gru_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths)
    return run(*arrays, lengths, reset_after=reset_after, keep=False)[:2]


def run(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths, *, reset_after, keep):
    """Take all steps; also return the gates of each (T, 3, N, H), and what r multiplies, if `keep`.

    What the inputs add to the three sums needs no state: many steps at once, all if `keep`. The array that
    holds it becomes the gates, step by step. sigmoid(z) is 1/2 + 1/2 tanh(z/2): r and z are halved before the
    tanh and after.
    """
    T, (N, H) = len(x), h0.shape
    half = np.array([0.5, 0.5, 1], x.dtype)[:, None, None]  # r, z, n
    weight_x, weight_h, bias_x, bias_h = (
        np.ascontiguousarray(by_gate(array, H) * half) for array in (weight_ih, weight_hh, bias_ih, bias_hh)
    )
    kept = T if keep and reset_after else 1
    reset = np.empty((kept, N, H), x.dtype)
    early = slice(2) if reset_after else slice(3)  # gates to which the state's bias comes before the product
    at_once = T if keep else 1 + BLOCK_BYTES // (1 + 3 * h0.nbytes)
    output, h = np.empty((T, N, H), x.dtype), h0.copy()
    for t, going_on in enumerate(running(lengths, T)):
        if t % at_once == 0:
            all_gates = x[t : t + at_once, None] @ weight_x
            all_gates += bias_x
            all_gates[:, early] += bias_h[early]
        gates = all_gates[t % at_once]
        r, z, n = gates
        if reset_after:
            from_state = h @ weight_h
            gates[:2] += from_state[:2]
            squeeze(gates[:2])
            np.add(from_state[2], bias_h[2], out=reset[t % kept])
            n += r * reset[t % kept]
        else:
            gates[:2] += h @ weight_h[:2]
            squeeze(gates[:2])
            n += (r * h) @ weight_h[2]
        np.tanh(n, out=n)
        np.add(z * h, (1 - z) * n, out=h, where=going_on)
        output[t] = h
    return clear_padding(output, lengths), h, all_gates, reset


def squeeze(halved):
    """Finish a sigmoid in place, of sums that are halved already."""
    np.tanh(halved, out=halved)
    halved *= 0.5
    halved += 0.5


def by_gate(weight, H):
    """Cut (3H, K) into the transposed weights of each gate (3, K, H), and a bias (3H,) into (3, 1, H)."""
    if weight.ndim == 1:
        return weight.reshape(3, 1, H)
    return weight.reshape(3, H, weight.shape[1]).swapaxes(1, 2)
