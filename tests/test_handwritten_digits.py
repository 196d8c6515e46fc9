"""Strips to order: each digit where it should be, whole, and what cannot be written is named."""

from xml.etree import ElementTree

import numpy as np
import pytest

from snippets import digits
from snippets.handwritten_digits import picture, written


def image(digit, copy):
    images, labels = digits.load()
    held_out = digits.split()[1]
    return images[held_out[labels[held_out] == digit][copy]]


def test_at_native_width_the_held_out_images_stand_side_by_side_unchanged():
    strip = written("27", copy=3, wide=8, gap=2, width=21)
    assert strip.shape == (1, 1, 12, 21)
    assert strip.dtype == np.float32
    expected = np.zeros((12, 21))
    expected[2:10, 1:9] = image(2, 3)  # (21 - 18) // 2 columns are left free before the first
    expected[2:10, 11:19] = image(7, 3)
    np.testing.assert_array_equal(strip[0, 0], expected)


def test_where_digits_overlap_the_darker_ink_stays():
    strip = written("80", wide=8, gap=-2, width=14)[0, 0, 2:10]
    np.testing.assert_array_equal(strip[:, 6:8], np.maximum(image(8, 0)[:, 6:], image(0, 0)[:, :2]))


@pytest.mark.parametrize("text", ["0123456789", "1111"])
def test_wider_digits_hold_as_much_ink_for_each_column(text):
    narrow, wide = (written(text, wide=wide, width=150) for wide in (8, 13))
    assert wide.sum() == pytest.approx(narrow.sum() * 13 / 8, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: written(""), "text is ''; expected digits, as in '2718'"),
        (lambda: written("3.14"), "text is '3.14'; expected digits, as in '2718'"),
        (lambda: written(2718), "text is 2718; expected digits, as in '2718'"),
        (lambda: written("2", copy=36), "copy is 36; expected a whole number from 0 to 35"),
        (lambda: written("2", copy=-1), "copy is -1; expected a whole number from 0 to 35"),
        (lambda: written("2", wide=14), "wide is 14; expected a whole number from 1 to 13"),
        (lambda: written("2", wide=9.5), "wide is 9.5; expected a whole number from 1 to 13"),
        (lambda: written("22", gap=-10), "gap is -10; expected a whole number from -9 to 108"),
        (lambda: written("0123456789"), "'0123456789' takes 109 columns; the strip has 108"),
    ],
)
def test_what_cannot_be_written_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_a_picture_has_a_square_for_each_pixel_with_ink_as_dark_as_it_is():
    strip = np.zeros((1, 1, 12, 5), np.float32)
    strip[0, 0, 2, 3], strip[0, 0, 7, 0], strip[0, 0, 8, 0] = 1, 0.25, 0.01
    root = ElementTree.fromstring(picture(strip))
    assert root.get("viewBox") == "0 0 5 12"
    assert [(path.get("d")[:4], path.get("opacity")) for path in root] == [("M3 2", "1.00"), ("M0 7", "0.25")]
