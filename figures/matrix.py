"""The figures of docs/convolution/matrix.md."""

import numpy as np

from figures.grammar import Figure, Grid, in_words
from snippets.matrix import toeplitz, toeplitz_2d

SHADES = (0.12, 0.28, 0.44, 0.6)  # one for each weight, wherever it recurs


def draw():
    return {"matrix-diagonals.svg": diagonals(), "matrix-blocks.svg": blocks()}


def shared(figure, x, y, matrix, weights, size):
    """Draw a matrix whose entries are 0, left empty, or one of the weights, each in its own shade."""
    rows, columns = matrix.shape
    grid = Grid(x, y, columns * size, rows * size, size)
    for i, j in zip(*np.nonzero(matrix), strict=True):
        figure.tint(grid.cell(i, j), SHADES[weights.index(matrix[i, j])])
    values = [[None if value == 0 else value for value in row] for row in matrix.tolist()]
    return figure.cells(x, y, values, "input", size=size)


def diagonals():
    """A kernel of three on six cells: the matrix, times the input, is the output."""
    size, weights, x = 36, [1, 2, 3], np.arange(6)
    matrix = toeplitz(weights, len(x))
    y = matrix @ x
    figure = Figure(
        380,
        262,
        title="A convolution as a matrix",
        description=f"The matrix T with the rows {in_words(matrix)}, times the input {in_words(x)}, gives "
        f"the output {in_words(y)}. Each of the three weights has a shade, which runs along a diagonal of T.",
    )
    middle = 4 + 3 * size
    grid = shared(figure, 4, middle - 2 * size, matrix, weights, size)
    column = figure.cells(grid.right[0] + 20, 4, x[:, None], "input", size=size)
    output = figure.cells(column.right[0] + 40, middle - 2 * size, y[:, None], "output", size=size)
    figure.label(((column.right[0] + output.left[0]) / 2, middle), "=", size=20)
    figure.label((grid.centre[0], 242), "T", role="weight")
    figure.label((column.centre[0], 242), "x", role="input")
    figure.label((output.centre[0], 242), "y", role="output")
    return figure.svg()


def blocks():
    """A kernel of two by two on an image of four by four: blocks on diagonals, weights on theirs."""
    size, kernel, shape = 25, np.array([[1, 2], [3, 4]]), (4, 4)
    matrix = toeplitz_2d(kernel, shape)
    rows, columns = matrix.shape
    places = shape[1] - kernel.shape[1] + 1
    figure = Figure(
        476,
        272,
        title="The matrix of a convolution on two axes",
        description=f"{rows} rows, one for each place of the kernel {in_words(kernel)}, and {columns} "
        f"columns, one for each pixel of a 4 by 4 image, in blocks of {places} by {shape[1]}. Row by row: "
        f"{in_words(matrix)}.",
    )
    weights, gap = kernel.ravel().tolist(), 8
    for down in range(rows // places):
        for right in range(shape[0]):
            block = matrix[places * down : places * (down + 1), shape[1] * right : shape[1] * (right + 1)]
            x, y = 48 + right * (shape[1] * size + gap), 28 + down * (places * size + gap)
            if block.any():
                grid = shared(figure, x, y, block, weights, size)
            else:
                grid = Grid(x, y, shape[1] * size, places * size, size)
                figure.tint(grid, 0.1, role="input")
            if down == 0:
                figure.label((grid.centre[0], 14), f"row {right}", role="input")
        figure.label((42, grid.centre[1]), f"row {down}", role="output", anchor="end")
    return figure.svg()
