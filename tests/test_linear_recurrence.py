"""Loop, window, frequencies and scan are one operation: by hand, in fractions, against PyTorch, by slopes."""

from functools import reduce
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import linear_recurrence as exercises
from snippets.convolution import conv1d
from snippets.linear_recurrence import (
    causal_convolution,
    causal_convolution_backward,
    causal_convolution_fft,
    causal_convolution_fft_backward,
    combine,
    delay_line,
    diagonal_state_space,
    diagonalise,
    linear_recurrence,
    linear_recurrence_backward,
    oscillator,
    powers,
    scan,
    scan_backward,
    scan_steps,
    state_space,
    state_space_backward,
    state_space_kernel,
    window_for,
)
from snippets.linear_recurrence.__main__ import main
from snippets.rnn import rnn
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, assert_stored, reference
from tests.vectors.linear_recurrence_cases import CONVOLUTION, FILE, RECURRENCE, STATE_SPACE

LOOPS = {linear_recurrence: linear_recurrence_backward, scan: scan_backward}
WINDOWS = {
    causal_convolution: causal_convolution_backward,
    causal_convolution_fft: causal_convolution_fft_backward,
}
rngs = st.integers(0, 2**32 - 1).map(np.random.default_rng)
sizes = st.tuples(st.integers(1, 20), st.integers(0, 3), st.integers(1, 4))
loops = pytest.mark.parametrize("recurrence", LOOPS)
windows = pytest.mark.parametrize("convolution", WINDOWS)


def near(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


# By hand


@loops
def test_a_share_of_the_state_stays_and_the_input_is_added(recurrence):
    x = np.reshape([16, 0, 0, 4, 0], (5, 1, 1))
    # 16, half of it, half of that; half of that + 4, half of that
    assert recurrence(x, [0.5]).ravel().tolist() == [16, 8, 4, 2 + 4, 3]
    assert recurrence(x, [0.5], [[8]]).ravel().tolist() == [4 + 16, 10, 5, 2.5 + 4, 3.25]


@loops
def test_with_a_factor_for_each_step_each_step_has_its_own(recurrence):
    x, a = np.reshape([1, 2, 3, 4], (4, 1, 1)), np.reshape([5, 10, 0, -1], (4, 1, 1))
    # 5·7 + 1, 10·36 + 2, 0·362 + 3, -1·3 + 4
    assert recurrence(x, a, [[7]]).ravel().tolist() == [36, 362, 3, 1]


@windows
def test_a_weight_belongs_to_how_long_ago_an_input_was(convolution):
    y = convolution(np.reshape([1, 0, 0, 10], (4, 1, 1)), [[3], [2], [7]])
    np.testing.assert_allclose(y.ravel(), [3, 2, 7, 30], atol=1e-12)


@windows
def test_a_kernel_of_three_axes_mixes_channels(convolution):
    x = [[[1, 10]], [[0, 0]]]
    kernel = [[[2, 3], [5, 7], [0, 1]], [[1, 0], [0, 1], [4, 4]]]  # two steps, three outputs, two inputs
    y = convolution(x, kernel)
    np.testing.assert_allclose(y[:, 0], [[2 + 30, 5 + 70, 10], [1, 10, 44]], atol=1e-12)


def test_the_kernel_is_the_powers_of_the_factor():
    assert powers([0.5, -3, 0], 4).tolist() == [[1, 1, 1], [0.5, -3, 0], [0.25, 9, 0], [0.125, -27, 0]]


def test_two_steps_joined_are_the_earlier_then_the_later():
    # 2h + 3, then 5 times that + 7
    assert combine((2, 3), (5, 7)) == (10, 22)


def test_each_step_of_the_scan_doubles_how_far_back_a_stretch_reaches():
    x = np.reshape([16.0, 0, 0, 4, 0], (5, 1, 1))
    steps = [(a.ravel().tolist(), b.ravel().tolist()) for a, b in scan_steps(x, [0.5])]
    assert [b for _, b in steps] == [
        [16, 0, 0, 4, 0],
        [16, 8, 0, 4, 2],
        [16, 8, 4, 6, 2],
        [16, 8, 4, 6, 3],
    ]
    assert [a for a, _ in steps][:3] == [
        [0.5] * 5,
        [0.5] + [0.25] * 4,
        [0.5, 0.25, 0.125, 0.0625, 0.0625],
    ]


@pytest.mark.parametrize(("T", "steps"), [(1, 0), (2, 1), (3, 2), (8, 3), (9, 4), (64, 6), (1024, 10)])
def test_the_scan_takes_as_many_steps_as_doublings_reach_the_length(T, steps):
    assert len(list(scan_steps(np.ones((T, 1, 1)), [0.5]))) - 1 == steps


def test_a_model_of_two_numbers_by_hand():
    A, B, C, D = [[0, 1], [2, 0]], [[1], [3]], [[1, 10]], [[100]]
    # h: (1, 3), then (3, 2), then (2, 6) + (1, 3)·1
    y = state_space(np.reshape([1, 0, 1], (3, 1, 1)), A, B, C, D)
    assert y.ravel().tolist() == [31 + 100, 23, 62 + 31 + 100]
    assert state_space_kernel(A, B, C, 3, D).ravel().tolist() == [131, 23, 62]


def test_the_gradient_of_two_steps_by_hand():
    x, a, h0 = [[[2.0]], [[5.0]]], [3.0], [[7.0]]
    # h1 = 3·7 + 2 = 23, h2 = 3·23 + 5. What reaches h2 is 11, what reaches h1 is 13 + 3·11 = 46.
    for backward in LOOPS.values():
        grad_x, grad_a, grad_h0 = backward([[[13]], [[11]]], x, a, h0)
        assert grad_x.ravel().tolist() == [46, 11]
        assert grad_a.tolist() == [46 * 7 + 11 * 23]
        assert grad_h0.tolist() == [[3 * 46]]


# One operation


@SAME_EXAMPLES
@given(
    a=st.fractions(-2, 2, max_denominator=9),
    x=st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=12),
)
def test_in_fractions_loop_window_and_joined_steps_give_exactly_the_same(a, x):
    loop = list(accumulate(x, lambda h, x_t: a * h + x_t))
    window = [sum(a**i * x[t - i] for i in range(t + 1)) for t in range(len(x))]
    joined = [reduce(combine, [(a, x_t) for x_t in x[: t + 1]])[1] for t in range(len(x))]
    assert loop == window == joined


