"""Central differences, held against slopes worked out by hand; the check, against known wrong gradients."""

import numpy as np
import pytest

from snippets.gradients import central_difference, check_gradient


def test_a_cube_s_slope_by_hand():
    slope = central_difference(lambda x: x[0] ** 3, [1.0], eps=0.5)
    assert slope.tolist() == [(1.5**3 - 0.5**3) / (2 * 0.5)] == [3.25]


def test_a_parabola_s_slope_is_exact_whatever_the_step():
    for eps in (0.25, 1.0, 8.0):
        assert central_difference(lambda x: x[0] ** 2, [3.0], eps=eps).tolist() == [2 * 3]


def test_every_number_is_nudged_by_itself():
    x = np.array([[1.0, 2.0, 4.0], [0.0, 3.0, 5.0]])
    weights = np.array([[1.0, 10.0, 100.0], [2.0, 20.0, 200.0]])
    assert central_difference(lambda x: (weights * x).sum(), x, eps=0.5).tolist() == weights.tolist()
    products = central_difference(lambda x: x.prod(), [2.0, 3.0, 5.0], eps=0.5)
    assert products.tolist() == [3 * 5, 2 * 5, 2 * 3]


def test_what_is_checked_is_left_as_it_was():
    x = np.array([1.0, 2.0])

    def spoil(x):
        x += 1
        return x.sum()

    central_difference(spoil, x)
    check_gradient(lambda x: x.sum(), lambda x: spoil(x) * 0 + np.ones(2), x)
    assert x.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3)])
def test_any_shape_will_do(shape):
    grad = central_difference(lambda x: x.sum(), np.ones(shape), eps=0.5)
    assert grad.shape == shape
    assert np.all(grad == 1)
    assert check_gradient(lambda x: x.sum(), np.ones_like, np.ones(shape), eps=0.5) == 0


def test_whole_numbers_become_float64_and_float32_stays():
    assert central_difference(lambda x: x.sum(), [1, 2], eps=0.5).dtype == np.float64
    assert central_difference(lambda x: x.sum(), np.ones(2, np.float32), eps=0.5).dtype == np.float32


def square(x):
    return (x**2).sum()


X = np.array([[1.0, -2.0], [3.0, 0.5]])


def test_a_right_gradient_has_an_error_near_0_and_a_wrong_one_the_error_worked_out_by_hand():
    assert check_gradient(square, lambda x: 2 * x, X) < 1e-9
    for claimed, error in [
        (lambda x: x, 3 / (3 + 6)),  # half of it: the largest entry is 3 where it should be 6
        (lambda x: 4 * x, 6 / (12 + 6)),
        (lambda x: -2 * x, 12 / (6 + 6)),
        (lambda x: 0 * x, 6 / (0 + 6)),
        (lambda x: 2 * x.T, 2 * 5 / (6 + 6)),  # the right numbers, at the wrong places
        (lambda x: 2 * x + [[0.0, 0.0], [0.0, 0.25]], 0.25 / (6 + 6)),
    ]:
        assert check_gradient(square, claimed, X) == pytest.approx(error, abs=1e-9)


def test_the_step_is_passed_on():
    assert check_gradient(lambda x: x[0] ** 3, lambda x: [3.0], [1.0], eps=0.5) == 0.25 / (3 + 3.25)


def test_a_gradient_of_zeros_is_right_where_nothing_changes():
    assert check_gradient(lambda x: 7.0, np.zeros_like, X) == 0


def test_a_nan_passes_no_comparison():
    error = check_gradient(square, lambda x: np.where(x > 0, 2 * x, np.nan), X)
    assert not error < 1


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (lambda: central_difference(lambda x: x, X), r"function returns shape \(2, 2\); expected one number"),
        (lambda: central_difference(square, X, eps=0), "eps is 0; expected a step above 0"),
        (lambda: central_difference(square, X, eps=-1e-5), "eps is -1e-05; expected a step above 0"),
        (lambda: central_difference(square, X, eps=None), "eps is None; expected a step above 0"),
        (lambda: central_difference(square, ["a"]), "x holds <U1; expected real numbers"),
        (
            lambda: check_gradient(square, lambda x: x.sum(axis=0), X),
            r"gradient returns shape \(2,\); expected x's, \(2, 2\)",
        ),
    ],
)
def test_what_cannot_be_checked_is_refused(check, says):
    with pytest.raises(ValueError, match=says):
        check()
