"""The gradients of the ConvLSTM, through time and through the windows."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.conv_lstm.cell import conv_lstm_arguments, run
from snippets.convolution import conv2d_backward


def conv_lstm_backward(
    grad_output, grad_h, grad_c, x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None
):
    """Return the gradients of `conv_lstm`'s arrays: through time, from the last step to the first.

    Shapes: grad_output (T, N, M, H, W) for the states, grad_h and grad_c (N, M, H, W) for the last ones, any
    may be None; the others as `conv_lstm` -> the gradients of its arrays, shaped as they are, in their order,
    and None for what was None.
    Raises ValueError as `conv_lstm`, and for gradients that are not shaped as its results.
    """
    _, backward = conv_lstm_with_backward(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0)
    return backward(grad_output, grad_h, grad_c)


def conv_lstm_with_backward(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Return what `conv_lstm` returns, and a function that makes of its gradients those of the arrays.

    Shapes, errors: as `conv_lstm`; the function as `conv_lstm_backward`, of its first three alone.
    """
    given = x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0
    x, weight_ih, weight_hh, bias_ih, _, h0, c0 = arrays = conv_lstm_arguments(*given)
    output, h, c, gates, cells = run(*arrays)

    def backward(grad_output, grad_h, grad_c):
        grad_output, grad_h, grad_c, _ = floating(grad_output=grad_output, grad_h=grad_h, grad_c=grad_c, x=x)
        dh, dc = (
            start(name, grad, "(N, M, H, W)", h) for name, grad in (("grad_h", grad_h), ("grad_c", grad_c))
        )
        grad_states = start("grad_output", grad_output, "(T, N, M, H, W)", output)
        h_before = np.concatenate([h0[None], output[:-1]])
        grad_weight_hh = np.zeros_like(weight_hh)
        grad_sums = []  # what goes into i, f, g, o before sigmoid and tanh
        for t in reversed(range(len(x))):
            i, f, g, o = gates[t]
            squashed = np.tanh(cells[t + 1])
            dh = dh + grad_states[t]
            do = dh * squashed * o * (1 - o)
            dc = dc + dh * o * (1 - squashed**2)
            di = dc * g * i * (1 - i)
            df = dc * cells[t] * f * (1 - f)
            dg = dc * i * (1 - g**2)
            grad_sums.insert(0, np.concatenate([di, df, dg, do], axis=1))
            dh, grad_weight, _ = conv2d_backward(grad_sums[0], h_before[t], weight_hh, padding="same")
            grad_weight_hh += grad_weight
            dc = dc * f
        images, sums = x.reshape(-1, *x.shape[2:]), np.concatenate(grad_sums)
        grad_x, grad_weight_ih, grad_bias = conv2d_backward(sums, images, weight_ih, bias_ih, padding="same")
        grads = grad_x.reshape(x.shape), grad_weight_ih, grad_weight_hh, grad_bias, grad_bias.copy(), dh, dc
        return tuple(None if array is None else grad for array, grad in zip(given, grads, strict=True))

    return (output, h, c), backward


def start(name, grad, axes, result):
    """Return a gradient, or zeros for None; raise ValueError unless it is shaped as the result it is of."""
    if grad is None:
        return np.zeros_like(result)
    check_shape(name, grad, axes, *result.shape)
    return grad