stretches = st.tuples(st.fractions(-9, 9, max_denominator=9), st.fractions(-9, 9, max_denominator=9))


@SAME_EXAMPLES
@given(first=stretches, second=stretches, third=stretches)
def test_it_does_not_matter_which_steps_are_joined_first(first, second, third):
    assert combine(combine(first, second), third) == combine(first, combine(second, third))


def test_where_nothing_is_rounded_all_forms_give_the_same_bytes():
    x = np.random.default_rng(0).integers(-99, 99, size=(32, 3, 2))
    a = np.array([0.5, -0.25])[: x.shape[2]] * [1, 2]
    states = linear_recurrence(x, a)
    assert states.tobytes() == scan(x, a).tobytes()
    assert states.tobytes() == np.ascontiguousarray(causal_convolution(x, powers(a, 32))).tobytes()


@SAME_EXAMPLES
@given(sizes=sizes, rng=rngs)
def test_loop_scan_and_both_convolutions_are_one(sizes, rng):
    x, a = rng.normal(size=sizes), rng.uniform(-1, 1, size=sizes[2])
    states = linear_recurrence(x, a)
    near(scan(x, a), states)
    kernel = powers(a, len(x))
    near(causal_convolution(x, kernel), states)
    near(causal_convolution_fft(x, kernel), states)


