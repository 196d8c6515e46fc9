"""Two networks that show what a state is for: one that feeds back its output, and one set by hand."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.rnn.cell import SLOPES, activation
from snippets.sequences import check_sequence, or_zeros


def jordan(x, weight_ih, weight_oh, weight_ho, bias_ih=None, *, nonlinearity="tanh"):
    """Feed back the output instead of the state: what the output does not show is forgotten.

    Shapes: x (T, N, D), weight_ih (H, D), weight_oh (H, O) from the last output, weight_ho (O, H) to the
    next, bias_ih (H,) -> the outputs of every step (T, N, O), and the last one (N, O).
    Raises ValueError as `rnn`.
    Source: Jordan 1986; Goodfellow, Bengio, Courville, Deep Learning, section 10.2, figure 10.4.
    """
    x, weight_ih, weight_oh, weight_ho, bias_ih = jordan_arguments(
        x, weight_ih, weight_oh, weight_ho, bias_ih
    )
    f = activation(nonlinearity)
    output = np.empty((*x.shape[:2], len(weight_ho)), x.dtype)
    y = np.zeros(output.shape[1:], x.dtype)
    for t in range(len(x)):
        h = f(x[t] @ weight_ih.T + y @ weight_oh.T + bias_ih)
        y = output[t] = h @ weight_ho.T
    return output, y


def jordan_backward(
    grad_output, grad_y, x, weight_ih, weight_oh, weight_ho, bias_ih=None, *, nonlinearity="tanh"
):
    """Return the gradients of `jordan`'s arrays: what reaches an output goes back through both products.

    The outputs are all that is carried, so all states are made from them at once.
    Shapes: grad_output (T, N, O) for the outputs, grad_y (N, O) for the last one, either may be None; the
    others as `jordan` -> grad_x (T, N, D), grad_weight_ih (H, D), grad_weight_oh (H, O),
    grad_weight_ho (O, H), grad_bias_ih (H,), or None if bias_ih was None.
    Raises ValueError as `jordan`, and for gradients that are not shaped as its results.
    """
    has_bias = bias_ih is not None
    arrays = jordan_arguments(x, weight_ih, weight_oh, weight_ho, bias_ih)
    x, weight_ih, weight_oh, weight_ho, bias_ih = arrays
    output, y = jordan(*arrays, nonlinearity=nonlinearity)
    grad_output, grad_y, _ = floating(grad_output=grad_output, grad_y=grad_y, x=x)
    grad = np.zeros_like(output)
    if grad_output is not None:
        check_shape("grad_output", grad_output, "(T, N, O)", *output.shape)
        grad += grad_output
    if grad_y is not None:
        check_shape("grad_y", grad_y, "(N, O)", *y.shape)
        grad[-1] += grad_y
    before = np.concatenate([np.zeros_like(output[:1]), output[:-1]])
    h = activation(nonlinearity)(x @ weight_ih.T + before @ weight_oh.T + bias_ih)
    grad_sum, through_slope = np.empty_like(h), SLOPES[nonlinearity]
    from_later = np.zeros_like(y)
    for t in reversed(range(len(x))):
        grad[t] += from_later
        grad_sum[t] = through_slope(grad[t] @ weight_ho, h[t])
        from_later = grad_sum[t] @ weight_oh
    grad_weight_ih = np.tensordot(grad_sum, x, ((0, 1), (0, 1)))
    grad_weight_oh = np.tensordot(grad_sum, before, ((0, 1), (0, 1)))
    grad_weight_ho = np.tensordot(grad, h, ((0, 1), (0, 1)))
    grad_bias = grad_sum.sum(axis=(0, 1)) if has_bias else None
    return grad_sum @ weight_ih, grad_weight_ih, grad_weight_oh, grad_weight_ho, grad_bias


def jordan_arguments(x, weight_ih, weight_oh, weight_ho, bias_ih):
    """Check what `jordan` was given; return it as arrays, with zeros for a bias that was None."""
    x, weight_ih, weight_oh, weight_ho, bias_ih = floating(
        x=x, weight_ih=weight_ih, weight_oh=weight_oh, weight_ho=weight_ho, bias_ih=bias_ih
    )
    _, _, D = check_sequence(x)
    check_shape("weight_ih", weight_ih, "(H, D)", None, D)
    check_shape("weight_oh", weight_oh, "(H, O)", len(weight_ih), None)
    check_shape("weight_ho", weight_ho, "(O, H)", *weight_oh.shape[::-1])
    bias_ih = or_zeros("bias_ih", bias_ih, "(H,)", (len(weight_ih),), x.dtype)
    return x, weight_ih, weight_oh, weight_ho, bias_ih


# --8<-- [start:parity_weights]
def parity_weights():
    """Set by hand two relu units that keep the exact parity of all bits they have read.

    For the old parity s and the new bit x they hold relu(s + x) and
    relu(s + x - 1). Of the sums 0, 1, 2 they make (0, 0), (1, 0), (2, 1); first
    minus twice second is 0, 1, 0: the new parity.
    Both units need the old parity, so both rows of weight_hh are the readout.
    Shapes: weight_ih (2, 1), weight_hh (2, 2), bias_ih (2,) for `rnn` with relu;
    readout (2,), the parity is h @ readout.
    """
    readout = np.array([1.0, -2.0])
    weight_ih = np.array([[1.0], [1.0]])
    weight_hh = np.array([readout, readout])
    bias_ih = np.array([0.0, -1.0])
    return weight_ih, weight_hh, bias_ih, readout
    # --8<-- [end:parity_weights]
