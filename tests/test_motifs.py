"""Motifs: the other strand, logos counted by hand, and Bayes' rule against every sequence that could be."""

import numpy as np
import pytest

from snippets import dna
from snippets.convolution import conv1d
from snippets.motifs import aligned, evidence, found, letter_heights, reverse_complement, second_first


def spelled(text):
    return dna.symbols(text)[None]


def read(x):
    return ["".join(dna.BASES[base] for base in sequence.argmax(axis=0)) for sequence in x]


def test_the_other_strand_of_the_site_of_ap_1_differs_in_one_base():
    assert read(reverse_complement(dna.one_hot(spelled("TGACTCA")))) == ["TGAGTCA"]
    assert read(reverse_complement(dna.one_hot(spelled("GGGACTTTCC")))) == ["GGAAAGTCCC"]


def test_the_other_strand_of_the_other_strand_is_the_strand_itself():
    x = np.random.default_rng(0).normal(size=(2, 4, 7))
    assert np.array_equal(reverse_complement(reverse_complement(x)), x)


def test_a_turned_filter_finds_on_the_strand_what_the_filter_finds_on_the_other():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(3, 4, 20)), rng.normal(size=(2, 4, 5))
    one = conv1d(reverse_complement(x), weight)
    assert np.allclose(one, conv1d(x, reverse_complement(weight))[..., ::-1], atol=1e-12)


@pytest.mark.parametrize("shape", [(4, 10), (2, 10, 4), (2, 5, 10)])
def test_what_is_no_sequence_of_four_rows_has_no_other_strand(shape):
    with pytest.raises(ValueError, match=r"x has shape .*; expected \(N, 4, L\) = \(any, 4, any\)"):
        reverse_complement(np.zeros(shape))


def test_found_are_the_windows_above_half_of_the_largest_response():
    drawn = np.array([[0, 1, 2, 3], [3, 2, 1, 0]])
    responses = np.array([[0.5, 1.0, 2.0], [1.25, -3.0, 0.0]])
    assert found(drawn, responses, 2).tolist() == [[2, 3], [3, 2]]
    assert found(drawn, -np.ones((2, 3)), 2).shape == (0, 2)


def test_the_heights_of_letters_are_counted_by_hand():
    windows = np.array([[0, 1, 0, 0], [0, 1, 0, 1], [0, 2, 1, 2], [0, 2, 2, 3]])
    heights = letter_heights(windows)
    # A always: 2 bits. C and G, half each: 1 bit. A half, C and G a quarter: 2 - 1.5 bits. All alike: none.
    assert heights.T.tolist() == [[2, 0, 0, 0], [0, 0.5, 0.5, 0], [0.25, 0.125, 0.125, 0], [0, 0, 0, 0]]


def test_no_windows_make_no_logo():
    with pytest.raises(ValueError, match="windows is empty; expected at least one"):
        letter_heights(np.zeros((0, 5), np.int8))


def test_a_motif_is_laid_where_the_letters_are_highest_also_over_an_end():
    heights = letter_heights(np.repeat(spelled("CCTGA"), 3, axis=0))
    assert aligned(heights, "TGACC") == (2, 6.0)
    assert aligned(heights, "TCCTGA") == (-1, 10.0)
    assert aligned(heights, "TG") == (2, 4.0)


def test_evidence_is_a_product_over_the_bases_of_a_window():
    right, wrong = (0.95 + 0.05 / 4) * 4, 0.05 / 4 * 4
    (ratios,) = evidence(spelled("TGACTCAT"), "TGACTCA")
    assert ratios == pytest.approx([right**7, wrong**7])  # of GACTCAT no base fits


def test_evidence_is_one_on_average_over_all_that_chance_can_write():
    words = np.indices((4,) * 5).reshape(5, -1).T
    assert evidence(words, "GATTA").mean() == pytest.approx(1, abs=1e-12)


def small(monkeypatch, motifs=("AC", "G"), length=5, nearest=0, farthest=1):
    """A world so small that all of its sequences can be counted."""
    monkeypatch.setattr("snippets.motifs.MOTIFS", motifs)
    monkeypatch.setattr("snippets.motifs.NEAREST", nearest)
    monkeypatch.setattr("snippets.motifs.FARTHEST", farthest)
    return np.indices((4,) * length).reshape(length, -1).T


def counted(words, order, gaps, length):
    """How often each word is drawn with the motifs in this order: by its definition, path by path."""
    kept, other = 0.95 + 0.05 / 4, 0.05 / 4
    total = np.zeros(len(words))
    for gap in gaps:
        size = sum(map(len, order)) + gap
        for start in range(length - size + 1):
            likely = np.full(words.shape, 1 / 4)
            for motif, at in (order[0], start), (order[1], start + len(order[0]) + gap):
                for i, base in enumerate(dna.symbols(motif)):
                    likely[:, at + i] = np.where(words[:, at + i] == base, kept, other)
            total += likely.prod(axis=1) / (length - size + 1) / len(gaps)
    return total


def test_bayes_rule_is_that_of_every_sequence_counted(monkeypatch):
    words = small(monkeypatch)
    first, second = (counted(words, order, (0, 1), 5) for order in (("AC", "G"), ("G", "AC")))
    assert first.sum() == pytest.approx(1, abs=1e-12)
    assert second_first(words) == pytest.approx(second / (first + second), abs=1e-12)


def test_both_orders_are_named_and_a_sequence_without_motifs_says_little():
    rng = np.random.default_rng(0)
    drawn, labels = dna.sequences(rng, 200)
    probability = second_first(drawn)
    assert ((probability > 0.5) == labels).mean() > 0.97
    assert abs(second_first(np.zeros((1, 200), np.int8)) - 0.5).max() < 0.2
