"""The figures of docs/convolution/output_size.md."""

import numpy as np

from figures.grammar import Box, Figure, in_words
from snippets.convolution import conv2d, conv2d_backward, output_size


def draw():
    return {
        "output_size-stride.svg": stride(),
        "output_size-dilation.svg": dilation(),
        "output_size-usage.svg": usage(),
    }


def stride():
    """A row of ten pixels, every place of a window of three with stride two, and the last pixel left over."""
    pixels, size, step, cell, left = 10, 3, 2, 40, 20
    places = output_size(pixels, size, stride=step)
    starts = [step * j for j in range(places)]
    figure = Figure(
        440,
        292,
        title="A window of three with stride two in a row of ten pixels",
        description=f"The window starts at pixels {in_words(starts)}: {places} places, and an output "
        f"under the middle of each. The last pixel, number {pixels - 1}, is in no window.",
    )
    row = figure.cells(left, 30, list(range(pixels)), "input", size=cell)
    for j, start in enumerate(starts):
        place = Box(row.cell(0, start).x, 86 + 28 * j, size * cell, 18)
        figure.frame(place)
        output = figure.cells(place.centre[0] - cell / 2, 226, [[j]], "output", size=cell)
        figure.arrow((place.centre[0], place.bottom[1] + 3), (output.top[0], output.y - 2), role="output")
    last = row.cell(0, pixels - 1)
    figure.arrow((last.centre[0], 132), (last.centre[0], last.bottom[1] + 6))
    figure.label((left + pixels * cell, 146), "in no window", role="ink-soft", anchor="end")
    figure.label((row.centre[0], 14), f"{pixels} pixels, numbered from 0", role="input")
    figure.label((left + 4.5 * cell, 280), f"{places} places, numbered from 0", role="output")
    return figure.svg()


def dilation():
    """The cells that a 3x3 kernel meets at one place, with dilation 1 and with dilation 2."""
    pixels, size, cell = 7, 3, 28
    figure = Figure(
        450,
        272,
        title="The cells that a 3 by 3 kernel meets, with dilation 1 and 2",
        description="Two images of 7 by 7 pixels. With dilation 1 the nine cells are neighbours and reach "
        "over 3 rows and columns; with dilation 2 a cell between them is left out, and they reach over 5.",
    )
    for left, step in ((4, 1), (4 + 450 - 2 * 4 - pixels * cell, 2)):
        image = figure.cells(left, 24, [[None] * pixels] * pixels, "input", size=cell)
        for m, n in np.ndindex(size, size):
            figure.frame(image.window(m * step, n * step, 1, 1))
        figure.label((image.centre[0], 10), f"dilation {step}", role="weight")
        reach = step * (size - 1) + 1
        places = output_size(pixels, size, dilation=step)
        figure.label((image.centre[0], 236), f"reaches over {reach} cells")
        figure.label((image.centre[0], 258), f"{places} × {places} places", role="output")
    return figure.svg()


def usage():
    """In how many windows each pixel of a 5x5 image is, without padding, with 1 and with 2."""
    x, weight, cell = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), 28
    # With weights of one, a pixel's gradient is the number of windows that it is in.
    counts = {}
    for padding in (0, 1, 2):
        places = conv2d(x, weight, padding=padding)
        counts[padding] = conv2d_backward(np.ones_like(places), x, weight, padding=padding)[0][0, 0]
    figure = Figure(
        472,
        192,
        title="In how many windows each pixel is",
        description="; ".join(f"padding {padding}: {in_words(count)}" for padding, count in counts.items()),
    )
    for padding, count in counts.items():
        grid = figure.cells(2 + padding * 164, 24, count, "input", size=cell)
        figure.label((grid.centre[0], 10), f"padding {padding}", role="weight")
        places = output_size(5, 3, padding=padding)
        figure.label((grid.centre[0], 180), f"{places} × {places} places", role="output")
    return figure.svg()
