"""The figures of page 24 show what the forms compute: numbers in their places, arrows from the right ones."""

import re
from xml.etree import ElementTree

import numpy as np

from figures import linear_recurrence

SVG = "{http://www.w3.org/2000/svg}"


def rows(svg):
    """The texts of a figure as lines, from left to right, by the height that they are at, from the top."""
    heights = {}
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        middle = float(text.get("y")) - 0.36 * float(text.get("font-size"))
        heights.setdefault(round(middle), []).append((float(text.get("x")), "".join(text.itertext())))
    return {height: [text for _, text in sorted(line)] for height, line in sorted(heights.items())}


def lines(svg, role):
    """The straight lines and arrows of one role: where each starts and ends, to whole pixels."""
    path = max(
        (path.get("d") for path in ElementTree.fromstring(svg).iter(f"{SVG}path") if painted(path, role)),
        key=len,
    )
    pieces = re.findall(r"M([\d.]+),([\d.]+)(?:Q\S+ |L)([\d.]+),([\d.]+)", path)
    return [tuple(round(float(number)) for number in piece) for piece in pieces]


def painted(path, role):
    return f"--cr-{role}," in path.get("stroke", "")


def test_loop_and_window_show_the_same_eight_numbers_worked_out_by_hand():
    found = rows(linear_recurrence.twice())
    states = ["64", "32", "16", "24", "12", "6", "3", "1.5"]  # halved; at step 3 also + 16
    inputs = ["input", "64", "0", "0", "16", "0", "0", "0", "0"]
    lines = [line for height, line in found.items() if len(line) >= 5]
    assert lines == [
        ["step", *map(str, range(8))],
        ["× ½"] * 7,
        ["state", *states],
        inputs,
        ["answer", *states],
        ["weight", "0.125", "0.25", "0.5", "1"],  # 64 / 8 + 16 = 24
        inputs,
    ]


def test_all_weights_of_the_window_lead_to_the_answer_of_its_newest_input():
    leading = lines(linear_recurrence.twice(), "weight")
    assert [start for start, *_ in leading] == [92, 142, 192, 242]
    assert all(abs(end - 242) < 8 for _, _, end, _ in leading)


def test_the_scan_adds_shares_from_one_two_and_four_places_away():
    found = [line[-8:] for line in rows(linear_recurrence.scanned()).values() if len(line) >= 8]
    first = [64, 0 + 64 / 2, 0, 16, 0 + 16 / 2, 0, 0, 0]
    second = [64, 32, 0 + 64 / 4, 16 + 32 / 4, 8, 0 + 16 / 4, 0 + 8 / 4, 0]
    third = [64, 32, 16, 24, 8 + 64 / 16, 4 + 32 / 16, 2 + 16 / 16, 0 + 24 / 16]
    assert found == [
        [f"{number:g}" for number in line] for line in (third, second, first, [64, 0, 0, 16, 0, 0, 0, 0])
    ]
    shares = [line[0] for line in rows(linear_recurrence.scanned()).values() if line[0].startswith("×")]
    assert shares == ["× 1/16", "× 1/4", "× 1/2"]


def test_the_marked_arrows_form_a_tree_from_all_inputs_to_the_last_state():
    marked = lines(linear_recurrence.scanned(), "state")
    assert len(marked) == 2 + 4 + 8
    assert sorted(x for x, y, *_ in marked if y == 246) == [92 + 50 * t for t in range(8)]
    plain = lines(linear_recurrence.scanned(), "ink-soft")
    assert len(marked) + len(plain) == (8 + 7) + (8 + 6) + (8 + 4)


def test_eigenvalues_lie_in_their_places_and_bars_are_as_high_as_the_weights():
    root = ElementTree.fromstring(linear_recurrence.eigenvalues())
    circles = [tuple(float(c.get(k)) for k in ("cx", "cy", "r")) for c in root.iter(f"{SVG}circle")]
    (x0, y0, radius), *beads = circles
    places = [((x - x0) / radius, (y0 - y) / radius) for x, y, _ in beads[::2]]
    wave = 0.95 * np.cos(np.pi / 6), 0.95 * np.sin(np.pi / 6)
    np.testing.assert_allclose(places, [(0.9, 0), (0.5, 0), (-0.8, 0), wave], atol=1e-3)
    kernels = [
        [
            (float(foot) - float(head)) / 20
            for foot, head in re.findall(r"M\d+ (\d+)L\d+ ([\d.]+)", path.get("d"))
        ]
        for path in root.iter(f"{SVG}path")
        if painted(path, "weight")
    ]
    i = np.arange(24)
    expected = [0.9**i, 0.5**i, (-0.8) ** i, 0.95**i * np.cos(i * np.pi / 6)]
    np.testing.assert_allclose(kernels, expected, atol=1e-3)
