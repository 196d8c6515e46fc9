"""How a recurrent network's states depend on earlier ones: Jacobians and their products."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.rnn.cell import SLOPES, activation


# --8<-- [start:step_jacobians]
def step_jacobians(states, weight_hh, *, nonlinearity="tanh"):
    """Say how each state depends on the last: every unit's slope times its weights.

    Shapes: states (T, N, H) as `rnn` returns them, weight_hh (H, H) -> (T, N, H, H): at
    [t, n, i, j], what a nudge of unit j before step t does to unit i after it.
    Raises ValueError for other shapes, another nonlinearity.
    Source: Pascanu, Mikolov, Bengio, arXiv:1211.5063, eq. 5.
    """
    states, weight_hh = floating(states=states, weight_hh=weight_hh)
    check_shape("states", states, "(T, N, H)")
    H = states.shape[2]
    check_shape("weight_hh", weight_hh, "(H, H)", H, H)
    activation(nonlinearity)
    slopes = SLOPES[nonlinearity](np.ones_like(states), states)
    return slopes[:, :, :, None] * weight_hh
    # --8<-- [end:step_jacobians]


# --8<-- [start:to_the_end]
def to_the_end(jacobians):
    """Multiply up: how the last state depends on each earlier one, and on itself.

    Shapes: jacobians (T, N, H, H) -> (T + 1, N, H, H): [t] is
    for the state before step t, the last one the identity.
    Raises ValueError for other shapes.
    Source: Pascanu, Mikolov, Bengio, arXiv:1211.5063, eq. 5.
    """
    (jacobians,) = floating(jacobians=jacobians)
    check_shape("jacobians", jacobians, "(T, N, H, H)")
    T, N, _, H = jacobians.shape
    check_shape("jacobians", jacobians, "(T, N, H, H)", T, N, H, H)
    products = np.empty((T + 1, N, H, H), jacobians.dtype)
    products[T] = np.eye(H)
    for t in reversed(range(T)):
        products[t] = products[t + 1] @ jacobians[t]
    return products
    # --8<-- [end:to_the_end]


def gain(matrices):
    """Return the most by which each matrix can lengthen a vector: its largest singular value.

    Shapes: (..., H, H) -> (...); NaN for a matrix that is not finite.
    Raises ValueError for fewer than two axes, or no H.
    """
    (matrices,) = floating(matrices=matrices)
    if matrices is None or matrices.ndim < 2 or 0 in matrices.shape[-2:]:
        found = "is None" if matrices is None else f"has shape {matrices.shape}"
        raise ValueError(f"matrices {found}; expected (..., H, H)")
    finite = np.isfinite(matrices).all(axis=(-2, -1))
    # In float64, as NumPy finds no singular values in half or extended precision.
    known = np.where(finite[..., None, None], matrices, 0).astype(np.float64)
    return np.where(finite, np.linalg.norm(known, 2, axis=(-2, -1)), np.nan).astype(matrices.dtype)[()]
