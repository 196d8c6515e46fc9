"""From scores to probabilities to a loss, without overflow, and the loss's gradient."""

from numbers import Real

import numpy as np

from snippets.arrays import check_shape, floating


def softmax(logits):
    """Turn scores into probabilities: exponentials, divided by their sum along the last axis.

    Shapes: logits (..., C) -> (..., C).
    Raises ValueError if there is no class.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 6.29; shifted as in section 4.1.
    """
    exponentials = np.exp(shifted(logits))
    return np.moveaxis(exponentials / exponentials.sum(axis=0), 0, -1)


def log_softmax(logits):
    """Return the logarithm of the softmax without ever forming a probability that may round to 0.

    Shapes: logits (..., C) -> (..., C).
    Raises ValueError if there is no class.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 6.30.
    """
    scores = shifted(logits)
    return np.moveaxis(scores - np.log(np.exp(scores).sum(axis=0)), 0, -1)


def cross_entropy(logits, target, *, label_smoothing=0.0):
    """Average minus the log-probability that each row gives to its label.

    With `label_smoothing` that share of each label is spread evenly over all classes.
    Shapes: logits (N, C), target (N,) of whole numbers from 0 to C - 1 -> a number, in nats.
    Raises ValueError for other shapes, no row, a label that is no class, a share outside 0 to 1.
    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.2.2.3 and 7.5.1; PyTorch's `cross_entropy`.
    """
    logits, target = rows_and_labels(logits, target)
    check_share(label_smoothing)
    log_probs = log_softmax(logits)
    loss = -log_probs[np.arange(len(target)), target].mean()
    if label_smoothing > 0:
        loss = (1 - label_smoothing) * loss - label_smoothing * log_probs.mean()
    return loss


def cross_entropy_backward(grad_output, logits, target, *, label_smoothing=0.0):
    """Return the gradient for the scores: probabilities minus labels, shared out over the rows.

    Shapes: grad_output a number, logits (N, C), target (N,) -> (N, C).
    Raises ValueError as `cross_entropy`.
    """
    logits, target = rows_and_labels(logits, target)
    check_share(label_smoothing)
    grad = softmax(logits)
    grad -= label_smoothing / logits.shape[1]
    grad[np.arange(len(target)), target] -= 1 - label_smoothing
    return grad * (float(grad_output) / len(target))


def check_share(label_smoothing):
    if not isinstance(label_smoothing, Real) or not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing is {label_smoothing!r}; expected a share from 0 to 1")


def shifted(logits):
    """Subtract each row's largest score: the softmax stays, and no exponential exceeds 1.

    Shapes: logits (..., C) -> (C, ...): along the first axis NumPy finds maxima ten times as fast.
    """
    (logits,) = floating(logits=logits)
    if np.ndim(logits) == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits has shape {np.shape(logits)}; expected (..., C) with at least one class")
    scores = np.ascontiguousarray(np.moveaxis(logits, -1, 0))
    # A score too far below the largest to subtract becomes -inf; its exponential is 0 all the same.
    with np.errstate(over="ignore"):
        return scores - scores.max(axis=0)


def rows_and_labels(logits, target):
    (logits,) = floating(logits=logits)
    check_shape("logits", logits, "(N, C)")
    target = np.asarray(target)
    N, C = logits.shape
    if N == 0:
        raise ValueError(f"logits has shape {logits.shape}; expected (N, C) with at least one row")
    check_shape("target", target, "(N,)", N)
    if target.dtype.kind not in "iu":
        raise ValueError(f"target holds {target.dtype}; expected whole numbers, one label a row")
    wrong = target[(target < 0) | (target >= C)]
    if len(wrong):
        raise ValueError(
            f"target holds {wrong[0]}; expected labels from 0 to {C - 1}, as logits has {C} classes"
        )
    return logits, target
