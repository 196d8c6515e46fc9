"""Characters of a story, one after another: an LSTM, a causal CNN, and counts of stretches."""

from collections import namedtuple

import numpy as np

from snippets import alice
from snippets.character_model import encode
from snippets.descent import Descent
from snippets.layers import LSTM, Embedding, Move, each_step
from snippets.losses import cross_entropy, cross_entropy_backward, log_softmax
from snippets.nn import Linear, Sequential
from snippets.tcn import TCNBlock

DATA = alice.DATA
V = len(alice.CHARACTERS)
ROWS, UNITS, CHANNELS = 32, 96, 48


# --8<-- [start:networks]
def lstm(rng):
    """An LSTM reads character after character: (T, N) -> scores of the next ones (T, N, V)."""
    return Sequential(
        Embedding(V, ROWS, rng=rng), LSTM(ROWS, UNITS, rng=rng), *each_step(Linear(UNITS, V, rng=rng))
    )


def tcn(rng):
    """Causal convolutions see the last 61 characters at once, with about as many parameters."""
    channels, blocks = ROWS, []
    for dilation in (1, 2, 4, 8):
        blocks.append(TCNBlock(channels, CHANNELS, 3, dilation=dilation, rng=rng))
        channels = CHANNELS
    return Sequential(
        Embedding(V, ROWS, rng=rng),
        *(Move(1, 2, 0), *blocks, Move(2, 0, 1)),  # (T, N, C) -> (N, C, T), and back
        *each_step(Linear(CHANNELS, V, rng=rng)),
    )
    # --8<-- [end:networks]


Run = namedtuple("Run", "network lr steps")
RUNS = {  # the rates are the best of CANDIDATES on chapter VII
    "lstm, 250 steps": Run(lstm, 1e-2, 250),
    "lstm, 500 steps": Run(lstm, 1e-2, 500),
    "lstm, 1000 steps": Run(lstm, 1e-2, 1_000),
    "lstm, 2000 steps": Run(lstm, 3e-3, 2_000),
    "tcn, 250 steps": Run(tcn, 1e-2, 250),
    "tcn, 500 steps": Run(tcn, 1e-2, 500),
    "tcn, 1000 steps": Run(tcn, 1e-2, 1_000),
    "tcn, 2000 steps": Run(tcn, 1e-2, 2_000),
}
SHIPPED = ("lstm, 2000 steps", "tcn, 2000 steps")
STREAMS, STRETCH = 32, 64  # stretches in a batch, characters in a stretch


def training():
    """Chapters I to VII."""
    return encode(alice.training(), alice.CHARACTERS)


def descent(name, seed):
    """The training of one network of RUNS; a seed always gives the same network."""
    return fitted(RUNS[name], training(), seed)


def fitted(run, symbols, seed):
    def next_ones(model, rng):
        starts = rng.integers(0, len(symbols) - STRETCH, size=STREAMS)
        rows = symbols[starts + np.arange(STRETCH + 1)[:, None]]
        logits = model.forward(rows[:-1])
        flat, target = logits.reshape(-1, V), rows[1:].ravel()
        model.backward(cross_entropy_backward(1, flat, target).reshape(logits.shape))
        return cross_entropy(flat, target), model.gradient()

    model = run.network(np.random.default_rng(seed))
    return Descent(model, next_ones, steps=run.steps, lr=run.lr, seed=seed, warmup=0.05, limit=1.0)


def bits(model, symbols):
    """Bits per character of a text that the model reads in one go; the first characters are not scored."""
    given = log_softmax(model.forward(symbols[:-1, None])[:, 0])
    costs = -given[np.arange(len(given)), symbols[1:]] / np.log(2)
    return float(costs[alice.UNSCORED - 1 :].mean())


def chapter(number):
    """The symbols of one chapter, counted from 1."""
    return encode(alice.chapters()[number - 1], alice.CHARACTERS)


def score(name, model):
    """Minus the bits of chapter VII, which the final networks have read."""
    return -bits(model, chapter(7))


def evaluate(name, model):
    """Return the bits per character of chapter VIII."""
    return {"bits": bits(model, chapter(8))}


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    four = alice.counted(4)
    missed = []
    for seed in range(len(next(iter(runs.values())))):
        cost = {name: seeds[seed]["bits"] for name, seeds in runs.items()}
        bar = {
            "after 2,000 steps the LSTM costs 2.30 bits at most": cost["lstm, 2000 steps"] <= 2.30,
            "after 2,000 steps the LSTM is better than the TCN": (
                cost["lstm, 2000 steps"] < cost["tcn, 2000 steps"]
            ),
            "after 250 steps four characters counted are better than both": (
                min(cost["lstm, 250 steps"], cost["tcn, 250 steps"]) > four
            ),
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 1
CANDIDATES = {name: [(lr,) for lr in (3e-3, 1e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate on chapters I to VI; return minus the bits of chapter VII."""
    text = "".join(alice.chapters()[:6])
    run = RUNS[name]._replace(lr=candidate[0])
    model = fitted(run, encode(text, alice.CHARACTERS), seed=100 + fold).run()
    return -bits(model, chapter(7))


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
