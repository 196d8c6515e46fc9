"""The figures of docs/convolution/any_size.md."""

import numpy as np

from exercises import any_size as exercises
from figures.grammar import Figure, in_words
from snippets.convolution import correlate2d

SIZE = 24
SMALL = np.array([[1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1]])
WIDE = np.array([[0, 0, 1, 0, 0, 1, 0], [1, 0, 0, 1, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]])
KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])


def draw():
    return {
        "any_size-sizes.svg": sizes(),
        "any_size-scores.svg": scores(),
    }


def sizes():
    """Two images of different size through the same kernel: two maps, and the largest value of each."""
    figure = Figure(
        478,
        270,
        title="One kernel, two sizes, one number each",
        description=" ".join(
            f"The image {in_words(x)} gives the map {in_words(correlate2d(x, KERNEL))}, "
            f"whose largest value is {correlate2d(x, KERNEL).max():g}."
            for x in (SMALL, WIDE)
        ),
    )
    for y, x in ((34, SMALL), (176, WIDE)):
        sums = correlate2d(x, KERNEL)
        image = figure.cells(2, y, x, "input", size=SIZE)
        kernel = figure.cells(202, image.centre[1] - 1.5 * SIZE, KERNEL, "weight", size=SIZE)
        output = figure.cells(302, image.centre[1] - len(sums) * SIZE / 2, sums, "output", size=SIZE)
        largest = figure.cells(452, image.centre[1] - SIZE / 2, sums.max(), "output", size=SIZE)
        figure.frame(image.window(0, 0, 3, 3))
        figure.label((186, image.centre[1]), "⋆", size=24)
        figure.label((288, image.centre[1]), "=", size=18)
        figure.arrow((output.right[0] + 4, image.centre[1]), (largest.left[0] - 4, image.centre[1]))
    figure.label((54, 14), "image", role="input")
    figure.label((kernel.centre[0], 14), "kernel", role="weight")
    figure.label((326, 14), "map", role="output")
    figure.label((largest.centre[0], 14), "max", role="output")
    return figure.svg()


def scores():
    """An image with two plus signs, and the map of a kernel that looks for them."""
    found = correlate2d(exercises.IMAGE, exercises.KERNEL)
    best = np.argwhere(found == found.max())
    figure = Figure(
        480,
        154,
        title="A classifier of patches becomes a map of scores",
        description=f"The image {in_words(exercises.IMAGE)} and the scores "
        f"{in_words(found)}, with frames around the places in row and column "
        f"{', and '.join(f'{row} {column}' for row, column in best)} and around their windows.",
    )
    lit = [[int(cell) if cell else None for cell in row] for row in exercises.IMAGE]
    image = figure.cells(2, 30, lit, "input", size=SIZE)
    kernel = figure.cells(222, 30 + SIZE, exercises.KERNEL, "weight", size=SIZE)
    output = figure.cells(334, 30 + SIZE, found, "output", size=SIZE)
    for row, column in best:
        figure.frame(image.window(row, column, *exercises.KERNEL.shape))
        figure.frame(output.cell(row, column), role="output")
    figure.label((208, image.centre[1]), "⋆", size=24)
    figure.label((314, image.centre[1]), "=", size=18)
    figure.label((kernel.centre[0], 14), "kernel", role="weight")
    figure.label((image.centre[0], 14), "image", role="input")
    figure.label((output.centre[0], 14), "scores", role="output")
    return figure.svg()
