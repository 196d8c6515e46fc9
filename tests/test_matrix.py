"""The matrix of a convolution: entries by hand, and its product, transpose and chain against the layers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.convolution import conv1d, conv2d, conv2d_backward, conv_transpose2d
from snippets.matrix import fold, toeplitz, toeplitz_2d, unfold
from tests.oracles import SAME_EXAMPLES


def test_every_row_is_the_row_above_moved_on_by_a_cell():
    assert toeplitz([1, 2, 3], 5).tolist() == [[1, 2, 3, 0, 0], [0, 1, 2, 3, 0], [0, 0, 1, 2, 3]]


def test_with_a_stride_it_moves_on_by_so_many_and_the_last_cells_may_meet_no_weight():
    assert toeplitz([1, 2, 3], 6, stride=2).tolist() == [[1, 2, 3, 0, 0, 0], [0, 0, 1, 2, 3, 0]]


def test_an_image_is_flattened_row_by_row():
    assert toeplitz_2d([[1, 2], [3, 4]], (3, 3)).tolist() == [
        [1, 2, 0, 3, 4, 0, 0, 0, 0],
        [0, 1, 2, 0, 3, 4, 0, 0, 0],
        [0, 0, 0, 1, 2, 0, 3, 4, 0],
        [0, 0, 0, 0, 1, 2, 0, 3, 4],
    ]


def test_sides_that_differ_are_not_exchanged():
    assert toeplitz_2d([[5, 7]], (2, 3)).tolist() == [
        [5, 7, 0, 0, 0, 0],
        [0, 5, 7, 0, 0, 0],
        [0, 0, 0, 5, 7, 0],
        [0, 0, 0, 0, 5, 7],
    ]


numbers = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@SAME_EXAMPLES
@given(K=st.integers(1, 4), more=st.integers(0, 5), stride=st.integers(1, 3), rng=numbers)
def test_its_product_is_the_layer_s_output_and_its_transpose_s_the_transposed_layer_s(K, more, stride, rng):
    kernel, x = rng.normal(size=K), rng.normal(size=K + more)
    matrix = toeplitz(kernel, len(x), stride=stride)
    y = conv1d(x[None, None], kernel[None, None], stride=stride)[0, 0]
    np.testing.assert_allclose(matrix @ x, y, rtol=1e-12, atol=1e-12)
    left = more % stride  # cells at the end that no window reached
    back = conv_transpose2d(
        y[None, None, None], kernel[None, None, None], stride=(1, stride), output_padding=(0, left)
    )
    np.testing.assert_allclose(matrix.T @ y, back[0, 0, 0], rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    more=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    rng=numbers,
)
def test_in_two_dimensions_too_and_the_transpose_is_the_backward_pass(kernel, more, rng):
    weight = rng.normal(size=(1, 1, *kernel))
    x = rng.normal(size=(1, 1, kernel[0] + more[0], kernel[1] + more[1]))
    matrix, y = toeplitz_2d(weight[0, 0], x.shape[2:]), conv2d(x, weight)
    np.testing.assert_allclose(matrix @ x.ravel(), y.ravel(), rtol=1e-12, atol=1e-12)
    grad_output = rng.normal(size=y.shape)
    grad_x, _, _ = conv2d_backward(grad_output, x, weight)
    np.testing.assert_allclose(matrix.T @ grad_output.ravel(), grad_x.ravel(), rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(first=st.integers(1, 4), second=st.integers(1, 4), more=st.integers(0, 4), rng=numbers)
def test_two_in_a_row_are_one_whose_kernel_is_their_convolution(first, second, more, rng):
    a, b = rng.normal(size=first), rng.normal(size=second)
    size = first + second - 1 + more
    chain = toeplitz(b, size - first + 1) @ toeplitz(a, size)
    np.testing.assert_allclose(chain, toeplitz(np.convolve(a, b), size), atol=1e-12)


def test_a_column_is_a_window_row_by_row_and_columns_are_in_the_order_of_places():
    x = np.arange(1, 7).reshape(1, 1, 2, 3)  # 1 2 3 above 4 5 6
    assert unfold(x, 2).tolist() == [[[1, 2], [2, 3], [4, 5], [5, 6]]]
    assert unfold(x, (1, 2)).tolist() == [[[1, 2, 4, 5], [2, 3, 5, 6]]]
    assert unfold(x, (2, 1)).tolist() == [[[1, 2, 3], [4, 5, 6]]]


def test_folding_adds_up_what_overlaps():
    columns = [[[1, 10], [2, 20], [4, 40], [5, 50]]]
    assert fold(columns, (2, 3), 2).tolist() == [[[[1, 2 + 10, 20], [4, 5 + 40, 50]]]]


layers = st.tuples(
    *[st.integers(low, high) for low, high in [(0, 2), (1, 3), (1, 3), (1, 3), (0, 3), (0, 3)]]
)


@SAME_EXAMPLES
@given(sizes=layers, C_out=st.integers(1, 3), rng=numbers)
def test_a_layer_is_a_product_with_the_unfolded_image_and_its_gradient_a_folded_product(sizes, C_out, rng):
    N, C, KH, KW, down, right = sizes
    x, weight = rng.normal(size=(N, C, KH + down, KW + right)), rng.normal(size=(C_out, C, KH, KW))
    filters, y = weight.reshape(C_out, -1), conv2d(x, weight)
    product = (filters @ unfold(x, (KH, KW))).reshape(y.shape)
    np.testing.assert_allclose(product, y, rtol=1e-12, atol=1e-12)
    grad_output = rng.normal(size=y.shape)
    grad_columns = filters.T @ grad_output.reshape(N, C_out, (down + 1) * (right + 1))
    expected, _, _ = conv2d_backward(grad_output, x, weight)
    np.testing.assert_allclose(fold(grad_columns, x.shape[2:], (KH, KW)), expected, rtol=1e-12, atol=1e-12)


@SAME_EXAMPLES
@given(sizes=layers, rng=numbers)
def test_folding_is_the_transpose_of_unfolding(sizes, rng):
    N, C, KH, KW, down, right = sizes
    x = rng.normal(size=(N, C, KH + down, KW + right))
    columns = rng.normal(size=unfold(x, (KH, KW)).shape)
    there = (unfold(x, (KH, KW)) * columns).sum()
    back = (x * fold(columns, x.shape[2:], (KH, KW))).sum()
    np.testing.assert_allclose(there, back, rtol=1e-12, atol=1e-12)


def test_floating_types_stay_and_whole_numbers_become_float64():
    for dtype, expected in (np.float32, np.float32), (np.float64, np.float64), (np.int8, np.float64):
        assert toeplitz(np.ones(2, dtype), 3).dtype == expected
        assert toeplitz_2d(np.ones((2, 1), dtype), (3, 3)).dtype == expected
        columns = unfold(np.ones((1, 1, 3, 3), dtype), 2)
        assert columns.dtype == fold(columns.astype(dtype), (3, 3), 2).dtype == expected


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: toeplitz([[1, 2]], 4), r"kernel has shape \(1, 2\); expected \(K,\)"),
        (lambda: toeplitz([1, 2, 3], 2), "the kernel reaches over 3 cells"),
        (lambda: toeplitz([], 2), "kernel_size is 0; expected a whole number, at least 1"),
        (lambda: toeplitz([1, 2], 4.0), r"size is 4\.0; expected a whole number"),
        (lambda: toeplitz([1, 2], 4, stride=0), "stride is 0; expected a whole number, at least 1"),
        (lambda: toeplitz_2d([1, 2], (4, 4)), r"kernel has shape \(2,\); expected \(KH, KW\)"),
        (lambda: toeplitz_2d([[1, 2]], (4, 1)), "the kernel reaches over 2 cells"),
        (
            lambda: toeplitz_2d([[1, 2]], (4, 4, 1)),
            r"shape is \(4, 4, 1\); expected a whole number or a pair",
        ),
        (lambda: toeplitz_2d([[1, 2]], (0, 4)), r"shape is \(0, 4\); expected .*, at least 1"),
        (lambda: unfold(np.ones((4, 4)), 2), r"x has shape \(4, 4\); expected \(N, C, H, W\)"),
        (lambda: unfold(np.ones((1, 1, 2, 4)), 3), "the kernel reaches over 3 cells"),
        (lambda: unfold(np.ones((1, 1, 4, 4)), 0), "kernel_size is 0; expected .*, at least 1"),
        (lambda: fold(np.ones((1, 4, 5)), (3, 3), 2), r"columns has shape \(1, 4, 5\); expected .*, 4\)"),
        (
            lambda: fold(np.ones((1, 7, 4)), (3, 3), 2),
            r"columns has 7 rows; expected C times KH \* KW = 4",
        ),
        (lambda: fold(np.ones((4, 4)), (3, 3), 2), r"columns has shape \(4, 4\); expected \(N, C\*KH\*KW"),
        (lambda: fold(np.ones((1, 4, 4)), (0, 3), 2), r"shape is \(0, 3\); expected .*, at least 1"),
        (lambda: fold(np.ones((1, 4, 4)), (3, 1), 2), "the kernel reaches over 2 cells"),
        (lambda: toeplitz_2d([["a"]], (4, 4)), "kernel holds <U1; expected real numbers"),
    ],
)
def test_what_fits_nowhere_is_refused(build, says):
    with pytest.raises(ValueError, match=says):
        build()
