"""Two motifs in made-up DNA: networks learn to say which of them comes first."""

from collections import namedtuple

import numpy as np

from snippets.descent import Descent, classification
from snippets.layers import BiLSTM, Conv1d, MaxOverTime, MaxPool1d, Move
from snippets.nn import Flatten, Linear, ReLU, Sequential

BASES = "ACGT"
MOTIFS = "TGACTCA", "GGGACTTTCC"  # the consensus of AP-1 and of NF-κB
LENGTH, NEAREST, FARTHEST, NOISE = 200, 20, 60, 0.05
DATA = ()  # nothing is read: the sequences are drawn


def symbols(bases):
    """The places of bases in BASES: "ACGT" -> 0, 1, 2, 3.

    Raises ValueError for other letters.
    """
    if foreign := sorted(set(bases) - set(BASES)):
        raise ValueError(f"bases hold {', '.join(map(repr, foreign))}; expected letters of {BASES!r}")
    return np.array([BASES.index(base) for base in bases], np.int8)


# --8<-- [start:sequences]
def sequences(rng, count):
    """Draw sequences of random bases with both motifs in them, then replace one base in twenty.

    Shapes: -> symbols (count, 200), labels (count,): 1 where the second motif comes first.
    """
    drawn = rng.integers(0, len(BASES), size=(count, LENGTH), dtype=np.int8)
    labels = rng.integers(0, 2, size=count)
    for sequence, swapped in zip(drawn, labels, strict=True):
        first, second = (symbols(motif) for motif in (MOTIFS[::-1] if swapped else MOTIFS))
        gap = rng.integers(NEAREST, FARTHEST + 1)
        start = rng.integers(0, LENGTH - len(first) - gap - len(second) + 1)
        sequence[start : start + len(first)] = first
        sequence[start + len(first) + gap :][: len(second)] = second
    noisy = rng.random(drawn.shape) < NOISE
    drawn[noisy] = rng.integers(0, len(BASES), size=noisy.sum())
    return drawn, labels
    # --8<-- [end:sequences]


def one_hot(drawn):
    """Write each base as four numbers, a one and three zeros: (N, L) -> (N, 4, L)."""
    return np.eye(len(BASES), dtype=np.float32)[drawn].transpose(0, 2, 1)


def training(count=20_000):
    """The sequences that the networks learn from, or the first of them; every call draws the same."""
    drawn, labels = sequences(np.random.default_rng(1), 20_000)
    return drawn[:count], labels[:count]


def validation():
    """The 2,000 sequences on which settings were chosen."""
    return sequences(np.random.default_rng(2), 2_000)


def held_out():
    """The 2,000 sequences that the networks are tested on."""
    return sequences(np.random.default_rng(3), 2_000)


WINDOW, FILTERS, POOL = 11, 16, 8


def scan(rng):
    """Sixteen filters of eleven bases slide along the sequence: what all three networks begin with."""
    return Conv1d(len(BASES), FILTERS, WINDOW, rng=rng), ReLU()


# --8<-- [start:hybrid]
def hybrid(rng):
    """Filters find motifs, an LSTM from each side reads in which order they come."""
    return Sequential(
        *scan(rng),
        MaxPool1d(POOL),
        Move(2, 0, 1),  # (N, C, L) -> (L, N, C)
        BiLSTM(FILTERS, 16, rng=rng),
        MaxOverTime(),
        Linear(32, 2, rng=rng),
    )
    # --8<-- [end:hybrid]


def global_max(rng):
    """How well each filter fits at its best place, wherever that is."""
    return Sequential(
        *(*scan(rng), Move(2, 0, 1), MaxOverTime()),
        *(Linear(FILTERS, 128, rng=rng), ReLU(), Linear(128, 2, rng=rng)),
    )


def flattened(rng):
    """A weight for every filter at every place."""
    places = (LENGTH - WINDOW + 1) // POOL
    return Sequential(
        *(*scan(rng), MaxPool1d(POOL), Flatten()),
        *(Linear(FILTERS * places, 32, rng=rng), ReLU(), Linear(32, 2, rng=rng)),
    )


Run = namedtuple("Run", "model lr count", defaults=(20_000,))
RUNS = {  # the rates are the best of CANDIDATES on validation sequences
    "cnn + bilstm": Run(hybrid, 1.6e-2),
    "cnn, global max": Run(global_max, 1.6e-2),
    "cnn, flattened": Run(flattened, 4e-3),
    # With fewer sequences to learn from.
    "cnn + bilstm, 2,000": Run(hybrid, 8e-3, 2_000),
    "cnn, flattened, 2,000": Run(flattened, 8e-3, 2_000),
}
SHIPPED = ("cnn + bilstm",)
STEPS, BATCH = 1_000, 64


def descent(name, seed):
    """The training of one model of RUNS; a seed always gives the same model."""
    return fitted(RUNS[name], seed)


def fitted(run, seed):
    drawn, labels = training(run.count)

    def batch(rng):
        rows = rng.integers(0, len(drawn), size=BATCH)
        return one_hot(drawn[rows]), labels[rows]

    model = run.model(np.random.default_rng(seed))
    return Descent(model, classification(batch), steps=STEPS, lr=run.lr, seed=seed, limit=2.0)


def accuracy(model, drawn, labels):
    parts = np.array_split(np.arange(len(drawn)), -(-len(drawn) // 250))
    return float(np.mean(np.concatenate([named(model, drawn[rows]) == labels[rows] for rows in parts])))


def named(model, drawn):
    """Which motif a model says comes first: (N, L) -> (N,)."""
    return model.forward(one_hot(drawn)).argmax(axis=1)


def score(name, model):
    return accuracy(model, *validation())


def evaluate(name, model):
    """Return the share of held-out sequences whose order is named right."""
    return {"accuracy": accuracy(model, *held_out())}


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed in range(len(runs["cnn + bilstm"])):
        share = {name: seeds[seed]["accuracy"] for name, seeds in runs.items()}
        bar = {
            "with a BiLSTM .96 of the orders are right": share["cnn + bilstm"] >= 0.96,
            "global max pooling guesses: .45 to .55": 0.45 <= share["cnn, global max"] <= 0.55,
            "of 2,000 sequences the BiLSTM makes .05 more than flattened maps": (
                share["cnn + bilstm, 2,000"] - share["cnn, flattened, 2,000"] >= 0.05
            ),
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 1
CANDIDATES = {name: [(lr,) for lr in (4e-3, 8e-3, 1.6e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train with another rate; return the accuracy on the validation sequences."""
    model = fitted(RUNS[name]._replace(lr=candidate[0]), seed=100 + fold).run()
    return accuracy(model, *validation())


def build(name):
    """An untrained model of RUNS, to put trained weights into."""
    return RUNS[name].model(np.random.default_rng(0))
