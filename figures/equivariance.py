"""The figures of docs/convolution/equivariance.md."""

import numpy as np

from figures.grammar import Figure, in_words
from snippets.convolution import conv2d
from snippets.pooling import global_max_pool2d, max_pool2d

KERNEL = np.array([[1, 2, 1]])


def draw():
    return {
        "equivariance-follow.svg": follow(),
        "equivariance-pooled.svg": pooled(),
    }


def one_at(column, length):
    """One image of one row with a 1 in one column."""
    return np.eye(length)[column].reshape(1, 1, 1, length)


def follow():
    """A 1 at two places, the map of each, and the largest value of each map."""
    at, length, size = (2, 5), 8, 26
    maps = [conv2d(one_at(column, length), KERNEL[None, None]) for column in at]
    figure = Figure(
        466,
        140,
        title="The map follows, its largest value stays",
        description=" ".join(
            f"An image with a 1 in column {column} gives the map {in_words(y.ravel().tolist())}, whose "
            f"largest value is {y.max():g}."
            for column, y in zip(at, maps, strict=True)
        ),
    )
    for y, column, found in zip((34, 94), at, maps, strict=True):
        image = figure.cells(2, y, one_at(column, length).astype(int)[0, 0], "input", size=size)
        output = figure.cells(246, y, found[0, 0], "output", size=size)
        largest = figure.cells(438, y, global_max_pool2d(found), "output", size=size)
        figure.arrow((image.right[0] + 3, image.centre[1]), (output.left[0] - 3, image.centre[1]))
        figure.arrow((output.right[0] + 3, image.centre[1]), (largest.left[0] - 3, image.centre[1]))
    figure.label((image.centre[0], 14), "image", role="input")
    figure.label((output.centre[0], 14), "map", role="output")
    figure.label((largest.centre[0], 14), "max", role="output")
    return figure.svg()


def pooled():
    """A 1 at three places in a row, with the windows of a max pooling by two, and what each gives."""
    at, length, size = (4, 5, 6), 10, 28
    figure = Figure(
        462,
        206,
        title="A pooled map stays, then jumps",
        description=" ".join(
            f"With a 1 in column {column}, windows of two give "
            f"{in_words(max_pool2d(one_at(column, length), (1, 2)).ravel().tolist())}."
            for column in at
        ),
    )
    for y, column in zip((34, 94, 154), at, strict=True):
        x = one_at(column, length)
        image = figure.cells(2, y, x.astype(int)[0, 0], "input", size=size)
        for start in range(0, length, 2):
            window = image.window(0, start, 1, 2)
            if start <= column < start + 2:
                figure.frame(window)
        output = figure.cells(318, y, max_pool2d(x, (1, 2)).astype(int)[0, 0], "output", size=size)
        figure.arrow((image.right[0] + 3, image.centre[1]), (output.left[0] - 3, image.centre[1]))
    figure.label((image.centre[0], 14), "image", role="input")
    figure.label((output.centre[0], 14), "pooled by 2", role="output")
    return figure.svg()
