"""Losses: probabilities worked out by hand, PyTorch, gradients, extremes, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snippets.losses import cross_entropy, cross_entropy_backward, log_softmax, softmax
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, central_difference, reference

scores = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-50, 50))


def test_probabilities_by_hand():
    logits = np.log([[1, 2, 5], [3, 3, 2]])
    np.testing.assert_allclose(softmax(logits), [[1 / 8, 2 / 8, 5 / 8], [3 / 8, 3 / 8, 2 / 8]], rtol=1e-15)
    np.testing.assert_allclose(log_softmax(logits)[0], np.log([1 / 8, 2 / 8, 5 / 8]), rtol=1e-15)


def test_the_loss_by_hand():
    logits = np.log([[1, 2, 5], [3, 3, 2]])
    np.testing.assert_allclose(
        cross_entropy(logits, [2, 0]), (-np.log(5 / 8) - np.log(3 / 8)) / 2, rtol=1e-15
    )


def test_its_gradient_by_hand():
    logits = np.log([[1, 2, 5], [3, 3, 2]])
    expected = [[1 / 8 / 2, 2 / 8 / 2, (5 / 8 - 1) / 2], [(3 / 8 - 1) / 2, 3 / 8 / 2, 2 / 8 / 2]]
    np.testing.assert_allclose(cross_entropy_backward(1, logits, [2, 0]), expected, rtol=1e-14)
    np.testing.assert_allclose(cross_entropy_backward(3, logits, [2, 0]), 3 * np.array(expected), rtol=1e-14)


@SAME_EXAMPLES
@given(scores)
def test_the_softmax_is_its_definition_sums_to_one_and_agrees_with_its_logarithm(logits):
    exponentials = np.exp(logits)  # safe up to 50
    expected = exponentials / exponentials.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(softmax(logits), expected, rtol=1e-12)
    np.testing.assert_allclose(softmax(logits).sum(axis=-1), 1, rtol=1e-12)
    np.testing.assert_allclose(log_softmax(logits), np.log(expected), rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(scores, st.floats(-1e3, 1e3))
def test_adding_the_same_to_every_score_changes_nothing(logits, constant):
    np.testing.assert_allclose(softmax(logits + constant), softmax(logits), rtol=1e-9)


@SAME_EXAMPLES
@given(scores, st.data())
def test_the_gradient_is_the_difference(logits, data):
    N, C = logits.shape
    target = np.array(data.draw(st.lists(st.integers(0, C - 1), min_size=N, max_size=N)))
    grad = cross_entropy_backward(2.5, logits, target)
    expected = central_difference(lambda x: 2.5 * cross_entropy(x, target), logits)
    np.testing.assert_allclose(grad, expected, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-12)


def test_smoothed_labels_share_a_part_of_each_row_among_all_classes():
    logits = np.log([[5, 3, 0.5, 1.5], [1, 1, 2, 4]])
    shares = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.7]])
    expected = -(shares * log_softmax(logits)).sum(axis=1).mean()
    np.testing.assert_allclose(cross_entropy(logits, [0, 3], label_smoothing=0.4), expected, rtol=1e-14)
    grad = cross_entropy_backward(2, logits, [0, 3], label_smoothing=0.4)
    np.testing.assert_allclose(grad, softmax(logits) - shares, rtol=1e-13)
    expected = central_difference(lambda x: 2 * cross_entropy(x, [0, 3], label_smoothing=0.4), logits)
    np.testing.assert_allclose(grad, expected, rtol=1e-7, atol=1e-8)


def test_with_all_of_a_label_smoothed_away_no_label_matters():
    logits = np.log([[5, 3, 0.5, 1.5], [1, 1, 2, 4]])
    for target in ([0, 3], [2, 1]):
        loss = cross_entropy(logits, target, label_smoothing=1)
        np.testing.assert_allclose(loss, -log_softmax(logits).mean(), rtol=1e-14)
        grad = cross_entropy_backward(2, logits, target, label_smoothing=1)
        np.testing.assert_allclose(grad, softmax(logits) - 0.25, rtol=1e-13)


@pytest.mark.parametrize("share", [1.5, None, "half"])
def test_what_is_no_share_from_0_to_1_is_refused(share):
    for loss in (cross_entropy, lambda *a, **k: cross_entropy_backward(1, *a, **k)):
        with pytest.raises(ValueError, match=rf"label_smoothing is {share!r}; expected a share from 0 to 1"):
            loss([[0.0, 1.0]], [0], label_smoothing=share)


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_no_scores_are_refused_as_those_without_a_class(function):
    with pytest.raises(ValueError, match=r"logits has shape \(\); expected \(\.\.\., C\) with at least one"):
        function(None)


def test_the_loss_and_its_gradient_are_pytorchs():
    vectors = reference("cross_entropy", "plain")
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        logits = vectors["logits"].astype(dtype)
        loss = cross_entropy(logits, vectors["target"])
        grad = cross_entropy_backward(vectors["grad_output"], logits, vectors["target"])
        np.testing.assert_allclose(loss, vectors["output"], rtol=tolerance)
        np.testing.assert_allclose(grad, vectors["grad_logits"], atol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_of_any_finite_size_raise_no_floating_point_warning(dtype):
    huge = np.finfo(dtype).max
    logits = np.array([[huge, -huge, 0], [1000, 1001, 999], [-1000, -1000, -1001], [0, 0, 0]], dtype)
    with np.errstate(**WARNINGS_RAISE):
        probabilities = softmax(logits)
        loss = cross_entropy(logits[1:], [1, 0, 2])
        grad = cross_entropy_backward(1, logits, [1, 1, 0, 2])
    assert probabilities[0].tolist() == [1, 0, 0]
    np.testing.assert_allclose(probabilities[1], np.exp([-1, 0, -2]) / np.exp([-1, 0, -2]).sum(), rtol=1e-6)
    assert np.isfinite(loss)
    assert np.isfinite(grad).all()


def test_the_logarithm_survives_where_the_probability_is_zero():
    assert softmax([0, -1000]).tolist() == [1, 0]
    assert log_softmax([0, -1000]).tolist() == [0, -1000]
    assert cross_entropy([[0, -1000]], [1]) == 1000


def test_a_class_with_minus_infinity_has_no_probability_and_costs_infinity():
    assert softmax([0, -np.inf, 0]).tolist() == [0.5, 0, 0.5]
    assert cross_entropy([[0, -np.inf]], [1]) == np.inf


def test_nan_stays_in_its_row():
    logits = np.array([[1, 2], [np.nan, 0], [3, 4]])
    for function in (softmax, log_softmax, lambda x: cross_entropy_backward(1, x, [0, 1, 0])):
        assert np.isnan(function(logits)).tolist() == [[False, False], [True, True], [False, False]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_types_come_out_as_they_went_in(dtype):
    logits = np.ones((2, 3), dtype)
    results = [softmax(logits), log_softmax(logits), cross_entropy(logits, [0, 1])]
    results += [cross_entropy_backward(np.float64(1), logits, [0, 1])]
    assert [result.dtype for result in results] == [dtype] * 4


def test_whole_numbers_become_float64():
    assert softmax([[0, 0]]).tolist() == [[0.5, 0.5]]
    assert softmax(np.zeros((1, 2), int)).dtype == np.float64


def test_scores_are_left_as_they_were():
    logits = np.array([[1.0, 2.0]])
    cross_entropy_backward(1, logits, [0])
    softmax(logits)
    assert logits.tolist() == [[1, 2]]


@pytest.mark.parametrize("loss", [cross_entropy, lambda *a: cross_entropy_backward(1, *a)])
@pytest.mark.parametrize(
    ("logits", "target", "message"),
    [
        (np.ones(3), [1], "logits has shape (3,); expected (N, C)"),
        (np.ones((0, 3)), [], "logits has shape (0, 3); expected (N, C) with at least one row"),
        (np.ones((2, 3)), [1], "target has shape (1,); expected (N,) = (2)"),
        (np.ones((2, 3)), [[1], [2]], "target has shape (2, 1); expected (N,) = (2)"),
        (np.ones((2, 3)), [1.0, 2.0], "target holds float64; expected whole numbers, one label a row"),
        (np.ones((2, 3)), [0, 3], "target holds 3; expected labels from 0 to 2, as logits has 3 classes"),
        (np.ones((2, 3)), [-1, 0], "target holds -1; expected labels from 0 to 2, as logits has 3 classes"),
    ],
)
def test_a_loss_says_what_does_not_fit(loss, logits, target, message):
    with pytest.raises(ValueError) as error:
        loss(logits, target)
    assert message in str(error.value)


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize("shape", [(), (3, 0)])
def test_a_softmax_needs_a_class(function, shape):
    with pytest.raises(ValueError) as error:
        function(np.ones(shape))
    assert f"logits has shape {shape}; expected (..., C) with at least one class" in str(error.value)