@SAME_EXAMPLES
@given(sizes=sizes, rng=rngs, varying=st.booleans(), complex_a=st.booleans(), start=st.booleans())
def test_the_scan_is_the_loop_and_so_are_its_gradients(sizes, rng, varying, complex_a, start):
    x, shape = rng.normal(size=sizes), sizes if varying else sizes[2]
    a = rng.uniform(-1, 1, size=shape) + (1j * rng.uniform(-1, 1, size=shape) if complex_a else 0)
    h0 = rng.normal(size=sizes[1:]) if start else None
    states = linear_recurrence(x, a, h0)
    near(scan(x, a, h0), states)
    grad_output = rng.normal(size=states.shape)
    grads = [backward(grad_output, x, a, h0) for backward in LOOPS.values()]
    for found, expected in zip(*grads, strict=True):
        if expected is None:
            assert found is None
        else:
            near(found, expected)


@SAME_EXAMPLES
@given(sizes=sizes, rng=rngs, K=st.integers(1, 9), mixed=st.booleans())
def test_frequencies_give_the_window_and_its_gradients(sizes, rng, K, mixed):
    x, kernel = rng.normal(size=sizes), rng.normal(size=(K, 3, sizes[2]) if mixed else (K, sizes[2]))
    y = causal_convolution(x, kernel)
    near(causal_convolution_fft(x, kernel), y)
    grad_output = rng.normal(size=y.shape)
    expected = causal_convolution_backward(grad_output, x, kernel)
    for found, its in zip(causal_convolution_fft_backward(grad_output, x, kernel), expected, strict=True):
        near(found, its)


@SAME_EXAMPLES
@given(sizes=st.tuples(*[st.integers(low, 4) for low in (1, 0, 1, 1, 1)]), more=st.integers(0, 3), rng=rngs)
def test_a_model_is_the_window_of_its_kernel_and_in_coordinates_of_eigenvectors_the_same(sizes, more, rng):
    T, N, inputs, held, outputs = sizes
    x, A = rng.normal(size=(T + more, N, inputs)), rng.uniform(-0.7, 0.7, size=(held, held))
    B, C, D = (rng.normal(size=s) for s in ((held, inputs), (outputs, held), (outputs, inputs)))
    y = state_space(x, A, B, C, D)
    near(causal_convolution(x, state_space_kernel(A, B, C, len(x), D)), y)
    y = state_space(x, A, B, C)
    near(causal_convolution_fft(x, state_space_kernel(A, B, C, len(x))), y)
    near(diagonal_state_space(x, *diagonalise(A, B, C)), y)


def test_the_states_are_those_of_the_recurrent_network_while_its_relu_is_open():
    rng = np.random.default_rng(0)
    x, weight_ih, weight_hh = (rng.uniform(0.1, 1, size=s) for s in ((9, 2, 3), (4, 3), (4, 4)))
    output, _ = rnn(x, weight_ih, weight_hh, nonlinearity="relu")
    near(state_space(x, weight_hh, weight_ih, np.eye(4)), output)


def test_a_pulse_comes_out_as_the_kernel():
    rng = np.random.default_rng(0)
    A, B, C, D = (rng.normal(size=s) / 2 for s in ((3, 3), (3, 2), (2, 3), (2, 2)))
    pulses = np.zeros((6, 2, 2))
    pulses[0] = np.eye(2)  # sequence n has its pulse in channel n
    kernel = state_space_kernel(A, B, C, 6, D)
    near(state_space(pulses, A, B, C, D).transpose(0, 2, 1), kernel)
    near(causal_convolution(pulses, kernel[:, :, :]).transpose(0, 2, 1), kernel)


@pytest.mark.parametrize("eigenvalue", [0.5, -0.8, 0.6 + 0.6j, -0.3 - 0.7j, 0, 1j])
def test_the_kernel_of_an_oscillator_is_the_real_part_of_its_eigenvalue_s_powers(eigenvalue):
    A, B, C = oscillator(eigenvalue)
    kernel = state_space_kernel(A, B, C, 20).ravel()
    np.testing.assert_allclose(kernel, [(eigenvalue**i).real for i in range(20)], atol=1e-13)
    found = np.sort_complex(np.linalg.eigvals(A))
    np.testing.assert_allclose(found, np.sort_complex([eigenvalue, np.conj(eigenvalue)]), atol=1e-13)


