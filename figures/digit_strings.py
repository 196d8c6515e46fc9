"""The figures of case 1, drawn by its notebook as it runs: strips, how one is read, seeds, and failures."""

import numpy as np

from figures.grammar import Box, length, paint
from figures.plot import SHADES, Plot, stretches
from snippets.ctc import collapse

CLASSES = "–0123456789"  # class 0 is the blank
LEFT, PIXEL = 34, 4  # where a strip begins, and how large one of its pixels is drawn
ROW = 14  # of a class
FAINT = 0.1  # below this, noise is not drawn: it would take most of a page's bytes
TICKS = 0.6, 0.7, 0.8, 0.9, 1
ENDS = TICKS[0], TICKS[-1]
ROWS = {  # what reads -> name, role
    "crnn": ("CRNN", "gate"),
    "per-column MLP": ("MLP in each frame", "weight"),
    "no recurrence": ("no recurrence", "weight"),
}


def draw():
    """No file: everything here is drawn in the notebook, from the strips and models at hand."""
    return {}


def text(labels):
    """Labels as the digits that they stand for."""
    return "".join(CLASSES[k] for k in labels)


class Strips(Plot):
    """A figure of strips, with what is read below them."""

    def strip(self, y, values):
        """Draw a strip (H, W) without its faintest noise; return the height at which it ends."""
        self.image(LEFT, y, np.where(values < FAINT, 0, values), "input", cell=PIXEL, largest=1)
        return y + PIXEL * len(values)

    def classes(self, y, probabilities):
        """Shade each class at each frame, one row a class; return the height at which they end.

        Shapes: probabilities (T, C); a frame is two pixels wide.
        """
        frame = 2 * PIXEL
        shades = np.floor(probabilities.T * SHADES + 0.5).astype(int)
        for k, (name, row) in enumerate(zip(CLASSES, shades, strict=True)):
            top = y + ROW * k
            self.label((LEFT - 14, top + ROW / 2), name, role="ink-soft", size=14)
            for shade in range(1, SHADES + 1):
                runs = "".join(
                    f"M{left} {top}L{right} {top}L{right} {top + ROW}L{left} {top + ROW}z"
                    for left, right in LEFT + frame * np.array(stretches(row == shade)).reshape(-1, 2)
                )
                if runs:
                    role = "output" if k else "state"
                    self._add("path", d=runs, fill=paint(role), **{"fill-opacity": length(shade / SHADES)})
        edge = {"fill": "none", "stroke": paint("output"), "stroke-width": "1"}
        self._rect(self.root, Box(LEFT, y, frame * len(probabilities), ROW * len(CLASSES)), **edge)
        return y + ROW * len(CLASSES)


def some(strips, targets, lengths):
    """Strips, each with its label: (N, 1, H, W), (N, 7), (N,)."""
    words = [text(target[:count]) for target, count in zip(targets, lengths, strict=True)]
    step = 84
    figure = Strips(
        480,
        step * len(words),
        title="Strips with their labels",
        description=f"{len(words)} strips of 12 by 108 pixels, each with handwritten digits side by side, "
        f"some touching, at different heights; below each, what it says: {', '.join(words)}.",
    )
    for n, (strip, word) in enumerate(zip(strips[:, 0], words, strict=True)):
        bottom = figure.strip(4 + step * n, strip)
        figure.label((LEFT + PIXEL * 54, bottom + 15), word, role="output", size=16, bold=True)
    return figure.svg()


def reading(strip, probabilities):
    """One strip, the probability of each class at each frame, the best path where it is no blank, its text.

    Shapes: strip (H, W), probabilities (W / 2, 11).
    """
    path = probabilities.argmax(axis=1)
    word = text(collapse(path))
    spikes = [(t, int(k)) for t, k in enumerate(path) if k]
    spoken = ", ".join(f"{CLASSES[k]} in frame {t}" for t, k in spikes)
    figure = Strips(
        480,
        332,
        title=f"How a strip that says {word} is read",
        description=f"A strip of {strip.shape[1]} columns; below it {len(path)} frames with a row for the "
        f"blank and for each digit, shaded by probability. The most probable class is the blank but for "
        f"{spoken}. Repeats merged and blanks dropped, that is {word}.",
    )
    bottom = figure.strip(34, strip)
    figure.label((LEFT, 16), "the strip, two columns a frame", role="ink-soft", size=15, anchor="start")
    figure.label((LEFT, bottom + 22), "probability of each class", role="ink-soft", size=15, anchor="start")
    bottom = figure.classes(bottom + 38, probabilities)
    for t, k in spikes:
        figure.label((LEFT + 2 * PIXEL * (t + 0.5), bottom + 16), CLASSES[k], role="output", size=15)
    figure.label((LEFT, bottom + 42), f"collapsed: {word}", role="output", size=16, anchor="start", bold=True)
    return figure.svg()


def every_seed(runs, cutting):
    """The share of strips read in full by every seed, a row for each network, and that of cutting.

    `runs` maps a model's name to one dictionary of metrics a seed.
    """
    shares = {name: [seed["sequences"] for seed in runs[name]] for name in ROWS}
    spoken = "; ".join(
        f"{ROWS[name][0]}: {', '.join(f'{share:.3f}' for share in sorted(seeds))}"
        for name, seeds in shares.items()
    )
    figure = Plot(
        480,
        232,
        title="Strips read in full, by every seed",
        description=f"One dot a seed. {spoken}. A dotted line marks cutting and looking up, {cutting:.3f}.",
    )
    heights = {len(ROWS) - 1 - row: words for row, (words, _) in enumerate(ROWS.values())}
    figure.axes(
        Box(176, 46, 282, 122),
        {share: f"{share:g}".removeprefix("0") for share in TICKS},
        heights,
        x_label="share of held-out strips read in full",
        y_label="",
    )
    figure.curve([cutting, cutting], [0, len(ROWS) - 1], "input", "dotted")
    figure.label((figure.at(cutting, 0)[0], 20), "cut and look up", role="input", size=15)
    for (name, (_, role)), height in zip(ROWS.items(), heights, strict=True):
        figure.dots(shares[name], [height] * len(shares[name]), role)
    return figure.svg()


def failures(strips, wanted, found):
    """Strips that were misread, with what they say and what was read: (N, 1, H, W), N texts, N texts."""
    step = 84
    spoken = ", ".join(f"{a} read as {b}" for a, b in zip(wanted, found, strict=True))
    figure = Strips(
        480,
        step * len(wanted),
        title="Misread strips",
        description=f"{len(wanted)} strips with what they say and what was read: {spoken}.",
    )
    for n, (strip, right, wrong) in enumerate(zip(strips[:, 0], wanted, found, strict=True)):
        bottom = figure.strip(4 + step * n, strip)
        figure.label((LEFT, bottom + 15), f"says {right}", size=16, anchor="start")
        figure.label(
            (LEFT + PIXEL * 54, bottom + 15), f"read {wrong}", role="output", size=16, anchor="start"
        )
    return figure.svg()
