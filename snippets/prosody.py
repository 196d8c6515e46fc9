"""Made-up melodies of speech, two phrases and a pause: networks learn to name their contours."""

from collections import namedtuple

import numpy as np

from snippets.descent import Descent, classification
from snippets.layers import LSTM, Conv1d, LastStep, MeanOverTime, Move
from snippets.nn import Linear, ReLU, Sequential

DATA = ()  # nothing is read: the contours are drawn
KINDS = "rise then fall", "fall then rise", "monotone", "agitated"
FRAMES, BINS, HARMONICS, NOISE = 52, 24, 6, 0.1
PAUSE, PHRASE, SILENCE = 10, 14, 7  # frames of each: silence, phrase, pause, phrase, silence
LOWEST, HIGHEST = 90.0, 3_000.0  # Hz, from the first bin to the last


# --8<-- [start:pitch]
def pitch(kind, rng):
    """Draw the pitch of every frame, in Hz, 0 where nobody speaks: (52,).

    A phrase rises or falls by a half, stays level, or jumps about.
    """
    base, hertz = rng.uniform(110, 220), np.zeros(FRAMES)
    start = rng.integers(SILENCE - 3, SILENCE + 4)
    up, level = np.linspace(1, 1.5, PHRASE), np.full(PHRASE, 1.25)
    phrases = {
        "rise then fall": (up, up[::-1]),
        "fall then rise": (up[::-1], up),
        "monotone": (level, level),
        "agitated": rng.uniform(1, 1.5, (2, PHRASE)),
    }
    for place, melody in enumerate(phrases[KINDS[kind]]):
        first = start + place * (PHRASE + PAUSE)
        hertz[first : first + PHRASE] = base * melody
    return hertz
    # --8<-- [end:pitch]


def spectrogram(hertz, rng):
    """Six harmonics of a pitch on bins of equal ratio, with noise on every one: (T,) -> (T, 24)."""
    centres = np.geomspace(LOWEST, HIGHEST, BINS)
    heard = rng.normal(scale=NOISE, size=(len(hertz), BINS))
    for harmonic in range(1, HARMONICS + 1):
        with np.errstate(divide="ignore"):  # a silent frame is infinitely far from every bin
            octaves = np.log2(harmonic * hertz[:, None] / centres)
        heard += np.exp(-((octaves / 0.12) ** 2)) / np.sqrt(harmonic)
    return heard


def utterances(rng, count):
    """Draw utterances of all kinds in turn.

    Shapes: -> x (count, 24, 52) float32, labels (count,), the places in KINDS.
    """
    labels = np.arange(count) % len(KINDS)
    x = [spectrogram(pitch(kind, rng), rng).T for kind in labels]
    return np.array(x, np.float32), labels


def training():
    """The 2,000 utterances that the networks learn from; every call draws the same."""
    return utterances(np.random.default_rng(1), 2_000)


def validation():
    """The 400 utterances on which settings were chosen."""
    return utterances(np.random.default_rng(2), 400)


def held_out():
    """The 1,000 utterances that the networks are tested on."""
    return utterances(np.random.default_rng(3), 1_000)


def ear(rng):
    """Two convolutions along time, which see 7 frames: less than the pause. Time first at their end."""
    return (
        *(Conv1d(BINS, 16, 5, padding="same", rng=rng), ReLU()),
        *(Conv1d(16, 16, 3, padding="same", rng=rng), ReLU(), Move(2, 0, 1)),
    )


# --8<-- [start:networks]
def hybrid(rng):
    """The convolutions hear which way the pitch moves, the LSTM in which order."""
    return Sequential(*ear(rng), LSTM(16, 24, rng=rng), LastStep(), Linear(24, len(KINDS), rng=rng))


def mean(rng):
    """The same convolutions, averaged over the frames."""
    return Sequential(
        *ear(rng), MeanOverTime(), Linear(16, 64, rng=rng), ReLU(), Linear(64, len(KINDS), rng=rng)
    )
    # --8<-- [end:networks]


def lstm(rng):
    """No convolution: the LSTM reads the frames as they are."""
    return Sequential(
        *(Move(2, 0, 1), LSTM(BINS, 24, rng=rng), LastStep(), Linear(24, len(KINDS), rng=rng)),
    )


Run = namedtuple("Run", "network lr")
RUNS = {  # the rates are the best of CANDIDATES on validation utterances
    "cnn + lstm": Run(hybrid, 5e-3),
    "cnn + mean": Run(mean, 2.5e-3),
    "lstm alone": Run(lstm, 1e-2),
}
SHIPPED = ("cnn + lstm",)
STEPS, BATCH = 600, 32


def descent(name, seed):
    """The training of one network of RUNS; a seed always gives the same network."""
    return fitted(RUNS[name], seed)


def fitted(run, seed):
    x, labels = training()

    def batch(rng):
        rows = rng.integers(0, len(x), size=BATCH)
        return x[rows], labels[rows]

    model = run.network(np.random.default_rng(seed))
    return Descent(model, classification(batch), steps=STEPS, lr=run.lr, seed=seed, warmup=0.05, limit=2.0)


def shares(model, x, labels):
    """The share of utterances named right, and that of the first two kinds where only these are to choose."""
    logits = model.forward(x)
    ordered = labels < 2
    order = logits[ordered, :2].argmax(axis=1) == labels[ordered]
    return {"accuracy": float(np.mean(logits.argmax(axis=1) == labels)), "order": float(order.mean())}


def score(name, model):
    return shares(model, *validation())["accuracy"]


def evaluate(name, model):
    """Return the shares of held-out utterances."""
    return shares(model, *held_out())


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed, (hybrid, mean) in enumerate(zip(runs["cnn + lstm"], runs["cnn + mean"], strict=True)):
        bar = {
            "CNN and LSTM name .97 of the contours": hybrid["accuracy"] >= 0.97,
            "the mean guesses the order: .40 to .60": 0.40 <= mean["order"] <= 0.60,
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 1
CANDIDATES = {name: [(lr,) for lr in (2.5e-3, 5e-3, 1e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate; return the accuracy on the validation utterances."""
    return score(name, fitted(RUNS[name]._replace(lr=candidate[0]), seed=100 + fold).run())


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
