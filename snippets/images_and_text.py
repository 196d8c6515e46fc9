"""A glyph read row by row, a sentence with a "not" in it: recurrence on an image, convolution on a text."""

from collections import namedtuple
from functools import partial

import numpy as np

from snippets import glyphs
from snippets.descent import Descent, classification
from snippets.layers import GRU, LSTM, Conv1d, Embedding, LastStep, MaxOverTime, MeanOverTime, Move
from snippets.losses import cross_entropy
from snippets.nn import Linear, ReLU, Sequential

FILLERS = ["a", "film", "is", "it", "one", "really", "so", "story", "that", "the", "this", "very", "was"]
WORDS = ["not", "good", "bad", *FILLERS]
LENGTH, EDGE = 32, 4  # words in a sentence; of these, neither the first nor the last four are of interest
TRAINED, FARTHEST = 12, 16  # words from "not" to the opinion or back, in training and in the test
EXCHANGED = np.random.default_rng(0).permutation(glyphs.SIZE)  # the columns of an image, in another order
DATA = ()  # nothing is read: glyphs and sentences are drawn

# Parameters in float64, so that the weights come out the same on other machines: see weights/README.md.
Linear, LSTM, GRU, Conv1d, Embedding = (
    partial(layer, dtype=np.float64) for layer in (Linear, LSTM, GRU, Conv1d, Embedding)
)


# --8<-- [start:sentences]
def sentences(rng, pairs, distances):
    """Draw twins: in one, "not" stands before "good" or "bad"; in the other they change places.

    A "not" before the opinion turns it; one after it belongs to something else.
    Shapes: distances, how many words the two may be apart -> symbols (2 * pairs, 32), the
    places in WORDS; labels (2 * pairs,), 1 for praise and 0 for blame.
    """
    symbols = np.repeat(rng.integers(3, len(WORDS), size=(pairs, LENGTH)), 2, axis=0)
    apart = rng.choice(distances, size=pairs)
    first = rng.integers(EDGE, LENGTH - EDGE - apart)
    opinions, row = rng.integers(1, 3, size=pairs), 2 * np.arange(pairs)
    symbols[row, first], symbols[row, first + apart] = 0, opinions
    symbols[row + 1, first], symbols[row + 1, first + apart] = opinions, 0
    good = opinions == WORDS.index("good")
    return symbols, np.stack([~good, good], axis=1).ravel().astype(int)
    # --8<-- [end:sentences]


def read(texts):
    """Turn sentences into symbols, the places of their words in WORDS.

    Shapes: -> (N, T), whole numbers.
    Raises ValueError for no sentence, other words, or sentences of several lengths.
    """
    words = [text.split() for text in texts]
    lengths = sorted({len(sentence) for sentence in words})
    if len(lengths) != 1 or lengths == [0]:
        raise ValueError(f"texts have {lengths} words; expected one length, at least 1, for all")
    if foreign := sorted({word for sentence in words for word in sentence} - set(WORDS)):
        raise ValueError(f"texts hold {', '.join(map(repr, foreign))}; expected words of {' '.join(WORDS)}")
    return np.array([[WORDS.index(word) for word in sentence] for sentence in words])


def rows_of(images):
    """The rows of images as steps, from the top: (N, 1, H, W) -> (H, N, W)."""
    return images[:, 0].transpose(1, 0, 2)


# --8<-- [start:readers]
def rows(rng):
    """An LSTM reads an image row by row; each row is an input of 12 numbers."""
    return Sequential(LSTM(12, 10, rng=rng), LastStep(), Linear(10, len(glyphs.KINDS), rng=rng))


def bag(rng):
    """The plain baseline: the mean of the words' embeddings, whatever their order."""
    return Sequential(embedding(rng), MeanOverTime(), Linear(8, 2, rng=rng))


def window(rng):
    """Kim's network in small: filters over five words, and the largest answer of each."""
    return Sequential(embedding(rng), *convolution(8, rng), MaxOverTime(), Linear(24, 2, rng=rng))


def wide_window(rng):
    """A second layer, whose five places lie five words apart: one answer sees 25 words."""
    layers = *convolution(8, rng), *convolution(24, rng, dilation=5)
    return Sequential(embedding(rng), *layers, MaxOverTime(), Linear(24, 2, rng=rng))


def memory(rng):
    """A GRU, and the largest value of each of its units."""
    return Sequential(embedding(rng), GRU(8, 24, rng=rng), MaxOverTime(), Linear(24, 2, rng=rng))
    # --8<-- [end:readers]


def embedding(rng):
    return Embedding(len(WORDS), 8, rng=rng)


def convolution(channels, rng, dilation=1):
    """A causal convolution over five steps, time first before and after."""
    layer = Conv1d(channels, 24, 5, padding="causal", dilation=dilation, rng=rng)
    return Move(1, 2, 0), layer, ReLU(), Move(2, 0, 1)


