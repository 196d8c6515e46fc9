"""The figures of docs/applications/video_and_dna.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import Box, Figure, in_words
from figures.plot import Plot
from snippets.convolution import conv1d
from snippets.dna import one_hot, symbols

SEQUENCE, MOTIF = "GCTATAGCGTATCA", "TATA"
STRAND = "ACGTTGACTCATGGAC"
STEPS = 4


def draw():
    return {"video_and_dna-alike.svg": alike(), "video_and_dna-scan.svg": scan()}


def matches():
    """How many bases of the motif agree at each place, and the first place where most do."""
    x, weight = (one_hot(symbols(text)[None]) for text in (SEQUENCE, MOTIF))
    scanned = conv1d(x, weight)[0, 0].astype(int)
    return scanned.tolist(), int(scanned.argmax())


def scan():
    """A sequence, the motif where it fits best, and how many bases agree at every place."""
    found, best = matches()
    size, left = 32, 24
    figure = Figure(
        480,
        196,
        title="A motif slides along a strand",
        description=f"{' '.join(SEQUENCE)}; the motif {MOTIF} is framed at place {best}. "
        f"Bases that agree, place by place: {in_words([found])}.",
    )
    strand = figure.cells(left, 24, [list(SEQUENCE)], "input", size=size)
    window = strand.window(0, best, 1, len(MOTIF))
    figure.frame(window)
    motif = figure.cells(window.x, 84, [list(MOTIF)], "weight", size=size)
    scanned = figure.cells(left, 146, [found], "output", size=size)
    figure.tint(scanned.cell(0, best), 0.3, role="output")
    for k in range(len(MOTIF)):
        figure.arrow(motif.cell(0, k).top, strand.cell(0, best + k).bottom, role="weight")
    place = scanned.cell(0, best)
    figure.arrow((place.centre[0], motif.y + size), place.top, role="output")
    figure.label((left, 12), "strand", role="input", anchor="start")
    figure.label((motif.x + motif.width + 10, motif.centre[1]), "motif", role="weight", anchor="start")
    figure.label((scanned.x + scanned.width + 10, scanned.centre[1]), "agree", role="output", anchor="start")
    return figure.svg()


def alike():
    """Frames of a video and windows of DNA, each through shared weights to a state."""
    figure = Plot(
        480,
        356,
        title="Video and DNA, the same network twice",
        description=f"Above, {STEPS} frames, each with a dot one column further right, go through a CNN each "
        f"to {STEPS} states in a row; the last goes to an output, motion. Below, {STEPS} windows of four "
        f"bases of {STRAND} go through filters to {STEPS} states, and the last goes to an output, order.",
    )
    for top, seen, output in (12, "CNN", "motion"), (190, "filters", "order"):
        beads = []
        for t in range(STEPS):
            x = 20 + 92 * t
            source = frame(figure, x, top, t) if output == "motion" else bases(figure, x, top, t)
            box = Box(x - 2, top + 64, 76, 28)
            figure.frame(box)
            figure.label(box.centre, seen, size=14)
            bead = figure.bead(x + 16, top + 116, None)
            figure.arrow((box.centre[0], source), box.top, role="input")
            figure.arrow(box.bottom, bead.top, role="input")
            beads.append(bead)
        for before, after in pairwise(beads):
            figure.arrow(before.right, after.left, role="state")
        last = figure.cells(398, top + 112, [[None]], "output", size=48)
        figure.arrow(beads[-1].right, last.left, role="state")
        figure.label((last.centre[0], last.y - 12), output, role="output")
    return figure.svg()


def frame(figure, x, top, t):
    """One frame of a video, with a dot in column t; return its lower edge."""
    dot = np.zeros((STEPS, STEPS))
    dot[1, t] = 1
    figure.image(x + 14, top - 4, dot, "input", cell=11, largest=1)
    return top + 40


def bases(figure, x, top, t):
    """Four bases of the strand; return their lower edge."""
    size = 20
    strip = figure.cells(x - 4, top + 16, [[None] * 4], "input", size=size)
    for place, base in enumerate(STRAND[4 * t : 4 * t + 4]):
        figure.label(strip.cell(0, place).centre, base, size=14)
    return top + 16 + size
