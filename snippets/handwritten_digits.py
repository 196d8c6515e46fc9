"""Strips to order: the digits of a text in handwriting, drawn as in `digit_strings`, and as a picture.

A program in a page gets the data of `digits` because its text names them, as the name of this module does.
"""

import numpy as np

from snippets import digits
from snippets.digit_strings import HEIGHT, WIDEST, WIDTH, stretched


def written(text, *, copy=0, wide=10, gap=1, width=WIDTH):
    """Write digits side by side in the middle of a strip, without noise.

    `copy` says which of the 36 held-out images of each digit is used, `wide`
    how wide it is drawn, and `gap` how far apart; below 0, they overlap.
    Shapes: a text of digits -> x (1, 1, 12, width).
    Raises ValueError for another text, a number out of range, no room.
    """
    check(text, copy, wide, gap)
    images, labels = digits.load()
    held_out = digits.split()[1]
    chosen = [held_out[labels[held_out] == int(digit)][copy] for digit in text]
    drawn = stretched(images[chosen], np.full(len(text), wide), np.zeros((len(text), 2, 6)))
    taken = len(text) * (wide + gap) - gap
    if taken > width:
        raise ValueError(f"{text!r} takes {taken} columns; the strip has {width}")
    strip = np.zeros((HEIGHT, width), np.float32)
    for k, digit in enumerate(drawn[:, :, :wide]):
        left = (width - taken) // 2 + k * (wide + gap)
        place = strip[2:10, left : left + wide]
        np.maximum(place, digit, out=place)
    return strip[None, None]


def check(text, copy, wide, gap):
    """Raise ValueError for what cannot be written."""
    if not isinstance(text, str) or not text or not set(text) <= set("0123456789"):
        raise ValueError(f"text is {text!r}; expected digits, as in '2718'")
    for name, value, least, most in (
        ("copy", copy, 0, 35),
        ("wide", wide, 1, WIDEST),
        ("gap", gap, 1 - wide if isinstance(wide, int) else 0, WIDTH),
    ):
        if not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"{name} is {value!r}; expected a whole number from {least} to {most}")


def picture(x):
    """Draw a strip as SVG text, which a page shows below the program that ends with it.

    Shapes: x (1, 1, H, W), 0 for paper, 1 for ink.
    """
    _, _, H, W = x.shape
    ink = "".join(
        f'<path d="M{column} {row}h1v1h-1z" opacity="{x[0, 0, row, column]:.2f}"/>'
        for row, column in np.argwhere(x[0, 0] >= 0.05).tolist()
    )
    return f'<svg viewBox="0 0 {W} {H}" fill="currentColor">{ink}</svg>'
