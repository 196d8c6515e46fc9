"""The ConvLSTM: its definition, the LSTM that it is on one cell, shifted inputs, and its way back."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.conv_lstm import (
    conv_lstm,
    conv_lstm_backward,
    conv_lstm_cell,
    conv_lstm_gates,
    conv_lstm_naive,
    conv_lstm_with_backward,
)
from snippets.convolution import conv2d
from snippets.gradients import central_difference
from snippets.lstm import lstm, lstm_backward
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_stored, reference
from tests.vectors.conv_lstm_cases import CASES, FILE

NAMES = ("x", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "h0", "c0")
RESULTS = ("output", "h", "c")
BOTH = pytest.mark.parametrize("network", [conv_lstm_naive, conv_lstm])


def some(seed=0, T=4, N=3, C=2, M=3, H=5, W=4, ih=(3, 3), hh=(3, 3)):
    rng = np.random.default_rng(seed)
    shapes = [(T, N, C, H, W), (4 * M, C, *ih), (4 * M, M, *hh), 4 * M, 4 * M]
    return [rng.normal(size=shape) / 2 for shape in (*shapes, (N, M, H, W), (N, M, H, W))]


def sigma(z):
    """The sigmoid as books print it."""
    return 1 / (1 + np.exp(-z))


@st.composite
def sizes(draw):
    least = {"T": 1, "N": 0, "C": 1, "M": 1, "H": 1, "W": 1}
    chosen = {name: draw(st.integers(low, 3)) for name, low in least.items()}
    kernels = {name: (draw(st.integers(1, 4)), draw(st.integers(1, 4))) for name in ("ih", "hh")}
    return chosen | kernels, [draw(st.booleans()) for _ in range(4)], draw(st.integers(0, 2**32 - 1))


@SAME_EXAMPLES
@given(sizes())
def test_it_is_an_lstm_at_every_place_that_reads_windows(drawn):
    chosen, there, seed = drawn
    arrays = some(seed, **chosen)
    arrays[3:] = [array if given else None for array, given in zip(arrays[3:], there, strict=True)]
    for found, expected in zip(conv_lstm(*arrays), conv_lstm_naive(*arrays), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@BOTH
def test_two_steps_on_two_cells_by_hand(network):
    x = np.reshape([[1.0, 0], [0, 2]], (2, 1, 1, 1, 2))  # a frame (1, 0), then a frame (0, 2)
    left, middle, right = [0.1, 0.2, 0.3, 0.4], [1, -1, 2, 0.5], [-0.5, 0.6, -0.7, 0.8]
    weight_ih = np.reshape(np.transpose([left, middle, right]), (4, 1, 1, 3))
    weight_hh = np.reshape(np.transpose([right, left, middle]), (4, 1, 1, 3))
    bias = np.array([0.1, 0.2, -0.3, 0.4])

    def step(z, c):
        i, f, g, o = z
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        return sigma(o) * np.tanh(c), c

    left, middle, right = map(np.array, (left, middle, right))
    h1, c1 = step(middle * 1 + bias, 0)  # the left cell sees itself, and 0 on its right
    h2, c2 = step(left * 1 + bias, 0)  # the right cell sees the 1 on its left
    # Then the 2 stands on the right; of the last states each cell sees its own through `left`.
    h1_next, c1_next = step(right * 2 + left * h1 + middle * h2 + bias, c1)
    h2_next, c2_next = step(middle * 2 + right * h1 + left * h2 + bias, c2)
    output, h, c = network(x, weight_ih, weight_hh, bias)
    np.testing.assert_allclose(output.reshape(2, 2), [[h1, h2], [h1_next, h2_next]], rtol=1e-14)
    np.testing.assert_allclose(c.ravel(), [c1_next, c2_next], rtol=1e-14)
    np.testing.assert_array_equal(h, output[-1])


@pytest.mark.parametrize("first", [True, False])
def test_on_an_image_of_one_cell_it_is_the_lstm_forward_and_backward(first):
    arrays = some(H=1, W=1, ih=(1, 1), hh=(1, 1))
    arrays[5:] = arrays[5:] if first else [None, None]
    plain = [array if array is None or array.ndim == 1 else array[..., 0, 0] for array in arrays]
    rng = np.random.default_rng(1)
    sent = [rng.normal(size=array.shape) for array in conv_lstm(*arrays)]
    for found, expected in zip(conv_lstm(*arrays), lstm(*plain), strict=True):
        np.testing.assert_allclose(found[..., 0, 0], expected, rtol=1e-13, atol=1e-15)
    grads = conv_lstm_backward(*sent, *arrays)
    expected_grads = lstm_backward(*(grad[..., 0, 0] for grad in sent), *plain)
    for found, expected in zip(grads, expected_grads, strict=True):
        if expected is None:
            assert found is None
        else:
            np.testing.assert_allclose(found.reshape(expected.shape), expected, rtol=1e-12, atol=1e-14)


def test_with_kernels_of_one_cell_every_place_is_an_lstm_of_its_own():
    arrays = some(ih=(1, 1), hh=(1, 1))
    x, weight_ih, weight_hh, *biases, h0, c0 = arrays
    T, N, C, H, W = x.shape

    def places(maps):  # (..., C, H, W) -> (..., H * W, C)
        return np.moveaxis(maps.reshape(*maps.shape[:-2], H * W), -2, -1)

    rows = [places(maps).reshape(-1, 3) for maps in (h0, c0)]
    output, _, _ = lstm(
        places(x).reshape(T, -1, C), weight_ih[..., 0, 0], weight_hh[..., 0, 0], *biases, *rows
    )
    found = places(conv_lstm(*arrays)[0]).reshape(T, N * H * W, 3)
    np.testing.assert_allclose(found, output, rtol=1e-12)


def test_a_step_is_a_step_of_the_sequence():
    x, *arrays, h0, c0 = some(T=1)
    h, c = conv_lstm_cell(x[0], h0, c0, *arrays)
    _, expected_h, expected_c = conv_lstm(x, *arrays, h0, c0)
    np.testing.assert_allclose(h, expected_h, rtol=1e-12)
    np.testing.assert_allclose(c, expected_c, rtol=1e-12)
    i, f, g, o = conv_lstm_gates(x[0], h0, *arrays)
    np.testing.assert_allclose(c, f * c0 + i * g, rtol=1e-12)
    np.testing.assert_allclose(h, o * np.tanh(c), rtol=1e-12)


def test_the_gates_come_in_the_documented_order_each_from_its_own_rows():
    x, weight_ih, weight_hh, *_, h0, _ = some(T=1)
    moved = [0.25, 0.5, 0.75, 1.0]
    gates = conv_lstm_gates(x[0], h0, weight_ih, weight_hh, np.repeat(moved, 3))
    z = conv2d(x[0], weight_ih, padding="same") + conv2d(h0, weight_hh, padding="same")
    for k, (gate, squash) in enumerate(zip(gates, (sigma, sigma, np.tanh, sigma), strict=True)):
        np.testing.assert_allclose(gate, squash(z[:, 3 * k : 3 * k + 3] + moved[k]), rtol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_results_and_gradients_are_pytorchs(case):
    stored = reference("conv_lstm", case, FILE)
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        cast = {name: array.astype(dtype) for name, array in stored.items()}
        arrays = [cast.get(name) for name in NAMES]
        found = dict(zip(RESULTS, conv_lstm(*arrays), strict=True))
        grads = conv_lstm_backward(*(cast[f"grad_{name}"] for name in RESULTS), *arrays)
        found |= {f"grad_{name}": grad for name, grad in zip(NAMES, grads, strict=True)}
        assert_stored(found, stored, dtype, tolerance)


def test_every_gradient_is_the_slope():
    arrays = some(T=3, N=2, C=1, M=2, H=3, W=2, ih=(2, 3))
    rng = np.random.default_rng(1)
    sent = [rng.normal(size=array.shape) for array in conv_lstm(*arrays)]
    for i, grad in enumerate(conv_lstm_backward(*sent, *arrays)):

        def loss(array, i=i):
            results = conv_lstm(*arrays[:i], array, *arrays[i + 1 :])
            return sum(float((g * result).sum()) for g, result in zip(sent, results, strict=True))

        np.testing.assert_allclose(grad, central_difference(loss, arrays[i]), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("sent", [0, 1, 2])
def test_a_gradient_that_is_none_is_one_of_zeros(sent):
    arrays = some()
    grads = [np.ones_like(array) if k == sent else None for k, array in enumerate(conv_lstm(*arrays))]
    zeros = [np.ones_like(array) * (k == sent) for k, array in enumerate(conv_lstm(*arrays))]
    for found, expected in zip(
        conv_lstm_backward(*grads, *arrays), conv_lstm_backward(*zeros, *arrays), strict=True
    ):
        np.testing.assert_array_equal(found, expected)
        assert found.any()


def test_training_takes_each_step_once_and_gets_the_same():
    arrays = some()
    results, backward = conv_lstm_with_backward(*arrays)
    sent = [np.ones_like(array) for array in results]
    for found, expected in zip(results, conv_lstm(*arrays), strict=True):
        np.testing.assert_array_equal(found, expected)
    for _ in range(2):  # what was kept is not used up
        for found, expected in zip(backward(*sent), conv_lstm_backward(*sent, *arrays), strict=True):
            np.testing.assert_array_equal(found, expected)


# Space


def test_a_shifted_input_gives_a_shifted_output_away_from_the_border():
    """A window of 3 x 3 lets the border in by one cell a step through x, and by one more through h."""
    x, *weights, _, _ = some(T=3, H=16, W=14)
    moved = np.roll(x, (2, -1), axis=(-2, -1))
    for found, expected in zip(conv_lstm(moved, *weights), conv_lstm(x, *weights), strict=True):
        shifted = np.roll(expected, (2, -1), axis=(-2, -1))
        inside = (..., slice(5, -5), slice(5, -5))
        np.testing.assert_allclose(found[inside], shifted[inside], rtol=1e-12, atol=1e-13)
        assert not np.allclose(found, shifted, atol=1e-3)  # at the border it does not


def test_what_happens_far_from_the_border_may_happen_anywhere():
    _, *weights, _, _ = some(C=1)
    weights[2:] = [None, None]  # so that what is empty stays empty
    x = np.zeros((3, 1, 1, 16, 16))
    patch = np.random.default_rng(0).normal(size=(3, 4, 4))
    x[:, 0, 0, 5:9, 5:9] = patch
    there = np.zeros_like(x)
    there[:, 0, 0, 7:11, 4:8] = patch
    for found, expected in zip(conv_lstm(there, *weights), conv_lstm(x, *weights), strict=True):
        np.testing.assert_allclose(found, np.roll(expected, (2, -1), axis=(-2, -1)), rtol=1e-12, atol=1e-14)


def test_the_state_spreads_as_far_as_the_kernel_reaches_at_every_step():
    x, *weights, _, _ = some(T=4, N=1, H=15, W=15)
    disturbed = x.copy()
    disturbed[0, :, :, 7, 7] = np.nan
    output, _, _ = conv_lstm(disturbed, *weights)
    for t, seen in enumerate(np.isnan(output[:, 0, 0])):
        rows, columns = np.nonzero(seen)
        assert (rows.min(), rows.max()) == (columns.min(), columns.max()) == (7 - 1 - t, 7 + 1 + t)
        assert seen.sum() == (3 + 2 * t) ** 2


def test_it_has_as_many_parameters_on_images_of_any_size():
    _, weight_ih, weight_hh, bias, *_ = some(C=1, M=1)
    assert weight_ih.size + weight_hh.size + bias.size == 76
    for size in (1, 8, 20):
        output, _, _ = conv_lstm(np.zeros((2, 1, 1, size, size)), weight_ih, weight_hh, bias)
        assert output.shape == (2, 1, 1, size, size)
    pixels = hidden = 8 * 8
    assert 4 * hidden * pixels + 4 * hidden * hidden + 4 * hidden == 33_024


# Time


def test_the_states_given_are_where_the_sequence_goes_on():
    x, *weights, h0, c0 = some()
    output, *last = conv_lstm(x, *weights, h0, c0)
    first, *middle = conv_lstm(x[:1], *weights, h0, c0)
    second, *end = conv_lstm(x[1:], *weights, *middle)
    np.testing.assert_allclose(np.concatenate([first, second]), output, rtol=1e-12)
    np.testing.assert_allclose(end, last, rtol=1e-12)


def test_without_first_states_and_biases_it_starts_from_zero():
    x, weight_ih, weight_hh, bias, _, h0, c0 = some()
    zeros = np.zeros_like(bias), np.zeros_like(bias), np.zeros_like(h0), np.zeros_like(c0)
    for found, expected in zip(
        conv_lstm(x, weight_ih, weight_hh), conv_lstm(x, weight_ih, weight_hh, *zeros), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_the_same_image_twice_gives_another_state():
    x, *weights, _, _ = some(T=1)
    output, _, _ = conv_lstm(np.concatenate([x, x]), *weights)
    assert not np.allclose(output[0], output[1], atol=1e-2)


def test_an_open_forget_gate_and_a_shut_input_gate_keep_the_cell_to_the_last_bit():
    x, weight_ih, weight_hh, *_, h0, c0 = some(T=50)
    weight_ih[:6] = weight_hh[:] = 0
    bias = np.repeat([-40.0, 40.0, 0.0, 0.0], 3)
    _, _, c = conv_lstm(x, weight_ih, weight_hh, bias, None, h0, c0)
    np.testing.assert_array_equal(c, c0)


# Batches, dtypes, extremes


@pytest.mark.parametrize("name", ["x", "h0", "c0"])
def test_nan_in_one_sequence_reaches_no_other_forward_or_backward(name):
    arrays = some()
    sent = [np.ones_like(array) for array in conv_lstm(*arrays)]
    expected, expected_grads = conv_lstm(*arrays), conv_lstm_backward(*sent, *arrays)
    arrays[NAMES.index(name)][..., 1, 0, 2, 2] = np.nan
    found, grads = conv_lstm(*arrays), conv_lstm_backward(*sent, *arrays)
    pairs = [(found[0], expected[0], 1), (grads[0], expected_grads[0], 1)]
    pairs += [
        (a, b, 0) for a, b in zip((*found[1:], *grads[5:]), (*expected[1:], *expected_grads[5:]), strict=True)
    ]
    for with_nan, without, axis in pairs:
        np.testing.assert_allclose(
            np.delete(with_nan, 1, axis), np.delete(without, 1, axis), rtol=1e-12, atol=1e-14
        )
    assert np.isnan(found[0][:, 1]).any()


def test_a_batch_of_none_works_forward_and_backward():
    arrays = some(N=0)
    results = conv_lstm(*arrays)
    assert [array.shape for array in results] == [(4, 0, 3, 5, 4), (0, 3, 5, 4), (0, 3, 5, 4)]
    for grad, array in zip(conv_lstm_backward(*results, *arrays), arrays, strict=True):
        assert grad.shape == array.shape
        assert not grad.any()


def test_finite_extremes_raise_no_floating_point_warning_and_saturate():
    for extreme in (1e300, -1e300):
        x, *arrays = (np.ones_like(array) for array in some(C=1, M=1))
        with np.errstate(**WARNINGS_RAISE):
            results = conv_lstm(extreme * x, *arrays)
            grads = conv_lstm_backward(*(np.ones_like(array) for array in results), extreme * x, *arrays)
        assert all(np.isfinite(array).all() for array in (*results, *grads))
        assert abs(results[0]).max() <= 1


def test_floats_stay_as_they_are_and_whole_numbers_become_float64():
    arrays = [array.astype(np.float32) for array in some()]
    results = conv_lstm(*arrays)
    grads = conv_lstm_backward(*results, *arrays)
    assert {array.dtype for array in (*results, *grads)} == {np.dtype(np.float32)}
    whole = conv_lstm([[[[[1]]]]], np.zeros((4, 1, 1, 1), int), np.zeros((4, 1, 1, 1), int), [0, 0, 1, 0])
    assert whole[2].dtype == np.float64
    assert whole[2].item() == 0.5 * np.tanh(1)


def test_arrays_that_are_not_contiguous_do_no_harm_and_nothing_given_is_changed():
    arrays = [np.moveaxis(np.moveaxis(array, 0, -1).copy(), -1, 0) for array in some()]
    copies = [array.copy() for array in arrays]
    results = conv_lstm(*arrays)
    sent = [np.ones_like(result) for result in results]
    conv_lstm_backward(*sent, *arrays)
    conv_lstm_naive(*arrays)
    for found, expected in zip(results, conv_lstm(*copies), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-13)
    for array, copy in zip((*arrays, *sent), (*copies, *(np.ones_like(r) for r in results)), strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_results_share_no_memory():
    x, *weights, h0, c0 = some(T=1)
    output, h, c = conv_lstm(x, *weights, h0, c0)
    h[...], c[...] = 7, 7
    assert not (output == 7).any()
    assert not (c0 == 7).any()
    grads = conv_lstm_backward(output, h, c, x, *weights, h0, c0)
    assert not any(np.shares_memory(*pair) for pair in combinations(grads, 2))


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (4, 3, 2, 5), "x has shape (4, 3, 2, 5); expected (T, N, C, H, W)"),
        ("x", None, "x is None; expected (T, N, C, H, W)"),
        (
            "x",
            (0, 3, 2, 5, 4),
            "x has shape (0, 3, 2, 5, 4); expected (T, N, C, H, W) with at least one step",
        ),
        ("x", (4, 3, 2, 0, 4), "x has shape (4, 3, 2, 0, 4); expected images of at least one cell"),
        (
            "x",
            (4, 3, 1, 5, 4),
            "weight_ih has shape (12, 2, 3, 3); expected (4M, C, KH, KW) = (12, 1, any, any)",
        ),
        ("weight_ih", (12, 2), "weight_ih has shape (12, 2); expected (4M, C, KH, KW) = (12, 2, any, any)"),
        (
            "weight_ih",
            (9, 2, 3, 3),
            "weight_ih has shape (9, 2, 3, 3); expected (4M, C, KH, KW) = (12, 2, any, any)",
        ),
        (
            "weight_ih",
            (12, 2, 0, 3),
            "weight_ih has shape (12, 2, 0, 3); expected at least one on every axis",
        ),
        ("weight_hh", (12, 3), "weight_hh has shape (12, 3); expected (4M, M, KH, KW)"),
        ("weight_hh", None, "weight_hh is None; expected (4M, M, KH, KW)"),
        (
            "weight_hh",
            (3, 12, 3, 3),
            "weight_hh has shape (3, 12, 3, 3); expected (4M, M, KH, KW) = (48, 12, any, any)",
        ),
        ("bias_ih", (3,), "bias_ih has shape (3,); expected (4M,) = (12)"),
        ("bias_hh", (12, 1), "bias_hh has shape (12, 1); expected (4M,) = (12)"),
        ("h0", (3, 3, 5, 5), "h0 has shape (3, 3, 5, 5); expected (N, M, H, W) = (3, 3, 5, 4)"),
        ("c0", (1, 3, 5, 4), "c0 has shape (1, 3, 5, 4); expected (N, M, H, W) = (3, 3, 5, 4)"),
    ],
)
def test_what_does_not_fit_is_named(name, shape, message):
    shapes = {key: array.shape for key, array in zip(NAMES, some(), strict=True)} | {name: shape}
    arrays = [size if size is None else np.full(size, np.nan) for size in shapes.values()]
    for call in (conv_lstm, conv_lstm_naive, lambda *a: conv_lstm_backward(None, None, None, *a)):
        with pytest.raises(ValueError) as error:
            call(*arrays)
        assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (4, 3, 2, 5, 4), "x has shape (4, 3, 2, 5, 4); expected (N, C, H, W)"),
        ("h", None, "h is None; expected (N, M, H, W)"),
        ("c", None, "c is None; expected (N, M, H, W)"),
        ("h", (3, 3, 5), "h has shape (3, 3, 5); expected (N, M, H, W) = (3, 3, 5, 4)"),
        ("c", (3, 1, 5, 4), "c has shape (3, 1, 5, 4); expected (N, M, H, W) = (3, 3, 5, 4)"),
        (
            "weight_ih",
            (12, 1, 3, 3),
            "weight_ih has shape (12, 1, 3, 3); expected (4M, C, KH, KW) = (12, 2, any, any)",
        ),
    ],
)
def test_a_step_says_what_does_not_fit(name, shape, message):
    x, weight_ih, weight_hh, _, _, h, c = some(T=1)
    arrays = {"x": x[0], "h": h, "c": c, "weight_ih": weight_ih, "weight_hh": weight_hh}
    arrays[name] = shape and np.ones(shape)
    with pytest.raises(ValueError) as error:
        conv_lstm_cell(**arrays)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("position", "axes"),
    [
        (0, "grad_output {}; expected (T, N, M, H, W) = (4, 3, 3, 5, 4)"),
        (1, "grad_h {}; expected (N, M, H, W) = (3, 3, 5, 4)"),
        (2, "grad_c {}; expected (N, M, H, W) = (3, 3, 5, 4)"),
    ],
)
def test_a_gradient_of_another_shape_is_refused(position, axes):
    sent = [None, None, None]
    sent[position] = np.ones((1, 3, 5, 4))
    with pytest.raises(ValueError) as error:
        conv_lstm_backward(*sent, *some())
    assert str(error.value) == axes.format("has shape (1, 3, 5, 4)")
