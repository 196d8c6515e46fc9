"""The baseline of case 1: where a strip is cut, what a piece looks like, and what is looked up."""

import numpy as np
import pytest

from snippets import cutting, digits
from snippets.handwritten_digits import written


def columns(*inked):
    """A strip of 12 rows, each column filled with a twelfth of so much ink."""
    return np.tile(np.array(inked) / 12, (12, 1))


@pytest.mark.parametrize(
    ("strip", "expected"),
    [
        (columns(0, 2, 2, 2, 0, 2, 2, 2, 2), [(1, 4), (5, 9)]),
        (columns(2, 2, 2, 0.9, 2, 2, 2), [(0, 3), (4, 7)]),
        (columns(2, 2, 0, 2, 2, 2, 0, 2), [(3, 6)]),  # two columns, and one, are specks
        (columns(*[2] * 13), [(0, 13)]),
        (columns(*[2] * 14), [(0, 7), (7, 14)]),
        (columns(0, *[2] * 27), [(1, 10), (10, 19), (19, 28)]),
        (columns(0, 0, 0), []),
    ],
)
def test_a_strip_is_cut_at_empty_columns_and_what_is_too_wide_in_equal_parts(strip, expected):
    assert cutting.cut(strip, 1) == expected


def test_a_piece_is_the_eight_rows_with_most_ink_and_its_ends_stay_ends():
    strip = np.zeros((12, 20))
    strip[3:11, 5:9] = np.arange(1, 33).reshape(8, 4)
    piece = cutting.squeezed(strip, 5, 9)
    assert np.linalg.norm(piece) == pytest.approx(1)
    rows = piece.reshape(8, 8) * np.linalg.norm(
        np.vstack([np.interp(np.linspace(0, 3, 8), range(4), r) for r in strip[3:11, 5:9]])
    )
    np.testing.assert_allclose(rows[:, 0], strip[3:11, 5])
    np.testing.assert_allclose(rows[:, -1], strip[3:11, 8])
    np.testing.assert_allclose(rows[0], 1 + np.linspace(0, 3, 8))  # evenly between its ends


def test_each_known_digit_is_most_like_itself():
    known, labels = cutting.known(digits.split()[0][:50])
    assert known.shape == (50, 64)
    np.testing.assert_array_equal(cutting.look_up(known, known, labels), labels)


def test_fainter_ink_is_the_same_digit():
    strip = written("7", wide=8, width=12)[0, 0]
    np.testing.assert_allclose(cutting.squeezed(strip, 2, 10), cutting.squeezed(strip / 2, 2, 10), rtol=1e-6)


def test_digits_that_are_known_and_apart_are_read_and_an_empty_strip_is_empty():
    strips = np.concatenate([written("90125", wide=8, gap=2), np.zeros((1, 1, 12, 108))])
    assert cutting.read(strips, 0, digits.split()[1]) == [[9, 0, 1, 2, 5], []]
