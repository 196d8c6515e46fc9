"""A dot moves across a canvas, and small networks learn to say where it will be next."""

from collections import namedtuple
from functools import partial
from itertools import product

import numpy as np

from snippets import nn
from snippets.conv_lstm import conv_lstm_with_backward
from snippets.lstm import lstm_with_backward
from snippets.nn import Flatten, Layer, ReLU, Sequential, fit, initial

SIZE = 12
FRAMES = 4  # that are seen; the next is to be named
DIRECTIONS = [step for step in product((-1, 0, 1), repeat=2) if step != (0, 0)]
DATA = ()  # nothing is read: the dots are all there are


def moving_dots(columns, size=SIZE, frames=FRAMES):
    """Let a dot start everywhere, in each of eight directions, one cell a frame.

    Kept are the ways that stay within the columns from the first to the last frame
    and the one after.
    Shapes: `columns` (first, behind the last) -> frames (N, T, size, size), ones on
    zeros; the dot's next place (N,), counted row by row.
    """
    first, behind = (0, columns[0]), (size, columns[1])
    ways = []
    for step in DIRECTIONS:
        for start in product(range(size), range(*columns)):
            way = np.add(start, np.multiply.outer(np.arange(frames + 1), step))
            if (way >= first).all() and (way < behind).all():
                ways.append(way)
    ways = np.array(ways)  # (N, T + 1, 2), row and column
    images = np.zeros((len(ways), frames, size, size))
    for t in range(frames):
        images[np.arange(len(ways)), t, ways[:, t, 0], ways[:, t, 1]] = 1
    return images, ways[:, -1, 0] * size + ways[:, -1, 1]


