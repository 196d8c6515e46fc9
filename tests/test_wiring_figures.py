"""The figures of pages 19 and 20 show what the networks do: names beside the right numbers, in both rows."""

from xml.etree import ElementTree

import numpy as np
import pytest

from figures import gru, wiring
from figures.grammar import numeral

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    """Every text with its place, from top to bottom."""
    root = ElementTree.fromstring(svg)
    found = [("".join(t.itertext()), float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]
    return sorted(found, key=lambda text: text[2])


def row(found, top, bottom):
    """What stands between two heights, from left to right."""
    return [text for text, _, y in sorted(found, key=lambda text: text[1]) if top < y < bottom]


def test_the_gate_that_multiplies_the_old_state_is_z_above_and_one_minus_z_below():
    found = texts(gru.meanings())
    for top, state, candidate, new in ((0, "z 0.9", "1 − z 0.1", "0.9"), (176, "1 − z 0.1", "z 0.9", "0.1")):
        assert row(found, top + 42, top + 60) == ["1", "×", "+", new]
        assert state.rsplit(" ", 1) == [t for t in row(found, top + 80, top + 100) if "h" not in t][:2]
        assert candidate.rsplit(" ", 1) == row(found, top + 132, top + 160)


def test_the_states_of_both_directions_are_worked_out_by_hand():
    found = texts(wiring.directions())
    forward, backward = [4, 2, 1, 2.5], [4 + 0.5 / 2, 0 + 1 / 2, 0 + 2 / 2, 2]
    assert row(found, 35, 60) == ["forward", *map(numeral, forward)]
    assert row(found, 110, 140) == ["backward", *map(numeral, backward)]
    lasts = {(round(x), y < 50) for text, x, y in found if text == "last"}
    assert lasts == {(104, False), (104 + 3 * 88, True)}


def test_the_shelf_holds_the_word_and_lets_it_out_backwards():
    found = texts(wiring.shelf())
    assert row(found, 150, 180) == ["0", "b", "a", "c"]
    assert row(found, 110, 140) == ["1", "c", "a", "b", "a", "c"]
    assert row(found, 205, 235) == ["c", "a", "b", "b", "a", "c", "end"]


def test_the_tree_multiplies_along_its_branches():
    found = texts(wiring.beam())
    numbers = [float(text.split()[-1]) for text, _, _ in found if text != "start"]
    products = np.multiply.outer([0.5, 0.375], 1) * np.array([wiring.TABLE[0], wiring.TABLE[1]]).T
    expected = [*wiring.TABLE[wiring.END], *products.T.ravel()]
    assert sorted(numbers) == pytest.approx(sorted(expected), rel=5e-3)
