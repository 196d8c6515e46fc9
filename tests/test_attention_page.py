"""Figures and exercises of page 27 against what they are about, worked out by hand."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import attention as exercises
from figures import attention as figures
from figures.grammar import paint
from snippets.attention import attention, attention_weights, multi_head
from snippets.counting import multiply_adds

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg):
    return ElementTree.fromstring(svg)


def texts(root):
    """Every text with its place, from left to right."""
    found = [("".join(t.itertext()), float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]
    return sorted(found, key=lambda text: text[1])


def row(root, top, bottom):
    return [text for text, _, y in texts(root) if top < y < bottom]


def test_the_weights_and_the_average_are_worked_out_by_hand():
    root = parse(figures.weights())
    keys, values = [0, 1, 2, 0], [8, 4, 2, 0]
    shares = [2**key / 8 for key in keys]  # the exponentials of log 2 times the keys add up to 8
    assert row(root, 100, 130) == ["weight", *(f"{share:g}" for share in shares)]
    assert row(root, 160, 200) == ["value", *map(str, values)]
    assert row(root, 220, 250) == ["key", *map(str, keys)]
    assert row(root, 270, 300) == ["query", f"{math.log(2):.3g}"]
    assert row(root, 30, 60) == ["+", str(int(np.dot(shares, values)))]


def test_a_weight_is_filled_by_its_share():
    root = parse(figures.weights())
    filled = []
    for shape in root.iter(f"{SVG}polygon"):
        if shape.get("fill-opacity") == "0.35":
            xs = [float(pair.split(",")[0]) for pair in shape.get("points").split()]
            filled.append((max(xs) - min(xs)) / 64)
    assert filled == pytest.approx([0.125, 0.25, 0.5, 0.125], abs=0.01)


@pytest.mark.parametrize(("role", "steps"), [("state", 8), ("weight", 3), ("gate", 1)])
def test_bold_arrows_lead_from_the_first_input_to_the_last_output(role, steps):
    root = parse(figures.paths())
    bold = [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "3"]
    ways = [p.get("d")[1:].split("Q") for p in bold if p.get("stroke") == paint(role)]
    starts = [float(start.split(",")[0]) for start, _ in ways]
    ends = [float(rest.split()[-1].split(",")[0]) for _, rest in ways]
    first, last = 110, 110 + 7 * 48
    assert len(ways) == steps
    assert starts[0] == first
    assert ends[-1] == pytest.approx(last, abs=20)  # an arrow ends at the edge of what it leads to
    for end, start in zip(ends, starts[1:], strict=False):
        assert end == pytest.approx(start, abs=30)
    assert f"{steps} step{'s' * (steps > 1)}" in [text for text, _, _ in texts(root)]


def test_the_average_by_hand_is_what_attention_computes():
    found = attention([[math.log(2)]], exercises.KEYS[:, None], exercises.VALUES[:, None])
    assert exercises.output_solution() == pytest.approx(found.item(), rel=1e-12)


def test_at_so_many_places_the_pairs_cost_three_times_the_projections():
    n, d = exercises.places_solution(), 64
    x, weights = np.ones((n, d)), (np.ones((3 * d, d)), np.ones((d, d)))
    pairs = multiply_adds(attention, x, x, x)
    whole = multiply_adds(multi_head, *[x[:, None]] * 3, *weights, num_heads=4)
    assert pairs == 3 * (whole - pairs)


@pytest.mark.parametrize("scores", [case[0] for case in exercises.SCORES])
def test_the_causal_weights_are_those_of_attention(scores):
    T = len(scores)
    expected = attention_weights(scores * math.sqrt(T), np.eye(T), is_causal=True)
    np.testing.assert_allclose(exercises.causal_weights_solution()(scores), expected, rtol=1e-12)
