"""Strips of handwritten digits: a CRNN learns to read them, and nobody tells it where each digit stands."""

from collections import namedtuple

import numpy as np

from snippets import digits
from snippets.architectures.layers import Linear, ReLU
from snippets.crnn import built, digit_reader, read, reading_loss
from snippets.descent import Descent
from snippets.start import wide

DATA = (digits.PATH,)
HEIGHT, WIDTH = 12, 108
FEWEST, MOST = 3, 7  # digits on a strip
NARROWEST, WIDEST = 8, 13  # pixels of a digit
NOISE = 0.08
LEAN = 0.5  # of training digits: how far the top row moves from the bottom row, left or right, at most
BEND = np.array([0.2, 0.3, 0.3, 0.2, 0.2, 0.2])  # and how far any pixel moves, by each term of `stretched`


# --8<-- [start:stretched]
def stretched(images, widths, bend):
    """Draw digits anew, each as wide as asked and bent: (K, 8, 8) -> (K, 8, 13), empty beyond its width.

    `bend` (K, 2, 6) says from how far down, and how far right, each pixel is taken, in pixels of the source:
    all alike, by its row, by its column, and by their products, where rows and columns go from -1 to 1.
    Values are interpolated between the four nearest cells.
    """
    columns = np.arange(WIDEST)
    across = (columns + 0.5) * (8 / widths[:, None, None]) - 0.5
    at = np.stack(np.broadcast_arrays(np.arange(8.0)[:, None], across))
    row, column = at / 3.5 - 1
    by = np.stack([np.ones_like(row), row, column, row * row, row * column, column * column])
    at += np.einsum("kds,skij->dkij", bend, by)
    top, left = np.floor(at).astype(int)
    down, right = (at - np.floor(at)).astype(np.float32)
    padded, digit = np.pad(images, ((0, 0), (1, 1), (1, 1))), np.arange(len(images))[:, None, None]

    def cells(row, column):
        return padded[digit, np.clip(row + 1, 0, 9), np.clip(column + 1, 0, 9)]

    above, below = ((1 - right) * cells(row, left) + right * cells(row, left + 1) for row in (top, top + 1))
    return np.where(columns < widths[:, None, None], (1 - down) * above + down * below, 0)
    # --8<-- [end:stretched]


def strips(rng, count, chosen, bent=0.0):
    """Draw strips of three to seven of the chosen digits; neighbours may overlap by a pixel or be two apart.

    Digits lean and are bent by up to `bent` times LEAN and BEND.
    Shapes: chosen (M,), positions in the data -> x (count, 1, 12, 108), targets (count, 7), lengths (count,).
    """
    images, labels = digits.load()
    lengths = rng.integers(FEWEST, MOST + 1, size=count)
    rows = rng.choice(chosen, size=lengths.sum())
    widths = rng.integers(NARROWEST, WIDEST + 1, size=len(rows))
    bend, lean = np.zeros((len(rows), 2, 6)), rng.uniform(-LEAN, LEAN, size=len(rows))
    if bent:
        bend = bent * BEND * rng.uniform(-1, 1, size=bend.shape)
        bend[:, 1, 1] += bent * lean / 2
    drawn = stretched(images[rows], widths, bend)
    drawn *= rng.uniform(0.7, 1, size=(len(rows), 1, 1)).astype(np.float32)
    tops, gaps = rng.integers(0, 5, size=len(rows)), rng.integers(-1, 3, size=len(rows))
    x, targets = np.zeros((count, HEIGHT, WIDTH), np.float32), np.zeros((count, MOST), int)
    ends = np.cumsum(lengths)
    for strip, target, end, length in zip(x, targets, ends, lengths, strict=True):
        its = range(end - length, end)
        target[:length] = labels[rows[its]] + 1  # 0 is CTC's blank
        left = rng.integers(0, WIDTH - widths[its].sum() - gaps[its].sum() + gaps[its[0]] + 1) - gaps[its[0]]
        for k in its:
            left += gaps[k]
            place = strip[tops[k] : tops[k] + 8, left : left + widths[k]]
            np.maximum(place, drawn[k, :, : widths[k]], out=place)
            left += widths[k]
    x += rng.normal(scale=NOISE, size=x.shape)
    return x[:, None], targets, lengths


