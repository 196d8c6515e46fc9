"""Two networks that show what a state is for: one that feeds back its output, and one set by hand."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.rnn.cell import activation
from snippets.sequences import check_sequence, or_zeros


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
    T, N, D = check_sequence(x)
    check_shape("weight_ih", weight_ih, "(H, D)", None, D)
    check_shape("weight_oh", weight_oh, "(H, O)", len(weight_ih), None)
    check_shape("weight_ho", weight_ho, "(O, H)", *weight_oh.shape[::-1])
    bias_ih = or_zeros("bias_ih", bias_ih, "(H,)", (len(weight_ih),), x.dtype)
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

    For the old parity s and the new bit x they hold relu(s + x) and relu(s + x - 1). Of the
    sums 0, 1, 2 they make (0, 0), (1, 0), (2, 1); first minus twice second is 0, 1, 0: the new
    parity.
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
