"""The recurrent network written as layers: a copy of the weights for each step, and no loop in the graph."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.rnn.cell import SLOPES, activation
from snippets.sequences import check_sequence


# --8<-- [start:unfolded]
def unfolded(x, layers, h0, *, nonlinearity="tanh"):
    """Run layers that each have their own weights, and read x[t] and the layer before.

    Shapes: x (T, N, D), `layers` T times (weight_ih (H, D), weight_hh
    (H, H), bias (H,)), h0 (N, H) -> what every layer puts out (T, N, H).
    Raises ValueError for shapes that do not go together,
    and unless there is one layer a step.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 10.1.
    """
    x, layers, h0 = unfolded_arguments(x, layers, h0)
    f = activation(nonlinearity)
    outputs = [h0]
    for x_t, (weight_ih, weight_hh, bias) in zip(x, layers, strict=True):
        outputs.append(f(x_t @ weight_ih.T + bias + outputs[-1] @ weight_hh.T))
    return np.array(outputs[1:])
    # --8<-- [end:unfolded]


# --8<-- [start:unfolded_backward]
def unfolded_backward(grad_output, x, layers, h0, *, nonlinearity="tanh"):
    """Back-propagate from last layer to first: each copy gets its own gradients.

    Shapes: grad_output (T, N, H), the others as `unfolded` -> T times (grad_weight_ih
    (H, D), grad_weight_hh (H, H), grad_bias (H,)), in the order of the layers.
    Raises ValueError as `unfolded`.
    Source: Goodfellow, Bengio, Courville, Deep Learning, algorithm 6.4.
    """
    x, layers, h0 = unfolded_arguments(x, layers, h0)
    outputs = unfolded(x, layers, h0, nonlinearity=nonlinearity)
    grad_output, _ = floating(grad_output=grad_output, x=x)
    check_shape("grad_output", grad_output, "(T, N, H)", *outputs.shape)
    before = [h0, *outputs[:-1]]  # what each layer reads from the layer before it
    grads, from_above = [], np.zeros_like(h0)
    for t in reversed(range(len(layers))):
        grad_sum = SLOPES[nonlinearity](grad_output[t] + from_above, outputs[t])
        grads.append((grad_sum.T @ x[t], grad_sum.T @ before[t], grad_sum.sum(axis=0)))
        _, weight_hh, _ = layers[t]
        from_above = grad_sum @ weight_hh
    return grads[::-1]
    # --8<-- [end:unfolded_backward]


def unfolded_arguments(x, layers, h0):
    """Check what `unfolded` was given; return it as arrays."""
    x, h0 = floating(x=x, h0=h0)
    T, N, D = check_sequence(x)
    check_shape("h0", h0, "(N, H)", N, None)
    H = h0.shape[1]
    if len(layers) != T:
        raise ValueError(f"layers holds {len(layers)}; expected one for each step of x: {T}")
    if any(array is None for layer in layers for array in layer):
        raise ValueError("layers holds None; expected weight_ih, weight_hh and bias for every step")
    layers = [floating(weight_ih=ih, weight_hh=hh, bias=bias) for ih, hh, bias in layers]
    for t, (weight_ih, weight_hh, bias) in enumerate(layers):
        check_shape(f"weight_ih of layer {t}", weight_ih, "(H, D)", H, D)
        check_shape(f"weight_hh of layer {t}", weight_hh, "(H, H)", H, H)
        check_shape(f"bias of layer {t}", bias, "(H,)", H)
    return x, layers, h0