@SAME_EXAMPLES
@given(kernel=st.lists(st.integers(-9, 9), min_size=1, max_size=6), rng=rngs)
def test_every_window_is_a_linear_rnn_whose_state_is_the_past(kernel, rng):
    x = rng.integers(-9, 9, size=(10, 2, 1))
    model = delay_line(kernel)
    assert state_space(x, *model).tolist() == causal_convolution(x, np.reshape(kernel, (-1, 1))).tolist()
    assert np.linalg.matrix_power(model[0], len(kernel)).tolist() == np.zeros_like(model[0]).tolist()
    turned = np.reshape(kernel[::-1], (1, 1, -1))
    as_cnn = conv1d(x.transpose(1, 2, 0), turned, padding="causal")
    assert state_space(x, *model)[:, :, 0].T.tolist() == as_cnn[:, 0].tolist()


# How long a window


@pytest.mark.parametrize(
    ("a", "K"), [(0.5, 10), (0.9, 66), (0.99, 688), (0.999, 6905), (-0.9, 66), (0.9j, 66), (0, 1)]
)
def test_the_window_for_one_part_in_a_thousand_is_the_shortest(a, K):
    assert window_for(a, 1e-3) == K
    assert abs(a) ** K <= 1e-3 < abs(a) ** (K - 1)


def test_a_share_that_is_exactly_a_power_needs_exactly_that_many_steps():
    assert [window_for(0.5, 0.5**K) for K in range(1, 60)] == list(range(1, 60))


@SAME_EXAMPLES
@given(a=st.floats(-0.95, 0.95), K=st.integers(1, 12), rng=rngs)
def test_a_window_cut_off_errs_by_no_more_than_the_tail_of_the_kernel(a, K, rng):
    x = rng.uniform(-1, 1, size=(40, 1, 1))
    error = abs(linear_recurrence(x, [a]) - causal_convolution(x, powers([a], K))).max()
    assert error <= abs(a) ** K / (1 - abs(a)) * abs(x).max() + 1e-12


@pytest.mark.parametrize("a", [0.5, -0.75])
def test_the_bound_is_reached_by_the_input_that_agrees_with_every_sign_of_the_kernel(a):
    K, T = 3, 200
    x = np.sign(powers([a], T))[::-1, :, None]
    error = abs(linear_recurrence(x, [a]) - causal_convolution(x, powers([a], K))).max()
    np.testing.assert_allclose(error, abs(a) ** K / (1 - abs(a)), rtol=1e-12)


def test_the_longest_memory_of_a_float_is_counted_too():
    a = np.nextafter(1, 0)
    assert a ** window_for(a, 0.5) <= 0.5 < a ** (window_for(a, 0.5) - 2**40)


# Linear, and not


def superposition_gap(f, x, z):
    return abs(f(x + z) - f(x) - f(z)).max()


def test_answers_to_a_sum_are_sums_of_answers_but_not_with_tanh():
    x, z = 0.2 * np.random.default_rng(0).normal(size=(2, 32, 1, 1))
    assert superposition_gap(lambda x: linear_recurrence(x, [0.9]), x, z) < 1e-14
    with_tanh = superposition_gap(lambda x: rnn(x, [[1]], [[0.9]])[0], x, z)
    assert with_tanh == pytest.approx(0.285, abs=5e-4)


def test_the_gap_of_tanh_shrinks_with_the_cube_of_the_input():
    x, z = 0.2 * np.random.default_rng(0).normal(size=(2, 32, 1, 1))
    gaps = [superposition_gap(lambda x: rnn(x, [[1]], [[0.9]])[0], x / s, z / s) for s in (128, 256)]
    assert gaps[0] / gaps[1] == pytest.approx(8, rel=1e-3)


@loops
def test_a_factor_that_changes_makes_the_kernel_depend_on_the_time(recurrence):
    pulses = np.eye(4)[:, :, None]  # sequence n has its pulse at step n
    same = recurrence(pulses, [0.5])[:, :, 0]
    assert same.T.tolist() == [[1, 0.5, 0.25, 0.125], [0, 1, 0.5, 0.25], [0, 0, 1, 0.5], [0, 0, 0, 1]]
    a = np.broadcast_to(np.reshape([9, 0.5, 0, 2], (4, 1, 1)), pulses.shape)
    assert recurrence(pulses, a)[:, :, 0].T.tolist() == [
        [1, 0.5, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 2],
        [0, 0, 0, 1],
    ]


