"""The recurrent network: a state carried through the sequence, and two networks that show what it is for."""

import numpy as np

from snippets.arrays import check_shape, floating

NONLINEARITIES = {"tanh": np.tanh, "relu": lambda a: np.maximum(a, 0)}


def rnn_naive(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, nonlinearity="tanh"):
    """Update the state step by step and unit by unit: the definition, as loops.

    Shapes, errors: as `rnn`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 10.8 and 10.9.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0 = rnn_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0
    )
    f = activation(nonlinearity)
    (T, N, D), H = x.shape, len(weight_hh)
    output = np.empty((T, N, H), x.dtype)
    for n in range(N):
        h = h0[n]
        for t in range(T):
            for i in range(H):
                a = bias_ih[i] + bias_hh[i]
                a += sum(weight_hh[i, j] * h[j] for j in range(H))
                a += sum(weight_ih[i, d] * x[t, n, d] for d in range(D))
                output[t, n, i] = f(a)
            h = output[t, n]
    return output, output[-1].copy()


# --8<-- [start:rnn]
def rnn(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, nonlinearity="tanh"):
    """Carry a state through the sequence: new input, old state, the same weights at every step.

    Shapes: x (T, N, D), weight_ih (H, D), weight_hh (H, H), biases (H,), h0 (N, H), zero if
    None -> the states after every step (T, N, H), and the last one (N, H).
    `nonlinearity` is "tanh" or "relu".
    Raises ValueError for shapes that do not go together, a sequence without a step, another
    nonlinearity.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 10.8, 10.9; PyTorch's `nn.RNN`.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0 = rnn_arguments(
        x, weight_ih, weight_hh, bias_ih, bias_hh, h0
    )
    f = activation(nonlinearity)
    # What the inputs add needs no state: all steps at once.
    output = x @ weight_ih.T + (bias_ih + bias_hh)
    h = h0
    for t in range(len(x)):
        h = output[t] = f(output[t] + h @ weight_hh.T)
    return output, h
    # --8<-- [end:rnn]


def jordan(x, weight_ih, weight_oh, weight_ho, bias_ih=None, *, nonlinearity="tanh"):
    """Feed back the output instead of the state: what the output does not show is forgotten.

    Shapes: x (T, N, D), weight_ih (H, D), weight_oh (H, O) from the last output, weight_ho (O, H) to the
    next, bias_ih (H,) -> the outputs of every step (T, N, O), and the last one (N, O).
    Raises ValueError as `rnn`.
    Source: Jordan 1986; Goodfellow, Bengio, Courville, Deep Learning, section 10.2, figure 10.4.
    """
    x, weight_ih, weight_oh, weight_ho, bias_ih = floating(
        x=x, weight_ih=weight_ih, weight_oh=weight_oh, weight_ho=weight_ho, bias_ih=bias_ih
    )
    T, N, D = sequence_shape(x)
    check_shape("weight_ih", weight_ih, "(H, D)", None, D)
    check_shape("weight_oh", weight_oh, "(H, O)", len(weight_ih), None)
    check_shape("weight_ho", weight_ho, "(O, H)", *weight_oh.shape[::-1])
    bias_ih = bias("bias_ih", bias_ih, weight_ih)
    f = activation(nonlinearity)
    output = np.empty((T, N, len(weight_ho)), x.dtype)
    y = np.zeros(output.shape[1:], x.dtype)
    for t in range(T):
        h = f(x[t] @ weight_ih.T + y @ weight_oh.T + bias_ih)
        y = output[t] = h @ weight_ho.T
    return output, y


# --8<-- [start:parity_weights]
def parity_weights():
    """Set by hand two relu units that keep the parity of all bits they have read, exactly.

    For the old parity s and the new bit x they hold relu(s + x) and relu(s + x - 1). Of the sums
    0, 1, 2 they make (0, 0), (1, 0), (2, 1); first minus twice second is 0, 1, 0: the new parity.
    Both units need the old parity, so both rows of weight_hh are the readout.
    Shapes: weight_ih (2, 1), weight_hh (2, 2), bias_ih (2,) for `rnn` with relu; readout (2,):
    parity = h @ readout.
    """
    readout = np.array([1.0, -2.0])
    weight_ih = np.array([[1.0], [1.0]])
    weight_hh = np.array([readout, readout])
    bias_ih = np.array([0.0, -1.0])
    return weight_ih, weight_hh, bias_ih, readout
    # --8<-- [end:parity_weights]


def rnn_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0):
    """Check what `rnn` was given; return it as arrays, with zeros for what was None."""
    x, weight_ih, weight_hh, bias_ih, bias_hh, h0 = floating(
        x=x, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh, h0=h0
    )
    _, N, D = sequence_shape(x)
    check_shape("weight_ih", weight_ih, "(H, D)", None, D)
    H = len(weight_ih)
    check_shape("weight_hh", weight_hh, "(H, H)", H, H)
    bias_ih, bias_hh = bias("bias_ih", bias_ih, weight_ih), bias("bias_hh", bias_hh, weight_ih)
    if h0 is None:
        h0 = np.zeros((N, H), x.dtype)
    check_shape("h0", h0, "(N, H)", N, H)
    return x, weight_ih, weight_hh, bias_ih, bias_hh, h0


def sequence_shape(x):
    check_shape("x", x, "(T, N, D)")
    if len(x) == 0:
        raise ValueError(f"x has shape {x.shape}; expected (T, N, D) with at least one step")
    return x.shape


def bias(name, value, weight):
    if value is None:
        return np.zeros(len(weight), weight.dtype)
    check_shape(name, value, "(H,)", len(weight))
    return value


def activation(nonlinearity):
    if nonlinearity not in NONLINEARITIES:
        raise ValueError(f'nonlinearity is {nonlinearity!r}; expected "tanh" or "relu"')
    return NONLINEARITIES[nonlinearity]
