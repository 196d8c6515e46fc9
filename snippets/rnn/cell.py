"""The recurrent network: its definition as loops, and the loop over steps that everything else calls."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.sequences import (
    check_lengths,
    check_sequence,
    clear_padding,
    or_zeros,
    running,
    without_padding,
)


def relu(a, **options):
    return np.maximum(a, 0, **options)


NONLINEARITIES = {"tanh": np.tanh, "relu": relu}
# What is left of a gradient before the nonlinearity, from the gradient after it and the value h there.
SLOPES = {
    "tanh": lambda grad, h: grad * (1 - h * h),
    "relu": lambda grad, h: np.where(h <= 0, 0, grad),
}


def rnn_naive(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, nonlinearity="tanh", lengths=None
):
    """Update the state step by step and unit by unit, one sequence after the other: the definition, as loops.

    Shapes, errors: as `rnn`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 10.8 and 10.9.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths = rnn_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths
    )
    f = activation(nonlinearity)
    (T, N, D), H = x.shape, len(weight_hh)
    output, last = np.zeros((T, N, H), x.dtype), np.empty((N, H), x.dtype)
    for n in range(N):
        h = h0[n]
        for t in range(lengths[n]):
            for i in range(H):
                a = bias_ih[i] + bias_hh[i]
                a += sum(weight_hh[i, j] * h[j] for j in range(H))
                a += sum(weight_ih[i, d] * x[t, n, d] for d in range(D))
                output[t, n, i] = f(a)
            h = output[t, n]
        last[n] = h
    return output, last


# --8<-- [start:rnn]
def rnn(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, nonlinearity="tanh", lengths=None):
    """Carry a state through the sequence: new input, old state, the same weights.

    Shapes: x (T, N, D), weight_ih (H, D), weight_hh (H, H), biases (H,), h0 (N, H),
    zero if None -> the states after every step (T, N, H), and each sequence's last
    one (N, H).
    `nonlinearity` is "tanh" or "relu". `lengths` (N,) says how many of the T steps each
    sequence has: after its end the state stays as it is, and the first result is 0.
    Raises ValueError for shapes that do not go together, a sequence without a step,
    a length of 0 or beyond T, another nonlinearity.
    Source: Goodfellow, Bengio, Courville, Deep Learning,
    eq. 10.8, 10.9; PyTorch's `nn.RNN`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths = rnn_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths
    )
    f = activation(nonlinearity)
    # What the inputs add needs no state: all steps at once.
    output = x @ weight_ih.T
    output += bias_ih + bias_hh
    h = h0.copy()
    for t, going_on in enumerate(running(lengths, len(x))):  # who has ended keeps its state
        f(output[t] + h @ weight_hh.T, out=h, where=going_on)
        output[t] = h
    return clear_padding(output, lengths), h
    # --8<-- [end:rnn]


def rnn_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths):
    """Check what `rnn` was given; return it as arrays, with zeros for what was None and for the padding."""
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0 = floating(
        x=x, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh, h0=h0
    )
    T, N, D = check_sequence(x)
    check_shape("weight_ih", weight_ih, "(H, D)", None, D)
    H = len(weight_ih)
    check_shape("weight_hh", weight_hh, "(H, H)", H, H)
    bias_ih = or_zeros("bias_ih", bias_ih, "(H,)", (H,), x.dtype)
    bias_hh = or_zeros("bias_hh", bias_hh, "(H,)", (H,), x.dtype)
    h0 = or_zeros("h0", h0, "(N, H)", (N, H), x.dtype)
    lengths = check_lengths(lengths, T, N)
    return without_padding(x, lengths), weight_ih, weight_hh, bias_ih, bias_hh, h0, lengths


def activation(nonlinearity):
    if nonlinearity not in list(NONLINEARITIES):  # a list is no key, and no name either
        raise ValueError(f'nonlinearity is {nonlinearity!r}; expected "tanh" or "relu"')
    return NONLINEARITIES[nonlinearity]