# Gradients


@loops
@pytest.mark.parametrize("shape", [(2,), (5, 3, 2)])
@pytest.mark.parametrize("start", [True, False])
def test_gradients_of_the_recurrence_are_differences(recurrence, shape, start):
    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(5, 3, 2)), rng.normal(size=shape), rng.normal(size=(3, 2)) if start else None
    assert_gradients(recurrence, LOOPS[recurrence], arrays, rng)


@windows
@pytest.mark.parametrize("kernel", [(3, 4), (7, 4), (3, 5, 4), (2, 6, 2)])
def test_gradients_of_the_convolution_are_differences(convolution, kernel):
    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(5, 3, 4)), rng.normal(size=kernel)
    assert_gradients(convolution, WINDOWS[convolution], arrays, rng)


@pytest.mark.parametrize("skip", [True, False])
def test_gradients_of_the_model_are_differences(skip):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=s) for s in ((5, 3, 2), (4, 4), (4, 2), (3, 4), (3, 2))]
    assert_gradients(state_space, state_space_backward, arrays if skip else [*arrays[:4], None], rng)


@SAME_EXAMPLES
@given(sizes=sizes, rng=rngs)
def test_the_way_back_is_the_adjoint_and_the_recurrence_turned_round(sizes, rng):
    x, grad_output, a = rng.normal(size=sizes), rng.normal(size=sizes), rng.uniform(-1, 1, size=sizes[2])
    back, _, _ = linear_recurrence_backward(grad_output, x, a)
    near(back, linear_recurrence(grad_output[::-1], a)[::-1])
    near((grad_output * linear_recurrence(x, a)).sum(), (back * x).sum())
    by_window, _ = causal_convolution_backward(grad_output, x, powers(a, len(x)))
    near(by_window, back)


@SAME_EXAMPLES
@given(sizes=sizes, K=st.integers(1, 6), outputs=st.integers(1, 3), rng=rngs)
def test_the_convolution_s_way_back_is_the_adjoint_in_the_input_and_in_the_kernel(sizes, K, outputs, rng):
    x, kernel = rng.normal(size=sizes), rng.normal(size=(K, outputs, sizes[2]))
    y = causal_convolution(x, kernel)
    grad_output = rng.normal(size=y.shape)
    for backward in WINDOWS.values():
        grad_x, grad_kernel = backward(grad_output, x, kernel)
        near([(grad_x * x).sum(), (grad_kernel * kernel).sum()], [(grad_output * y).sum()] * 2)


# PyTorch

OPERATIONS = {
    "recurrence": (RECURRENCE, LOOPS, ("x", "a", "h0")),
    "convolution": (CONVOLUTION, WINDOWS, ("x", "kernel")),
    "state_space": (STATE_SPACE, {state_space: state_space_backward}, ("x", "A", "B", "C", "D")),
}


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 5e-6)])
@pytest.mark.parametrize(
    ("operation", "case"), [(name, case) for name, (cases, *_) in OPERATIONS.items() for case in cases]
)
def test_it_computes_what_pytorch_computes(operation, case, dtype, tolerance):
    _, forms, names = OPERATIONS[operation]
    stored = reference(operation, case, FILE)
    of_dtype = {name: array.astype(with_precision(array, dtype)) for name, array in stored.items()}
    arrays = [of_dtype.get(name) for name in names]
    for forward, backward in forms.items():
        found = {"output": forward(*arrays)}
        grads = backward(of_dtype["grad_output"], *arrays)
        found |= {f"grad_{name}": grad for name, grad in zip(names, grads, strict=True)}
        for name, array in found.items():
            its = {name: stored[name]} if name in stored else {}
            assert_stored({name: array}, its, of_dtype[name].dtype if its else None, tolerance)


