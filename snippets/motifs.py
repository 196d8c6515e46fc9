"""Motifs in DNA: the other strand, what a filter has learned to find, and the best answer there can be."""

import numpy as np

from snippets.arrays import check_shape
from snippets.dna import BASES, FARTHEST, MOTIFS, NEAREST, NOISE, symbols


# --8<-- [start:reverse_complement]
def reverse_complement(x):
    """Read the other strand: backwards, with A for T, C for G and the other way round.

    In the order A, C, G, T the partners stand opposite each other: so both axes turn round.
    Shapes: x (N, 4, L), sequences or filters -> (N, 4, L).
    """
    x = np.asarray(x)
    check_shape("x", x, "(N, 4, L)", None, len(BASES), None)
    return x[:, ::-1, ::-1]
    # --8<-- [end:reverse_complement]


# --8<-- [start:logo]
def found(drawn, responses, width):
    """Cut out every window to which a filter responds more than half as much as to its favourite.

    Shapes: symbols (N, L), responses (N, L - width + 1) -> windows (M, width), M = 0 if it never responds.
    """
    strong = responses > responses.max() / 2
    return np.lib.stride_tricks.sliding_window_view(drawn, width, axis=1)[strong]


def letter_heights(windows):
    """A sequence logo: the bits that a place tells, shared out among the bases that occur there.

    Shapes: windows (M, K) of symbols -> (4, K), 0 to 2 bits a place.
    Raises ValueError without any window.
    Source: Schneider and Stephens 1990, without their correction for few windows.
    """
    if len(windows) == 0:
        raise ValueError("windows is empty; expected at least one to count bases in")
    shares = np.array([(windows == base).mean(axis=0) for base in range(len(BASES))])
    uncertain = -(shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=0)
    return shares * (np.log2(len(BASES)) - uncertain)
    # --8<-- [end:logo]


def aligned(heights, motif):
    """Lay a motif where a logo's letters are highest on it: how far from its start, and how many bits.

    It may hang over either end. Shapes: heights (4, K), a motif of M letters -> -M < offset < K, bits.
    """
    bases, K = symbols(motif), heights.shape[1]

    def under(offset):
        return sum(heights[base, i] for i, base in enumerate(bases, offset) if 0 <= i < K)

    offset = max(range(1 - len(motif), K), key=under)
    return offset, float(under(offset))


# --8<-- [start:best]
def evidence(drawn, motif):
    """How much more likely the bases of each window are if the motif stands there than if chance does.

    Shapes: symbols (N, L) -> (N, L - M + 1).
    """
    windows = np.lib.stride_tricks.sliding_window_view(drawn, len(motif), axis=1)
    chance = 1 / len(BASES)
    right, wrong = 1 - NOISE + NOISE * chance, NOISE * chance  # noise may draw the same base again
    return np.where(windows == symbols(motif), right / chance, wrong / chance).prod(axis=2)


def second_first(drawn):
    """The probability that the second motif comes first, by Bayes' rule: nobody can know more.

    It weighs every gap and every place that `dna.sequences` could have drawn.
    Shapes: symbols (N, L) -> (N,).
    """
    there = [evidence(drawn, motif) for motif in MOTIFS]
    likely = []
    for first, second in (0, 1), (1, 0):
        total = 0
        for gap in range(NEAREST, FARTHEST + 1):
            apart = len(MOTIFS[first]) + gap
            places = there[second].shape[1] - apart
            pairs = there[first][:, :places] * there[second][:, apart:]
            total = total + pairs.mean(axis=1)
        likely.append(total)
    return likely[1] / (likely[0] + likely[1])
    # --8<-- [end:best]
