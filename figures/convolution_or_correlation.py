"""The figures of docs/convolution/convolution_or_correlation.md."""

import numpy as np

from figures.grammar import CELL, Figure, in_words
from snippets.convolution import convolve2d, correlate2d

X = np.arange(9).reshape(3, 3)
KERNEL = np.array([[1, 2], [3, 4]])
CROSS = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def draw():
    return {
        "convolution_or_correlation-turn.svg": turn(),
        "convolution_or_correlation-impulse.svg": impulse(),
        "convolution_or_correlation-kernels.svg": kernels(),
    }


def turn():
    """Both operations on one image: one uses the kernel as written, the other turns it first."""
    turned = KERNEL[::-1, ::-1]
    correlated, convolved = correlate2d(X, KERNEL), convolve2d(X, KERNEL)
    figure = Figure(
        390,
        300,
        title="The same image and kernel under both operations",
        description=f"Cross-correlation slides the kernel k as written, {in_words(KERNEL)}, over the "
        f"image x and gives {in_words(correlated)}. Convolution slides the turned k, {in_words(turned)}, and "
        f"gives {in_words(convolved)}.",
    )
    rows = [
        ("cross-correlation: x ⋆ k", KERNEL, "k", correlated),
        ("convolution: x ∗ k = x ⋆ turned k", turned, "turned k", convolved),
    ]
    for top, (name, kernel, symbol, output) in zip((28, 184), rows, strict=True):
        figure.label((2, top - 16), name, anchor="start", bold=True)
        image = figure.cells(2, top, X, "input")
        figure.frame(image.window(0, 0, 2, 2))
        middle = image.centre[1]
        weights = figure.cells(166, middle - CELL, kernel, "weight")
        sums = figure.cells(306, middle - CELL, output, "output")
        figure.frame(sums.cell(0, 0), role="output")
        figure.label(((image.right[0] + weights.left[0]) / 2, middle), "⋆", size=26)
        figure.label(((weights.right[0] + sums.left[0]) / 2, middle), "=", size=20)
        figure.label((weights.centre[0], weights.bottom[1] + 18), symbol, role="weight")
    return figure.svg()


def impulse():
    """What each operation makes of a single 1: a copy of the kernel, or a copy turned by 180 degrees."""
    x = np.zeros((3, 3))
    x[1, 1] = 1
    copy, turned = convolve2d(x, KERNEL, mode="full"), correlate2d(x, KERNEL, mode="full")
    figure = Figure(
        476,
        176,
        title="A single 1 under both operations",
        description=f"Convolution answers with {in_words(copy)}, a copy of the kernel {in_words(KERNEL)}; "
        f"cross-correlation answers with {in_words(turned)}, a copy turned by 180 degrees.",
    )
    size = 32
    image = figure.cells(2, 44, x, "input", size=size)
    weights = figure.cells(116, 44 + size / 2, KERNEL, "weight", size=size)
    figure.label((image.centre[0], 22), "a single 1", role="input")
    figure.label((weights.centre[0], 22), "kernel", role="weight")
    for left, name, output in [(198, "convolution", copy), (344, "cross-correlation", turned)]:
        answer = figure.cells(left, 28 + size / 2, output, "output", size=size)
        figure.frame(answer.window(1, 1, 2, 2))
        figure.label((answer.centre[0], 22), name, role="output")
    return figure.svg()


def kernels():
    """Three kernels and their half-turns: one is unchanged, one changes its sign, one becomes another."""
    figure = Figure(
        440,
        330,
        title="Three kernels and what a half-turn makes of them",
        description="The X stays as it is, Sobel's changes its sign, and "
        f"{in_words(KERNEL)} becomes {in_words(KERNEL[::-1, ::-1])}.",
    )
    verdicts = [("the X", CROSS), ("Sobel's", SOBEL), ("1 to 4", KERNEL)]
    for left, (name, kernel) in zip((2, 166, 330), verdicts, strict=True):
        turned = kernel[::-1, ::-1]
        if np.array_equal(turned, kernel):
            verdict = "unchanged"
        elif np.array_equal(turned, -kernel):
            verdict = "sign flipped"
        else:
            verdict = "another kernel"
        inset = (3 - len(kernel)) * CELL / 2
        before = figure.cells(left + inset, 30 + inset, kernel, "weight")
        after = figure.cells(left + inset, 180 + inset, turned, "weight")
        middle = left + 1.5 * CELL
        figure.label((middle, 12), name, size=13)
        figure.arrow((middle, before.bottom[1] + 4), (middle, after.top[1] - 5), role="weight")
        figure.label((middle, 308), verdict, bold=True)
    return figure.svg()