def parts():
    """Digits to choose settings with: four in five of those that are not held out, and the rest."""
    order = np.random.default_rng(0).permutation(digits.split()[0])
    return np.split(order, [len(order) * 4 // 5])


def validation():
    """The 400 strips on which settings were chosen, of digits that the networks did not learn from then."""
    return strips(np.random.default_rng(2), 400, parts()[1])


def held_out():
    """The 1,000 strips that the networks are tested on, of held-out digits."""
    return strips(np.random.default_rng(3), 1_000, digits.split()[1])


# --8<-- [start:networks]
CRNN = digit_reader(hidden=64)
NO_RECURRENCE = digit_reader(hidden=0)
PER_COLUMN = (  # more parameters than the CRNN, and each frame is read by itself
    *NO_RECURRENCE[:-1],
    *(Linear(64, 224), ReLU(), Linear(224, 256), ReLU(), Linear(256, 11)),
)
# --8<-- [end:networks]


Run = namedtuple("Run", "network lr steps")
RUNS = {  # rates are the best of CANDIDATES on validation strips; the steps take about the same time
    "crnn": Run(CRNN, 1e-2, 10_000),
    "per-column MLP": Run(PER_COLUMN, 6e-3, 10_500),
    "no recurrence": Run(NO_RECURRENCE, 1e-2, 14_000),
}
SHIPPED = ("crnn",)
BATCH = 16
DECAY = 0.1  # before each step, weights shrink by this share of the rate


def descent(name, seed):
    """The training of one network of RUNS; every step draws new strips of digits that are not held out."""
    return fitted(RUNS[name], seed, digits.split()[0])


def fitted(run, seed, chosen):
    def loss(model, rng):
        value = reading_loss(model, *strips(rng, BATCH, chosen, bent=1.0))
        return float(value), model.gradient()

    model = wide(built(run.network, rng=np.random.default_rng(seed)))
    return Descent(model, loss, steps=run.steps, lr=run.lr, seed=seed, warmup=0.1, limit=2.0, decay=DECAY)


def edits(found, target):
    """The fewest digits to insert, delete or replace that turn one sequence into the other (Levenshtein)."""
    distance = list(range(len(target) + 1))
    for i, label in enumerate(found):
        before, distance = distance, [i + 1]
        for j, wanted in enumerate(target):
            distance.append(min(before[j] + (label != wanted), before[j + 1] + 1, distance[j] + 1))
    return distance[-1]


def shares(model, x, targets, lengths, width=None):
    """The share of strips read right in full, and edits for each digit (character error rate, CER)."""
    found = [labels for rows in np.array_split(x, 10) for labels in read(model, rows, width=width)]
    wrong = [
        edits(labels, target[:length].tolist())
        for labels, target, length in zip(found, targets, lengths, strict=True)
    ]
    return {"sequences": float(np.mean(np.array(wrong) == 0)), "CER": sum(wrong) / lengths.sum()}


def score(name, model):
    """The share of validation strips read right, whose digits the final networks know."""
    return shares(model, *validation())["sequences"]


def evaluate(name, model):
    """Return the shares of held-out strips."""
    return {metric: float(value) for metric, value in shares(model, *held_out()).items()}


# --8<-- [start:misses]
def misses(runs):
    """What the bar asks and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    misread = {name: 1 - np.mean([seed["sequences"] for seed in seeds]) for name, seeds in runs.items()}
    missed = []
    for seed, told in enumerate(runs["crnn"]):
        bar = {
            "the CRNN reads .95 of the strips": told["sequences"] >= 0.95,
            "of its digits .015 are wrong at most": told["CER"] <= 0.015,
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    if misread["per-column MLP"] < 2 * misread["crnn"]:
        missed.append("the means miss: the per-column MLP misreads twice as many strips as the CRNN")
    return missed
    # --8<-- [end:misses]


FOLDS = 1
CANDIDATES = {name: [(lr,) for lr in (3e-3, 6e-3, 1e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate for 800 steps; return the share of validation strips read right."""
    run = RUNS[name]._replace(lr=candidate[0], steps=800)
    return score(name, fitted(run, 100 + fold, parts()[0]).run())


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return built(RUNS[name].network, rng=np.random.default_rng(0))