def with_precision(array, dtype):
    """The type of an array's numbers, real or complex, made as precise as `dtype`."""
    return np.result_type(dtype, np.complex64) if array.dtype.kind == "c" else dtype


# Types, NaN, sizes


@loops
def test_floating_types_stay_and_whole_numbers_become_float64(recurrence):
    for dtype, expected in (np.float32, np.float32), (np.int8, np.float64), (np.complex64, np.complex64):
        x, a = np.ones((3, 2, 1), dtype), np.ones(1, dtype)
        assert recurrence(x, a).dtype == expected
        assert [grad.dtype for grad in LOOPS[recurrence](x, x, a, x[0])] == [expected] * 3


@windows
def test_convolutions_keep_floating_types_too(convolution):
    for dtype, expected in (np.float32, np.float32), (np.int8, np.float64):
        x = np.ones((3, 2, 1), dtype)
        assert convolution(x, x[:, 0]).dtype == expected
        assert [grad.dtype for grad in WINDOWS[convolution](x, x, x[:, 0])] == [expected] * 2


def test_models_keep_floating_types_too():
    A, B, C = (array.astype(np.float32) for array in oscillator(0.5j))
    x = np.ones((3, 2, 1), np.float32)
    assert state_space(x, A, B, C).dtype == state_space_kernel(A, B, C, 2).dtype == np.float32
    assert [grad.dtype for grad in state_space_backward(x, x, A, B, C)[:4]] == [np.float32] * 4
    assert diagonal_state_space(x, *diagonalise(A, B, C)).dtype == np.float32
    assert diagonalise(*(array.astype(np.float16) for array in (A, B, C)))[0].dtype == np.complex64
    assert powers(np.ones(1, np.float32), 2).dtype == np.float32
    assert {array.dtype.name for array in delay_line(np.ones(2, np.float32))} == {"float32"}


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("f", [*LOOPS, causal_convolution])
def test_nan_and_infinity_reach_what_comes_later_in_their_own_sequence_and_channel(f, value):
    x, weights = np.ones((6, 3, 2)), np.full((3, 2), 0.5)
    a = weights if f is causal_convolution else weights[0]
    whole = f(x, a)
    x[2, 1, 0] = value
    found = f(x, a)
    later = slice(2, 5 if f is causal_convolution else 6)
    assert not np.isfinite(found[later, 1, 0]).any()
    found[later, 1, 0] = whole[later, 1, 0]
    np.testing.assert_array_equal(found, whole)


def test_by_frequencies_nan_reaches_all_of_its_own_sequence():
    x, kernel = np.ones((6, 3, 2)), np.full((3, 2), 0.5)
    whole = causal_convolution_fft(x, kernel)
    x[2, 1, 0] = np.nan
    found = causal_convolution_fft(x, kernel)
    assert np.isnan(found[:, 1, 0]).all()
    np.testing.assert_array_equal(found[:, [0, 2]], whole[:, [0, 2]])


def test_finite_input_raises_no_warning():
    with np.errstate(**WARNINGS_RAISE):
        x = np.full((60, 1, 2), 1e150)
        for recurrence, backward in LOOPS.items():
            assert np.isfinite(recurrence(x, [1e-300, -1.0])).all()
            backward(np.ones_like(x), x, [1e-300, -1.0])
        assert np.isfinite(causal_convolution_fft(x, powers([1e-300, 1.0], 60))).all()


@pytest.mark.parametrize("f", [*LOOPS, *WINDOWS])
def test_views_of_arrays_are_read_as_they_are_and_never_written(f):
    x = np.random.default_rng(0).normal(size=(2, 3, 8)).transpose(2, 1, 0)[::2]
    a = np.array([0.5, 9, -0.5, 9])[::2] if f in LOOPS else np.ones((3, 4))[:, ::2]
    x.flags.writeable = a.flags.writeable = False
    np.testing.assert_array_equal(f(x, a), f(x.copy(), a.copy()))
    (LOOPS | WINDOWS)[f](x, x, a)


@pytest.mark.parametrize("f", LOOPS)
def test_states_are_new_arrays_even_for_a_single_step(f):
    x = np.ones((1, 1, 1))
    f(x, [0.5])[:] = 7
    assert x.item() == 1


