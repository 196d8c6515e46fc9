"""Padded batches: sequences of different lengths side by side, and which of their steps are real."""

import numpy as np

from snippets.arrays import as_array, check_shape


def check_lengths(lengths, T, N):
    """Return the lengths as whole numbers, T for every sequence if None; they need no order.

    Shapes: lengths (N,) of whole numbers from 1 to T, or None -> (N,).
    Raises ValueError for another count, other numbers, a length of 0 or beyond T.
    """
    if lengths is None:
        return np.full(N, T)
    lengths = as_array("lengths", lengths)
    check_shape("lengths", lengths, "(N,)", N)
    if N == 0:  # an empty list is an array of floats
        return np.zeros(0, int)
    if lengths.dtype.kind not in "iu":
        raise ValueError(f"lengths holds {lengths.dtype}; expected whole numbers from 1 to T = {T}")
    for n in np.flatnonzero((lengths < 1) | (lengths > T))[:1]:
        raise ValueError(f"lengths[{n}] is {lengths[n]}; expected 1 to T = {T}: x has {T} steps")
    return lengths.astype(int, copy=False)


def mask(lengths, T):
    """Tell which steps are real: true within each sequence, false in the padding after its end.

    Shapes: lengths (N,) -> (T, N), of truth values.
    """
    return np.arange(T)[:, None] < lengths


def running(lengths, T):
    """Say for each step which states may change, as the `where` of NumPy's functions: all if none has ended.

    Shapes: lengths (N,) -> for each of T steps, True or truth values (N, 1).
    """
    return [True] * T if (lengths == T).all() else mask(lengths, T)[:, :, None]


def without_padding(x, lengths):
    """Set what stands after each sequence's end to 0, whatever it was; without padding, return x as it is.

    Shapes: x (T, N, D), lengths (N,) -> (T, N, D).
    """
    return x if (lengths == len(x)).all() else clear_padding(x.copy(), lengths)


def clear_padding(x, lengths):
    """Set what stands after each sequence's end to 0 in x itself: a copy of all states takes much memory.

    Shapes: x (T, N, D), lengths (N,) -> x.
    """
    x[~mask(lengths, len(x))] = 0
    return x


def reverse(x, lengths):
    """Turn each sequence round within its own length; its padding stays where it is.

    Shapes: x (T, N, D), lengths (N,) -> (T, N, D).
    """
    t = np.arange(len(x))[:, None]
    return x[np.where(t < lengths, lengths - 1 - t, t), np.arange(len(lengths))]


def grad_states(grad_output, grad_h, lengths, shape, dtype):
    """Gather what reaches each state from outside the loop: grad_output, and at each sequence's end grad_h.

    Shapes: grad_output (T, N, H) or None, grad_h (N, H) or None, lengths (N,), `shape` (T, N, H) ->
    (T, N, H), new, and 0 in the padding.
    Raises ValueError for other shapes.
    """
    T, N, H = shape
    grad = np.zeros(shape, dtype)
    if grad_output is not None:
        check_shape("grad_output", grad_output, "(T, N, H)", T, N, H)
        real = True if (lengths == T).all() else mask(lengths, T)[:, :, None]  # a mask takes time
        np.copyto(grad, grad_output, where=real)
    if grad_h is not None:
        check_shape("grad_h", grad_h, "(N, H)", N, H)
        grad[lengths - 1, np.arange(N)] += grad_h
    return grad


def check_sequence(x):
    """Return T, N, D of x. Raises ValueError for another number of axes, or no step."""
    check_shape("x", x, "(T, N, D)")
    if len(x) == 0:
        raise ValueError(f"x has shape {x.shape}; expected (T, N, D) with at least one step")
    return x.shape


def or_zeros(name, array, axes, shape, dtype):
    """Return zeros for None, and an array as it is if it has the shape. Raises ValueError if it has not."""
    if array is None:
        return np.zeros(shape, dtype)
    check_shape(name, array, axes, *shape)
    return array
