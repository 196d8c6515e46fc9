"""The gradients of the LSTM's family: by hand, against differences and the LSTM's own, and bad input."""

import numpy as np
import pytest

from snippets.lstm import (
    lstm_backward,
    lstm_peephole,
    lstm_peephole_backward,
    lstm_without_forget_gate,
    lstm_without_forget_gate_backward,
)
from tests.oracles import WARNINGS_RAISE, assert_gradients

CELLS = {
    "1997": (lstm_without_forget_gate, lstm_without_forget_gate_backward),
    "peephole": (lstm_peephole, lstm_peephole_backward),
}
BOTH = pytest.mark.parametrize("cell", CELLS)


def some(cell, T=5, N=3, D=2, H=4):
    """Arguments of one of the cells, drawn at random."""
    rng, rows = np.random.default_rng(0), {"1997": 3, "peephole": 4}[cell] * H
    peephole = [(3, H)] if cell == "peephole" else []
    shapes = [(T, N, D), (rows, D), (rows, H), *peephole, rows, rows, (N, H), (N, H)]
    return [rng.normal(size=shape) for shape in shapes]


def sent(T=5, N=3, H=4):
    """Gradients of a cell's three results."""
    rng = np.random.default_rng(1)
    return [rng.normal(size=shape) for shape in ((T, N, H), (N, H), (N, H))]


def sigma(z):
    """The sigmoid as books print it."""
    return 1 / (1 + np.exp(-z))


def slope(z):
    """The sigmoid's slope."""
    return sigma(z) * sigma(-z)


@BOTH
@pytest.mark.parametrize("left_out", [0, 1, 2, 4])
def test_gradients_are_central_differences(cell, left_out):
    forward, backward = CELLS[cell]
    arrays = some(cell, D=1, H=2)
    arrays[len(arrays) - left_out :] = [None] * left_out
    for k in range(3):

        def one_result(*a, k=k):
            return forward(*a)[k]

        def its_gradients(grad, *a, k=k):
            return backward(*[grad if i == k else None for i in range(3)], *a)

        assert_gradients(one_result, its_gradients, arrays, np.random.default_rng(1))


@BOTH
def test_gradients_of_all_results_add_up_and_of_none_are_zero(cell):
    _, backward = CELLS[cell]
    arrays, grads = some(cell), sent()
    parts = [backward(*[g if i == k else None for i, g in enumerate(grads)], *arrays) for k in range(3)]
    for found, *pieces in zip(backward(*grads, *arrays), *parts, strict=True):
        np.testing.assert_allclose(found, sum(pieces), rtol=1e-11, atol=1e-12)
    assert not any(grad.any() for grad in backward(None, None, None, *arrays))


def test_without_peepholes_the_gradients_are_the_lstm_s_own():
    arrays = some("peephole")
    arrays[3] = np.zeros((3, 4))
    found = list(lstm_peephole_backward(*sent(), *arrays))
    assert found.pop(3).all()  # a weight of zero has a gradient
    expected = lstm_backward(*sent(), *arrays[:3], *arrays[4:])
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)


def test_one_step_with_peepholes_by_hand():
    x, c0, (p_i, p_f, p_o) = 1.5, 0.5, (1.0, -2.0, 3.0)
    z_i, z_f, z_g, z_o = 0.1 * x + p_i * c0, 0.2 * x + p_f * c0, 0.3 * x, 0.4 * x
    c = sigma(z_f) * c0 + sigma(z_i) * np.tanh(z_g)
    z_o += p_o * c
    # The result is sigma(z_o) tanh(c), and z_o sees c as well.
    at_o = np.tanh(c) * slope(z_o)
    at_c = sigma(z_o) * (1 - np.tanh(c) ** 2) + at_o * p_o
    at_i, at_f = at_c * np.tanh(z_g) * slope(z_i), at_c * c0 * slope(z_f)
    at_g = at_c * sigma(z_i) * (1 - np.tanh(z_g) ** 2)
    weight, zero = [[0.1], [0.2], [0.3], [0.4]], np.zeros((4, 1))
    grads = lstm_peephole_backward(
        [[[1.0]]], None, None, [[[x]]], weight, zero, [[p_i], [p_f], [p_o]], np.zeros(4), c0=[[c0]]
    )
    grad_x, grad_ih, grad_hh, grad_peephole, grad_bias, none, also_none, grad_c0 = grads
    sums = [at_i, at_f, at_g, at_o]
    np.testing.assert_allclose(grad_x.item(), np.dot(sums, [0.1, 0.2, 0.3, 0.4]), rtol=1e-13)
    np.testing.assert_allclose(grad_ih[:, 0], np.multiply(sums, x), rtol=1e-13)
    np.testing.assert_allclose(grad_peephole[:, 0], [at_i * c0, at_f * c0, at_o * c], rtol=1e-13)
    np.testing.assert_allclose(grad_bias, sums, rtol=1e-13)
    np.testing.assert_allclose(grad_c0.item(), at_c * sigma(z_f) + at_i * p_i + at_f * p_f, rtol=1e-13)
    assert none is also_none is None
    assert not grad_hh.any()  # the state before was zero


