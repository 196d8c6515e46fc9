"""The linear recurrence as a loop, its definition, and its gradient, which is the same loop run backwards."""

import numpy as np

from snippets.arrays import as_array, check_shape, floating
from snippets.sequences import check_sequence


# --8<-- [start:linear_recurrence]
def linear_recurrence(x, a, h0=None):
    """Keep a share of the state, and add the input: h_t = a_t * h_{t-1} + x_t.

    Shapes: x (T, N, D), a (D,) for all steps or (T, N, D), one for each,
    h0 (N, D), zero if None -> the state after every step (T, N, D).
    Real or complex. Raises ValueError for shapes that do not go together.
    Source: Martin and Cundy 2018, arXiv:1709.04057, section 2.
    """
    x, a, h = recurrence_arguments(x, a, h0)
    output = np.empty_like(x)
    for t in range(len(x)):
        h = output[t] = a[t] * h + x[t]
    return output
    # --8<-- [end:linear_recurrence]


def linear_recurrence_backward(grad_output, x, a, h0=None):
    """Send the gradient of the states back to the arguments: the recurrence, from the last step to the first.

    Shapes: grad_output (T, N, D) -> grad_x, grad_a, grad_h0, shaped as x, a, h0. The gradient of a real
    argument is real; that of a complex one is PyTorch's, whose conjugate goes along with each product.
    Raises ValueError as `linear_recurrence`, and if grad_output is not shaped as its output.
    Source: Martin and Cundy 2018, arXiv:1709.04057, section 2.2.
    """
    return run_backwards(linear_recurrence, grad_output, x, a, h0)


def run_backwards(recurrence, grad_output, x, a, h0):
    """Compute the gradients of a linear recurrence by another run of it, whichever form it has."""
    given = x, a, h0
    x, a, h0 = recurrence_arguments(*given)
    grad_output, _ = real_or_complex(grad_output=grad_output, x=x)
    check_shape("grad_output", grad_output, "(T, N, D)", *x.shape)
    # grad_x[t] = grad_output[t] + a[t + 1] * grad_x[t + 1]: after the last step nothing follows.
    following = np.concatenate([a[1:], np.zeros_like(a[:1])]).conj()
    grad_x = recurrence(grad_output[::-1], following[::-1])[::-1]
    grad_a = grad_x * np.concatenate([h0[None], recurrence(x, a, h0)[:-1]]).conj()
    if np.ndim(given[1]) == 1:  # one for all steps
        grad_a = grad_a.sum(axis=(0, 1))
    grad_h0 = grad_x[0] * a[0].conj()
    return tuple(
        None if array is None else grad if np.iscomplexobj(array) else grad.real
        for grad, array in zip((grad_x, grad_a, grad_h0), given, strict=True)
    )


def recurrence_arguments(x, a, h0):
    """Check what a linear recurrence was given; return it in one dtype, with `a` for each step and an h0."""
    x, a, h0 = real_or_complex(x=x, a=a, h0=h0)
    T, N, D = check_sequence(x)
    if np.ndim(a) == 1:
        check_shape("a", a, "(D,)", D)
    else:
        check_shape("a", a, "(D,) or (T, N, D)", T, N, D)
    if h0 is None:
        h0 = np.zeros((N, D), x.dtype)
    check_shape("h0", h0, "(N, D)", N, D)
    return x, np.broadcast_to(a, x.shape), h0


def real_or_complex(**arrays):
    """Turn the arguments into arrays of one dtype, as `floating` does, but let complex numbers pass."""
    given = {name: as_array(name, array) for name, array in arrays.items() if array is not None}
    if not any(array.dtype.kind == "c" for array in given.values()):
        return floating(**arrays)
    floating(**{name: array.real for name, array in given.items()})
    dtype = np.result_type(*given.values())
    return tuple(given[name].astype(dtype, copy=False) if name in given else None for name in arrays)
