"""The figures of the ConvLSTM: the cell by its formulas over windows, and the dot on its way."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from figures import cells, conv_lstm, lstm
from figures.cells import SEEN, STATE_BUS, conv_lstm_figure
from figures.grammar import numeral, paint
from snippets import moving_dot, trained
from tests.test_cells import SVG, arrows, assert_gates, gates, parse, sigma, texts

RNG = np.random.default_rng(0)
X, H = RNG.integers(-4, 5, (2, 3, 3)) / 4  # quarters, of which every one can be read off
C = 2.0
WEIGHTS = RNG.integers(-4, 5, (4, 1, 3, 3)) / 4, RNG.integers(-4, 5, (4, 1, 3, 3)) / 8
BIASES = np.array([-1.0, 1.5, 0.25, 0.75]), np.array([0.5, 0.25, 0.125, 1.0])


def by_formula():
    """The gates and the candidate from two windows, each number times its weight."""
    i, f, g, o = (
        (WEIGHTS[0][k, 0] * X).sum() + (WEIGHTS[1][k, 0] * H).sum() + BIASES[0][k] + BIASES[1][k]
        for k in range(4)
    )
    return {"i": sigma(i), "f": sigma(f), "o": sigma(o)}, np.tanh(g)


def drawn():
    return parse(conv_lstm_figure(X, H, C, *WEIGHTS, *BIASES))


def test_the_gates_are_named_and_filled_by_what_their_kernels_make_of_both_windows():
    expected, candidate = by_formula()
    assert len({numeral(value) for value in expected.values()}) == 3
    assert_gates(drawn(), expected)
    c = expected["f"] * C + expected["i"] * candidate
    shown = [t for t, _, _ in texts(drawn())]
    for value in (C, candidate, c, expected["o"] * np.tanh(c)):
        assert numeral(value) in shown


def window_at(root, left, top):
    """What stands in the nine places of a window; an empty place is 0."""
    found = np.zeros((3, 3))
    for text, x, y in texts(root):
        column, row = (x - left) // SEEN, (y - 3 - top) // SEEN
        if 0 <= column < 3 and 0 <= row < 3 and re.fullmatch(r"−?[\d.]+", text):
            found[int(row), int(column)] = float(text.replace("−", "-"))
    return found


def test_the_windows_show_what_was_given_in_its_places():
    root = drawn()
    np.testing.assert_allclose(window_at(root, cells.LEFT - 27, STATE_BUS - 39), H, atol=0.005)
    np.testing.assert_allclose(window_at(root, 108 - 39, 264), X, atol=0.005)


def test_it_is_wired_like_the_lstm():
    root, plain = drawn(), parse(lstm.lstm_figure(1.0, 0.25, C, *map(np.array, lstm.WEIGHTS)))
    assert {name: x for name, (_, _, x) in gates(root).items()} == {
        name: x for name, (_, _, x) in gates(plain).items()
    }
    assert sorted(arrows(root, "gate")) == sorted(arrows(plain, "gate"))


def test_two_swapped_gates_do_not_pass(monkeypatch):
    honest = cells.conv_lstm_gates
    monkeypatch.setattr(cells, "conv_lstm_gates", lambda *a: [honest(*a)[k] for k in (1, 0, 2, 3)])
    with pytest.raises(AssertionError, match=r"gate \w reads"):
        assert_gates(drawn(), by_formula()[0])


def test_the_drawn_dot_moves_through_the_half_of_the_test_to_the_place_that_is_marked():
    frames, expected = conv_lstm.way()
    held_out, target = moving_dot.held_out()
    (known,) = np.flatnonzero((held_out == frames).all(axis=(1, 2, 3)))
    assert expected.argmax() == target[known]
    model = trained.load("moving_dot", "conv_lstm")
    assert model.forward(held_out[known : known + 1]).argmax() == target[known]


def test_the_dots_are_drawn_where_the_frames_have_them():
    root = ElementTree.fromstring(conv_lstm.dot())
    size = conv_lstm.DOT
    marks = [r for r in root.iter(f"{SVG}rect") if float(r.get("width")) == size == float(r.get("height"))]
    seen = [r for r in marks if r.get("fill") == paint("input")]
    frames, expected = conv_lstm.way()
    side = moving_dot.SIZE * size
    for t, (mark, frame) in enumerate(zip(seen, frames, strict=True)):
        column = (float(mark.get("x")) - 2 - t * (side + conv_lstm.GAP)) / size
        row = (float(mark.get("y")) - conv_lstm.TOP) / size
        assert frame[round(row), round(column)] == 1
    strongest = max(
        (r for r in marks if r.get("fill") == paint("output")), key=lambda r: float(r.get("fill-opacity"))
    )
    row = round((float(strongest.get("y")) - conv_lstm.TOP) / size)
    column = round((float(strongest.get("x")) - 12 - 4 * (side + conv_lstm.GAP)) / size)
    assert row * moving_dot.SIZE + column == expected.argmax()
