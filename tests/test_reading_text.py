"""Page 31: its readings have a margin, its figure shows what a frame sees, and any width is read."""

import re
from itertools import groupby
from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import reading_text as exercises
from figures import reading_text as figures
from snippets import trained
from snippets.architectures import HYBRIDS, spatial_path
from snippets.crnn import digit_reader
from snippets.ctc import beam_search_decode, collapse, greedy_decode
from snippets.handwritten_digits import written
from snippets.losses import log_softmax
from snippets.receptive_field import receptive_field
from snippets.summary import rows

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = [("90125", {}), ("27", {"width": 24}), ("31415926535897", {"width": 216}), ("1234", {"copy": 24})]


@pytest.fixture(scope="module")
def model():
    return trained.load("digit_strings", "crnn")


@pytest.mark.parametrize(("text", "options"), SHOWN)
def test_every_class_that_the_page_prints_has_a_margin(model, text, options):
    strip = written(text, **options)
    for moved in (strip, np.roll(strip, 2, axis=3)):
        first, second = np.sort(model.forward(moved), axis=2)[:, 0, :-3:-1].T
        assert (first - second).min() >= 1e-3


def test_every_probability_that_the_page_prints_is_far_from_where_it_would_round_otherwise(model):
    log_probs = log_softmax(model.forward(written("90125")))
    (path,), (beam,) = greedy_decode(log_probs), beam_search_decode(log_probs, width=4)
    for _, log_prob in (path, *beam[:2]):
        assert abs(np.exp(log_prob) * 1000 % 1 - 0.5) > 0.05


def test_a_text_has_the_probability_of_all_paths_that_spell_it_and_so_more_than_its_best(model):
    log_probs = log_softmax(model.forward(written("27", width=24)))
    (labels, best), (beam,) = greedy_decode(log_probs)[0], beam_search_decode(log_probs, width=4)
    assert beam[0][0] == labels == (3, 8)
    assert beam[0][1] > best


def attributes(svg, tag, *names):
    root = ElementTree.fromstring(svg)
    return [tuple(element.get(name) for name in names) for element in root.iter(f"{SVG}{tag}")]


def test_the_frame_of_the_figure_sees_the_columns_that_a_nan_reaches_it_from(model):
    seen = []
    for column in range(figures.WIDTH):
        x = np.zeros((1, 1, 12, figures.WIDTH))
        x[..., column] = np.nan
        for layer in model.layers[:7]:  # up to the frames
            x = layer.forward(x)
        if np.isnan(x[figures.FRAME]).any():
            seen.append(column)
    (window,) = [
        (float(x), float(width))
        for x, width, height, edge in attributes(
            figures.columns(), "rect", "x", "width", "height", "stroke-width"
        )
        if edge == "3" and height == str(figures.PIXEL * 12)
    ]
    first, count = seen[0], len(seen)
    assert window == (figures.LEFT + figures.PIXEL * first, figures.PIXEL * count)
    assert seen == list(range(first, first + count))
    assert count == 6


def test_the_classes_of_the_figure_are_those_of_the_network_and_collapse_to_its_text(model):
    texts = [element.text for element in ElementTree.fromstring(figures.columns()).iter(f"{SVG}text")]
    path = model.forward(written("27", width=24)).argmax(axis=2)[:, 0]
    assert texts[:12] == ["–0123456789"[k] for k in path]
    assert texts[12] == figures.text(collapse(path)) == "27"


def test_the_figures_of_the_page_say_what_they_show():
    drawn = figures.draw()
    assert set(drawn) == {"reading_text-columns.svg", "reading_text-spikes.svg"}
    for svg in drawn.values():
        assert len(svg) < 13_000
        assert len(ElementTree.fromstring(svg).get("aria-label")) > 100
    spoken = re.search(r"but for (.*?)\.", drawn["reading_text-spikes.svg"]).group(1)
    named = groupby(re.findall(r"(\d) in frame", spoken))  # a digit may fill two frames
    assert "".join(digit for digit, _ in named) == "90125"


@pytest.mark.parametrize("width", [32, 100, 101, 160])
def test_the_exercise_counts_the_frames_of_the_published_network(width):
    _, layers = HYBRIDS["CRNN"]
    frames = rows(layers, (1, 32, width))[-1].output_shape[0]
    assert frames == width // 2 // 2 + 1
    if width == 160:
        assert frames == exercises.frames_solution()


def test_the_exercise_s_wider_view_is_what_the_formula_gives():
    along = [[int(np.ravel(n)[-1]) for n in window] for window in spatial_path(digit_reader())]
    assert receptive_field([*along, (3,)]) == exercises.columns_solution() == 10
