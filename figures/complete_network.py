"""The figures of docs/convolution/complete_network.md."""

import numpy as np

from figures.grammar import in_words
from figures.plot import Plot
from snippets import glyphs, trained
from snippets.losses import softmax
from snippets.nn import MaxPool2d, ReLU

SHOWN = 3  # the first ring of the training glyphs
HALF = 4  # maps are shown, of 8
MAP = 48  # as wide is every map, whatever it has of cells


def draw():
    return {
        "complete_network-glyphs.svg": samples(),
        "complete_network-through.svg": through(),
    }


def samples():
    """One glyph of each kind, as the network gets it."""
    images, labels = glyphs.glyphs(np.random.default_rng(1), len(glyphs.KINDS))
    figure = Plot(
        480,
        130,
        title="Four kinds of glyphs",
        description="An image of 12 by 12 cells of each kind: a horizontal bar, a vertical bar, a cross and "
        "a ring, at different places, in different sizes and brightness, with noise all over.",
    )
    for column, (image, label) in enumerate(zip(images[:, 0], labels, strict=True)):
        figure.image(10 + 121 * column, 4, image, "input", cell=8, largest=1.25)
        figure.label((58 + 121 * column, 118), glyphs.KINDS[label])
    return figure.svg()


def through():
    """What the trained network makes of one ring, stage by stage: half of its maps."""
    images, labels = glyphs.glyphs(np.random.default_rng(1), SHOWN + 1)
    x, stages = images[SHOWN:], [images[SHOWN]]
    for layer in trained.load("glyphs", "cnn").layers:
        x = layer.forward(x)
        if isinstance(layer, ReLU | MaxPool2d):
            stages.append(x[0])
    probabilities = softmax(x)[0]
    figure = Plot(
        480,
        436,
        title=f"A {glyphs.KINDS[labels[SHOWN]]} on its way through the network",
        description="The image; below it maps of 12 by 12 cells, in which parts of the strokes light up; "
        "maps of 6 by 6 cells; others of 6 by 6 that answer to larger parts; maps of 3 by 3; and the "
        f"probabilities of the four kinds: {in_words(probabilities.round(2))}.",
    )
    words = [
        "image: 1 × 12 × 12",
        "conv., ReLU: 8 × 12 × 12",
        "pooling: 8 × 6 × 6",
        "conv., ReLU: 8 × 6 × 6",
        "pooling: 8 × 3 × 3",
    ]
    y = 4
    for maps, text in zip(stages, words, strict=True):
        role = "input" if len(maps) == 1 else "output"
        for place, values in enumerate(maps[:HALF]):
            seen = values if role == "input" else np.where(values < maps.max() / 4, 0, values)
            cell = MAP / maps.shape[1]
            figure.image(3 + 60 * place, y, seen, role, cell=cell, largest=maps.max())
        figure.label((244, y + MAP / 2), text, anchor="start")
        y += MAP + 16
    row = figure.cells(10, y + 4, probabilities.round(2)[None], "output", size=56)
    figure.label((244, row.centre[1]), "softmax: 4 probabilities", anchor="start")
    for place, kind in enumerate(glyphs.KINDS):
        for line, word in enumerate(kind.split()):
            figure.label((row.cell(0, place).centre[0], row.y + 70 + 15 * line), word, size=13)
    return figure.svg()
