"""The figures of docs/together/conv_lstm.md."""

import numpy as np

from figures.cells import conv_lstm_figure
from figures.grammar import Box, Figure, paint
from snippets import moving_dot, trained
from snippets.losses import softmax

# At one place, one map: rows i, f, g, o of both kernels, each weight of a row the same but the centre's.
X = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
H = [[0, 0, 0], [0.5, 0, 0], [0, 0, 0]]
C = 2.0
CENTRE = np.zeros((3, 3))
CENTRE[1, 0] = 1
WEIGHT_IH = np.multiply.outer([1.0, -1, 2, 0.5], CENTRE)[:, None]
WEIGHT_HH = np.multiply.outer([0.5, 1, -1, 0.25], CENTRE)[:, None]
BIAS = np.array([-2.0, 3, 0, 1])
DIRECTION, START = (1, -1), (3, 11)  # down and to the left, in the half that the network never saw
DOT, GAP, TOP = 6.5, 16, 22


def draw():
    return {"conv_lstm-step.svg": step(), "conv_lstm-dot.svg": dot()}


def step():
    return conv_lstm_figure(X, H, C, WEIGHT_IH, WEIGHT_HH, BIAS).svg()


def way():
    """A way through the half that no training showed: its frames (4, 12, 12), what the network expects."""
    row, column = START
    frames = np.zeros((moving_dot.FRAMES, moving_dot.SIZE, moving_dot.SIZE))
    for t, frame in enumerate(frames):
        frame[row + t * DIRECTION[0], column + t * DIRECTION[1]] = 1
    scores = trained.load("moving_dot", "conv_lstm").forward(frames[None])
    return frames, softmax(scores)[0].reshape(frames[0].shape)


def dot():
    """Four frames with a dot, and what the network expects in the fifth."""
    frames, expected = way()
    size, side = moving_dot.SIZE, moving_dot.SIZE * DOT
    row, column = np.unravel_index(expected.argmax(), expected.shape)
    places = [tuple(int(n) for n in np.argwhere(frame)[0]) for frame in frames]
    figure = Figure(
        480,
        TOP + side + 34,
        title="A dot in the half that no training showed",
        description=f"Five canvases of {size} by {size} cells, side by side. The "
        "left half, that of the training, is shaded. In the first four a dot stands at row and column "
        + ", then ".join(f"{r}, {c}" for r, c in places)
        + f". In the fifth, what the network expects is marked: row {row}, column {column}, with a "
        f"probability of {expected.max():.2f}.",
    )
    for t in range(moving_dot.FRAMES + 1):
        x = 2 + t * (side + GAP) + (10 if t == moving_dot.FRAMES else 0)
        box = Box(x, TOP, side, side)
        last = t == moving_dot.FRAMES
        edge = {"fill": "none", "stroke": paint("output" if last else "input"), "stroke-width": "1"}
        figure._rect(figure.root, box, **edge)
        if last:
            figure._rect(figure.root, box, inset=3, **edge)
        figure.tint(Box(x, TOP, side / 2, side), 0.08, role="weight")
        for (r, c), share in np.ndenumerate(expected if last else frames[t]):
            if share >= 0.005:
                cell = Box(x + c * DOT, TOP + r * DOT, DOT, DOT)
                figure.tint(cell, share, role="output" if last else "input")
        figure.label((box.centre[0], TOP - 12), f"frame {t + 1}" if not last else "expected", size=14)
    figure.label((2, TOP + side + 18), "shaded: the half of the training", role="weight", anchor="start")
    return figure.svg()
