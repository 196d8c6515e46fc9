"""The figures of case 7, drawn by its notebook as it runs: scenes, what is said of them, and confusions."""

import numpy as np

from figures.grammar import Box
from figures.plot import Plot
from snippets.captions import CANVAS, NAMES

CELL, ACROSS = 5, 3  # pixels of a cell, scenes in a row
RIGHT, DOWN, LINE = 160, 156, 16  # from one scene to the next, and from line to line


def draw():
    """No file: everything here is drawn in the notebook, from the scenes and models at hand."""
    return {}


def scenes(x, said, expected=None):
    """Scenes in rows of three, each over what is said of it; where another sentence is right, it follows.

    Shapes: x (N, 1, 20, 20), said and expected lists of N sentences.
    """
    expected = said if expected is None else expected
    spoken = "; ".join(
        a if a == b else f"{a}, wrong, right is {b}" for a, b in zip(said, expected, strict=True)
    )
    rows = -(-len(x) // ACROSS)
    down = DOWN if said == expected else DOWN + 2 * LINE
    figure = Plot(
        480,
        down * rows,
        title="Scenes and sentences",
        description=f"{len(x)} scenes of {CANVAS}×{CANVAS} cells with one or two digits. {spoken}.",
    )
    for n, (image, found, right) in enumerate(zip(x[:, 0], said, expected, strict=True)):
        left, top = RIGHT * (n % ACROSS) + 30, down * (n // ACROSS) + 6
        figure.image(left, top, image, "input", cell=CELL, largest=1)
        middle, below = left + CELL * CANVAS / 2, top + CELL * CANVAS + 18
        lines = [("output", "", found)]
        if found != right:
            lines = [("gradient", "✗ ", found), ("output", "✓ ", right)]
        for role, mark, sentence in lines:
            for line in broken(mark + sentence):
                figure.label((middle, below), line, role=role, size=14)
                below += LINE
    return figure.svg()


def broken(sentence):
    """A sentence in lines that fit below a scene: the second thing begins a new one."""
    words = sentence.split()
    article = 1 if words[0] in ("✗", "✓") else 0  # of the first thing
    for place in range(article + 1, len(words)):
        if words[place] in ("a", "an"):
            return [" ".join(words[:place]), " ".join(words[place:])]
    return [sentence]


def confusion(counts):
    """How often the digit of a row was called that of a column, the diagonal left out: counts (10, 10)."""
    wrong = counts * (1 - np.eye(len(counts), dtype=int))
    pairs = [(int(wrong[row, column]), row, column) for row, column in np.argwhere(wrong)]
    spoken = ", ".join(
        f"{NAMES[row]} called {NAMES[column]} {count}"
        for count, row, column in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:]))
    )
    size = 28
    figure = Plot(
        480,
        92 + size * len(counts),
        title="Digits and what they were called",
        description=f"A table of ten by ten without its diagonal of {int(np.trace(counts))}. {spoken}.",
    )
    box = Box(120, 56, size * len(counts), size * len(counts))
    figure.image(box.x, box.y, wrong, "gradient", cell=size, largest=max(int(wrong.max()), 1))
    for count, row, column in pairs:
        middle = box.x + (column + 0.5) * size, box.y + (row + 0.5) * size
        figure.tint(Box(middle[0] - 9, middle[1] - 9, 18, 18), 1, role="paper")
        figure.label(middle, str(count), size=14)
    for digit, name in enumerate(NAMES):
        along = (digit + 0.5) * size
        figure.label((box.x - 10, box.y + along), name, role="input", anchor="end")
        figure.label((box.x + along, box.y - 14), str(digit), role="output")
    figure.label((box.x - 10, 14), "shown", role="input", anchor="end")
    figure.label((box.x + box.width / 2, 14), "called", role="output")
    figure.label(
        (box.x + box.width / 2, box.y + box.height + 22),
        "the diagonal is right, and left out",
        role="ink-soft",
    )
    return figure.svg()
