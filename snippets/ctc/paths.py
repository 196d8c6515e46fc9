"""CTC by its definition: a path gives every frame a class, and collapses to what it spells."""

import itertools
import math

import numpy as np

from snippets.ctc.arguments import check_count, check_frames, check_labels, check_targets


def collapse(path, blank=0):
    """Merge neighbours that are equal, then drop the blanks: what a path spells.

    Shapes: path (T,) of whole numbers -> a tuple of labels.
    Raises ValueError for anything but a sequence of whole numbers.
    Source: Graves and others 2006, section 3.1, the map B.
    """
    merged = [label for label, _ in itertools.groupby(check_labels(path))]
    return tuple(label for label in merged if label != blank)


def ctc_loss_naive(log_probs, targets, input_lengths, target_lengths, *, blank=0):
    """Add up the probabilities of all paths that collapse to the target: C ** T paths.

    Shapes and errors as `ctc_loss`.
    Source: Graves and others 2006, equations 2 and 3.
    """
    log_probs, input_lengths, blank = check_frames(log_probs, input_lengths, blank)
    _, N, C = log_probs.shape
    targets, target_lengths = check_targets(targets, target_lengths, N, C, blank)
    probs, loss = np.exp(log_probs, dtype=np.float64), np.zeros(N)
    for n, (frames, count) in enumerate(zip(input_lengths, target_lengths, strict=True)):
        total = 0.0
        for path in itertools.product(range(C), repeat=frames):
            if collapse(path, blank) == tuple(targets[n, :count]):
                total += math.prod(probs[t, n, k] for t, k in enumerate(path))
        loss[n] = -np.log(total) if total > 0 else np.inf
    return loss.astype(log_probs.dtype)


def repeats(labels):
    """Count the labels that equal the one before them: each needs a blank in between."""
    labels = check_labels(labels)
    return sum(a == b for a, b in itertools.pairwise(labels))


def minimum_length(labels):
    """Return how many frames the labels need at least: one each, and a blank between equal neighbours.

    Shapes: labels (U,) of whole numbers -> a number.
    Raises ValueError for anything but a sequence of whole numbers.
    """
    return len(check_labels(labels)) + repeats(labels)


def count_alignments(labels, T):
    """Count the paths of T frames that collapse to the labels, by a formula.

    A path is U runs of labels and U + 1 runs of blanks. Those that may not be empty take
    U + r frames, r the number of repeats; the others fall on any of the 2U + 1 runs.
    Shapes: labels (U,) of whole numbers, T a number -> a number.
    Raises ValueError for anything but a sequence of whole numbers, and for a T below 0.
    """
    check_count("T", T, 0)
    U = len(check_labels(labels))
    free = T - U - repeats(labels)
    return math.comb(free + 2 * U, 2 * U) if free >= 0 else 0
