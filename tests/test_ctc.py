"""CTC: sums over the lattice are sums over all paths, their gradient, and two ways to decode."""

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.ctc import (
    beam_search_decode,
    class_shares,
    collapse,
    count_alignments,
    ctc_loss,
    ctc_loss_backward,
    ctc_loss_naive,
    ctc_loss_with_backward,
    forward,
    greedy_decode,
    minimum_length,
)
from snippets.ctc.loss import FLOOR
from snippets.gradients import central_difference
from snippets.losses import log_softmax
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, reference
from tests.vectors.ctc_cases import CASES, FILE


@st.composite
def batches(draw, frames=5, labels=3, zeros=True):
    """log_probs, targets, their lengths and the blank: small enough to walk through every path."""
    T, N, S = draw(st.integers(0, frames)), draw(st.integers(0, 3)), draw(st.integers(0, labels))
    C = draw(st.integers(2, 3))
    blank = draw(st.integers(0, C - 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    log_probs = log_softmax(2 * rng.normal(size=(T, N, C)))
    if zeros and draw(st.booleans()):
        log_probs[rng.random(log_probs.shape) < 0.2] = -np.inf
    targets = rng.choice([k for k in range(C) if k != blank], size=(N, S))
    lengths = rng.integers(0, T + 1, size=N), rng.integers(0, S + 1, size=N)
    return (log_probs, targets, *lengths), blank


def one(log_probs, target, blank=0):
    """The arguments for a single sequence, of (T, C) numbers."""
    log_probs = np.asarray(log_probs)
    target = np.reshape(np.asarray(target, int), (1, -1))
    return log_probs[:, None], target, [len(log_probs)], [target.shape[1]]


def labellings(log_probs, blank):
    """Every labelling with its probability, from all paths: the definition. (T, C) -> a dict."""
    found, probs = defaultdict(float), np.exp(log_probs)
    for path in itertools.product(range(log_probs.shape[1]), repeat=len(log_probs)):
        found[collapse(path, blank)] += math.prod(probs[t, k] for t, k in enumerate(path))
    return found


# What a path spells, and how many spell it.


def test_neighbours_merge_first_and_blanks_go_then():
    assert collapse([1, 1, 0, 1, 2, 2, 0, 0]) == (1, 1, 2)
    assert collapse([0, 1, 0, 1]) == (1, 1)
    assert collapse([1, 1, 1]) == (1,)
    assert collapse([0, 0]) == collapse([]) == ()
    assert collapse([1, 2, 1, 0], blank=2) == (1, 1, 0)


def test_what_collapse_returns_are_plain_numbers():
    assert {type(label) for label in collapse(np.array([1, 0, 2], np.int32))} == {int}


@SAME_EXAMPLES
@given(st.lists(st.integers(1, 2), max_size=4), st.integers(0, 7))
def test_the_formula_counts_the_paths_there_are(labels, T):
    paths = itertools.product(range(3), repeat=T)
    assert count_alignments(labels, T) == sum(collapse(path) == tuple(labels) for path in paths)


def test_cat_in_six_frames_has_84_paths_by_both_formulas():
    assert count_alignments([3, 1, 2], 6) == math.comb(6 + 3, 6 - 3) == 84


def test_the_shortest_frames_for_a_word_are_its_labels_and_a_blank_for_each_repeat():
    letters = {letter: k for k, letter in enumerate("-aehlo")}
    for word, frames in (("hello", 6), ("aaa", 5), ("aaaa", 7), ("", 0), ("halo", 4)):
        labels = [letters[letter] for letter in word]
        assert minimum_length(labels) == frames
        assert count_alignments(labels, frames) == 1
        assert frames == 0 or count_alignments(labels, frames - 1) == 0


# The loss.


def test_every_path_equally_probable_makes_the_loss_a_count():
    # Four classes: each path of six frames has 4**-6, and 84 of them spell three different labels.
    loss = ctc_loss(*one(np.log(np.full((6, 4), 0.25)), [1, 2, 3]))
    assert math.isclose(math.exp(-loss.item()), 84 / 4**6, rel_tol=1e-14)


def test_two_frames_by_hand():
    # p(a) = .4 and .5, p(blank) = .6 and .5: "a" is aa, a-, -a; "" is --; "aa" would need three frames.
    log_probs = np.log([[0.6, 0.4], [0.5, 0.5]])
    for target, probability in (([1], 0.4 * 0.5 + 0.4 * 0.5 + 0.6 * 0.5), ([], 0.6 * 0.5)):
        assert math.isclose(ctc_loss(*one(log_probs, target)).item(), -math.log(probability), rel_tol=1e-14)
    assert ctc_loss(*one(log_probs, [1, 1])).item() == math.inf


def test_the_lattice_by_hand():
    # Labels a, a: five states - a - a -, and no way past the blank in the middle.
    log_probs = np.log([[0.5, 0.5], [0.25, 0.75], [0.5, 0.5]])
    states = [0, 1, 0, 1, 0]
    emitted = log_probs[:, states][:, :, None]
    bar = np.array([0, 0, FLOOR, FLOOR, FLOOR])[:, None]
    alpha = np.exp(forward(emitted, bar)[0])[:, 2:, 0]
    expected = [
        [0, 0, 0, 0, 0],
        [1 / 2, 1 / 2, 0, 0, 0],
        [1 / 8, (1 / 2 + 1 / 2) * 3 / 4, 1 / 2 * 1 / 4, 0, 0],
        [1 / 16, (1 / 8 + 3 / 4) / 2, (3 / 4 + 1 / 8) / 2, 1 / 8 / 2, 0],
    ]
    np.testing.assert_allclose(alpha, expected, rtol=1e-14)


@SAME_EXAMPLES
@given(batches())
def test_the_sum_over_the_lattice_is_the_sum_over_all_paths(batch):
    arguments, blank = batch
    with np.errstate(**WARNINGS_RAISE):
        loss = ctc_loss(*arguments, blank=blank)
        with_backward, _ = ctc_loss_with_backward(*arguments, blank=blank)
    np.testing.assert_array_equal(loss, with_backward)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(loss, ctc_loss_naive(*arguments, blank=blank), rtol=1e-12, atol=1e-14)


@SAME_EXAMPLES
@given(batches(zeros=False))
def test_the_gradient_for_the_scores_is_central_differences_and_sums_to_0(batch):
    (log_probs, *rest), blank = batch
    N = log_probs.shape[1]
    grad_output = np.random.default_rng(0).normal(size=N)
    possible = ctc_loss(log_probs, *rest, blank=blank) < np.inf

    def total(scores):
        loss = ctc_loss(log_softmax(scores), *rest, blank=blank)
        return float(grad_output[possible] @ loss[possible])

    grad = ctc_loss_backward(grad_output, log_probs, *rest, blank=blank)
    np.testing.assert_allclose(grad, central_difference(total, log_probs), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(grad.sum(axis=2), 0, atol=1e-14)


@SAME_EXAMPLES
@given(batches())
def test_the_shares_are_those_of_the_paths(batch):
    (log_probs, targets, frames, counts), blank = batch
    shares = class_shares(log_probs, targets, frames, counts, blank=blank)
    expected = np.zeros_like(shares)
    probs = np.exp(log_probs)
    for n, T in enumerate(frames):
        spelled = tuple(targets[n, : counts[n]])
        for path in itertools.product(range(log_probs.shape[2]), repeat=T):
            if collapse(path, blank) == spelled:
                expected[range(T), n, path] += math.prod(probs[range(T), n, path])
        if T and expected[0, n].any():
            expected[:, n] /= expected[0, n].sum()
    np.testing.assert_allclose(shares, expected, rtol=1e-12, atol=1e-14)


def test_minus_the_shares_are_the_slopes_for_the_log_probabilities_alone():
    log_probs, *rest = one(log_softmax(np.random.default_rng(0).normal(size=(5, 3))), [1, 2])
    slopes = central_difference(lambda given: ctc_loss(given, *rest).item(), log_probs)
    np.testing.assert_allclose(-class_shares(log_probs, *rest), slopes, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_loss_and_gradient_are_pytorchs(case):
    stored = reference("ctc", case, FILE)
    rest = [stored[name] for name in ("targets", "input_lengths", "target_lengths")]
    blank, step = stored["blank"].item(), CASES[case].get("stored", 1)
    for dtype, loss_tolerance, tolerance in ((np.float64, 1e-12, 1e-12), (np.float32, 5e-6, 1e-3)):
        log_probs = log_softmax(stored["scores"].astype(dtype))
        loss = ctc_loss(log_probs, *rest, blank=blank)
        grad = ctc_loss_backward(stored["grad_output"].astype(dtype), log_probs, *rest, blank=blank)[::step]
        assert loss.dtype == grad.dtype == dtype
        np.testing.assert_allclose(loss, stored["loss"], rtol=loss_tolerance)
        for name in ("grad_log_probs", "grad_scores"):
            np.testing.assert_allclose(grad, stored[name], rtol=0, atol=tolerance, err_msg=name)


def test_a_gradient_from_single_precision_is_exact_for_the_numbers_it_was_given():
    log_probs, *rest = one(log_softmax(np.random.default_rng(0).normal(size=(400, 5))), [1, 2, 3, 4] * 20)
    log_probs = np.float32(log_probs)
    exact = ctc_loss_backward([1.0], log_probs.astype(float), *rest)
    np.testing.assert_allclose(ctc_loss_backward(np.float32([1]), log_probs, *rest), exact, atol=1e-7)


def test_an_impossible_target_has_an_infinite_loss_and_gradient_0_and_harms_no_other():
    scores = np.random.default_rng(0).normal(size=(3, 2, 3))
    log_probs, targets = log_softmax(scores), np.array([[1, 1, 2], [1, 2, 0]])
    with np.errstate(**WARNINGS_RAISE):
        loss, backward = ctc_loss_with_backward(log_probs, targets, [3, 3], [3, 2])
        grad = backward([1.0, 1.0])
    assert loss[0] == np.inf
    assert not grad[:, 0].any()
    alone = ctc_loss_backward([1.0], log_probs[:, 1:], targets[1:], [3], [2])
    np.testing.assert_allclose(grad[:, 1:], alone, rtol=1e-12)


def test_a_label_of_probability_0_makes_the_loss_infinite_too():
    log_probs = np.array([[0.0, -np.inf], [0.0, -np.inf]])
    with np.errstate(**WARNINGS_RAISE):
        loss, backward = ctc_loss_with_backward(*one(log_probs, [1]))
        grad = backward([1.0])
    assert loss.item() == np.inf
    assert not grad.any()


def test_below_minus_1e29_a_log_probability_is_that_of_0():
    loss = [ctc_loss(*one(np.array([[0.0, low]]), [1])).item() for low in (-0.9e29, -1.1e29)]
    assert loss == [0.9e29, np.inf]


def test_no_label_takes_blanks_only():
    log_probs = log_softmax(np.random.default_rng(0).normal(size=(4, 3)))
    loss = ctc_loss(*one(log_probs, [], 2), blank=2)
    assert math.isclose(loss.item(), -log_probs[:, 2].sum(), rel_tol=1e-14)


def test_no_frame_spells_nothing_for_sure():
    loss, backward = ctc_loss_with_backward(np.zeros((0, 2, 3)), [[1], [1]], [0, 0], [0, 1])
    assert loss.tolist() == [0, np.inf]
    assert not np.signbit(loss[0])
    assert backward([1.0, 1.0]).shape == (0, 2, 3)


def test_no_sequence_and_a_blank_alone():
    loss, backward = ctc_loss_with_backward(np.zeros((4, 0, 3)), np.zeros((0, 2), int), [], [])
    assert loss.shape == (0,)
    assert backward(np.zeros(0)).shape == (4, 0, 3)
    assert greedy_decode(np.zeros((4, 0, 3))) == beam_search_decode(np.zeros((4, 0, 3)), width=2) == []
    assert ctc_loss(np.zeros((3, 1, 1)), np.zeros((1, 0), int), [3], [0]).tolist() == [0]


def ragged():
    """Sequences of other lengths, and what stands in their padding is no number or no label."""
    rng = np.random.default_rng(0)
    log_probs, targets = log_softmax(rng.normal(size=(6, 3, 4))), rng.integers(1, 4, size=(3, 3))
    frames, counts = np.array([4, 6, 5]), np.array([2, 1, 3])
    for n, (T, U) in enumerate(zip(frames, counts, strict=True)):
        log_probs[T:, n], targets[n, U:] = [np.nan, np.inf, 1e308, 1e308], -7
    return log_probs, targets, frames, counts


def test_sequences_of_different_lengths_are_as_if_each_were_alone():
    log_probs, targets, frames, counts = ragged()
    with np.errstate(**WARNINGS_RAISE):
        loss, backward = ctc_loss_with_backward(log_probs, targets, frames, counts)
        grad = backward(np.ones(3))
        shares = class_shares(log_probs, targets, frames, counts)
        decoded = greedy_decode(log_probs, frames), beam_search_decode(log_probs, frames, width=3)
    for n, (T, U) in enumerate(zip(frames, counts, strict=True)):
        alone = log_probs[:T, n : n + 1], targets[n : n + 1, :U], [T], [U]
        np.testing.assert_allclose(loss[n], ctc_loss(*alone).item(), rtol=1e-13)
        np.testing.assert_allclose(grad[:T, n : n + 1], ctc_loss_backward([1.0], *alone), atol=1e-14)
        np.testing.assert_allclose(shares[:T, n : n + 1], class_shares(*alone), atol=1e-14)
        assert not grad[T:, n].any()
        assert not shares[T:, n].any()
        assert decoded[0][n] == greedy_decode(alone[0])[0]
        assert decoded[1][n] == beam_search_decode(alone[0], width=3)[0]


def test_nan_stays_in_its_sequence():
    log_probs, targets, frames, counts = ragged()
    clean, backward = ctc_loss_with_backward(log_probs, targets, frames, counts)
    clean_grad = backward(np.ones(3))
    log_probs[2, 0] = np.nan
    loss, backward = ctc_loss_with_backward(log_probs, targets, frames, counts)
    grad = backward(np.ones(3))
    assert np.isnan(loss[0])
    assert np.isnan(grad[:4, 0]).all()
    np.testing.assert_array_equal(loss[1:], clean[1:])
    np.testing.assert_array_equal(grad[:, 1:], clean_grad[:, 1:])


def test_two_thousand_frames_neither_underflow_nor_lose_their_digits():
    # Every path equally probable: the loss is a count again, of numbers with a thousand digits.
    T, labels = 2000, [1, 2] * 200
    log_probs = np.full((T, 3), -math.log(3))
    with np.errstate(**WARNINGS_RAISE):
        loss, backward = ctc_loss_with_backward(*one(log_probs, labels))
        grad = backward([1.0])
    assert math.isclose(loss.item(), T * math.log(3) - math.log(count_alignments(labels, T)), rel_tol=1e-13)
    np.testing.assert_allclose(grad.sum(axis=2), 0, atol=1e-13)


@pytest.mark.parametrize("scale", [1e3, 1e20, 1e28])
def test_scores_far_apart_raise_no_warning_and_give_shares_from_0_to_1(scale):
    scores = scale * np.random.default_rng(0).normal(size=(8, 1, 4))
    with np.errstate(**WARNINGS_RAISE):
        loss, backward = ctc_loss_with_backward(log_softmax(scores), [[1, 2, 3]], [8], [3])
        grad = backward([1.0])
    assert 0 <= loss.item() < np.inf
    assert abs(grad).max() <= 1
    np.testing.assert_allclose(grad.sum(axis=2), 0, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_stays(dtype):
    log_probs, *rest = one(log_softmax(np.random.default_rng(0).normal(size=(5, 3))).astype(dtype), [1, 2])
    loss, backward = ctc_loss_with_backward(log_probs, *rest)
    assert loss.dtype == backward([1]).dtype == class_shares(log_probs, *rest).dtype == dtype
    assert ctc_loss(log_probs, *rest).dtype == ctc_loss_naive(log_probs, *rest).dtype == dtype


def test_arrays_in_another_order_of_memory_and_whole_numbers_as_lists():
    log_probs, targets, frames, counts = ragged()
    loss = ctc_loss(log_probs, targets, frames, counts)
    turned = np.asfortranarray(log_probs), np.asfortranarray(targets)[::-1][::-1]
    np.testing.assert_array_equal(ctc_loss(*turned, frames.tolist(), counts.tolist()), loss)
    certain = ctc_loss([[[0, -99]], [[-99, 0]]], [[1]], [2], [1])  # whole numbers become float64
    assert certain.dtype == np.float64
    np.testing.assert_allclose(certain, 0, atol=1e-14)


def test_the_arguments_are_not_written_to():
    log_probs, targets, frames, counts = ragged()
    copies = [array.copy() for array in (log_probs, targets, frames, counts)]
    _, backward = ctc_loss_with_backward(log_probs, targets, frames, counts)
    first = backward(np.ones(3))
    np.testing.assert_array_equal(backward(np.ones(3)), first)
    for array, copy in zip((log_probs, targets, frames, counts), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


# Decoding.


def test_greedy_finds_nothing_where_the_letter_is_more_probable():
    log_probs = np.log([[[0.6, 0.4]], [[0.6, 0.4]]])
    ((labels, log_prob),) = greedy_decode(log_probs)
    assert labels == ()
    assert math.isclose(math.exp(log_prob), 0.36)
    ((best, other),) = beam_search_decode(log_probs, width=2)
    assert [labels for labels, _ in (best, other)] == [(1,), ()]
    np.testing.assert_allclose(np.exp([best[1], other[1]]), [0.64, 0.36], rtol=1e-14)


@SAME_EXAMPLES
@given(batches())
def test_a_beam_as_wide_as_all_labellings_is_a_search_through_all_paths(batch):
    (log_probs, _, frames, _), blank = batch
    with np.errstate(divide="ignore"):
        alive = np.isneginf(log_probs).all(axis=2).any(axis=0)
    frames = np.where(alive, 0, frames)
    found = beam_search_decode(log_probs, frames, width=10**4, blank=blank)
    for n, T in enumerate(frames):
        expected = {k: p for k, p in labellings(log_probs[:T, n], blank).items() if p > 0}
        assert {labels for labels, _ in found[n]} == set(expected)
        probabilities = [math.exp(log_prob) for _, log_prob in found[n]]
        np.testing.assert_allclose(probabilities, [expected[labels] for labels, _ in found[n]], rtol=1e-12)
        assert probabilities == sorted(probabilities, reverse=True)


@SAME_EXAMPLES
@given(batches(zeros=False), st.integers(1, 3))
def test_a_narrow_beam_never_says_more_than_the_loss(batch, width):
    (log_probs, _, frames, _), blank = batch
    for n, found in enumerate(beam_search_decode(log_probs, frames, width=width, blank=blank)):
        assert 1 <= len(found) <= width
        for labels, log_prob in found:
            arguments = one(log_probs[: frames[n], n], labels)
            assert log_prob <= -ctc_loss(*arguments, blank=blank).item() + 1e-12


@SAME_EXAMPLES
@given(batches(zeros=False))
def test_greedy_takes_the_most_probable_path(batch):
    (log_probs, _, frames, _), blank = batch
    for n, (labels, log_prob) in enumerate(greedy_decode(log_probs, frames, blank=blank)):
        probs = np.exp(log_probs[: frames[n], n])
        every = itertools.product(range(log_probs.shape[2]), repeat=frames[n])
        best = max(every, key=lambda path: math.prod(probs[t, k] for t, k in enumerate(path)))
        assert labels == collapse(best, blank)
        expected = math.prod(probs[t, k] for t, k in enumerate(best))
        assert math.isclose(math.exp(log_prob), expected, rel_tol=1e-12)


def test_a_label_that_repeats_grows_only_from_paths_that_end_with_a_blank():
    # Three frames, a or blank evenly: "aa" is a-a alone, one path of eight; "a" has six, "" one.
    (found,) = beam_search_decode(np.log(np.full((3, 1, 2), 0.5)), width=4)
    assert [labels for labels, _ in found] == [(1,), (), (1, 1)]
    np.testing.assert_allclose(np.exp([log_prob for _, log_prob in found]), [6 / 8, 1 / 8, 1 / 8])


def test_a_narrow_beam_forgets_what_it_dropped():
    # With a beam of one, "" goes on at first (.5 against .3 and .2), and its paths through a are lost.
    log_probs = np.log([[[0.5, 0.3, 0.2]], [[0.4, 0.6, 1e-300]]])
    ((only,),) = beam_search_decode(log_probs, width=1)
    assert only[0] == (1,)
    assert math.isclose(math.exp(only[1]), 0.5 * 0.6)
    assert math.isclose(math.exp(beam_search_decode(log_probs, width=9)[0][0][1]), 0.3 + 0.5 * 0.6)


def test_ties_go_to_the_smaller_class_and_the_smaller_labels():
    log_probs = np.log(np.full((1, 1, 4), 0.25))
    assert greedy_decode(log_probs)[0][0] == ()
    assert greedy_decode(log_probs, blank=2)[0][0] == (0,)
    assert [labels for labels, _ in beam_search_decode(log_probs, width=3)[0]] == [(), (1,), (2,)]


def test_decoded_labels_are_plain_numbers():
    log_probs = np.log(np.float32([[[0.25, 0.75]]]))
    ((labels, log_prob),) = greedy_decode(log_probs)
    assert type(labels[0]) is int
    assert type(log_prob) is float
    (((labels, log_prob), _),) = beam_search_decode(log_probs, width=2)
    assert type(labels[0]) is int
    assert type(log_prob) is float


# What does not fit.

LOG_PROBS = np.log(np.full((4, 2, 3), 0.25))
TARGETS = [[1, 2], [2, 1]]
ARGUMENTS = {
    "log_probs": LOG_PROBS,
    "targets": TARGETS,
    "input_lengths": [4, 3],
    "target_lengths": [2, 1],
}
CLASSES = "; expected one of the C = 3 classes, a whole number from 0"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"log_probs": LOG_PROBS[:, 0]}, "log_probs has shape (4, 3); expected (T, N, C)"),
        ({"log_probs": [["a"]]}, "log_probs holds <U1; expected real numbers"),
        (
            {"log_probs": np.full((4, 2, 3), 1.0)},
            "the probabilities log_probs[0, 0] add up to 8.155; expected 1 at most. "
            "→ Send scores through log_softmax",
        ),
        (
            {"log_probs": np.where(np.arange(3) == 2, np.inf, LOG_PROBS)},
            "the probabilities log_probs[0, 0] add up to inf; expected 1 at most. "
            "→ Send scores through log_softmax",
        ),
        ({"targets": [1, 2]}, "targets has shape (2,); expected (N, S) = (2, any)"),
        ({"targets": [[1, 2]]}, "targets has shape (1, 2); expected (N, S) = (2, any)"),
        (
            {"targets": [[1], [1, 2]]},
            "targets is lists of different lengths; expected an array of real numbers",
        ),
        (
            {"targets": [[1.0, 2.0], [2.0, 1.0]]},
            "targets holds float64; expected whole numbers, the labels",
        ),
        (
            {"targets": [[1, 3], [2, 1]]},
            "targets[0, 1] is 3; expected 0 to 2, as log_probs has 3 classes",
        ),
        (
            {"targets": [[1, 2], [-1, 1]]},
            "targets[1, 0] is -1; expected 0 to 2, as log_probs has 3 classes",
        ),
        ({"targets": [[1, 0], [2, 1]]}, "targets[0, 1] is 0, the blank; expected labels only"),
        ({"blank": 2}, "targets[0, 1] is 2, the blank; expected labels only"),
        ({"blank": 3}, "blank is 3" + CLASSES),
        ({"blank": -1}, "blank is -1" + CLASSES),
        ({"blank": 0.0}, "blank is 0.0" + CLASSES),
        ({"blank": False}, "blank is False" + CLASSES),
        ({"input_lengths": [4, 5]}, "input_lengths[1] is 5; expected 0 to T = 4"),
        ({"input_lengths": [-1, 4]}, "input_lengths[0] is -1; expected 0 to T = 4"),
        ({"input_lengths": [4]}, "input_lengths has shape (1,); expected (N,) = (2)"),
        (
            {"input_lengths": [4.0, 3.0]},
            "input_lengths holds float64; expected whole numbers from 0 to T = 4",
        ),
        ({"target_lengths": [2, 3]}, "target_lengths[1] is 3; expected 0 to S = 2"),
        ({"target_lengths": 2}, "target_lengths has shape (); expected (N,) = (2)"),
        (
            {"target_lengths": [True, True]},
            "target_lengths holds bool; expected whole numbers from 0 to S = 2",
        ),
    ],
)
def test_what_does_not_fit_is_named(changed, message):
    arguments = ARGUMENTS | changed
    for function in (ctc_loss, ctc_loss_naive, ctc_loss_with_backward, class_shares):
        with pytest.raises(ValueError) as error:
            function(**arguments)
        assert str(error.value) == message


def test_what_cannot_be_decoded_is_named():
    with_nan, impossible = LOG_PROBS.copy(), LOG_PROBS.copy()
    with_nan[2, 1, 0], impossible[3, 0] = np.nan, -np.inf
    for log_probs, options, message in (
        (with_nan, {}, "log_probs[2, 1, 0] is NaN; expected a log-probability"),
        (impossible, {}, "no class is possible at log_probs[3, 0]: each has the probability 0"),
        (LOG_PROBS, {"blank": 3}, "blank is 3" + CLASSES),
        (LOG_PROBS, {"input_lengths": [4, 5]}, "input_lengths[1] is 5; expected 0 to T = 4"),
        (LOG_PROBS[0], {}, "log_probs has shape (2, 3); expected (T, N, C)"),
    ):
        for decode in (greedy_decode, lambda *a, **k: beam_search_decode(*a, **k, width=2)):
            with pytest.raises(ValueError) as error:
                decode(log_probs, **options)
            assert str(error.value) == message
    for log_probs in (with_nan, impossible):  # in the padding nothing is looked at
        assert len(greedy_decode(log_probs, [2, 2])) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ctc_loss_backward([1.0], **ARGUMENTS),
            "grad_output has shape (1,); expected (N,) = (2)",
        ),
        (
            lambda: beam_search_decode(LOG_PROBS, width=0),
            "width is 0; expected a whole number, 1 or more",
        ),
        (
            lambda: beam_search_decode(LOG_PROBS, width=True),
            "width is True; expected a whole number, 1 or more",
        ),
        (lambda: count_alignments([1], -1), "T is -1; expected a whole number, 0 or more"),
        (lambda: count_alignments([1], 2.0), "T is 2.0; expected a whole number, 0 or more"),
        (lambda: collapse([1.0, 2.0]), "labels holds float64; expected whole numbers"),
        (lambda: collapse("cat"), "labels has shape (); expected (U,)"),
        (lambda: minimum_length([[1, 2]]), "labels has shape (1, 2); expected (U,)"),
        (lambda: minimum_length(["c", "a"]), "labels holds <U1; expected whole numbers"),
    ],
)
def test_what_does_not_fit_elsewhere_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
