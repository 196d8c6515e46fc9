"""Page 22: its figures show what the table and the texts hold, its exercises what they are about."""

from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import kit
from exercises import window_or_memory as exercises
from figures import window_or_memory as figures
from snippets import trained
from snippets.layers import MaxOverTime, MeanOverTime
from snippets.phrase_and_distance import REACH, trigrams
from snippets.twins import kgrams, read, signals

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    """Every text with its place, row by row."""
    root = ElementTree.fromstring(svg)
    found = [("".join(t.itertext()), float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]
    return sorted(found, key=lambda text: (round(text[2] / 24), text[1]))


def flat(share):
    """A table in which all is right up to a distance, and one of four beyond."""
    return {str(d): 1.0 if d <= share else 0.25 for d in (1, 2, 4, 6, 7, 30, 31, 64, 96, 126, 127, 128)}


def test_the_windows_of_both_texts_stand_below_their_letters_with_the_number_of_their_content():
    found = [text for text, _, _ in texts(figures.bags())]
    assert found[:10] == list("aabaa" + "abaab")
    assert found[10:18] == [*"aab", "1", *"aba", "2"]
    assert found[18:26] == [*"aba", "2", *"baa", "3"]
    assert found[26:] == [*"baa", "3", *"aab", "1"]


def test_a_curve_runs_through_the_means_of_the_table():
    table = {name: [flat(REACH.get(name, 128))] * 4 for name in figures.LINES}
    table["long_tcn"] = [flat(64), flat(126), flat(126), flat(126)]
    root = ElementTree.fromstring(figures.distance(table))
    dotted = next(p for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray") == "2 4")
    places = [tuple(map(float, pair.split())) for pair in dotted.get("d")[1:].split("L")]
    left, top, width, height = 56, 78, 340, 190
    at = dict(zip(flat(0), places, strict=True))
    assert at["1"] == (left, top)
    assert at["128"] == (left + width, top + 0.75 * height)
    mean = (0.25 + 3 * 1.0) / 4
    assert at["96"] == pytest.approx((left + width * np.log2(96) / 7, top + (1 - mean) * height), abs=0.01)


def test_a_rule_stands_at_each_reach_and_names_it():
    table = trained.table("phrase_and_distance")["seeds"]
    found = {text: x for text, x, _ in texts(figures.distance(table))}
    for words, far in (("CNN: 6", 6), ("TCN: 30", 30), ("long TCN: 126", 126), ("trained to 64", 64)):
        assert found[words] == pytest.approx(56 + 340 * np.log2(far) / 7, abs=0.01)


def test_the_smallest_window_that_tells_two_letters_apart_is_the_distance_and_one():
    rest, between = "e" * 15, "e" * 11
    first, second = (rest + pair[0] + between + pair[1] + rest for pair in ("ab", "ba"))
    telling = [k for k in range(1, 20) if kgrams(first, k) != kgrams(second, k)]
    assert telling[0] == exercises.k_needed_solution()


def test_the_pair_that_fools_four_is_told_apart_by_some_wider_window():
    first, second = exercises.fooled_solution()
    assert kgrams(first, 4) == kgrams(second, 4)
    assert any(kgrams(first, k) != kgrams(second, k) for k in range(5, 9))


def test_every_pair_that_fools_four_is_taken_and_every_other_refused():
    words = ["".join(letters) for letters in product("ab", repeat=6)]
    fooled = [(a, b) for a in words for b in words if a != b and kgrams(a, 4) == kgrams(b, 4)]
    assert fooled
    for pair in fooled:
        exercises.check_fooled(pair)
    for pair in (("aabbab", "abbaab"), ("aaaaaa", "aaaaab"), ("aaaaaa", "aaaaaaa")):
        assert pair not in fooled
        with pytest.raises(kit.Wrong, match="The network tells them apart"):
            exercises.check_fooled(pair)


def test_the_mean_tells_what_the_maximum_does_not():
    layers = trigrams(np.random.default_rng(0))
    features = []
    for text in ("aaab", "aaaab"):
        x = signals(read([text]))
        for layer in layers:
            x = layer.forward(x)
        features.append(x)
    maxima, means = ([read_out.forward(x) for x in features] for read_out in (MaxOverTime(), MeanOverTime()))
    assert np.allclose(*maxima, atol=1e-12)
    assert not np.allclose(*means, atol=1e-3)
    assert exercises.read_out_solution() == "mean"


def test_the_windows_that_are_fooled_are_those_with_equal_bags():
    for first, second in (("aabaa", "abaab"), exercises.fooled_solution(), ("ab", "ba")):
        most = min(len(first), len(second))
        equal = [k for k in range(1, most + 1) if kgrams(first, k) == kgrams(second, k)]
        assert exercises.fooling_solution()(first, second) == equal
