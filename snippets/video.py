"""Short clips of a moving digit: which motion is it, and which digit?"""

from collections import namedtuple

import numpy as np

from snippets import digits
from snippets.descent import Descent
from snippets.layers import LSTM, Joined, LastStep, MeanOverTime, each_step
from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.nn import Conv2d, Flatten, Layer, Linear, MaxPool2d, ReLU, Sequential

DATA = (digits.PATH,)
FRAMES, CANVAS = 8, 16
ROOM = CANVAS - 8  # how far a digit of 8×8 can go
TURN = 2 * np.pi * np.arange(FRAMES) / FRAMES


# --8<-- [start:motions]
def right(rng):
    """The digit's top and left in every frame: it goes right, from a place anywhere at the left side."""
    return np.full(FRAMES, rng.integers(0, ROOM + 1)), rng.integers(0, 2) + np.arange(FRAMES)


def down(rng):
    """It goes down."""
    return right(rng)[::-1]


def clockwise(rng):
    """It goes round, once, from anywhere on the circle."""
    angle = TURN + rng.uniform(0, 2 * np.pi)
    return tuple(np.rint(ROOM / 2 * (1 + along(angle))).astype(int) for along in (np.sin, np.cos))


def backwards(motion):
    """The same places in reverse order."""
    return lambda rng: tuple(places[::-1] for places in motion(rng))


MOTIONS = {
    **{"right": right, "left": backwards(right), "down": down, "up": backwards(down)},
    **{"clockwise": clockwise, "anticlockwise": backwards(clockwise)},
}
# --8<-- [end:motions]


def clips(rng, count, chosen):
    """Draw clips: each shows one of the chosen digits in one of the motions.

    Shapes: chosen (M,), positions in the data -> x (8, count, 1, 16, 16), motions (count,), digits (count,).
    """
    images, labels = digits.load()
    rows, motions = rng.choice(chosen, size=count), rng.integers(0, len(MOTIONS), size=count)
    x = np.zeros((FRAMES, count, 1, CANVAS, CANVAS), np.float32)
    walks = list(MOTIONS.values())
    for n, (row, motion) in enumerate(zip(rows, motions, strict=True)):
        for frame, top, left in zip(x[:, n, 0], *walks[motion](rng), strict=True):
            frame[top : top + 8, left : left + 8] = images[row]
    return x, motions, labels[rows]


