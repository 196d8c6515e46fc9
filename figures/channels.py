"""The figures of docs/convolution/channels.md."""

import numpy as np

from figures.grammar import Box, Figure, in_words
from snippets.architectures import vgg
from snippets.convolution import conv2d
from snippets.summary import rows, totals

NAMES = "red", "green", "blue"
PATCH = np.array(
    [[[2, 1, 0], [2, 1, 0], [1, 1, 0]], [[0, 1, 2], [1, 1, 1], [0, 2, 0]], [[1, 0, 0], [2, 1, 1], [1, 1, 1]]]
)
FILTER = np.array(
    [[[1, 0, -1]] * 3, [[0, 1, 0], [1, -4, 1], [0, 1, 0]], [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]]
)
BIAS = 2


def draw():
    return {"channels-one_place.svg": one_place(), "channels-vgg.svg": vgg_16()}


def one_place():
    """A patch of three channels, a filter of three kernels, three sums, a bias, one number."""
    sums = (PATCH * FILTER).sum(axis=(1, 2))
    out = conv2d(PATCH[None], FILTER[None], [BIAS]).item()
    channels = "; ".join(
        f"{name}, {in_words(patch)} times {in_words(kernel)} gives {total}"
        for name, patch, kernel, total in zip(NAMES, PATCH, FILTER, sums, strict=True)
    )
    size, apart = 30, 104
    figure = Figure(
        450,
        350,
        title="One filter at one place of a colour image",
        description=f"Cell by cell: {channels}. With the bias, {BIAS}, they sum to {out:g}.",
    )
    middle = 24 + apart + 1.5 * size
    total = figure.cells(400, middle - 18, [[out]], "output")
    figure.frame(Box(168, 18, 3 * size + 12, 2 * apart + 3 * size + 12))
    for c, (patch, kernel, value) in enumerate(zip(PATCH, FILTER, sums, strict=True)):
        y = 24 + c * apart
        seen = figure.cells(50, y, patch, "input", size=size)
        figure.cells(174, y, kernel, "weight", size=size)
        partial = figure.cells(308, y + 1.5 * size - 15, [[value]], "ink-soft", size=size)
        figure.label((42, seen.centre[1]), NAMES[c], role="input", anchor="end")
        figure.label((154, seen.centre[1]), "⊙", size=20)
        figure.label((288, seen.centre[1]), "=", size=20)
        figure.arrow((partial.right[0] + 3, partial.centre[1]), total_side(total, c), role="output")
    bias = figure.cells(403, 24 + 2 * apart + 1.5 * size - 15, [[BIAS]], "weight", size=size)
    figure.arrow((bias.top[0], bias.y - 4), (total.bottom[0], total.bottom[1] + 2), role="output")
    for x, name, role in [(95, "patch", "input"), (219, "one filter", "weight"), (323, "sums", "ink-soft")]:
        figure.label((x, 338), name, role=role)
    figure.label((418, bias.bottom[1] + 16), "bias", role="weight")
    figure.label((total.centre[0], total.y - 16), "sum", role="output")
    return figure.svg()


def total_side(total, channel):
    """Where the arrow of a channel ends at the cell of the total."""
    return total.x - 2, total.centre[1] + 8 * (channel - 1)


def vgg_16():
    """The shares of convolutions and fully connected layers in parameters and in multiply-adds."""
    counted = rows(vgg(16), (3, 224, 224))
    convolutions = totals(row for row in counted if row.layer.startswith("Conv"))
    shares = [mine / everything for mine, everything in zip(convolutions, totals(counted), strict=True)]
    words = [f"{100 * share:.1f} % in convolutions" for share in shares]
    figure = Figure(
        460,
        184,
        title="Where VGG-16 has its parameters and its work",
        description=f"Of the parameters {words[0]}, of the multiply-adds {words[1]}; the rest is in fully "
        "connected layers.",
    )
    left, width, height = 4, 452, 26
    for y, name, share in zip((28, 124), ("parameters", "multiply-adds"), shares, strict=True):
        split = width * share
        figure.frame(Box(left, y, split, height))
        figure.frame(Box(left + split, y, width - split, height), role="input")
        figure.label((left, y - 14), name, anchor="start", bold=True)
        below, percent = y + height + 16, 100 * share
        figure.label((left, below), f"convolutions {percent:.1f} %", role="weight", anchor="start")
        rest = f"fully connected {100 - percent:.1f} %"
        figure.label((left + width, below), rest, role="input", anchor="end")
    return figure.svg()
