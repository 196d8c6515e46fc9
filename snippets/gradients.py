"""How a gradient written by hand is checked: against slopes between nearby values of the function."""

from numbers import Real

import numpy as np

from snippets.arrays import floating


# --8<-- [start:central_difference]
def central_difference(function, x, eps=1e-5):
    """Measure the gradient of `function` at `x`: two calls for each number.

    Shapes: x of any shape, function(x) one number -> as x.
    Raises ValueError if `function` returns no single number, or `eps` is
    not above 0.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 11.7.
    """
    (x,) = floating(x=x)
    check_step(eps)
    grad = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        rise = one_number(function, above) - one_number(function, below)
        grad[index] = rise / (2 * eps)
    return grad
    # --8<-- [end:central_difference]


# --8<-- [start:check_gradient]
def check_gradient(function, gradient, x, eps=1e-5):
    """Return how far a gradient is from the measured one: 0 to 1.

    That is the largest difference, divided by the sum of the largest entries,
    all without sign.
    Shapes: x any, function(x) one number, gradient(x) as x -> one number.
    Raises ValueError as `central_difference`, and if gradient(x) has not the
    shape of x.
    """
    (x,) = floating(x=x)
    claimed = np.asarray(gradient(x.copy()))
    if (found := claimed.shape) != x.shape:
        raise ValueError(f"gradient returns shape {found}; expected x's, {x.shape}")
    measured = central_difference(function, x, eps)
    scale = largest(claimed) + largest(measured)
    return float(largest(claimed - measured) / scale) if scale != 0 else 0.0
    # --8<-- [end:check_gradient]


def largest(array):
    return np.abs(array).max(initial=0)


def check_step(eps):
    if not isinstance(eps, Real) or not eps > 0:
        raise ValueError(f"eps is {eps!r}; expected a step above 0")


def one_number(function, x):
    value = np.asarray(function(x))
    if value.ndim:
        raise ValueError(
            f"function returns shape {value.shape}; expected one number. "
            "→ Multiply the outputs by fixed weights and sum them"
        )
    return value[()]
