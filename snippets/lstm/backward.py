"""The gradients of the LSTM, through time."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.lstm.cell import lstm_arguments
from snippets.lstm.layer import halves, run
from snippets.sequences import grad_states


def lstm_backward(
    grad_output,
    grad_h,
    grad_c,
    x,
    weight_ih,
    weight_hh,
    bias_ih=None,
    bias_hh=None,
    h0=None,
    c0=None,
    *,
    lengths=None,
):
    """Return the gradients of `lstm`'s arrays: through time, from each sequence's last step to its first.

    Shapes: grad_output (T, N, H) for the states, grad_h and grad_c (N, H) for the last ones, any may be
    None; the others as `lstm` -> grad_x (T, N, D), grad_weight_ih (4H, D), grad_weight_hh (4H, H),
    grad_bias_ih, grad_bias_hh (4H,), grad_h0, grad_c0 (N, H), and None for what was None.
    Raises ValueError as `lstm`, and for gradients that are not shaped as its results.
    """
    _, backward = lstm_with_backward(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, lengths=lengths)
    return backward(grad_output, grad_h, grad_c)


def lstm_with_backward(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None, *, lengths=None
):
    """Return what `lstm` returns, and a function that makes of its gradients those of the arrays.

    To train with: `lstm_backward` alone would compute every step once more.
    Shapes, errors: as `lstm`; the function as `lstm_backward`, of grad_output, grad_h, grad_c alone.
    """
    given = {"x": x, "weight_ih": weight_ih, "weight_hh": weight_hh}
    given |= {"bias_ih": bias_ih, "bias_hh": bias_hh, "h0": h0, "c0": c0}
    *arrays, lengths = lstm_arguments(*given.values(), lengths)
    x, weight_ih, weight_hh, _, _, h0, _ = arrays
    output, h, c, *kept = run(*arrays, lengths, keep=True)

    def backward(grad_output, grad_h, grad_c):
        grad_output, grad_h, grad_c, _ = floating(grad_output=grad_output, grad_h=grad_h, grad_c=grad_c, x=x)
        grad = grad_states(grad_output, grad_h, lengths, output.shape, output.dtype)
        if grad_c is not None:
            check_shape("grad_c", grad_c, "(N, H)", *c.shape)
        before = np.concatenate([h0[None], output[:-1]])
        grads = back_through_time(grad, grad_c, *kept, c, before, x, weight_ih, weight_hh, lengths)
        return tuple(None if given[name] is None else grad for name, grad in zip(given, grads, strict=True))

    return (output, h, c), backward


def back_through_time(grad, grad_c, all_gates, cells, c, h_before, x, weight_ih, weight_hh, lengths):
    """Walk back over the steps: from h through the output gate to c, from c to the gates and to the c before.

    Shapes: grad (T, N, H), grad_c (N, H) or None; all_gates (T, 4, N, H), the cell before each step, cells
    (T, N, H), and after the last, c (N, H), all from `run`; h_before (T, N, H); the others as `lstm`
    -> as `lstm_backward`.
    """
    T, N, H = grad.shape
    half, weight = halves(N, H, grad.dtype), weight_hh.reshape(4, H, H)
    rest, largest_slope = 1 - half, half * half
    grad_sums = np.empty((T, N, 4, H), grad.dtype)  # what goes into i, f, g, o before sigmoid and tanh
    sums, slopes = np.empty((2, 4, N, H), grad.dtype)
    di, df, dg, do = sums
    dh, dc = np.zeros((2, N, H), grad.dtype)
    for t in reversed(range(T)):
        gates, c_before = all_gates[t], cells[t]
        i, f, g, o = gates
        squashed = np.tanh(c)
        if grad_c is not None:
            np.copyto(dc, grad_c, where=(lengths == t + 1)[:, None])
        dh += grad[t]
        dc += dh * o * (1 - squashed * squashed)
        np.multiply(dc, g, out=di)
        np.multiply(dc, c_before, out=df)
        np.multiply(dc, i, out=dg)
        np.multiply(dh, squashed, out=do)
        np.subtract(gates, rest, out=slopes)
        slopes *= slopes
        sums *= np.subtract(largest_slope, slopes, out=slopes)  # a (1 - a) of a sigmoid, 1 - a² of a tanh
        grad_sums[t] = sums.swapaxes(0, 1)
        dc *= f
        np.matmul(sums, weight, out=slopes).sum(axis=0, out=dh)
        c = c_before
    return *through_products(grad_sums, x, weight_ih, h_before), dh, dc


def through_products(grad_sums, x, weight_ih, h_before):
    """Go from the sums of all gates to what they are made of: the weights are the same at every step.

    Shapes: grad_sums (T, N, 4, H), h_before (T, N, H), the others as `lstm` -> grad_x, grad_weight_ih,
    grad_weight_hh, grad_bias_ih, grad_bias_hh as `lstm_backward`.
    """
    (T, N, D), H = x.shape, h_before.shape[2]
    sums = grad_sums.reshape(T * N, 4 * H)
    grad_x = (sums @ weight_ih).reshape(x.shape)
    grad_weight_ih = sums.T @ x.reshape(T * N, D)
    grad_weight_hh = sums.T @ h_before.reshape(T * N, H)
    grad_bias = sums.sum(axis=0)
    return grad_x, grad_weight_ih, grad_weight_hh, grad_bias, grad_bias.copy()
