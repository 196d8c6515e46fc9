"""The counter of products sees every one that is made, counts it by definition, and refuses the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.attention import attention
from snippets.convolution import conv1d, correlate2d
from snippets.counting import multiply_adds, products, steps_in_turn
from snippets.rnn import cell, rnn
from tests.oracles import SAME_EXAMPLES

sizes = st.integers(1, 6)


def ones(*shape):
    return np.ones(shape)


def in_loops(a, b):
    """Count by the definition: a product for every row, column and number in between."""
    return sum(1 for _ in np.ndindex(len(a), b.shape[1], len(b)))


@SAME_EXAMPLES
@given(sizes, sizes, sizes)
def test_every_way_to_write_a_matrix_product_counts_the_same(n, k, m):
    a, b = ones(n, k), ones(k, m)
    ways = [
        lambda a, b: a @ b,
        np.matmul,
        lambda a, b: np.matmul(a, b, out=np.empty((n, m))),
        np.dot,
        lambda a, b: a.dot(b),
        lambda a, b: np.tensordot(a, b, 1),
        lambda a, b: np.tensordot(a, b, ((1,), (0,))),
        lambda a, b: np.inner(a, b.T),
        lambda a, b: np.einsum("nk,km->nm", a, b),
        lambda a, b: np.einsum("nk, km -> mn", a, b),
        lambda a, b: np.asarray(a.tolist()) @ np.ascontiguousarray(b),
    ]
    assert {multiply_adds(way, a, b) for way in ways} == {in_loops(a, b)} == {n * k * m}


@SAME_EXAMPLES
@given(sizes, sizes, sizes, sizes)
def test_a_product_of_a_stack_counts_for_each_of_the_stack(batch, n, k, m):
    assert multiply_adds(np.matmul, ones(batch, n, k), ones(k, m)) == batch * n * k * m
    assert multiply_adds(
        lambda a, b: np.einsum("bnk,bkm->bnm", a, b), ones(batch, n, k), ones(batch, k, m)
    ) == (batch * n * k * m)
    assert multiply_adds(
        lambda a, b: np.tensordot(a, b, ((0, 1), (0, 1))), ones(batch, n, k), ones(batch, n, m)
    ) == (batch * n * k * m)
    assert multiply_adds(np.matmul, ones(n, k), ones(k)) == n * k


def test_a_window_is_counted_at_every_place():
    assert multiply_adds(correlate2d, ones(5, 7), ones(2, 3)) == (4 * 5) * (2 * 3)


def test_what_has_no_numbers_counts_nothing():
    assert multiply_adds(lambda a, b: np.tensordot(a, b, 1), ones(0, 3), ones(3, 4)) == 0
    assert multiply_adds(lambda a, b: a @ b, ones(2, 0), ones(0, 4)) == 0


def test_products_made_in_any_module_of_the_snippets_are_seen_and_numpy_is_given_back():
    weights = ones(2, 3), ones(2, 2)
    assert multiply_adds(rnn, ones(5, 1, 3), *weights) == 5 * 2 * (3 + 2)
    assert cell.np is np
    assert type(rnn(ones(5, 1, 3), *weights)[0]) is np.ndarray
    with pytest.raises(ValueError, match="weight_ih has shape"):
        multiply_adds(rnn, ones(5, 1, 4), *weights)
    assert cell.np is np


def test_whole_numbers_are_counted_and_their_chains_refused():
    whole = np.ones((2, 2), int)
    assert multiply_adds(np.matmul, whole, whole) == 8
    with pytest.raises(ValueError, match=r"f calls np\.matmul of int64, which has no NaN; expected"):
        steps_in_turn(np.matmul, whole, whole)


def test_one_product_more_is_one_more_counted():
    def more(x, weight):
        conv1d(x, weight)
        return conv1d(x, weight)

    x, weight = ones(1, 2, 9), ones(4, 2, 3)
    assert multiply_adds(more, x, weight) == 2 * multiply_adds(conv1d, x, weight) == 2 * 7 * 4 * 2 * 3


def test_numbers_times_numbers_are_counted_apart():
    def gate(a, b):
        return a * (b @ b) * 0.5

    a = ones(3, 3)
    assert multiply_adds(gate, a, a) == 27
    assert multiply_adds(gate, a, a, kind=np.multiply) == 18


def test_the_arrays_that_were_given_stay_as_they_are():
    a, b = ones(2, 2), ones(2, 2)
    steps_in_turn(lambda a, b: (a @ b) @ b, a, b)
    assert a.tolist() == b.tolist() == [[1, 1], [1, 1]]


# Chains


def test_products_that_need_each_other_wait_and_others_do_not():
    a = ones(2, 2)
    assert steps_in_turn(lambda a: ((a @ a) @ a) @ a, a) == 3
    assert steps_in_turn(lambda a: (a @ a) @ (a @ a), a) == 2
    assert steps_in_turn(lambda a: [a @ a for _ in range(5)], a) == 1
    assert steps_in_turn(lambda a: a + 1, a) == 0


def test_what_is_written_over_is_not_needed():
    def f(a):
        out = np.empty((2, 2))
        for _ in range(4):
            np.matmul(a, a, out=out)
        return out @ a

    assert steps_in_turn(f, ones(2, 2)) == 2


def test_a_chain_passes_through_slices_loops_and_functions_of_numpy():
    def f(a):
        h = np.zeros((1, 2))
        states = np.empty((4, 1, 2))
        for t in range(4):
            h = states[t] = np.tanh(np.concatenate([h @ a, h])[:1])
        return states

    assert steps_in_turn(f, ones(2, 2)) == 4


def test_attention_makes_two_products_in_turn_whatever_its_length():
    for n in (1, 3, 8):
        assert steps_in_turn(attention, *[ones(n, 2)] * 3) == 2


def test_the_product_that_is_spoilt_is_the_one_named():
    found = [[nan for _, nan in products(f, [ones(2, 2)], {}, np.matmul, spoil=0)] for f in (twice, apart)]
    assert found == [[False, True], [False, False]]


def twice(a):
    return (a @ a) @ a


def apart(a):
    return [a @ a, a @ a]


# What cannot be counted


@pytest.mark.parametrize(
    ("f", "name"),
    [
        (lambda a: np.kron(a, a), "kron"),
        (lambda a: np.convolve(a[0], a[0]), "convolve"),
        (lambda a: np.correlate(a[0], a[0]), "correlate"),
        (lambda a: np.cross(a, a), "cross"),
        (lambda a: np.linalg.matrix_power(a, 3), "matrix_power"),
        (np.fft.fft, "fft"),
        (lambda a: np.vecdot(a, a), "vecdot"),
        (lambda a: np.einsum("ij,jk,kl->il", a, a, a), 'einsum("ij,jk,kl->il")'),
        (lambda a: np.einsum("ij,jk", a, a), 'einsum("ij,jk")'),
        (lambda a: np.einsum("...j,jk->...k", a, a), 'einsum("...j,jk->...k")'),
        (lambda a: np.einsum("ij,jk->ik", a, a, optimize=True), 'einsum("ij,jk->ik")'),
    ],
)
def test_a_product_that_goes_another_way_is_refused(f, name):
    with pytest.raises(ValueError) as error:
        multiply_adds(f, ones(2, 3) if name == "cross" else ones(2, 2))
    message = "expected products that can be counted: @, np.matmul, np.tensordot"
    assert str(error.value) == f"f calls np.{name}; {message}"


def test_a_reduction_by_products_is_refused_where_products_of_numbers_are_counted():
    with pytest.raises(ValueError, match=r"f calls np\.multiply\.accumulate; expected"):
        multiply_adds(np.multiply.accumulate, ones(3), kind=np.multiply)
    for power in (np.square, lambda a: a**3):
        with pytest.raises(ValueError, match=r"f calls np\.(square|power); expected"):
            multiply_adds(power, ones(3), kind=np.multiply)
    with pytest.raises(ValueError, match=r"f calls np\.einsum"):
        multiply_adds(lambda a: np.einsum("ij,jk->ik", a, a), ones(2, 2), kind=np.multiply)
