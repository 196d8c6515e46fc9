"""Optimizers: steps worked out by hand, PyTorch's paths, the schedule, and bad input."""

import numpy as np
import pytest

from snippets.optim import SGD, Adam, cosine
from tests.oracles import WARNINGS_RAISE, reference
from tests.vectors.cases import OPTIMIZERS


def test_two_steps_of_sgd_by_hand():
    parameters = np.array([10.0, -10.0])
    optimizer = SGD(parameters, 0.5)
    optimizer.step(np.array([2.0, 4.0]))
    assert parameters.tolist() == [10 - 0.5 * 2, -10 - 0.5 * 4]
    optimizer.step(np.array([0.0, 0.0]))
    assert parameters.tolist() == [9, -12]  # without momentum, no gradient, no step


def test_momentum_goes_on_where_the_gradient_stops():
    parameters = np.array([0.0])
    optimizer = SGD(parameters, 1.0, momentum=0.5)
    for grad, expected in ((8, -8), (0, -8 - 4), (0, -12 - 2), (1, -14 - (1 + 1))):
        optimizer.step(np.array([float(grad)]))
        assert parameters.tolist() == [expected]


def test_adams_first_step_is_the_learning_rate_whatever_the_gradients_size():
    parameters = np.zeros(3)
    Adam(parameters, 0.25, eps=0).step(np.array([1e-6, -3.0, 1e6]))
    np.testing.assert_allclose(parameters, [-0.25, 0.25, -0.25], rtol=1e-12)


def test_two_steps_of_adam_by_hand():
    parameters = np.array([0.0])
    optimizer = Adam(parameters, 1.0, betas=(0.5, 0.75), eps=0.5)
    optimizer.step(np.array([2.0]))
    # mean 0.5 * 2, unbiased 2; square 0.25 * 4, unbiased 4
    first = -2 / (np.sqrt(4) + 0.5)
    np.testing.assert_allclose(parameters, [first], rtol=1e-15)
    optimizer.step(np.array([-1.0]))
    mean = (0.5 * 1 + 0.5 * -1) / (1 - 0.5**2)
    square = (0.75 * 1 + 0.25 * 1) / (1 - 0.75**2)
    np.testing.assert_allclose(parameters, [first - mean / (np.sqrt(square) + 0.5)], rtol=1e-15)


@pytest.mark.parametrize("case", OPTIMIZERS)
def test_the_path_is_pytorchs(case):
    arrays = reference("optimizer", case)
    kind = {"SGD": SGD, "Adam": Adam}[case.partition(",")[0]]
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        parameters = arrays["start"].astype(dtype)
        optimizer = kind(parameters, **OPTIMIZERS[case])
        for grad, expected in zip(arrays["grads"].astype(dtype), arrays["path"], strict=True):
            optimizer.step(grad)
            np.testing.assert_allclose(parameters, expected, rtol=tolerance, atol=tolerance)
        assert parameters.dtype == dtype


@pytest.mark.parametrize("kind", [SGD, Adam])
def test_the_parameters_are_changed_in_place_and_the_gradient_is_not(kind):
    whole = np.ones((3, 2))
    grad = np.full(6, 2.0)
    kind(whole.reshape(6), 0.5).step(grad)
    assert (whole < 1).all()
    assert (grad == 2).all()


def test_a_gradient_of_zero_makes_adam_stay_without_a_warning():
    parameters = np.ones(2, np.float32)
    with np.errstate(**WARNINGS_RAISE):
        Adam(parameters, 0.1).step(np.zeros(2, np.float32))
    assert parameters.tolist() == [1, 1]


def test_the_rate_falls_along_half_a_cosine():
    assert cosine(0, 100, 0.5) == 0.5
    np.testing.assert_allclose(cosine(50, 100, 0.5), 0.25, rtol=1e-15)
    np.testing.assert_allclose(cosine(25, 100, 0.5), 0.25 * (1 + np.sqrt(0.5)), rtol=1e-15)
    assert cosine(100, 100, 0.5) == 0


@pytest.mark.parametrize("kind", [SGD, Adam])
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([1.0, 2.0], "parameters is list of float64, (2,); expected one ndarray of floats, (P,)"),
        (np.ones((2, 2)), "parameters is ndarray of float64, (2, 2); expected one ndarray of floats, (P,)"),
        (np.ones(2, int), "parameters is ndarray of int64, (2,); expected one ndarray of floats, (P,)"),
    ],
)
def test_an_optimizer_wants_one_vector_that_it_can_change(kind, parameters, message):
    with pytest.raises(ValueError) as error:
        kind(parameters, 0.1)
    assert message in str(error.value)


@pytest.mark.parametrize("kind", [SGD, Adam])
def test_an_optimizer_wants_a_gradient_as_long_as_its_parameters(kind):
    with pytest.raises(ValueError, match=r"grad has shape \(1,\); expected \(P,\) = \(2\)"):
        kind(np.ones(2), 0.1).step(np.ones(1))
