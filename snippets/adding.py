"""The adding problem: two numbers of a long sequence are marked, and networks learn to add them."""

from collections import namedtuple

import numpy as np

from snippets.descent import Descent
from snippets.layers import LSTM, RNN, LastStep
from snippets.nn import Linear, Sequential

DATA = ()  # nothing is read: the sequences are drawn


# --8<-- [start:sequences]
def sequences(rng, count, steps):
    """Draw numbers from 0 to 1 and mark one in each half; the answer is the sum of the two.

    Shapes: -> x (steps, count, 2), the number and its mark at every step; sums (count, 1).
    Source: Hochreiter and Schmidhuber 1997, section 5.4; Le, Jaitly, Hinton, arXiv:1504.00941, section 4.1.
    """
    numbers, marks = rng.random((steps, count)), np.zeros((steps, count))
    marks[rng.integers(0, steps // 2, size=count), np.arange(count)] = 1
    marks[rng.integers(steps // 2, steps, size=count), np.arange(count)] = 1
    x = np.stack([numbers, marks], axis=2).astype(np.float32)
    return x, (numbers * marks).sum(axis=0).astype(np.float32)[:, None]
    # --8<-- [end:sequences]


def validation(steps):
    """The 1,000 sequences on which settings were chosen."""
    return sequences(np.random.default_rng(2), 1_000, steps)


def held_out(steps):
    """The 2,000 sequences that the networks are tested on."""
    return sequences(np.random.default_rng(3), 2_000, steps)


# --8<-- [start:networks]
def lstm(rng):
    """An LSTM of 32 units."""
    return Sequential(LSTM(2, 32, rng=rng), LastStep(), Linear(32, 1, rng=rng))


def rnn(rng):
    """A tanh network with as many numbers to remember; its recurrent matrix begins orthogonal."""
    return Sequential(RNN(2, 64, rng=rng), LastStep(), Linear(64, 1, rng=rng))


def rnn_even(rng):
    """The same, but its recurrent matrix begins as PyTorch begins it: evenly spread, within 1/8 of 0."""
    model = rnn(rng)
    model.parameters["0.weight_hh"][...] = rng.uniform(-1 / 8, 1 / 8, (64, 64))
    return model
    # --8<-- [end:networks]


Run = namedtuple("Run", "network lr steps")
RUNS = {  # the rates are the best of CANDIDATES on validation sequences
    "lstm, 50 steps": Run(lstm, 3e-2, 50),
    "rnn, 50 steps": Run(rnn, 1e-3, 50),
    "rnn even, 50 steps": Run(rnn_even, 3e-3, 50),
    "lstm, 100 steps": Run(lstm, 3e-2, 100),
    "rnn, 100 steps": Run(rnn, 3e-3, 100),
}
SHIPPED = ("lstm, 100 steps", "rnn, 100 steps")
UPDATES, BATCH = 1_500, 32


def descent(name, seed):
    """The training of one network of RUNS; every step draws new sequences."""
    return fitted(RUNS[name], seed)


def fitted(run, seed):
    def squares(model, rng):
        x, sums = sequences(rng, BATCH, run.steps)
        off = model.forward(x) - sums
        model.backward(2 * off / len(off))
        return float((off**2).mean()), model.gradient()

    model = run.network(np.random.default_rng(seed))
    return Descent(model, squares, steps=UPDATES, lr=run.lr, seed=seed, warmup=0.05, limit=1.0)


def squared_error(model, x, sums):
    return float(((model.forward(x) - sums) ** 2).mean())


def constant(sums):
    """The error of whoever always answers 1, the mean of all sums: about 1/6, twice a variance of 1/12."""
    return float(((1 - sums) ** 2).mean())


def score(name, model):
    return -squared_error(model, *validation(RUNS[name].steps))


def evaluate(name, model):
    """Return the mean squared error on the held-out sequences."""
    return {"squared error": squared_error(model, *held_out(RUNS[name].steps))}


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed in range(len(runs["lstm, 50 steps"])):
        error = {name: seeds[seed]["squared error"] for name, seeds in runs.items()}
        bar = {
            "over 50 steps the LSTM errs by .005 at most": error["lstm, 50 steps"] <= 0.005,
            "over 100 steps the LSTM errs by .05 at most": error["lstm, 100 steps"] <= 0.05,
            "over 100 steps the RNN errs 20 times as much": (
                error["rnn, 100 steps"] >= 20 * error["lstm, 100 steps"]
            ),
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 2
RATES = 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2  # a sweep, before anyone says that a network fails
CANDIDATES = {name: [(lr,) for lr in RATES] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate; return minus the error on the validation sequences."""
    model = fitted(RUNS[name]._replace(lr=candidate[0]), seed=100 + fold).run()
    return -squared_error(model, *validation(RUNS[name].steps))


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