def parts():
    """Digits to choose settings with: four in five of those that are not held out, and the rest."""
    order = np.random.default_rng(0).permutation(digits.split()[0])
    return np.split(order, [len(order) * 4 // 5])


def validation():
    """The 600 clips on which settings were chosen, of digits that the networks did not learn from then."""
    return clips(np.random.default_rng(2), 600, parts()[1])


def held_out():
    """The 1,000 clips that the networks are tested on, of held-out digits."""
    return clips(np.random.default_rng(3), 1_000, digits.split()[1])


FEATURES, HIDDEN = 48, 32


def eye(rng, channels=1):
    """A small CNN: an image, or several as channels, becomes a row of features."""
    return (
        *(Conv2d(channels, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(16 * 4 * 4, FEATURES, rng=rng), ReLU()),
    )


class TwoAnswers(Joined):
    """Two layers read the same features of a clip: one names the motion, one the digit."""

    def __init__(self, features, rng, **parts):
        super().__init__(
            **parts,
            motion=Sequential(Linear(features, len(MOTIONS), rng=rng)),
            digit=Sequential(Linear(features, 10, rng=rng)),
        )

    def forward(self, x):
        features = self.read(x)
        return self.parts["motion"].forward(features), self.parts["digit"].forward(features)

    def backward(self, grad_motion, grad_digit):
        self.unread(self.parts["motion"].backward(grad_motion) + self.parts["digit"].backward(grad_digit))


# --8<-- [start:hybrid]
class Hybrid(TwoAnswers):
    """A CNN reads each frame, an LSTM the frames in order; its last state and the frames' mean answer."""

    def __init__(self, rng):
        super().__init__(
            HIDDEN + FEATURES,
            rng,
            eye=Sequential(*each_step(*eye(rng))),
            memory=Sequential(LSTM(FEATURES, HIDDEN, rng=rng), LastStep()),
        )
        self.mean = MeanOverTime()

    def read(self, x):
        frames = self.parts["eye"].forward(x)
        return np.concatenate([self.parts["memory"].forward(frames), self.mean.forward(frames)], axis=1)

    def unread(self, grad):
        by_memory = self.parts["memory"].backward(grad[:, :HIDDEN])
        self.parts["eye"].backward(by_memory + self.mean.backward(grad[:, HIDDEN:]))

    # --8<-- [end:hybrid]


class OneStack(TwoAnswers):
    """Layers, one after the other, make the features of a clip."""

    def __init__(self, features, rng, *layers):
        super().__init__(features, rng, stack=Sequential(*layers))

    def read(self, x):
        return self.parts["stack"].forward(x)

    def unread(self, grad):
        self.parts["stack"].backward(grad)


def last_state(rng):
    """The same CNN and LSTM, but its last state alone answers both."""
    return OneStack(HIDDEN, rng, *each_step(*eye(rng)), LSTM(FEATURES, HIDDEN, rng=rng), LastStep())


def mean(rng):
    """The frames' features are averaged: their order is gone."""
    return OneStack(FEATURES, rng, *each_step(*eye(rng)), MeanOverTime())


def stacked(rng):
    """Early fusion: the eight frames are the eight channels of one image."""
    return OneStack(FEATURES, rng, AsChannels(), *eye(rng, FRAMES))


class AsChannels(Layer):
    """Frames become channels: (T, N, 1, H, W) -> (N, T, H, W)."""

    def forward(self, x):
        return np.ascontiguousarray(x[:, :, 0].swapaxes(0, 1))

    def backward(self, grad_output):
        return grad_output.swapaxes(0, 1)[:, :, None]


Run = namedtuple("Run", "network lr")
RUNS = {  # the rates are the best of CANDIDATES on validation clips
    "cnn + lstm": Run(Hybrid, 1e-2),
    "last state only": Run(last_state, 1e-2),
    "mean of frames": Run(mean, 1e-2),
    "stacked frames": Run(stacked, 1e-2),
}
SHIPPED = ("cnn + lstm",)
CLIPS, STEPS, BATCH = 4_000, 700, 32


def descent(name, seed):
    """The training of one network of RUNS on clips of all digits that are not held out."""
    return fitted(RUNS[name], seed, digits.split()[0])


def fitted(run, seed, chosen):
    x, *labels = clips(np.random.default_rng(1), CLIPS, chosen)

    def both(model, rng):
        rows = rng.integers(0, x.shape[1], size=BATCH)
        answers, right = model.forward(x[:, rows]), [label[rows] for label in labels]
        pairs = list(zip(answers, right, strict=True))
        model.backward(*(cross_entropy_backward(1, logits, label) for logits, label in pairs))
        return sum(cross_entropy(logits, label) for logits, label in pairs), model.gradient()

    model = run.network(np.random.default_rng(seed))
    return Descent(model, both, steps=STEPS, lr=run.lr, seed=seed, warmup=0.05, limit=2.0)


def shares(model, x, *labels):
    """The share of clips whose motion, and whose digit, is named right."""
    parts = [model.forward(x[:, rows]) for rows in np.array_split(np.arange(x.shape[1]), 10)]
    found = (np.concatenate(logits).argmax(axis=1) for logits in zip(*parts, strict=True))
    return [float(np.mean(named == label)) for named, label in zip(found, labels, strict=True)]


def score(name, model):
    """The mean of both shares on the validation clips, whose digits the final networks know."""
    return sum(shares(model, *validation())) / 2


def evaluate(name, model):
    """Return the share of held-out clips whose motion, and whose digit, is named right."""
    return dict(zip(("motion", "digit"), shares(model, *held_out()), strict=True))


def misses(runs):
    """What the bar asks of every seed and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    missed = []
    for seed, (hybrid, mean) in enumerate(zip(runs["cnn + lstm"], runs["mean of frames"], strict=True)):
        bar = {
            "CNN and LSTM name .99 of the motions": hybrid["motion"] >= 0.99,
            "and .88 of the digits": hybrid["digit"] >= 0.88,
            "the mean of the frames names .50 of the motions at most": mean["motion"] <= 0.50,
        }
        missed += [f"seed {seed} misses: {demand}" for demand, met in bar.items() if not met]
    return missed


FOLDS = 1
CANDIDATES = {name: [(lr,) for lr in (2.5e-3, 5e-3, 1e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train at another rate; return the mean of both shares on the validation clips."""
    run = RUNS[name]._replace(lr=candidate[0])
    return score(name, fitted(run, 100 + fold, parts()[0]).run())


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
