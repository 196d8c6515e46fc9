"""Back-propagation through time, over the whole sequence or over chunks of it."""

import numpy as np

from snippets.arrays import floating
from snippets.rnn.cell import SLOPES, rnn, rnn_arguments
from snippets.sequences import grad_states


def rnn_backward(
    grad_output,
    grad_h,
    x,
    weight_ih,
    weight_hh,
    bias_ih=None,
    bias_hh=None,
    h0=None,
    *,
    nonlinearity="tanh",
    lengths=None,
):
    """Return the gradients of `rnn`'s arrays: through time, from each sequence's last step to its first.

    Shapes: grad_output (T, N, H) for the states, grad_h (N, H) for the last ones, either may be None;
    the others as `rnn` -> grad_x (T, N, D), grad_weight_ih (H, D), grad_weight_hh (H, H), grad_bias_ih,
    grad_bias_hh (H,), grad_h0 (N, H), and None for what was None.
    Raises ValueError as `rnn`, and for gradients that are not shaped as its results.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 10.18 to 10.28.
    """
    arrays = x, weight_ih, weight_hh, bias_ih, bias_hh, h0
    _, backward = rnn_with_backward(*arrays, nonlinearity=nonlinearity, lengths=lengths)
    return backward(grad_output, grad_h)


def rnn_with_backward(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, nonlinearity="tanh", lengths=None
):
    """Return what `rnn` returns, and a function that makes of its gradients those of the arrays.

    To train with: `rnn_backward` alone would compute every step once more.
    Shapes, errors: as `rnn`; the function as `rnn_backward`, of grad_output and grad_h alone.
    """
    given = x, weight_ih, weight_hh, bias_ih, bias_hh, h0
    *arrays, lengths = rnn_arguments(*given, lengths)
    x, weight_ih, weight_hh, _, _, h0 = arrays
    output, h = rnn(*arrays, nonlinearity=nonlinearity, lengths=lengths)

    def backward(grad_output, grad_h):
        grad_output, grad_h, _ = floating(grad_output=grad_output, grad_h=grad_h, x=x)
        grad = grad_states(grad_output, grad_h, lengths, output.shape, output.dtype)
        grads = back_through_time(grad, output, x, weight_ih, weight_hh, h0, nonlinearity)
        return tuple(None if array is None else grad for array, grad in zip(given, grads, strict=True))

    return (output, h), backward


# --8<-- [start:back_through_time]
def back_through_time(grad, output, x, weight_ih, weight_hh, h0, nonlinearity):
    """Walk back over the states: what reaches one goes through the slope to its sum.

    From the sum it goes on to the state one step earlier. The weights are
    the same at every step, so their gradients are sums over all steps.
    Shapes: grad, output (T, N, H), the others as `rnn` -> as `rnn_backward`.
    """
    grad_sum, through_slope = np.empty_like(output), SLOPES[nonlinearity]
    from_later = np.zeros_like(h0)
    for t in reversed(range(len(x))):
        grad_sum[t] = through_slope(grad[t] + from_later, output[t])
        from_later = grad_sum[t] @ weight_hh
    before = np.concatenate([h0[None], output[:-1]])
    grad_weight_ih = np.tensordot(grad_sum, x, ((0, 1), (0, 1)))
    grad_weight_hh = np.tensordot(grad_sum, before, ((0, 1), (0, 1)))
    grad_bias = grad_sum.sum(axis=(0, 1))
    grad_weights = grad_weight_ih, grad_weight_hh, grad_bias, grad_bias.copy()
    return grad_sum @ weight_ih, *grad_weights, from_later
    # --8<-- [end:back_through_time]


def rnn_backward_truncated(
    grad_output, x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, *, steps, nonlinearity="tanh"
):
    """Learn in chunks of `steps` steps: the state is carried from chunk to chunk, its gradient is cut.

    `grad_output(t, states)` returns the loss's gradient for the states (steps, N, H) of the chunk that
    begins at step t; the last chunk may be shorter. Of states and gradients only one chunk is kept, so
    memory does not grow with T; for the same reason there is no grad_x.
    Shapes: as `rnn` -> the sums over all chunks, as `rnn_backward` without grad_x.
    Raises ValueError as `rnn`, and for less than one step.
    Source: Williams and Peng 1990; Sutskever 2013, Training Recurrent Neural Networks, 2.8.6.
    """
    if not isinstance(steps, (int, np.integer)) or steps < 1:
        raise ValueError(f"steps is {steps!r}; expected a whole number from 1: how long a chunk is")
    given = weight_ih, weight_hh, bias_ih, bias_hh, h0
    x, *weights, h, _ = rnn_arguments(x, *given, lengths=None)
    grads = sum_of_chunks(grad_output, x, weights, h, steps, nonlinearity)
    return tuple(None if array is None else grad for array, grad in zip(given, grads, strict=True))


# --8<-- [start:sum_of_chunks]
def sum_of_chunks(grad_output, x, weights, h, steps, nonlinearity):
    """Add up the gradients of all chunks; each starts from the last one's state."""
    for t in range(0, len(x), steps):
        chunk = x[t : t + steps], *weights, h
        (states, h), backward = rnn_with_backward(*chunk, nonlinearity=nonlinearity)
        _, *grads, grad_start = backward(grad_output(t, states), None)
        if t == 0:
            sums, grad_h0 = grads, grad_start  # only the first chunk starts at h0
        else:
            sums = [total + grad for total, grad in zip(sums, grads, strict=True)]
    return *sums, grad_h0
    # --8<-- [end:sum_of_chunks]
