"""The gradients of the GRU, through time."""

import numpy as np

from snippets.arrays import floating
from snippets.gru.cell import gru_arguments
from snippets.gru.layer import run
from snippets.sequences import grad_states


def gru_backward(
    grad_output,
    grad_h,
    x,
    weight_ih,
    weight_hh,
    bias_ih=None,
    bias_hh=None,
    h0=None,
    *,
    reset_after=True,
    lengths=None,
):
    """Return the gradients of `gru`'s arrays: through time, from each sequence's last step to its first.

    Shapes: grad_output (T, N, H) for the states, grad_h (N, H) for the last ones, either may be None; the
    others as `gru` -> grad_x (T, N, D), grad_weight_ih (3H, D), grad_weight_hh (3H, H), grad_bias_ih,
    grad_bias_hh (3H,), grad_h0 (N, H), and None for what was None.
    Raises ValueError as `gru`, and for gradients that are not shaped as its results.
    """
    arrays = x, weight_ih, weight_hh, bias_ih, bias_hh, h0
    _, backward = gru_with_backward(*arrays, reset_after=reset_after, lengths=lengths)
    return backward(grad_output, grad_h)


def gru_with_backward(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, reset_after=True, lengths=None
):
    """Return what `gru` returns, and a function that makes of its gradients those of the arrays.

    To train with: `gru_backward` alone would compute every step once more.
    Shapes, errors: as `gru`; the function as `gru_backward`, of grad_output and grad_h alone.
    """
    given = {"x": x, "weight_ih": weight_ih, "weight_hh": weight_hh}
    given |= {"bias_ih": bias_ih, "bias_hh": bias_hh, "h0": h0}
    *arrays, lengths = gru_arguments(*given.values(), lengths)
    x, weight_ih, weight_hh, _, _, h0 = arrays
    output, h, *kept = run(*arrays, lengths, reset_after=reset_after, keep=True)
    walk_back = back_through_time if reset_after else back_through_time_reset_before

    def backward(grad_output, grad_h):
        grad_output, grad_h, _ = floating(grad_output=grad_output, grad_h=grad_h, x=x)
        grad = grad_states(grad_output, grad_h, lengths, output.shape, output.dtype)
        before = np.concatenate([h0[None], output[:-1]])
        grads = walk_back(grad, *kept, before, x, weight_ih, weight_hh)
        return tuple(None if given[name] is None else grad for name, grad in zip(given, grads, strict=True))

    return (output, h), backward


def back_through_time(grad, all_gates, reset, h_before, x, weight_ih, weight_hh):
    """Walk back over the steps: from h to z, to the candidate n, through it to r, and to the h before.

    Shapes: grad (T, N, H); all_gates (T, 3, N, H) and reset (T, N, H) from `run`; h_before (T, N, H); the
    others as `gru` -> as `gru_backward`.
    """
    T, N, H = grad.shape
    # Of the sums: x's part of n, then r and z, then h's part of n. The first three go to x, the last to h.
    grad_sums = np.empty((T, N, 4, H), grad.dtype)
    weight, dh = weight_hh.reshape(3, H, H), np.zeros((N, H), grad.dtype)
    for t in reversed(range(T)):
        r, z, n = all_gates[t]
        dh += grad[t]
        x_n, s_r, s_z, h_n = sums = grad_sums[t].swapaxes(0, 1)
        np.multiply(dh * (1 - z), 1 - n * n, out=x_n)
        np.multiply(x_n, r, out=h_n)
        np.multiply(x_n * reset[t], r * (1 - r), out=s_r)
        np.multiply(dh * (h_before[t] - n), z * (1 - z), out=s_z)
        dh *= z
        dh += (sums[1:] @ weight).sum(axis=0)
    sums = grad_sums.reshape(T * N, 4 * H)
    to_x, to_h = sums[:, : 3 * H], sums[:, H:]
    grad_weight_ih = np.roll(to_x.T @ x.reshape(T * N, x.shape[2]), -H, axis=0)  # rows n, r, z -> r, z, n
    grad_bias_ih = np.roll(to_x.sum(axis=0), -H)
    grad_x = (to_x @ np.roll(weight_ih, H, axis=0)).reshape(x.shape)
    grad_weight_hh = to_h.T @ h_before.reshape(T * N, H)
    return grad_x, grad_weight_ih, grad_weight_hh, grad_bias_ih, to_h.sum(axis=0), dh


def back_through_time_reset_before(grad, all_gates, _, h_before, x, weight_ih, weight_hh):
    """Walk back as above, where r multiplies the state itself: what comes to r h goes on to r and to h.

    Shapes: as `back_through_time`.
    """
    T, N, H = grad.shape
    grad_sums = np.empty((T, N, 3, H), grad.dtype)
    weight, dh = weight_hh.reshape(3, H, H), np.zeros((N, H), grad.dtype)
    for t in reversed(range(T)):
        r, z, n = all_gates[t]
        dh += grad[t]
        s_r, s_z, s_n = sums = grad_sums[t].swapaxes(0, 1)
        np.multiply(dh * (1 - z), 1 - n * n, out=s_n)
        to_rh = s_n @ weight[2]
        np.multiply(to_rh * h_before[t], r * (1 - r), out=s_r)
        np.multiply(dh * (h_before[t] - n), z * (1 - z), out=s_z)
        dh *= z
        dh += to_rh * r + (sums[:2] @ weight[:2]).sum(axis=0)
    sums, flat_h = grad_sums.reshape(T * N, 3 * H), h_before.reshape(T * N, H)
    grad_x = (sums @ weight_ih).reshape(x.shape)
    grad_weight_ih = sums.T @ x.reshape(T * N, x.shape[2])
    rh = (all_gates[:, 0] * h_before).reshape(T * N, H)
    grad_weight_hh = np.concatenate([sums[:, : 2 * H].T @ flat_h, sums[:, 2 * H :].T @ rh])
    grad_bias = sums.sum(axis=0)
    return grad_x, grad_weight_ih, grad_weight_hh, grad_bias, grad_bias.copy(), dh
