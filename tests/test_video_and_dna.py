"""The page on video and DNA: figures against counts by hand, exercises against snippets, and its margin."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import video_and_dna as exercises
from figures import video_and_dna as figures
from snippets import trained
from snippets.architectures import HYBRIDS
from snippets.convolution import conv1d
from snippets.dna import BASES, one_hot, symbols
from snippets.motifs import reverse_complement
from snippets.summary import rows, totals

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def agreeing(sequence, motif):
    """The definition, letter by letter."""
    places = range(len(sequence) - len(motif) + 1)
    return [sum(a == b for a, b in zip(sequence[at:], motif, strict=False)) for at in places]


def test_the_scan_in_the_figure_is_the_one_counted_by_hand():
    assert agreeing(figures.SEQUENCE, figures.MOTIF) == [2, 0, 4, 0, 2, 0, 0, 2, 0, 3, 1]
    assert figures.matches() == ([2, 0, 4, 0, 2, 0, 0, 2, 0, 3, 1], 2)
    shown = texts(figures.scan())
    assert "".join(shown[:18]) == figures.SEQUENCE + figures.MOTIF
    assert shown[18:29] == [str(count) for count in (2, 0, 4, 0, 2, 0, 0, 2, 0, 3, 1)]


def test_the_frame_in_the_figure_stands_at_the_best_place():
    frames = [
        e for e in ElementTree.fromstring(figures.scan()).iter(f"{SVG}rect") if e.get("stroke-width") == "3"
    ]
    assert [(float(e.get("x")), float(e.get("width"))) for e in frames] == [(24 + 2 * 32, 4 * 32)] * 2


def test_a_scan_of_letters_is_a_convolution_of_ones():
    rng = np.random.default_rng(0)
    for length in (1, 3, 6):
        sequence, motif = ("".join(rng.choice(list(BASES), n)) for n in (30, length))
        x, weight = (one_hot(symbols(text)[None]) for text in (sequence, motif))
        assert conv1d(x, weight)[0, 0].tolist() == agreeing(sequence, motif)


def test_video_and_dna_are_drawn_with_as_many_steps_and_the_same_parts():
    shown = texts(figures.alike())
    assert shown.count("CNN") == shown.count("filters") == figures.STEPS
    assert "".join(text for text in shown if text in BASES) == figures.STRAND
    root = ElementTree.fromstring(figures.alike())
    assert len(list(root.iter(f"{SVG}circle"))) == 2 * figures.STEPS


def test_the_sums_of_danq_are_those_of_its_code():
    strand, layers = HYBRIDS["DanQ"]
    counted = list(rows(layers, strand))
    by_hand = 320 * (4 * 26 + 1) + 2 * 4 * 320 * (320 + 320 + 1) + 925 * (75 * 640 + 1) + 919 * (925 + 1)
    assert totals(counted)[0] == by_hand == 46_926_479
    assert [row.output_shape[-1] for row in counted[:3]] == [975, 975, 75]


@pytest.mark.parametrize("bases", [1000, 2000, 1313])
def test_the_steps_of_the_exercise_are_those_that_danq_makes(bases):
    strand, layers = HYBRIDS["DanQ"]
    *_, frames, _ = rows(layers[:5], (*strand[:2], bases))
    assert frames.output_shape[0] == (bases - 26 + 1) // 13
    assert exercises.steps_solution() == 151


def test_the_other_strand_of_the_exercise_is_the_snippet_s():
    for text in ("TGACTCA", "GGGACTTTCC", "A"):
        turned = reverse_complement(one_hot(symbols(text)[None]))[0].argmax(axis=0)
        assert exercises.other_strand_solution()(text) == "".join(BASES[base] for base in turned)


def test_the_best_place_of_the_exercise_is_the_only_one():
    counts = agreeing("ATGATTGATACG", "GATA")
    assert counts[exercises.place_solution()] == 4
    assert sorted(counts)[-2:] == [3, 4]
    assert counts.index(3) == 2


def test_the_answers_about_the_reader_s_strand_hang_on_no_last_digit():
    """What the page's program prints comes out of every NumPy: no two scores are near each other."""
    model = trained.load("dna", "cnn + bilstm")
    for pair in ("TGACTCA", "GGGACTTTCC"), ("GGGACTTTCC", "TGACTCA"):
        text = ("AACGT" * 12 + pair[0] + "AACGT" * 8 + pair[1]).ljust(200, "A")
        x = one_hot(symbols(text)[None])
        for strand in (x, reverse_complement(x)):
            assert abs(np.diff(model.forward(strand)[0])).item() > 0.1
