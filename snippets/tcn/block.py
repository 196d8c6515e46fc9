"""One level of a TCN: two causal convolutions, and a way past them."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import conv1d, conv1d_backward

ARRAYS = ("weight1", "bias1", "weight2", "bias2", "weight_skip", "bias_skip")


# --8<-- [start:residual_block]
def residual_block(
    x,
    weight1,
    bias1=None,
    weight2=None,
    bias2=None,
    weight_skip=None,
    bias_skip=None,
    *,
    dilation=1,
):
    """Look back twice with the same dilation, and add what was given.

    Without weight2 it looks back once. weight_skip, a kernel of 1, is needed where
    the channels differ. No dropout and no weight normalisation: they change how
    weights are learned, not what a trained block computes.
    Shapes: x (N, C_in, L), weight1 (C_out, C_in, K), weight2 (C_out, C_out, K),
    weight_skip (C_out, C_in, 1), each bias (C_out,) -> (N, C_out, L).
    Raises ValueError for shapes that do not go together, or no step.
    Source: Bai, Kolter, Koltun, arXiv:1803.01271, section 3, residual connections, and figure 1.
    """
    given = weight1, bias1, weight2, bias2, weight_skip, bias_skip
    x, *arrays = block_arguments(x, *given)
    weight1, bias1, weight2, bias2, weight_skip, bias_skip = arrays
    inner = relu(conv1d(x, weight1, bias1, padding="causal", dilation=dilation))
    if weight2 is not None:
        inner = relu(conv1d(inner, weight2, bias2, padding="causal", dilation=dilation))
    skip = x if weight_skip is None else conv1d(x, weight_skip, bias_skip)
    return relu(inner + skip)
    # --8<-- [end:residual_block]


def residual_block_backward(
    grad_output,
    x,
    weight1,
    bias1=None,
    weight2=None,
    bias2=None,
    weight_skip=None,
    bias_skip=None,
    *,
    dilation=1,
):
    """Send the gradient of a block's output back to its arguments: to x on both ways.

    Shapes: grad_output (N, C_out, L), the others as `residual_block` -> their gradients, shaped as they are,
    in their order, and None for what was None.
    Raises ValueError as `residual_block`, and if grad_output is not shaped as its output.
    """
    arrays = weight1, bias1, weight2, bias2, weight_skip, bias_skip
    _, backward = residual_block_with_backward(x, *arrays, dilation=dilation)
    return backward(grad_output)


def residual_block_with_backward(
    x, weight1, bias1=None, weight2=None, bias2=None, weight_skip=None, bias_skip=None, *, dilation=1
):
    """Return what `residual_block` returns, and a function that makes of its gradient those of the arrays.

    Shapes, errors: as `residual_block`; the function as `residual_block_backward`, of grad_output alone.
    """
    x, *arrays = block_arguments(x, weight1, bias1, weight2, bias2, weight_skip, bias_skip)
    weight1, bias1, weight2, bias2, weight_skip, bias_skip = arrays
    causal = {"padding": "causal", "dilation": dilation}
    first = inner = relu(conv1d(x, weight1, bias1, **causal))
    if weight2 is not None:
        inner = relu(conv1d(first, weight2, bias2, **causal))
    skip = x if weight_skip is None else conv1d(x, weight_skip, bias_skip)
    output = relu(inner + skip)

    def backward(grad_output):
        grad_output, _ = floating(grad_output=grad_output, x=x)
        check_shape("grad_output", grad_output, "(N, C_out, L)", *output.shape)
        grad = np.where(output > 0, grad_output, 0)
        grad_skip = grad, None, None
        if weight_skip is not None:
            grad_skip = conv1d_backward(grad, x, weight_skip, bias_skip)
        grad = np.where(inner > 0, grad, 0)
        grad_second = None, None
        if weight2 is not None:
            grad, *grad_second = conv1d_backward(grad, first, weight2, bias2, **causal)
            grad = np.where(first > 0, grad, 0)
        grad_x, *grad_first = conv1d_backward(grad, x, weight1, bias1, **causal)
        return grad_x + grad_skip[0], *grad_first, *grad_second, *grad_skip[1:]

    return output, backward


def relu(x):
    """Keep the positive part. Shapes: x (...) -> (...)."""
    return np.maximum(x, 0)


def block_arguments(x, *arrays):
    """Check what a block was given; return it as arrays."""
    x, *arrays = floating(x=x, **dict(zip(ARRAYS, arrays, strict=True)))
    check_steps(x)
    check_block(x.shape[1], *arrays)
    return x, *arrays


def check_steps(x):
    check_shape("x", x, "(N, C_in, L)")
    if x.shape[2] == 0:
        raise ValueError(f"x has shape {x.shape}; expected (N, C_in, L) with at least one step")


def check_block(C_in, weight1, bias1, weight2, bias2, weight_skip, bias_skip, *, where=""):
    """Raise ValueError unless the arrays of a block go together; return how many channels it gives.

    C_in is None if any number of channels may come in; `where` follows each name in the message.
    """
    check_shape(f"weight1{where}", weight1, "(C_out, C_in, K)", None, C_in, None)
    C_out, C_in, K = weight1.shape
    if 0 in weight1.shape:
        raise ValueError(f"weight1{where} has shape {weight1.shape}; expected at least one on every axis")
    shapes = {
        "bias1": (bias1, "(C_out,)", C_out),
        "weight2": (weight2, "(C_out, C_out, K)", C_out, C_out, K),
        "bias2": (bias2, "(C_out,)", C_out),
        "weight_skip": (weight_skip, "(C_out, C_in, 1)", C_out, C_in, 1),
        "bias_skip": (bias_skip, "(C_out,)", C_out),
    }
    for name, (array, axes, *sizes) in shapes.items():
        if array is not None:
            check_shape(name + where, array, axes, *sizes)
    for bias, weight in (("bias2", weight2), ("bias_skip", weight_skip)):
        if weight is None and shapes[bias][0] is not None:
            raise ValueError(f"{bias}{where} is given without {bias.replace('bias', 'weight')}")
    if weight_skip is None and C_in != C_out:
        raise ValueError(
            f"weight1{where} turns {C_in} channels into {C_out}, and weight_skip is None; "
            f"expected (C_out, C_in, 1) = ({C_out}, {C_in}, 1)"
        )
    return C_out
