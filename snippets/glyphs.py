"""Bars, crosses and rings, drawn by chance, and small networks that learn to tell them apart."""

from collections import namedtuple
from functools import partial

import numpy as np

from snippets import nn
from snippets.nn import Flatten, MaxPool2d, ReLU, Sequential, fit

KINDS = "horizontal bar", "vertical bar", "cross", "ring"
SIZE = 12
NOISE = 0.25
DATA = ()  # nothing is read: the glyphs are drawn


def glyph(kind, rng):
    """Draw one glyph of ones on zeros, 5 to 7 cells wide, anywhere on the canvas.

    Shapes: -> (12, 12).
    """
    side = rng.integers(5, 8)
    top, left = rng.integers(0, SIZE - side + 1, size=2)
    row, column = rng.integers(1, side - 1, size=2)
    strokes = np.zeros((side, side))
    if kind in ("horizontal bar", "cross"):
        strokes[row] = 1
    if kind in ("vertical bar", "cross"):
        strokes[:, column] = 1
    if kind == "ring":
        strokes[[0, -1]] = strokes[:, [0, -1]] = 1
    canvas = np.zeros((SIZE, SIZE))
    canvas[top : top + side, left : left + side] = strokes
    return canvas


def glyphs(rng, count):
    """Draw glyphs of all kinds in turn, each as bright as chance has it, with noise on every pixel.

    Shapes: -> images (count, 1, 12, 12), labels (count,), the places in KINDS.
    """
    labels = np.arange(count) % len(KINDS)
    clean = np.array([glyph(KINDS[label], rng) for label in labels]).reshape(count, 1, SIZE, SIZE)
    brightness = rng.uniform(0.5, 1, size=(count, 1, 1, 1))
    return brightness * clean + rng.uniform(-NOISE, NOISE, size=clean.shape), labels


def training():
    """The 1,600 glyphs that the networks learn from; every call draws the same."""
    return glyphs(np.random.default_rng(1), 1600)


def held_out():
    """The 400 glyphs that they are tested on."""
    return glyphs(np.random.default_rng(2), 400)


# Parameters in float64: training from one seed then ends at the same float16 weights on every machine, for
# the last bits in which machines differ are far below what float16 keeps.
Conv2d, Linear = partial(nn.Conv2d, dtype=np.float64), partial(nn.Linear, dtype=np.float64)


# --8<-- [start:cnn]
def cnn(rng):
    """Convolution, ReLU, pooling, twice; then a weight for every cell left."""
    return Sequential(
        *(Conv2d(1, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(8, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(8 * 3 * 3, len(KINDS), rng=rng)),
    )
    # --8<-- [end:cnn]


def cnn_without_relu(rng):
    """The same, and nothing between convolution and pooling."""
    return Sequential(
        *(Conv2d(1, 8, 3, padding=1, rng=rng), MaxPool2d(2)),
        *(Conv2d(8, 8, 3, padding=1, rng=rng), MaxPool2d(2)),
        *(Flatten(), Linear(8 * 3 * 3, len(KINDS), rng=rng)),
    )


def strided(rng):
    """A stride of 2 in place of every pooling: the same shapes, the same number of parameters."""
    return Sequential(
        *(Conv2d(1, 8, 3, stride=2, padding=1, rng=rng), ReLU()),
        *(Conv2d(8, 8, 3, stride=2, padding=1, rng=rng), ReLU()),
        *(Flatten(), Linear(8 * 3 * 3, len(KINDS), rng=rng)),
    )


def strided_without_relu(rng):
    """Convolutions with a stride and nothing between them: however many, one linear map."""
    return Sequential(
        Conv2d(1, 8, 3, stride=2, padding=1, rng=rng),
        Conv2d(8, 8, 3, stride=2, padding=1, rng=rng),
        *(Flatten(), Linear(8 * 3 * 3, len(KINDS), rng=rng)),
    )


def mlp(rng):
    """Six hidden units, each with a weight for every pixel: about as many parameters as the CNN."""
    return Sequential(Flatten(), Linear(SIZE**2, 6, rng=rng), ReLU(), Linear(6, len(KINDS), rng=rng))


def linear(rng):
    """The plain baseline: one weight for every pixel and class, and a softmax."""
    return Sequential(Flatten(), Linear(SIZE**2, len(KINDS), rng=rng))


Run = namedtuple("Run", "model epochs lr")
RUNS = {  # epochs and rates are the best of CANDIDATES on validation glyphs
    "cnn": Run(cnn, 20, 1e-2),
    "cnn_without_relu": Run(cnn_without_relu, 20, 4e-2),
    "strided": Run(strided, 20, 1e-2),
    "strided_without_relu": Run(strided_without_relu, 20, 1e-2),
    "mlp": Run(mlp, 20, 2e-2),
    "linear": Run(linear, 100, 4e-2),
}
SHIPPED = ("cnn",)
BATCH = 32


def train(name, seed):
    """Train one model of RUNS on all training glyphs; a seed always gives the same model."""
    return fitted(RUNS[name], *training(), np.random.default_rng(seed))


def fitted(run, x, target, rng):
    """Train a fresh model."""
    model = run.model(rng)
    fit(model, x, target, epochs=run.epochs, batch_size=BATCH, lr=run.lr, rng=rng)
    return model


def evaluate(name, model):
    """Return the share of held-out glyphs named right."""
    return {"accuracy": accuracy(model, *held_out())}


def accuracy(model, x, labels):
    return float(np.mean(model.forward(x).argmax(axis=1) == labels))


def confusion(model, x, labels):
    """Count how often a glyph of each kind (row) is named as each kind (column)."""
    counts = np.zeros((len(KINDS), len(KINDS)), int)
    np.add.at(counts, (labels, model.forward(x).argmax(axis=1)), 1)
    return counts


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed in range(len(runs["cnn"])):
        share = {name: seeds[seed]["accuracy"] for name, seeds in runs.items()}
        bar = {
            "the CNN names .95 of the glyphs": share["cnn"] >= 0.95,
            "pooling makes up for a missing ReLU, to .90": share["cnn_without_relu"] >= 0.90,
            "with strides .85 are right": share["strided"] >= 0.85,
            "the MLP names .80 at most": share["mlp"] <= 0.80,
            "linear convolutions name .70 at most": share["strided_without_relu"] <= 0.70,
            "a linear model names .70 at most": share["linear"] <= 0.70,
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 5
RATES = 5e-3, 1e-2, 2e-2, 4e-2
CANDIDATES = {  # the two without a convolution are fast, so that they may have five times as long
    name: [(epochs, lr) for epochs in choices for lr in RATES]
    for name, choices in {
        "cnn": (20,),
        "cnn_without_relu": (20,),
        "strided": (20,),
        "strided_without_relu": (20,),
        "mlp": (20, 100),
        "linear": (20, 100),
    }.items()
}


def validate(name, candidate, fold):
    """Train with other settings on four fifths of the training glyphs; return the accuracy on the rest."""
    epochs, lr = candidate
    x, labels = training()
    folds = np.array_split(np.random.default_rng(0).permutation(len(x)), FOLDS)
    chosen = np.setdiff1d(np.arange(len(x)), folds[fold])
    run = RUNS[name]._replace(epochs=epochs, lr=lr)
    model = fitted(run, x[chosen], labels[chosen], np.random.default_rng(fold))
    return accuracy(model, x[folds[fold]], labels[folds[fold]])


def build(name):
    """An untrained model of RUNS, to put trained weights into."""
    return RUNS[name].model(np.random.default_rng(0))
