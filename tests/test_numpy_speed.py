"""The page on speed: its exercises and the functions they are about, its figures and what they draw."""

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import numpy_speed as exercises
from figures import numpy_speed as figures
from snippets.gates import sigmoid
from snippets.pooling import max_pool2d
from snippets.summary import conv_multiply_adds
from tools.measured import Growth, MeasuredError, Timing

SVG = "{http://www.w3.org/2000/svg}"


def test_the_multiply_adds_are_those_that_the_summary_counts():
    assert exercises.multiply_adds_solution() == 16 * conv_multiply_adds(3, 32, 5, (16, 16))


def test_a_product_of_768_does_64_multiply_adds_for_each_byte():
    assert exercises.intensity_solution()(768) == 64


def test_the_tanh_is_the_sigmoid_and_does_not_overflow():
    z = np.linspace(-1e6, 1e6, 201)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(exercises.sigmoid_solution()(z, np.tanh), sigmoid(z))


def test_the_shifted_slices_are_max_pooling():
    x = np.random.default_rng(0).normal(size=(6, 8))
    np.testing.assert_array_equal(exercises.max_pool_solution()(x), max_pool2d(x[None, None], 2)[0, 0])


def timing(operation, ratio, gate, dtype="float32"):
    return Timing(operation, dtype, {"snippets": 1.0}, gate, ratio, None)


def circles(svg):
    """The place of every dot and ring, with the fill of its group."""
    groups = [
        group
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if group.find(f"{SVG}circle") is not None
    ]
    return [(float(c.get("cx")), float(c.get("cy")), g.get("fill")) for g in groups for c in g]


def test_a_ratio_twice_as_large_lies_as_far_to_the_right_again_and_rings_are_with_gradients():
    operations = [
        timing("conv2d a", 0.5, 1.0),
        timing("conv2d a, with gradients", 1.0, None),
        timing("LSTM b", 2.0, 4.0),
    ]
    svg = figures.ratios(operations)
    (half, y0, fill), (one, y1, hole), (two, y2, _) = circles(svg)[:3]
    assert one - half == pytest.approx(two - one) == pytest.approx(100)  # 300 wide, from 1/2 to 4
    assert y0 < y1 < y2
    assert fill.startswith("var(--cr-weight") and hole == "none"
    strokes = re.findall(r"M([\d.]+) [\d.]+L\1 [\d.]+", svg)
    assert [float(x) for x in strokes[-3:-1]] == pytest.approx([one, two + 100])  # the last is the legend's
    assert "2 take at most as long, 1 longer, the ratios run from 0.5 to 2" in svg


def test_operations_of_a_family_stand_together():
    names = ["conv2d 1, 64 groups", "conv2d_fft 1", "Adam, a step", "RNN N 1"]
    found = [figures.family(timing(name, 1.0, None)) for name in names]
    assert found == ["conv2d, depthwise", "conv2d, by FFT", "Adam", "RNN"]
    assert figures.family(timing("RNN N 1", 1.0, None, "float64")) == "RNN, float64"
    assert [figures.role(name) for name in (*found, "RNN, float64")] == [
        "weight",
        "weight",
        "input",
        "state",
        "state",
    ]


def test_without_pytorch_the_figure_says_what_is_missing():
    with pytest.raises(MeasuredError, match="compares nothing with PyTorch"):
        figures.ratios([])


def test_growth_in_proportion_lies_on_the_dotted_line():
    svg = figures.growth([Growth("conv2d", "batch", [4, 8, 64], [3.0, 6.0, 48.0], 1.0)])
    (x0, y0, _), (x1, y1, _), (x2, y2, _) = circles(svg)
    assert (x1 - x0) / (x2 - x0) == pytest.approx((y1 - y0) / (y2 - y0)) == pytest.approx(math.log(2, 16))
    assert "batch: 1.00" in svg


def test_growth_beyond_the_last_tick_but_one_stays_between_the_axes():
    svg = figures.growth([Growth("conv2d", "batch", [1, 64], [1.0, 100.0], 1.1)])
    assert all(60 <= x <= 264 and 40 <= y <= 240 for x, y, _ in circles(svg))
