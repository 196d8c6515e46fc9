"""The figures of case 4, drawn by its notebook as it runs: sequences, seeds, logos, and a unit that waits."""

import numpy as np

from figures.grammar import Box, length, paint
from figures.plot import Plot
from snippets.dna import BASES, LENGTH, MOTIFS, POOL, WINDOW
from snippets.motifs import aligned, evidence

NAMES = "AP-1", "NF-κB"  # of MOTIFS
FRAMES = "weight", "gate"  # the frame of each motif, wherever it stands
CAPITAL = 0.727  # the height of a capital letter in Inter, as a share of the font's size
BITS = 2  # what a base can tell at most
ROWS = {  # model -> name, role
    "cnn + bilstm": ("CNN + BiLSTM, 20,000", "gate"),
    "cnn, flattened": ("flattened CNN, 20,000", "weight"),
    "cnn, global max": ("global maximum, 20,000", "input"),
    "cnn + bilstm, 2,000": ("CNN + BiLSTM, 2,000", "gate"),
    "cnn, flattened, 2,000": ("flattened CNN, 2,000", "weight"),
}


class Strand(Plot):
    """A plot with lines of bases on it."""

    def thread(self, left, right, y):
        """A sequence, as a thin line."""
        place = f"M{length(left)} {length(y)}H{length(right)}"
        self._add("path", d=place, stroke=paint("input"), **{"stroke-width": "1.5"})

    def motifs(self, sequence, left, y, size):
        """A frame where each motif fits best, with the first letter of its name; a base is `size` wide."""
        for place, motif, name, role in zip(best_places(sequence), MOTIFS, NAMES, FRAMES, strict=True):
            box = Box(left + place * size, y - 12, len(motif) * size, 24)
            self.tint(box, 1, role="paper")  # no line runs through the letter
            self.frame(box, role=role)
            self.label(box.centre, name[0], size=13)

    def letter(self, x, y, text, height, role):
        """A capital that stands on y, stretched to a height."""
        size = 34
        stretch = height / (CAPITAL * size)
        place = f"translate({length(x)} {length(y)}) scale(1 {length(stretch)})"
        style = {"fill": paint(role), "font-size": size, "font-weight": "700", "text-anchor": "middle"}
        self._add("text", transform=place, **style).text = text


def draw():
    """No file: everything here is drawn in the notebook, from the sequences and models at hand."""
    return {}


def best_places(sequence):
    """Where each motif fits best: symbols (L,) -> one place for each of MOTIFS."""
    return [int(evidence(sequence[None], motif)[0].argmax()) for motif in MOTIFS]


def both_orders(drawn, labels):
    """Sequences as lines, with a frame where each motif fits best.

    Shapes: symbols (N, 200), labels (N,).
    """
    second = int(np.sum(labels))
    figure = Strand(
        480,
        40 * len(drawn) + 42,
        title="Sequences in both orders",
        description=f"{len(drawn)} lines of {LENGTH} bases, each with two frames, A of 7 bases and N of 10, "
        f"at other places and distances each time. In {len(drawn) - second} of them, labelled 0, A comes "
        f"first, in {second}, labelled 1, N does.",
    )
    for row, index in enumerate(np.argsort(labels, kind="stable")):
        y = 20 + 40 * row
        figure.label((28, y), str(labels[index]), role="output", size=15, bold=True)
        figure.thread(64, 64 + 2 * LENGTH, y)
        figure.motifs(drawn[index], 64, y, 2)
    for x, words in (28, "label"), (264, "A: AP-1, N: NF-κB"):
        figure.label((x, 40 * len(drawn) + 20), words, role="ink-soft", size=15)
    return figure.svg()


