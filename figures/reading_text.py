"""The figures of docs/applications/reading_text.md."""

from figures.digit_strings import CLASSES, reading, text
from figures.grammar import Box
from figures.plot import Plot
from snippets import trained
from snippets.ctc import collapse
from snippets.handwritten_digits import written
from snippets.losses import softmax
from snippets.receptive_field import seen_from

TEXT, WIDTH, FRAME = "27", 24, 5  # a strip small enough that each frame can be drawn; one frame looked at
WINDOWS = [(3, 1, 1), (1, 1), (3, 1, 1), (2, 2)]  # of the digit reader, along the width
LEFT, PIXEL = 112, 15


def draw():
    return {"reading_text-columns.svg": columns(), "reading_text-spikes.svg": spikes()}


def probabilities(strip):
    """The probability of each class at each frame: (1, 1, 12, W) -> (W / 2, 11)."""
    return softmax(trained.load("digit_strings", "crnn").forward(strip))[:, 0]


def spikes():
    strip = written("90125")
    return reading(strip[0, 0], probabilities(strip))


def columns():
    """A strip, its frames, two directions over them, the class of each, and the text."""
    strip = written(TEXT, width=WIDTH)
    path = probabilities(strip).argmax(axis=1)
    first, last = seen_from(FRAME, WINDOWS)
    word = text(collapse(path))
    figure = Plot(
        480,
        412,
        title="Columns become frames, frames become text",
        description=f"A strip of {WIDTH} columns with the digits {TEXT}. Below it {len(path)} frames; frame "
        f"{FRAME} sees the columns {first} to {last}, which are framed. Two rows of circles, one joined by "
        f"arrows to the right, one by arrows to the left, take a frame each. Below them the class of each "
        f"frame: {' '.join(CLASSES[k] for k in path)}; and the text, {word}.",
    )
    top, height = 8, PIXEL * 12
    figure.image(LEFT, top, strip[0, 0], "input", cell=PIXEL, largest=1)
    seen = Box(LEFT + PIXEL * first, top, PIXEL * (last - first + 1), height)
    figure.frame(seen)
    step = 2 * PIXEL
    places = [LEFT + step * t for t in range(len(path))]
    frames, ahead, back, out = (top + height + gap for gap in (34, 76, 118, 160))
    for x in places:
        figure.cells(x + 3, frames, [None], "weight" if x == places[FRAME] else "input", size=24)
    centre = places[FRAME] + PIXEL
    for corner in (seen.x, seen.x + seen.width):
        figure.arrow((corner, top + height), (centre, frames - 2), role="weight")
    left, right = LEFT - 7, LEFT + step * len(path) + 7
    for y, (start, end) in ((ahead, (left + 14, right)), (back, (right - 14, left))):
        figure.arrow((start, y + 11), (end, y + 11), role="state")
        for x in places:
            figure.bead(x + 4, y, None, size=22)
    figure.cells(LEFT, out, [[CLASSES[k] for k in path]], "output", size=step)
    figure.label((LEFT + step * len(path) / 2, out + 52), word, role="output", size=20, bold=True)
    names = {"strip": top + height / 2, "frames": frames + 12, "forwards": ahead + 11, "backwards": back + 11}
    names |= {"classes": out + PIXEL, "text": out + 52}
    for name, y in names.items():
        figure.label((LEFT - 14, y), name, role="ink-soft", size=15, anchor="end")
    return figure.svg()