Run = namedtuple("Run", "task network steps lr")
RUNS = {  # the rates are the best of CANDIDATES on validation data
    "rows": Run("glyphs", rows, 1_000, 1e-2),
    "cnn": Run("glyphs", glyphs.cnn, 1_000, 2e-2),
    "cnn, exchanged": Run("exchanged", glyphs.cnn, 1_000, 2e-2),
    "bag": Run("sentences", bag, 600, 5e-3),
    "window": Run("sentences", window, 600, 2e-2),
    "wide window": Run("sentences", wide_window, 600, 1e-2),
    "memory": Run("sentences", memory, 600, 2e-2),
}
SHIPPED = ("rows", "cnn", "window", "wide window", "memory")
BATCH = 32  # glyphs, or pairs of sentences
DISTANCES = tuple(range(1, FARTHEST + 1))
TEST, VALIDATION = 1_000, 2_000  # seeds of sentences that no training has


def seen(name, images):
    """Images as a model of RUNS reads them: row by row, whole, or whole with their columns exchanged."""
    if name == "rows":
        return rows_of(images)
    return images[..., EXCHANGED] if RUNS[name].task == "exchanged" else images


def descent(name, seed):
    """The training of one model of RUNS; a seed always gives the same model."""
    return fitted(name, RUNS[name].lr, glyphs.training(), seed)


def fitted(name, lr, drawn, seed):
    """The training at a rate, on some glyphs, or on sentences drawn anew at every step."""
    run, (images, labels) = RUNS[name], drawn

    def batch(rng):
        if run.task == "sentences":
            symbols, praise = sentences(rng, BATCH, np.arange(1, TRAINED + 1))
            return symbols.T, praise
        chosen = rng.integers(len(images), size=BATCH)
        return seen(name, images[chosen]), labels[chosen]

    model, loss = run.network(np.random.default_rng(seed)), classification(batch)
    return Descent(model, loss, steps=run.steps, lr=lr, seed=seed, warmup=0.05, limit=1.0)


def share(model, x, labels):
    """Return the share of right answers."""
    return float(np.mean(model.forward(x).argmax(axis=1) == labels))


def evaluate(name, model):
    """Return the share of held-out glyphs named right, or of test sentences, for each distance by itself."""
    if RUNS[name].task != "sentences":
        images, labels = glyphs.held_out()
        return {"accuracy": share(model, seen(name, images), labels)}
    shares = {}
    for distance in DISTANCES:
        symbols, praise = sentences(np.random.default_rng(TEST + distance), 250, [distance])
        shares[str(distance)] = share(model, symbols.T, praise)
    return shares


def score(name, model):
    """How good a model is while it trains, on validation data."""
    return -validation_loss(name, model, glyphs.training())


def validation_loss(name, model, drawn):
    if RUNS[name].task == "sentences":
        symbols, praise = sentences(np.random.default_rng(VALIDATION), 250, np.arange(1, TRAINED + 1))
        return float(cross_entropy(model.forward(symbols.T), praise))
    images, labels = drawn
    return float(cross_entropy(model.forward(seen(name, images)), labels))


# --8<-- [start:judged]
def judged(model, texts):
    """Ask a model of sentences: a + for every one that praises, a - for every one that does not."""
    return "".join("-+"[answer] for answer in model.forward(read(texts).T).argmax(axis=1))
    # --8<-- [end:judged]


def bar(metrics):
    """What one seed of each model must show."""
    named = {name: seed["accuracy"] for name, seed in metrics.items() if "accuracy" in seed}
    at = {
        name: {int(distance): value for distance, value in seed.items()}
        for name, seed in metrics.items()
        if name not in named
    }
    trained = range(1, TRAINED + 1)
    return {
        "rows are read, .90 of the glyphs named": named["rows"] >= 0.90,
        "the CNN names .95": named["cnn"] >= 0.95,
        "a bag of words names exactly half": set(at["bag"].values()) == {0.5},
        "a window of five sees four words far": min(at["window"][d] for d in range(1, 5)) >= 0.95,
        "and guesses beyond": max(abs(at["window"][d] - 0.5) for d in DISTANCES[4:]) <= 0.1,
        "a wide window sees as far as it was trained": min(at["wide window"][d] for d in trained) >= 0.95,
        "a memory keeps as far as it was trained": min(at["memory"][d] for d in trained) >= 0.95,
    }


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed in range(len(runs["rows"])):
        demands = bar({name: seeds[seed] for name, seeds in runs.items()})
        missed += [f"seed {seed} misses: {demand}" for demand, met in demands.items() if not met]
    return missed


FOLDS = 2
CANDIDATES = {name: [(5e-3,), (1e-2,), (2e-2,)] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate, on half of the training glyphs or from another seed; return minus the loss."""
    images, labels = glyphs.training()
    rest = np.arange(len(images)) // 4 % FOLDS == fold  # four in a row are one of each kind
    model = fitted(name, candidate[0], (images[~rest], labels[~rest]), 100 + fold).run()
    return -validation_loss(name, model, (images[rest], labels[rest]))


def build(name):
    """An untrained model of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
