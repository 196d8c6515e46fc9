"""From log-probabilities to labels: the best path, or the best labels over all their paths."""

import math

import numpy as np

from snippets.ctc.arguments import check_count, check_frames
from snippets.ctc.paths import collapse


def greedy_decode(log_probs, input_lengths=None, *, blank=0):
    """Take the most probable class at every frame, and collapse: the best path, not always the best labels.

    Of equals the smaller class is taken.
    Shapes: log_probs (T, N, C), input_lengths (N,) or None for all frames -> for each sequence a pair:
    the labels, a tuple, and the log-probability of that one path.
    Raises ValueError as `ctc_loss`, for NaN, and for a frame whose classes all have probability 0.
    Source: Graves and others 2006, section 3.2, best path decoding.
    """
    log_probs, input_lengths, blank = check_frames(log_probs, input_lengths, blank)
    check_possible(log_probs, input_lengths)
    path, best = log_probs.argmax(axis=2), log_probs.max(axis=2, initial=-np.inf).astype(np.float64)
    return [
        (collapse(path[:frames, n], blank), float(best[:frames, n].sum()))
        for n, frames in enumerate(input_lengths)
    ]


def beam_search_decode(log_probs, input_lengths=None, *, width, blank=0):
    """Keep at every frame the `width` labellings whose paths so far are most probable together.

    Shapes: log_probs (T, N, C), input_lengths (N,) or None for all frames -> for each sequence a list of
    pairs, best first: the labels, a tuple, and the logarithm of the sum of their paths' probabilities, of
    those paths that never left the beam. Of equals the one with smaller labels comes first.
    Raises ValueError as `greedy_decode`, and for a width below 1.
    Source: Hannun, Maas, Jurafsky, Ng 2014, arXiv:1408.2873, algorithm 1, without a language model.
    """
    check_count("width", width, 1)
    log_probs, input_lengths, blank = check_frames(log_probs, input_lengths, blank)
    check_possible(log_probs, input_lengths)
    return [
        prefix_search(log_probs[:frames, n].tolist(), width, blank) for n, frames in enumerate(input_lengths)
    ]


# --8<-- [start:prefix_search]
def prefix_search(frames, width, blank):
    """Search one sequence: for each labelling so far, sum its paths by how they end.

    Shapes: `frames` T lists of C log-probabilities -> pairs (labels, log-probability).
    """
    beam = {(): (0.0, -math.inf)}  # labels: paths that end with a blank, with a label
    for frame in frames:
        found = {}
        for labels, (blank_end, label_end) in beam.items():
            either = add(blank_end, label_end)
            join(found, labels, either + frame[blank], -math.inf)
            for symbol, log_prob in enumerate(frame):
                if symbol == blank:
                    continue
                before = either
                if labels[-1:] == (symbol,):  # it goes on, or comes again
                    join(found, labels, -math.inf, label_end + log_prob)
                    before = blank_end
                join(found, (*labels, symbol), -math.inf, before + log_prob)
        best_first = sorted(found.items(), key=lambda item: (-add(*item[1]), item[0]))
        beam = dict(best_first[:width])
    return [(labels, add(*ends)) for labels, ends in beam.items()]
    # --8<-- [end:prefix_search]


def join(found, labels, blank_end, label_end):
    """Add two groups of paths to those that spell the labels; what has probability 0 is left out."""
    if max(blank_end, label_end) > -math.inf:
        so_far = found.get(labels, (-math.inf, -math.inf))
        found[labels] = add(so_far[0], blank_end), add(so_far[1], label_end)


def add(a, b):
    """Add two probabilities given as logarithms."""
    a, b = max(a, b), min(a, b)
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


def check_possible(log_probs, input_lengths):
    """Raise ValueError for what would become ordinary labels: NaN, and a frame without a possible class."""
    real = np.arange(len(log_probs))[:, None] < input_lengths
    for t, n, k in np.argwhere(np.isnan(log_probs) & real[:, :, None])[:1]:
        raise ValueError(f"log_probs[{t}, {n}, {k}] is NaN; expected a log-probability")
    for t, n in np.argwhere((log_probs == -np.inf).all(axis=2) & real)[:1]:
        raise ValueError(f"no class is possible at log_probs[{t}, {n}]: each has the probability 0")