def training():
    """All ways through the left half, which the networks learn from."""
    return moving_dots((0, SIZE // 2))


def held_out():
    """All ways through the right half, on which they are tested."""
    return moving_dots((SIZE // 2, SIZE))


class LastState(Layer):
    """Read frames one after the other, and give the last state; the weights are a cell's.

    Shapes: x (N, T, H, W) -> (N, M, H, W) for a ConvLSTM, (N, H) for an LSTM.
    """

    def forward(self, x):
        frames = x.swapaxes(0, 1)
        (_, h, _), self.way_back = self.with_backward(self.arranged(frames), **self.parameters)
        self.shape = frames.shape
        return h

    def backward(self, grad_output):
        grad_x, *grads = self.way_back(None, grad_output, None)
        self.gradients = dict(zip(("weight_ih", "weight_hh", "bias_ih"), grads, strict=False))
        return grad_x.reshape(self.shape).swapaxes(0, 1)


class ConvLSTM(LastState):
    """A ConvLSTM that reads each frame as an image of one channel."""

    with_backward = staticmethod(conv_lstm_with_backward)

    def __init__(self, maps, kernel_size, *, rng):
        super().__init__()
        ih, hh = (4 * maps, 1, kernel_size, kernel_size), (4 * maps, maps, kernel_size, kernel_size)
        first, second = (initial(rng, shape, np.float64)["weight"] for shape in (ih, hh))
        self.parameters = {"weight_ih": first, "weight_hh": second, "bias_ih": np.zeros(4 * maps)}

    def arranged(self, frames):
        return frames[:, :, None]


class LSTM(LastState):
    """An LSTM that reads each frame as a row of numbers."""

    with_backward = staticmethod(lstm_with_backward)

    def __init__(self, pixels, hidden, *, rng):
        super().__init__()
        first, second = (initial(rng, (4 * hidden, n), np.float64)["weight"] for n in (pixels, hidden))
        self.parameters = {"weight_ih": first, "weight_hh": second, "bias_ih": np.zeros(4 * hidden)}

    def arranged(self, frames):
        return frames.reshape(*frames.shape[:2], -1)


class Last(Layer):
    """The last frames, as the channels of one image: (N, T, H, W) -> (N, count, H, W)."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def forward(self, x):
        return x[:, -self.count :]

    def backward(self, grad_output):
        return grad_output  # nothing lies below


Conv2d, Linear = partial(nn.Conv2d, dtype=np.float64), partial(nn.Linear, dtype=np.float64)


# --8<-- [start:conv_lstm]
def conv_lstm(rng):
    """Eight maps of memory, then one score for every place."""
    return Sequential(ConvLSTM(8, 3, rng=rng), Conv2d(8, 1, 1, rng=rng), Flatten())
    # --8<-- [end:conv_lstm]


def lstm(rng):
    """Memory and no convolution."""
    return Sequential(LSTM(SIZE**2, 32, rng=rng), Linear(32, SIZE**2, rng=rng))


# --8<-- [start:cnn]
def cnn(rng, frames=1):
    """Convolution and no memory: what it sees are the last frames, as channels."""
    return Sequential(
        Last(frames),
        *(Conv2d(frames, 8, 3, padding=1, rng=rng), ReLU()),
        *(Conv2d(8, 1, 3, padding=1, rng=rng), Flatten()),
    )
    # --8<-- [end:cnn]


def mlp(rng):
    """Neither."""
    hidden = Linear(SIZE**2, 32, rng=rng), ReLU(), Linear(32, SIZE**2, rng=rng)
    return Sequential(Last(1), Flatten(), *hidden)


Run = namedtuple("Run", "model epochs lr")
RUNS = {  # epochs and rates are the best of CANDIDATES on ways of the left half that were kept back
    "conv_lstm": Run(conv_lstm, 40, 2e-2),
    "lstm": Run(lstm, 80, 1e-2),
    "cnn": Run(cnn, 40, 2e-2),
    "mlp": Run(mlp, 40, 2e-2),
    "cnn_4_frames": Run(partial(cnn, frames=FRAMES), 40, 2e-2),
}
SHIPPED = ("conv_lstm",)
BATCH = 16


def train(name, seed):
    """Train one model of RUNS on all ways through the left half; a seed always gives the same model."""
    return fitted(RUNS[name], *training(), np.random.default_rng(seed))


def fitted(run, x, target, rng):
    """Train a fresh model."""
    model = run.model(rng)
    fit(model, x, target, epochs=run.epochs, batch_size=BATCH, lr=run.lr, rng=rng)
    return model


def evaluate(name, model):
    """Return the share of next places named right, in the half of the training and in the other."""
    return {"left half": accuracy(model, *training()), "right half": accuracy(model, *held_out())}


def accuracy(model, x, target):
    return float(np.mean(model.forward(x).argmax(axis=1) == target))


def copied(x):
    """Say that the dot stays where it is: the plainest baseline. Shapes: x (N, T, H, W) -> (N,)."""
    return places(x)[-1]


def moved_on(x):
    """Say that the dot moves once more as it has moved last: no network at all.

    Shapes: x (N, T, H, W) -> (N,), where the dot will be, counted row by row.
    """
    *_, before, last = places(x)
    return 2 * last - before


def places(x):
    """Where the dot is, counted row by row. Shapes: x (N, T, H, W) -> (T, N)."""
    return x.reshape(*x.shape[:2], -1).argmax(axis=2).T


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed in range(len(runs["conv_lstm"])):
        left, right = (
            {name: seeds[seed][f"{half} half"] for name, seeds in runs.items()} for half in ("left", "right")
        )
        bar = {
            "the ConvLSTM names .95 in the other half": right["conv_lstm"] >= 0.95,
            "the LSTM names .95 where it was trained": left["lstm"] >= 0.95,
            "the LSTM names .05 at most in the other half": right["lstm"] <= 0.05,
            "a CNN of one frame names .40 at most anywhere": max(left["cnn"], right["cnn"]) <= 0.40,
            "the MLP names .40 at most where it was trained": left["mlp"] <= 0.40,
            "the MLP names .05 at most in the other half": right["mlp"] <= 0.05,
            "a CNN of all frames names .95 in the other half": right["cnn_4_frames"] >= 0.95,
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 5
CANDIDATES = {  # of rates that are equally good the largest is taken
    name: [(RUNS[name].epochs, lr) for lr in (2e-2, 1e-2, 5e-3)]
    for name in ("conv_lstm", "lstm", "cnn", "mlp", "cnn_4_frames")
}


def validate(name, candidate, fold):
    """Train at another rate on four fifths of the left half's ways; return the accuracy on the rest."""
    epochs, lr = candidate
    x, target = training()
    folds = np.array_split(np.random.default_rng(0).permutation(len(x)), FOLDS)
    chosen = np.setdiff1d(np.arange(len(x)), folds[fold])
    run = RUNS[name]._replace(epochs=epochs, lr=lr)
    model = fitted(run, x[chosen], target[chosen], np.random.default_rng(fold))
    return accuracy(model, x[folds[fold]], target[folds[fold]])


def build(name):
    """An untrained model of RUNS, to put trained weights into."""
    return RUNS[name].model(np.random.default_rng(0))