# What fits nowhere

x1, x2 = np.ones((4, 1, 1)), np.ones((4, 3, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear_recurrence([1, 2], [0.5]), "x has shape (2,); expected (T, N, D)"),
        (lambda: linear_recurrence(x2[:0], [0.5, 1]), "x has shape (0, 3, 2); expected (T, N, D) with at"),
        (lambda: linear_recurrence(x2, 0.5), "a has shape (); expected (D,) or (T, N, D) = (4, 3, 2)"),
        (lambda: linear_recurrence(x2, [0.5]), "a has shape (1,); expected (D,) = (2)"),
        (lambda: scan(x2, np.ones((4, 1, 2))), "a has shape (4, 1, 2); expected (D,) or (T, N, D) = (4, 3"),
        (lambda: scan(x2, [1, 1], [1, 1]), "h0 has shape (2,); expected (N, D) = (3, 2)"),
        (lambda: scan(x2, ["a", "b"]), "a holds <U1; expected real numbers"),
        (lambda: scan([[[1]], [[1, 2]]], [1]), "x is lists of different lengths"),
        (
            lambda: scan_backward(x1, x2, [1, 1]),
            "grad_output has shape (4, 1, 1); expected (T, N, D) = (4, 3, 2)",
        ),
        (lambda: powers(0.5, 3), "a has shape (); expected (D,)"),
        (lambda: powers([0.5], 0), "K is 0; expected a whole number, at least 1"),
        (lambda: powers([0.5], 2.0), "K is 2.0; expected a whole number"),
        (lambda: causal_convolution(x2, [1, 2]), "kernel has shape (2,); expected (K, D) or (K, O, I)"),
        (lambda: causal_convolution(x2, [[1], [2]]), "kernel has shape (2, 1); expected (K, D) = (any, 2)"),
        (lambda: causal_convolution(x2, np.ones((0, 2))), "kernel has shape (0, 2, 1); expected (K, O, I)"),
        (lambda: causal_convolution_fft(x2, np.ones((2, 2, 3))), "I a divisor of D = 2"),
        (lambda: causal_convolution_fft(x2, np.ones((2, 3, 1))), "O a multiple of D / I"),
        (lambda: causal_convolution(x2, [[1j, 1]]), "kernel holds complex128; expected real numbers"),
        *(
            (
                lambda backward=backward: backward(x1, x2, np.ones((2, 5, 2))),
                "grad_output has shape (4, 1, 1); expected (T, N, O) = (4, 3, 5)",
            )
            for backward in WINDOWS.values()
        ),
        (lambda: window_for(1, 0.1), "a is 1; expected a number of a size below 1, else it never fades"),
        (lambda: window_for(np.nan, 0.1), "a is nan; expected a number of a size below 1"),
        (lambda: window_for([0.5], 0.1), "a is [0.5]; expected a number"),
        (lambda: window_for(0.5, "0.1"), "share is '0.1'; expected a number between 0 and 1"),
        (lambda: window_for(0.5, 0), "share is 0; expected a number between 0 and 1"),
        (lambda: window_for(0.5, 1), "share is 1; expected a number between 0 and 1"),
        (lambda: state_space(x1, [[1, 2]], [[1]], [[1]]), "A has shape (1, 2); expected (H, H) = (1, 1)"),
        (lambda: state_space(x1, [[1]], [[1], [1]], [[1]]), "B has shape (2, 1); expected (H, I) = (1, any)"),
        (lambda: state_space(x1, [[1]], [[1]], [[1, 2]]), "C has shape (1, 2); expected (O, H) = (any, 1)"),
        (lambda: state_space(x1, [[1]], [[1]], [[1]], [1]), "D has shape (1,); expected (O, I) = (1, 1)"),
        (
            lambda: state_space(x2, [[1]], [[1]], [[1]]),
            "x has shape (4, 3, 2); expected (T, N, I) = (any, any, 1)",
        ),
        (lambda: state_space_kernel([[1]], [[1]], [[1]], 0), "K is 0; expected a whole number, at least 1"),
        (
            lambda: state_space_backward(x2, x1, [[1]], [[1]], [[1]]),
            "grad_output has shape (4, 3, 2); expected (T, N, O) = (4, 1, 1)",
        ),
        (
            lambda: diagonalise(*delay_line([1, 2, 3])),
            "A has fewer eigenvectors than rows, or nearly; expected as many",
        ),
        (
            lambda: diagonalise([[1, 1], [-1, 3]], [[1], [1]], [[1, 1]]),  # twice 2, and one direction
            "A has fewer eigenvectors than rows, or nearly; expected as many",
        ),
        (
            lambda: diagonalise([[1, np.inf], [0, 2]], [[1], [1]], [[1, 1]]),
            "A holds NaN or infinity; expected finite numbers",
        ),
        (
            lambda: diagonalise(*[np.ones(s) for s in ((0, 0), (0, 1), (1, 0))]),
            "H is 0; expected a whole number",
        ),
        (lambda: oscillator([0.5, 1]), "eigenvalue is [0.5, 1]; expected a number, real or complex"),
        (lambda: oscillator("1j"), "eigenvalue is '1j'; expected a number, real or complex"),
        (
            lambda: diagonal_state_space(x1, [1, 2], [[1]], [[1, 1]]),
            "B has shape (1, 1); expected (H, I) = (2, 1)",
        ),
        (
            lambda: diagonal_state_space(x1, [1, 2], [[1], [1]], [[1]]),
            "C has shape (1, 1); expected (O, H) = (any, 2)",
        ),
        (lambda: diagonal_state_space(x1, 0.5, [[1]], [[1]]), "eigenvalues has shape (); expected (H,)"),
        (lambda: diagonal_state_space(1j * x1, [1], [[1]], [[1]]), "x holds complex128; expected real"),
        (lambda: linear_recurrence(x1, None), "a is None; expected (D,) or (T, N, D)"),
        (lambda: causal_convolution(x1, None), "kernel is None; expected (K, D) or (K, O, I)"),
        (lambda: delay_line([[1, 2]]), "kernel has shape (1, 2); expected (K,)"),
        (lambda: delay_line([]), "K is 0; expected a whole number, at least 1"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)


# What the exercises have as arithmetic


def test_the_answers_of_the_exercises_are_what_the_functions_say():
    x = np.reshape([8, 0, 2, 1], (4, 1, 1))
    assert exercises.state_solution() == linear_recurrence(x, [0.5])[-1].item() == 3
    assert exercises.steps_solution() == len(list(scan_steps(np.ones((10_000, 1, 1)), [0.5]))) - 1
    assert 0.8 ** exercises.window_solution() <= 0.01 < 0.8 ** (exercises.window_solution() - 1)


# The command line


def test_the_command_prints_size_angle_and_a_bar_for_each_weight(capsys):
    main(["0.6+0.6j", "--steps", "4"])
    assert capsys.readouterr().out.splitlines() == [
        "size 0.8485: steps until a thousandth is left: 43",
        "angle 45 degrees: a period of 8 steps",
        "   0          1                         |########################",
        "   1        0.6                         |##############",
        "   2          0                         |",
        "   3     -0.432               ##########|",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["0.5"], "size 0.5: steps until a thousandth is left: 10"),
        (["0.5"], "angle 0: no oscillation"),
        (["-0.8"], "angle 180 degrees: a period of 2 steps"),
        (["2", "--steps", "1000"], "size 2: an input never fades"),
        (["0"], "size 0: steps until a thousandth is left: 1"),
    ],
)
def test_the_command_says_how_long_the_memory_is(arguments, line, capsys):
    main(arguments)
    assert line in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x"], "invalid complex value: 'x'"),
        (["nan"], "expected a finite number"),
        (["0.5", "--steps", "0"], "--steps 0: at least one is needed"),
        (["2", "--steps", "1200"], "--steps 1200: (2+0j) grows beyond all numbers; ask for fewer"),
    ],
)
def test_the_command_says_what_it_cannot_take(arguments, message, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err
