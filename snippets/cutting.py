"""Reading a strip without learning to: cut where columns are empty, and look each piece up."""

from itertools import pairwise

import numpy as np

from snippets import digits

SIZE = 8  # of a digit in the data, rows and columns
NARROWEST, WIDEST = 3, 13  # columns of ink: less is a speck, more are several digits


# --8<-- [start:cut]
def cut(strip, paper):
    """Cut where a column holds no more ink than `paper`; what is too wide for one digit, into equal parts.

    Shapes: strip (H, W) -> pairs (start, end) from left to right, the end not included.
    """
    inked = np.concatenate([[False], strip.sum(axis=0) > paper, [False]])
    cuts = []
    for start, end in np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2).tolist():
        parts = -(-(end - start) // WIDEST)
        edges = [start + (end - start) * k // parts for k in range(parts + 1)]
        if end - start >= NARROWEST:
            cuts += pairwise(edges)
    return cuts


def squeezed(strip, start, end):
    """Draw one piece as 8 rows, those with most ink, of 8 columns, and scale it to length 1.

    Shapes: strip (H, W), H at least 8 -> (64,).
    """
    ink = strip[:, start:end]
    top = max(range(len(ink) - SIZE + 1), key=lambda row: ink[row : row + SIZE].sum())
    at = np.linspace(0, end - start - 1, SIZE)
    piece = np.concatenate([np.interp(at, range(end - start), row) for row in ink[top : top + SIZE]])
    return piece / np.linalg.norm(piece)


def look_up(pieces, known, labels):
    """Name each piece as the known one that is most like it: (K, 64), (M, 64), (M,) -> (K,)."""
    return labels[np.argmax(pieces @ known.T, axis=1)]
    # --8<-- [end:cut]


def known(chosen):
    """The chosen digits of the data as pieces, their empty columns left and right cut off, and their labels.

    Shapes: chosen (M,) -> (M, 64), (M,).
    """
    images, labels = digits.load()
    pieces = []
    for image in images[chosen]:
        inked = np.flatnonzero(image.sum(axis=0) > 0)
        pieces.append(squeezed(image, inked[0], inked[-1] + 1))
    return np.array(pieces), labels[chosen]


def read(strips, paper, chosen):
    """Read strips with the chosen digits to compare with: (N, 1, H, W) -> N lists of digits."""
    table = known(chosen)
    found = []
    for strip in strips[:, 0]:
        pieces = [squeezed(strip, *ends) for ends in cut(strip, paper)]
        found.append(look_up(np.array(pieces), *table).tolist() if pieces else [])
    return found