def test_one_step_of_1997_by_hand():
    x, c0 = 2.0, 0.25
    c = c0 + sigma(0.5 * x) * np.tanh(1 * x)
    at_c, at_o = sigma(2 * x) * (1 - np.tanh(c) ** 2), np.tanh(c) * slope(2 * x)
    at_i = at_c * np.tanh(1 * x) * slope(0.5 * x)
    at_g = at_c * sigma(0.5 * x) * (1 - np.tanh(1 * x) ** 2)
    weight, zero = [[0.5], [1], [2]], np.zeros((3, 1))
    grads = lstm_without_forget_gate_backward(None, [[1.0]], None, [[[x]]], weight, zero, c0=[[c0]])
    np.testing.assert_allclose(grads[0].item(), 0.5 * at_i + at_g + 2 * at_o, rtol=1e-13)
    np.testing.assert_allclose(grads[1][:, 0], [x * at_i, x * at_g, x * at_o], rtol=1e-13)
    np.testing.assert_allclose(grads[-1].item(), at_c, rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_without_a_forget_gate_the_gradient_of_the_cell_comes_back_to_the_last_bit(dtype):
    x, weight, bias = np.zeros((1000, 1, 1), dtype), np.zeros((3, 1), dtype), np.zeros(3, dtype)
    grad_c = np.full((1, 1), 1 / dtype(3))
    *_, grad_c0 = lstm_without_forget_gate_backward(
        None, None, grad_c, x, weight, weight, bias, c0=np.ones((1, 1), dtype)
    )
    assert grad_c0 == grad_c


@BOTH
def test_nan_in_one_sequence_stays_there(cell):
    _, backward = CELLS[cell]
    arrays = some(cell)
    expected = backward(*sent(), *arrays)
    arrays[0][2, 1, 0] = np.nan
    found = backward(*sent(), *arrays)
    for k, axis in ((0, 1), (-2, 0), (-1, 0)):  # x, h0, c0
        assert np.isnan(np.take(found[k], 1, axis)).any()
        np.testing.assert_allclose(np.delete(found[k], 1, axis), np.delete(expected[k], 1, axis), rtol=1e-12)
    assert np.isnan(found[1]).any()  # the weights served every sequence


@BOTH
def test_floats_stay_as_they_are_and_whole_numbers_become_float64(cell):
    _, backward = CELLS[cell]
    for dtype, expected in ((np.float32, np.float32), (np.float64, np.float64), (int, np.float64)):
        grads = backward(*sent(), *(array.astype(dtype) for array in some(cell)))
        assert {grad.dtype for grad in grads} == {np.dtype(expected)}


@BOTH
def test_lists_strided_arrays_and_empty_axes_will_do(cell):
    forward, backward = CELLS[cell]
    arrays = some(cell)
    expected = backward(*sent(), *arrays)
    for other in ([a.tolist() for a in arrays], [np.repeat(a, 2, axis=-1)[..., ::2] for a in arrays]):
        for one, two in zip(backward(*sent(), *other), expected, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-11, atol=1e-13)
    for empty in ({"N": 0}, {"D": 0}, {"H": 0}):
        arrays = some(cell, **empty)
        output, h, c = forward(*arrays)
        grads = backward(output, h, c, *arrays)
        assert [grad.shape for grad in grads] == [array.shape for array in arrays]


@BOTH
def test_results_share_no_memory_and_nothing_passed_is_changed(cell):
    forward, backward = CELLS[cell]
    given = [*sent(), *some(cell)]
    before = [array.copy() for array in given]
    results = [*forward(*given[3:]), *backward(*given)]
    for k, one in enumerate(results):
        assert not any(np.shares_memory(one, other) for other in (*results[k + 1 :], *given))
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@BOTH
def test_finite_extremes_raise_no_floating_point_warning(cell):
    _, backward = CELLS[cell]
    x, *others = [np.ones_like(array) for array in some(cell, D=1, H=1)]
    for extreme in (1e300, -1e300):
        with np.errstate(**WARNINGS_RAISE):
            grads = backward(np.ones((5, 3, 1)), None, None, extreme * x, *others)
        assert all(np.isfinite(grad).all() for grad in grads)


@BOTH
@pytest.mark.parametrize(
    ("which", "shape", "message"),
    [
        (0, (3, 4), "grad_output has shape (3, 4); expected (T, N, H) = (5, 3, 4)"),
        (1, (4,), "grad_h has shape (4,); expected (N, H) = (3, 4)"),
        (2, (1, 4), "grad_c has shape (1, 4); expected (N, H) = (3, 4)"),
        (3, (0, 3, 2), "x has shape (0, 3, 2); expected (T, N, D) with at least one step"),
        (-1, (3, 1), "c0 has shape (3, 1); expected (N, H) = (3, 4)"),
    ],
)
def test_what_does_not_fit_is_named(cell, which, shape, message):
    _, backward = CELLS[cell]
    arrays = [*sent(), *some(cell)]
    arrays[which] = np.ones(shape)
    with pytest.raises(ValueError) as error:
        backward(*arrays)
    assert str(error.value) == message


def test_peepholes_and_weights_of_another_cell_are_named():
    arrays = some("peephole")
    with pytest.raises(ValueError) as error:
        lstm_peephole_backward(*sent(), *arrays[:3], np.ones((4, 4)), *arrays[4:])
    assert str(error.value) == "peephole has shape (4, 4); expected (3, H) = (3, 4)"
    with pytest.raises(ValueError) as error:
        lstm_without_forget_gate_backward(*sent(), *arrays[:3])
    expected = "weight_hh has shape (16, 4); expected (3H, H) = (12, 4), rows i, g, o"
    assert str(error.value) == f"{expected}; this is the shape for an LSTM"
