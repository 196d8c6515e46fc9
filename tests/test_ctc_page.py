"""The figures and exercises of the page on CTC say what its code computes, and what a hand does."""

import math
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np

from exercises import ctc as exercises
from figures import ctc as figures
from snippets.ctc import collapse, count_alignments, ctc_loss_backward, forward, minimum_length
from snippets.ctc.loss import barred

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    """Every text with its place."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [("".join(text.itertext()), float(text.get("x")), float(text.get("y"))) for text in found]


def columns(svg):
    """The whole numbers of each column, from top to bottom, without the names of the columns."""
    found = {}
    for text, x, _ in sorted(texts(svg), key=lambda text: text[2]):
        if text.isdigit():
            found.setdefault(x, []).append(int(text))
    return [found[x][:-1] for x in sorted(found)]


def test_the_lattice_counts_ways_by_hand():
    # Down each column: blank, c, blank, a, blank, t, blank, without those that no way to an end goes through.
    assert columns(figures.lattice()) == [
        [1, 1],
        [1, 1 + 1, 1, 1],
        [1, 1 + 2, 2 + 1, 1 + 1 + 2, 1, 1],
        [1 + 3, 3 + 3, 4 + 3 + 3, 1 + 4, 1 + 1 + 4, 1],
        [10 + 6 + 4, 5 + 10, 6 + 5 + 10, 1 + 6],
        [21 + 15 + 20, 7 + 21],
    ]
    assert "sum 84" in {text for text, _, _ in texts(figures.lattice())}


def test_the_bold_way_stays_steps_and_skips_and_spells_the_word():
    states, _, _ = figures.counts()
    walk = figures.path_states(states)
    assert [b - a for a, b in pairwise(walk)] == [1, 0, 2, 1, 1]
    spelled = "".join(figures.ALPHABET[k] for k in collapse(states[walk]))
    assert spelled == figures.WORD == "cat"


def test_the_areas_are_products_and_three_of_them_are_filled():
    found = {text for text, _, _ in texts(figures.areas())}
    assert {"0.36", "0.24", "0.16", "nothing: 0.36", "a: 0.64"} <= found
    rects = ElementTree.fromstring(figures.areas()).iter(f"{SVG}rect")
    parts = [
        (float(r.get("width")) * float(r.get("height")), float(r.get("fill-opacity")) > 0) for r in rects
    ]
    whole = sum(area for area, _ in parts)
    filled = sum(area for area, is_filled in parts if is_filled)
    assert len(parts) == 4
    assert math.isclose(filled / whole, 0.64, rel_tol=1e-6)


def test_the_numbers_asked_for_are_the_snippets():
    assert exercises.paths_solution() == count_alignments([1, 2], 3)
    assert exercises.shortest_solution() == minimum_length([2, 1, 3, 3, 4, 4, 5])
    grad = ctc_loss_backward([1.0], np.log(np.full((2, 1, 2), 0.5)), [[1]], [2], [1])
    assert math.isclose(exercises.slope_solution(), grad[0, 0, 1], rel_tol=1e-12)


def test_the_functions_asked_for_are_the_snippets():
    for (path,) in exercises.PATHS:
        assert tuple(exercises.collapse_solution()(path)) == collapse(path)
    rng = np.random.default_rng(0)
    states = np.array([0, 1, 0, 1, 0, 2, 0])
    emitted = rng.uniform(size=(5, 7))
    alpha = np.exp(forward(np.log(emitted)[:, :, None], barred(states[:, None]))[0])[1:, 2:, 0]
    step = exercises.alpha_step_solution()
    for t in range(4):
        np.testing.assert_allclose(step(alpha[t], emitted[t + 1], states.tolist()), alpha[t + 1], rtol=1e-12)
