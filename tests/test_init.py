"""First weights: lengths kept by orthogonal matrices, drawn evenly, and the one gate that begins open."""

import numpy as np
import pytest

from snippets.init import forget_gate_bias, orthogonal


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (4, 4), (6, 2), (2, 6)])
def test_rows_or_columns_are_orthogonal_and_as_long_as_the_gain(rows, columns):
    weight = orthogonal(np.random.default_rng(0), rows, columns, gain=1.5, dtype=np.float64)
    assert weight.shape == (rows, columns)
    products = weight.T @ weight if rows >= columns else weight @ weight.T
    np.testing.assert_allclose(products, 1.5**2 * np.eye(min(rows, columns)), atol=1e-14)


def test_a_hundred_steps_keep_the_length_of_a_vector():
    rng = np.random.default_rng(0)
    weight, h = orthogonal(rng, 16, 16, dtype=np.float64), rng.normal(size=16)
    length = np.linalg.norm(h)
    for _ in range(100):
        h = weight @ h
    assert np.linalg.norm(h) == pytest.approx(length, rel=1e-13)


def test_matrices_are_drawn_evenly_so_their_mean_is_zero_and_either_sign_as_likely():
    rng = np.random.default_rng(0)
    drawn = np.array([orthogonal(rng, 2, 2, dtype=np.float64) for _ in range(4000)])
    assert abs(drawn.mean(axis=0)).max() < 0.05
    assert abs(np.mean(np.linalg.det(drawn) > 0) - 0.5) < 0.05
    assert abs(np.mean(drawn[:, 0, 0] ** 2) - 0.5) < 0.02


def test_the_same_seed_gives_the_same_matrix_in_the_type_asked_for():
    first, again = (orthogonal(np.random.default_rng(3), 5, 3) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32


def test_the_forget_gates_bias_is_the_second_of_four_parts():
    bias = np.arange(8, dtype=np.float32)
    assert forget_gate_bias(bias, 5).tolist() == [0, 1, 5, 5, 4, 5, 6, 7]
    assert forget_gate_bias(bias).dtype == np.float32
    assert bias.tolist() == list(range(8))


def test_the_bias_of_whole_numbers_takes_a_fraction():
    assert forget_gate_bias([0, 0, 0, 0], 0.5).tolist() == [0, 0.5, 0, 0]


@pytest.mark.parametrize(
    ("bias", "value", "message"),
    [
        (np.zeros(6), 1, "bias has shape (6,); expected (4H,): H numbers for each of four gates"),
        (np.zeros((4, 2)), 1, "bias has shape (4, 2); expected (4H,)"),
        (0, 1, "bias has shape (); expected (4H,)"),
        (None, 1, "bias is None; expected (4H,)"),
        ([1j, 0, 0, 0], 1, "bias holds complex128; expected real numbers"),
        (np.zeros(4), "1", "value is '1'; expected a number"),
        (np.zeros(4), [1], "value is [1]; expected a number"),
    ],
)
def test_a_bias_that_is_no_four_gates_is_named(bias, value, message):
    with pytest.raises(ValueError) as error:
        forget_gate_bias(bias, value)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (0, 2, "rows is 0; expected a whole number from 1"),
        (2, -1, "columns is -1; expected a whole number from 1"),
        (2.0, 2, "rows is 2.0; expected a whole number from 1"),
    ],
)
def test_a_matrix_has_a_row_and_a_column(rows, columns, message):
    with pytest.raises(ValueError) as error:
        orthogonal(np.random.default_rng(0), rows, columns)
    assert str(error.value) == message
