"""The figure of the TCN: its lines and its marks lead to what a network of these sizes sees."""

import re
from xml.etree import ElementTree

import numpy as np

from figures import tcn as figure
from snippets.receptive_field import probe
from snippets.tcn import tcn

SVG = "{http://www.w3.org/2000/svg}"


def drawn_lines():
    """Every blue line as what it leaves and what it leads to, each a step and a level."""
    root = ElementTree.fromstring(figure.cone())
    (path,) = [p for p in root.iter(f"{SVG}path") if p.get("d").count("M") > 10]
    ends = re.findall(r"M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)", path.get("d"))

    def place(x, y):
        return (x - figure.LEFT) / figure.SIZE - 0.5, figure.LEVELS - (y - 8) // figure.APART

    return {(place(x0, y0), place(x1, y1)) for x0, y0, x1, y1 in (map(float, end) for end in ends)}


def test_the_lines_to_each_level_come_from_the_same_step_and_from_the_one_a_dilation_before():
    lines = drawn_lines()
    back = {(made[1], made[0] - read[0]) for read, made in lines}
    assert back == {(n, steps) for n, dilation in enumerate((1, 2, 4, 8), 1) for steps in (0, dilation)}
    assert len(lines) == 2 * (1 + 2 + 4 + 8)


def test_the_cone_ends_at_the_inputs_that_a_network_of_its_sizes_sees():
    levels = [([[[1.0, 1.0]]],)] * figure.LEVELS
    seen = probe(lambda x: tcn(x[:, None], levels)[:, 0], (figure.STEPS,))
    expected = np.flatnonzero(seen[-1]).tolist()
    assert figure.seen()[0] == expected == list(range(2, 18))
    assert sorted({read[0] for read, _ in drawn_lines() if read[1] == 0}) == expected


def test_every_line_ends_where_another_begins_or_at_the_output():
    lines = drawn_lines()
    for read, made in lines:
        assert made == (figure.STEPS - 1, figure.LEVELS) or made in {read for read, _ in lines}
        assert read[1] == made[1] - 1
