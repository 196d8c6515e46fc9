"""The figures of docs/convolution/sliding_dot_products.md."""

import numpy as np

from exercises import sliding_dot_products as exercises
from figures.grammar import CELL, Figure, in_words
from snippets.convolution import correlate2d, output_size

X = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
ROW, COLUMN = 0, 2  # the window that the page computes by hand


def draw():
    return {
        "sliding_dot_products-window.svg": window(),
        "sliding_dot_products-one_place.svg": one_place(),
        "sliding_dot_products-places.svg": places(),
        "sliding_dot_products-missing_cell.svg": missing_cell(),
    }


def window():
    """The image with a window on it, the kernel, and the map with the cell that this window fills."""
    sums = correlate2d(X, KERNEL)
    figure = Figure(
        472,
        214,
        title="A window slides over an image",
        description=f"A 5 by 5 image, a 3 by 3 kernel, and the 3 by 3 map {in_words(sums)}. "
        "A frame marks rows 0 to 2 and columns 2 to 4 of the image; an arrow leads from it to the map's "
        "cell in row 0, column 2.",
    )
    image = figure.cells(2, 32, X, "input")
    kernel = figure.cells(218, 32 + CELL, KERNEL, "weight")
    output = figure.cells(362, 32 + CELL, sums, "output")
    covered = image.window(ROW, COLUMN, *KERNEL.shape)
    filled = output.cell(ROW, COLUMN)
    figure.frame(covered)
    figure.frame(filled, role="output")
    figure.arrow((covered.right[0], 44), (filled.top[0], filled.y - 2), role="output", bend=22)
    figure.label((200, kernel.centre[1]), "⋆", size=26)
    figure.label((344, kernel.centre[1]), "=", size=20)
    figure.label((image.centre[0], 14), "image x", role="input")
    figure.label((kernel.centre[0], kernel.bottom[1] + 20), "kernel", role="weight")
    figure.label((output.centre[0], output.bottom[1] + 20), "map y", role="output")
    return figure.svg()


def one_place():
    """The same window taken apart: nine products, then their sum."""
    patch = X[ROW : ROW + 3, COLUMN : COLUMN + 3]
    products = patch * KERNEL
    figure = Figure(
        464,
        152,
        title="One place: nine products and their sum",
        description=f"The patch {in_words(patch)} times the kernel {in_words(KERNEL)}, cell by cell, "
        f"gives {in_words(products)}, which sums to {products.sum()}.",
    )
    seen = figure.cells(2, 4, patch, "input")
    figure.frame(seen)
    kernel = figure.cells(144, 4, KERNEL, "weight")
    multiplied = figure.cells(286, 4, products, "ink-soft")
    total = figure.cells(426, 4 + CELL, [[products.sum()]], "output")
    for left, right, sign in [(seen, kernel, "⊙"), (kernel, multiplied, "=")]:
        figure.label(((left.right[0] + right.left[0]) / 2, left.centre[1]), sign, size=20)
    figure.arrow(
        (multiplied.right[0] + 3, total.centre[1]), (total.left[0] - 2, total.centre[1]), role="output"
    )
    figure.label((seen.centre[0], 134), "patch", role="input")
    figure.label((kernel.centre[0], 134), "kernel", role="weight")
    figure.label((multiplied.centre[0], 134), "products")
    figure.label((total.centre[0], 134), "sum", role="output")
    return figure.svg()


def places():
    """One row of 28 pixels, the first and last place of a window of 3, and an output for each place."""
    pixels, size, cell = 28, 3, 16
    outputs = output_size(pixels, size)
    figure = Figure(
        464,
        112,
        title="Places for a window of three in a row of 28 pixels",
        description=f"A row of {pixels} pixels with a frame at the first place and one at the last; below, "
        f"a row of {outputs} outputs, one under the middle of each place.",
    )
    row = figure.cells(8, 26, [None] * pixels, "input", size=cell)
    out = figure.cells(8 + cell, 70, [None] * outputs, "output", size=cell)
    for start, output in [(0, 0), (pixels - size, outputs - 1)]:
        place = row.window(0, start, 1, size)
        figure.frame(place)
        figure.arrow((place.centre[0], place.bottom[1] + 2), out.cell(0, output).top, role="output")
    figure.label((row.centre[0], 12), f"{pixels} pixels", role="input")
    figure.label((out.centre[0], 100), f"{outputs} places", role="output")
    return figure.svg()


def missing_cell():
    """The first exercise: a map of which one cell is not filled in."""
    sums = correlate2d(exercises.X, exercises.KERNEL).astype(object)
    sums[0, 1] = "?"
    figure = Figure(
        390,
        152,
        title="Which number is missing?",
        description=f"The image {in_words(exercises.X)}, the kernel {in_words(exercises.KERNEL)} and "
        f"their map {in_words(sums)}.",
    )
    image = figure.cells(2, 4, exercises.X, "input")
    kernel = figure.cells(166, 4 + CELL / 2, exercises.KERNEL, "weight")
    output = figure.cells(306, 4 + CELL / 2, sums, "output")
    figure.label(((image.right[0] + kernel.left[0]) / 2, image.centre[1]), "⋆", size=26)
    figure.label(((kernel.right[0] + output.left[0]) / 2, image.centre[1]), "=", size=20)
    for grid, name, role in [(image, "x", "input"), (kernel, "kernel", "weight"), (output, "y", "output")]:
        figure.label((grid.centre[0], 134), name, role=role)
    return figure.svg()