def every_seed(runs, best):
    """The share of right answers of every seed, a row for each model, and the best share there can be.

    `runs` maps a model's name to one dictionary of metrics a seed.
    """
    shares = {name: [seed["accuracy"] for seed in runs[name]] for name in ROWS}
    spoken = "; ".join(
        f"{ROWS[name][0]}: {', '.join(f'{share:.3f}' for share in sorted(seeds))}"
        for name, seeds in shares.items()
    )
    figure = Strand(
        480,
        290,
        title="The order named right, by every seed",
        description=f"One dot a seed. {spoken}. A dotted line marks the best there can be, {best:.4f}.",
    )
    heights = {len(ROWS) - 1 - row: words for row, (words, _) in enumerate(ROWS.values())}
    figure.axes(
        Box(206, 40, 256, 190),
        {0.5: "½", 0.6: ".6", 0.7: ".7", 0.8: ".8", 0.9: ".9", 1: "1"},
        heights,
        x_label="held-out sequences named right",
        y_label="",
    )
    figure.curve([best, best], [0, len(ROWS) - 1], "output", "dotted")
    figure.label((figure.at(best, 0)[0] + 10, 18), "best possible", role="output", size=15, anchor="end")
    for (name, (_, role)), height in zip(ROWS.items(), heights, strict=True):
        figure.dots(shares[name], [height] * len(shares[name]), role)
    return figure.svg()


def logos(filters):
    """Sequence logos above the motif that each fits.

    `filters` maps a title to (heights, motif): heights (4, K) in bits, motif one of MOTIFS.
    """
    cell, tall, step = 34, 84, 176
    spoken = "; ".join(
        f"{title}: {reading(heights)} against {motif}" for title, (heights, motif) in filters.items()
    )
    figure = Strand(
        480,
        step * len(filters),
        title="What two filters have learned to find",
        description=f"Stacks of letters as high as the bits that they tell, with the motif below. {spoken}.",
    )
    for row, (title, (heights, motif)) in enumerate(filters.items()):
        top, left = 30 + step * row, 48
        floor = top + tall
        figure.label((left - 8, top - 16), title, size=15, anchor="start")
        for bits in range(BITS + 1):
            figure.label((left - 14, floor - tall * bits / BITS), str(bits), role="ink-soft", size=14)
        figure.thread(left, left + cell * heights.shape[1], floor + 1)
        for place, column in enumerate(heights.T):
            y = floor
            for base in np.argsort(column, kind="stable"):
                if column[base] >= 0.05:  # lower letters cannot be read
                    figure.letter(
                        left + cell * (place + 0.5), y, BASES[base], column[base] * tall / BITS, "weight"
                    )
                    y -= column[base] * tall / BITS
        offset, _ = aligned(heights, motif)
        figure.cells(left + cell * offset, floor + 12, [list(motif)], "input", size=cell)
    return figure.svg()


def reading(heights):
    """The base that tells most at each place, small where it tells less than half a bit."""
    best = heights.max(axis=0)
    letters = (BASES[base] for base in heights.argmax(axis=0))
    return "".join(
        letter if bits >= 0.5 else letter.lower() for letter, bits in zip(letters, best, strict=True)
    )


def waiting(pairs):
    """What one unit puts out along each of several sequences, and where the motifs stand.

    `pairs` maps a title to (symbols (200,), outputs (23,)), one output for each pooled step.
    """
    step = 216
    spoken = "; ".join(
        f"{title}: {', '.join(f'{value:.1f}' for value in outputs)}" for title, (_, outputs) in pairs.items()
    ).replace("-", "−")
    figure = Strand(
        480,
        step * len(pairs),
        title="One unit of the LSTM along two sequences",
        description=f"Its output after each of {len(next(iter(pairs.values()))[1])} steps. {spoken}.",
    )
    for row, (title, (sequence, outputs)) in enumerate(pairs.items()):
        top = 30 + step * row
        figure.axes(
            Box(64, top + 34, 400, 84),
            {0: "0", 50: "50", 100: "100", 150: "150", LENGTH: str(LENGTH)},
            {-1: "−1", 0: "0", 1: "1"},
            x_label="last base that a step has seen",
            y_label="",
        )
        figure.label((264, top - 16), title, size=15)
        figure.thread(64, 464, top + 10)
        figure.motifs(sequence, 64, top + 10, 2)
        ends = POOL * np.arange(1, len(outputs) + 1) + WINDOW - 1  # the last base that a step has seen
        figure.curve(ends, outputs, "state")
        figure.dots(ends, outputs, "state")
    return figure.svg()
