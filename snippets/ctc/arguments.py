"""What CTC asks of its arguments: log-probabilities, labels that are classes and not the blank, lengths."""

import numpy as np

from snippets.arrays import as_array, check_shape, floating
from snippets.sequences import without_padding

ROUNDING = 1e-2  # by which probabilities in float16 may add up to more than 1


def check_frames(log_probs, input_lengths, blank):
    """Return log-probabilities and lengths as arrays, and the blank as a number; all frames if None.

    What stands in the padding is not looked at.
    Raises ValueError for other shapes, for what are no log-probabilities, for lengths that are none.
    """
    (log_probs,) = floating(log_probs=log_probs)
    check_shape("log_probs", log_probs, "(T, N, C)")
    T, N, C = log_probs.shape
    if not is_whole(blank) or not 0 <= blank < C:
        raise ValueError(f"blank is {blank!r}; expected one of the C = {C} classes, a whole number from 0")
    if input_lengths is None:
        input_lengths = np.full(N, T)
    input_lengths = check_lengths("input_lengths", input_lengths, N, "T", T)
    log_probs = without_padding(log_probs, input_lengths)
    with np.errstate(over="ignore"):  # an infinite sum is refused as any other
        totals = np.exp(log_probs, dtype=np.float64).sum(axis=2)
    for t, n in np.argwhere((totals > 1 + ROUNDING) & (np.arange(T)[:, None] < input_lengths))[:1]:
        raise ValueError(
            f"the probabilities log_probs[{t}, {n}] add up to {totals[t, n]:.4g}; expected 1 at most. "
            "→ Send scores through log_softmax"
        )
    return log_probs, input_lengths, int(blank)


def check_targets(targets, target_lengths, N, C, blank):
    """Return labels, with the blank in the padding, and their lengths, as arrays of whole numbers.

    Raises ValueError for other shapes, lengths that are none, labels that are no class or the blank.
    """
    targets = as_array("targets", targets)
    check_shape("targets", targets, "(N, S)", N, None)
    S = targets.shape[1]
    if targets.size and targets.dtype.kind not in "iu":
        raise ValueError(f"targets holds {targets.dtype}; expected whole numbers, the labels")
    target_lengths = check_lengths("target_lengths", target_lengths, N, "S", S)
    real = np.arange(S) < target_lengths[:, None]
    for n, s in np.argwhere(real & ((targets < 0) | (targets >= C)))[:1]:
        raise ValueError(
            f"targets[{n}, {s}] is {targets[n, s]}; expected 0 to {C - 1}, as log_probs has {C} classes"
        )
    for n, s in np.argwhere(real & (targets == blank))[:1]:
        raise ValueError(f"targets[{n}, {s}] is {blank}, the blank; expected labels only")
    return np.where(real, targets, blank).astype(int), target_lengths


def check_lengths(name, lengths, N, axis, longest):
    """Return lengths as whole numbers. Raises ValueError for another count, and what is not 0 to longest."""
    lengths = as_array(name, lengths)
    check_shape(name, lengths, "(N,)", N)
    if N == 0:  # an empty list is an array of floats
        return np.zeros(0, int)
    if lengths.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {lengths.dtype}; expected whole numbers from 0 to {axis} = {longest}")
    for n in np.flatnonzero((lengths < 0) | (lengths > longest))[:1]:
        raise ValueError(f"{name}[{n}] is {lengths[n]}; expected 0 to {axis} = {longest}")
    return lengths.astype(int)


def check_labels(labels):
    """Return one sequence of labels as a tuple of numbers. Raises ValueError for anything else."""
    labels = as_array("labels", labels)
    check_shape("labels", labels, "(U,)")
    if labels.size and labels.dtype.kind not in "iu":
        raise ValueError(f"labels holds {labels.dtype}; expected whole numbers")
    return tuple(labels.tolist())


def is_whole(number):
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def check_count(name, count, least):
    if not is_whole(count) or count < least:
        raise ValueError(f"{name} is {count!r}; expected a whole number, {least} or more")
