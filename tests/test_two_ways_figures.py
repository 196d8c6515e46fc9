"""The figures of page 01 show what its two layers do: bars and shades worked out by hand."""

from xml.etree import ElementTree

import pytest

from figures import two_ways
from figures.grammar import paint

SVG = "{http://www.w3.org/2000/svg}"


def filled(svg, role):
    """Every filled rectangle of a role: x, y, width, height, and how strongly it is filled."""
    names = ("x", "y", "width", "height", "fill-opacity")
    rects = (r for r in ElementTree.fromstring(svg).iter(f"{SVG}rect") if r.get("fill") == paint(role))
    return [tuple(float(r.get(name)) for name in names) for r in rects]


@pytest.mark.parametrize(
    ("role", "baseline", "heights"),
    [("output", 136, [1, 1 / 2, 1 / 4]), ("state", 310, [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32])],
)
def test_each_bar_stands_at_its_place_and_is_as_tall_as_its_number(role, baseline, heights):
    bars = filled(two_ways.echo(), role)
    assert [height for *_, height, _ in bars] == pytest.approx([84 * share for share in heights], abs=0.01)
    assert [(x - 4) // 50 for x, *_ in bars] == list(range(2, 2 + len(heights)))
    assert [y + height for _, y, _, height, _ in bars] == pytest.approx([baseline] * len(heights), abs=0.01)


@pytest.mark.parametrize(("role", "left", "longest"), [("output", 32, 3), ("state", 276, 8)])
def test_a_number_reaches_three_answers_or_all_that_follow_ever_less(role, left, longest):
    shades = {
        (round((y - 56) / 24), round((x - left) / 24)): opacity
        for x, y, _, _, opacity in filled(two_ways.reach(), role)
    }
    steps = {(place, answer): answer - place for place in range(8) for answer in range(place, 8)}
    expected = {at: 0.9 / 2 ** (step / 2) for at, step in steps.items() if step < longest}
    assert shades == pytest.approx(expected, abs=0.006)  # opacities are written with two decimals
