"""Plots and small images: values land where the axes say, names do not overlap, shades follow the numbers."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from figures.grammar import Box, paint
from figures.plot import DASHES, Plot, stretches

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def plot():
    plot = Plot(300, 200, title="A plot", description="Lines that are tested.")
    plot.axes(Box(50, 40, 200, 100), {0: "0", 2: "2"}, {0: "0", 1: "1"}, x_label="x", y_label="y")
    return plot


def elements(plot, tag):
    return ElementTree.fromstring(plot.svg()).iter(f"{SVG}{tag}")


def test_the_corners_of_the_box_are_the_ends_of_the_axes(plot):
    assert plot.at(0, 0) == (50, 140)
    assert plot.at(2, 1) == (250, 40)
    assert plot.at(1, 0.5) == (150, 90)


def test_a_curve_runs_from_pair_to_pair_and_ends_at_the_last(plot):
    assert plot.curve([0, 1, 2], [1, 0, 0.5], "output", "dotted") == (250, 90)
    (curve,) = [path for path in elements(plot, "path") if path.get("stroke") == paint("output")]
    assert curve.get("d") == "M50 40L150 140L250 90"
    assert curve.get("stroke-dasharray") == DASHES["dotted"]
    assert not list(elements(plot, "circle"))


def test_a_line_runs_through_the_means_and_every_seed_is_a_dot(plot):
    end = plot.line([0, 2], np.array([[0, 0.5], [1, 1]]), "weight", "dashed")
    assert end == (250, 65)
    line = [path for path in elements(plot, "path") if path.get("stroke") == paint("weight")]
    assert [path.get("d") for path in line] == ["M50 90L250 65"]
    assert line[0].get("stroke-dasharray") == DASHES["dashed"]
    dots = {(circle.get("cx"), circle.get("cy")) for circle in elements(plot, "circle")}
    assert dots == {("50", "140"), ("50", "40"), ("250", "90"), ("250", "40")}


def test_names_of_lines_that_end_together_are_moved_apart_in_their_order(plot):
    plot.names({"low": ((250, 62), "input"), "high": ((250, 60), "weight"), "far": ((250, 120), "state")})
    heights = {text.text: float(text.get("y")) for text in elements(plot, "text")}
    assert heights["low"] - heights["high"] == pytest.approx(17)
    assert heights["far"] - heights["high"] == pytest.approx(60)


def test_an_image_is_shaded_by_its_values_and_equal_neighbours_are_one_shape(plot):
    plot.image(10, 20, np.array([[0, 1, 1, 4], [-3, 0, 2, 0]]), "input", cell=5, largest=4)
    shapes = [path for path in elements(plot, "path") if path.get("transform")]
    assert [(path.get("fill-opacity"), path.get("d")) for path in shapes] == [
        ("0.25", "M1 0h2v1h-2z"),
        ("0.5", "M2 1h1v1h-1z"),
        ("1", "M3 0h1v1h-1z"),
    ]
    assert {path.get("transform") for path in shapes} == {"translate(10 20) scale(5)"}
    (frame,) = elements(plot, "rect")
    assert [frame.get(key) for key in ("x", "y", "width", "height")] == ["10", "20", "20", "10"]


def test_stretches_are_found_at_both_ends():
    assert stretches(np.array([True, True, False, True])) == [[0, 2], [3, 4]]
    assert stretches(np.zeros(3, bool)) == []


def test_a_plot_has_a_label_for_those_who_cannot_see_it(plot):
    assert re.search(r'aria-label="A plot\. Lines that are tested\."', plot.svg())
