"""Page 30: its figures hold what its programs print, its margins hold, and its leak detector finds leaks."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import speech_and_time_series as exercises
from figures import speech_and_time_series as figures
from snippets.bidirectional import bidirectional
from snippets.convolution import conv1d
from snippets.ctc import collapse
from snippets.init import orthogonal
from snippets.rnn import rnn
from snippets.sunspots import TEST, autoregression, windows, yearly

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def shaded(svg):
    """The corners of all shaded places."""
    rects = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return [(float(r.get("x")), float(r.get("y"))) for r in rects if r.get("fill-opacity") == "0.35"]


class TestFigures:
    def test_at_random_all_but_the_asked_years_are_shaded(self):
        row = sorted(x for x, y in shaded(figures.splits()) if y == 28)
        assert row == [60 + 30 * year for year in (0, 1, 3, 4, 7, 8, 9, 11)]

    def test_walking_forward_the_years_before_the_asked_one_are_shaded_and_none_after(self):
        for row, asked in enumerate((9, 10, 11)):
            found = sorted(x for x, y in shaded(figures.splits()) if y == 102 + 40 * row)
            assert found == [60 + 30 * year for year in range(asked)]
        assert texts(figures.splits()).count("?") == 4 + 3

    def test_the_levels_are_those_that_the_program_counts(self):
        path = ["- abc".index(letter) for letter in "-aa- cc-a-bb-"]
        text = "".join("- abc"[label] for label in collapse(path))
        assert text == "a cab"
        found = texts(figures.levels())
        assert found[1:12:2] == [str(n) for n in (13, 13, 13, 13, len(text), len(text.split()))]
        assert "".join(found[12 : 12 + 13 + 5]) == "-aa- cc-a-bb-" + text
        assert found[-2:] == ["a", "cab"]
        circles = list(ElementTree.fromstring(figures.levels()).iter(f"{SVG}circle"))
        assert len(circles) == 2 * 13


def test_an_autoregression_is_a_causal_convolution_with_one_filter():
    roots = np.sqrt(yearly())
    past, following = windows(roots[:TEST], 9)
    weights, *_ = np.linalg.lstsq(np.column_stack([past, np.ones(len(past))]), following)
    found = conv1d(roots[None, None], weights[None, None, :-1], weights[-1:], padding="causal")[0, 0]
    forecast = autoregression(roots[:TEST], 9)
    for year in (50, 230, 308):
        assert found[year] == pytest.approx(forecast(roots[None, : year + 1])[0], abs=1e-9)


def test_walking_forward_is_the_exercise_of_the_sunspots_case_and_changes_little():
    roots, counts = np.sqrt(yearly()), yearly()
    errors = []
    for fit in (lambda year: roots[:TEST], lambda year: roots[:year]):
        made = [autoregression(fit(year), 9)(roots[None, :year])[0] for year in range(TEST, 309)]
        errors.append(np.sqrt(np.mean((np.maximum(made, 0) ** 2 - counts[TEST:]) ** 2)))
    assert errors == pytest.approx([15.98, 15.90], abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_whoever_reads_from_both_ends_seems_to_know_the_answer_whatever_the_random_weights(seed):
    rng, H, cut = np.random.default_rng(seed), 12, TEST - 24
    views = np.lib.stride_tricks.sliding_window_view(np.sqrt(yearly()) / 3 - 2, 30)
    ends = [(rng.normal(size=(H, 1)) / 8, orthogonal(rng, H, H, gain=0.5)) for _ in range(2)]
    states = [bidirectional(rnn, views[:, :T].T[:, :, None], *ends)[0][23] for T in (30, 24)]
    weights, *_ = np.linalg.lstsq(states[0][:cut], views[:cut, 24])
    errors = [
        np.sqrt(np.mean(((np.maximum(x[cut:] @ weights + 2, 0) * 3) ** 2 - yearly()[TEST:-5]) ** 2))
        for x in states
    ]
    assert errors[0] < 8
    assert errors[1] > 40


def test_at_the_closure_no_answer_is_near_a_tie():
    """What the page counts depends on signs: none of them on a last bit."""
    rng, H = np.random.default_rng(0), 6
    burst = rng.choice([-1.0, 1.0], size=120)
    frames = np.stack([0 * burst, burst, 0 * burst + 0.5], axis=1).ravel()
    ends = [(rng.normal(size=(H, 1)), orthogonal(rng, H, H, gain=0.5)) for _ in range(2)]
    states = bidirectional(rnn, frames[:, None, None], *ends)[0][:, 0]
    for x, margin in ((states[0::3, :H], 1e-3), (states[1::3, :H], 0.5), (states[0::3], 0.5)):
        weights, *_ = np.linalg.lstsq(x[:60], burst[:60])
        assert np.abs(x[60:] @ weights).min() > margin


def test_the_leak_detector_tells_which_of_the_networks_may_forecast():
    leaks = exercises.leaks_solution()
    x = np.random.default_rng(0).normal(size=9)
    weight = np.full((1, 1), 0.5)

    def one_end(x):
        return rnn(x[:, None, None], weight, weight)[0][:, 0, 0]

    def both_ends(x):
        return bidirectional(rnn, x[:, None, None], (weight, weight), (weight, weight))[0][:, 0].sum(axis=1)

    def same(x):
        return conv1d(x[None, None], np.ones((1, 1, 3)), padding="same")[0, 0]

    def causal(x):
        return conv1d(x[None, None], np.ones((1, 1, 3)), padding="causal")[0, 0]

    found = [leaks(reader, x, 4) for reader in (one_end, causal, both_ends, same)]
    assert found == [False, False, True, True]
