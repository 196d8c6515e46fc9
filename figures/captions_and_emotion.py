"""The figure of docs/applications/captions_and_emotion.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import Box, paint
from figures.plot import Plot
from snippets import digits
from snippets.captions import sentence

STEPS = 4
DIGIT = 3
SMILES = False, False, True, True  # frame by frame


def draw():
    return {"captions_and_emotion-wirings.svg": wirings()}


class Wired(Plot):
    """A figure with words that were said, in the double line of an output."""

    def word(self, box, text):
        lines = self._add("g", fill="none", stroke=paint("output"), **{"stroke-width": "1"})
        for inset in (0, 3):
            self._rect(lines, box, inset=inset)
        self.label(box.centre, text, size=14)


def face(smiles):
    """A face of 7×7 cells: two eyes, and a mouth whose corners go up where it smiles."""
    cells = np.zeros((7, 7))
    cells[1, [2, 4]] = 1
    cells[5, 2:5] = 1
    cells[4 if smiles else 5, [1, 5]] = 1
    return cells


def wirings():
    """One picture to many words, and many frames to one answer, with the same two parts."""
    words = [*sentence((DIGIT,), "alone"), "end"]
    figure = Wired(
        480,
        420,
        title="One to many, many to one",
        description=f"Above, one picture goes through a CNN to the first of {STEPS} states in a row; the "
        f"others say {', '.join(words)}, and each word is read at the next step. Below, {STEPS} faces, "
        f"of which the last {sum(SMILES)} smile, go through a CNN each to one of {STEPS} states in a row, "
        "and the last goes to an output, smile.",
    )
    captioned(figure, words)
    summed_up(figure)
    return figure.svg()


def captioned(figure, words):
    images, labels = digits.load()
    image = images[digits.split()[1]][labels[digits.split()[1]] == DIGIT][0]
    figure.image(16, 84, image, "input", cell=8, largest=1)
    cnn = Box(104, 100, 60, 32)
    figure.frame(cnn)
    figure.label(cnn.centre, "CNN", size=14)
    figure.arrow((82, cnn.centre[1]), cnn.left, role="input")
    places = [196 + 74 * step for step in range(STEPS)]
    beads = [figure.bead(x, 96, None) for x in places]
    figure.arrow(cnn.right, beads[0].left, role="input")
    for before, after in pairwise(beads):
        figure.arrow(before.right, after.left, role="state")
    figure.label((beads[0].centre[0], 154), "first state", role="state", size=14)
    said = []
    for bead, word in zip(beads[1:], words, strict=True):
        cell = Box(bead.centre[0] - 27, 24, 54, 30)
        figure.word(cell, word)
        figure.arrow(bead.top, cell.bottom, role="output")
        said.append(cell)
    for cell, bead in zip(said, beads[2:], strict=False):
        figure.arrow((cell.x + cell.width, cell.y + 26), (bead.x + 4, bead.y + 6), role="output")


def summed_up(figure):
    beads = []
    for step, smiles in enumerate(SMILES):
        x = 24 + 88 * step
        figure.image(x + 8, 214, face(smiles), "input", cell=8, largest=1)
        cnn = Box(x + 6, 292, 60, 30)
        figure.frame(cnn)
        figure.label(cnn.centre, "CNN", size=14)
        bead = figure.bead(x + 16, 354, None)
        figure.arrow((x + 36, 271), cnn.top, role="input")
        figure.arrow(cnn.bottom, bead.top, role="input")
        beads.append(bead)
    for before, after in pairwise(beads):
        figure.arrow(before.right, after.left, role="state")
    answer = Box(402, 356, 66, 36)
    figure.word(answer, "smile")
    figure.arrow(beads[-1].right, answer.left, role="state")
