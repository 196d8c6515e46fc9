"""The TCN: its definition as loops, what it cannot see, how far back it sees, and the same step by step."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.nn import Sequential
from snippets.optim import Adam
from snippets.receptive_field import probe, receptive_field
from snippets.tcn import (
    CausalStream,
    TCNBlock,
    TCNStream,
    levels_for,
    residual_block,
    residual_block_backward,
    tcn,
    tcn_backward,
    tcn_receptive_field,
    tcn_windows,
)
from snippets.tcn.block import ARRAYS
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, assert_stored, reference
from tests.vectors.tcn_cases import CASES, FILE

CONVS = pytest.mark.parametrize("convs", [1, 2])


def some_levels(rng, channels=(1, 4, 4, 4, 4), K=3, convs=2, bias=True, whole=False):
    """Random levels; channels[0] is that of the input. Whole numbers, if asked for, add up without error."""

    def draw(*shape):
        return rng.integers(-2, 3, shape).astype(float) if whole else rng.normal(size=shape) / 2

    levels = []
    for C_in, C_out in pairwise(channels):
        level = [draw(C_out, C_in, K), draw(C_out) if bias else None]
        level += [draw(C_out, C_out, K), draw(C_out) if bias else None] if convs == 2 else [None, None]
        if C_in != C_out:
            level += [draw(C_out, C_in, 1), draw(C_out) if bias else None]
        levels.append(tuple(level))
    return levels


def by_the_definition(x, levels):
    """Every output as a sum over what came `dilation * back` steps before it, zero before the start."""

    def look_back(x, weight, bias, dilation):
        (N, _, L), (C_out, C_in, K) = x.shape, weight.shape
        output = np.zeros((N, C_out, L))
        for n, o, t in np.ndindex(output.shape):
            for c, k in np.ndindex(C_in, K):
                source = t - (K - 1 - k) * dilation
                if source >= 0:
                    output[n, o, t] += weight[o, c, k] * x[n, c, source]
            output[n, o, t] += 0 if bias is None else bias[o]
        return output

    for i, level in enumerate(levels):
        weight1, bias1, weight2, bias2, weight_skip, bias_skip = (*level, *[None] * 6)[:6]
        inner = np.maximum(look_back(x, weight1, bias1, 2**i), 0)
        if weight2 is not None:
            inner = np.maximum(look_back(inner, weight2, bias2, 2**i), 0)
        x = np.maximum(inner + (x if weight_skip is None else look_back(x, weight_skip, bias_skip, 1)), 0)
    return x


def streamed(x, levels):
    stream = TCNStream(levels, len(x))
    return np.stack([stream.step(x[:, :, t]) for t in range(x.shape[2])], axis=2)


@st.composite
def networks(draw):
    """x, levels: any number of channels and sequences, lengths shorter and longer than the reach."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    options = {"K": draw(st.integers(1, 4)), "convs": draw(st.integers(1, 2)), "bias": draw(st.booleans())}
    x = rng.normal(size=(draw(st.integers(0, 3)), channels[0], draw(st.integers(1, 12))))
    return x, some_levels(rng, channels, **options)


@SAME_EXAMPLES
@given(networks())
def test_the_network_is_its_definition_whole_and_step_by_step(drawn):
    x, levels = drawn
    expected = by_the_definition(x, levels)
    np.testing.assert_allclose(tcn(x, levels), expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(streamed(x, levels), expected, rtol=1e-12, atol=1e-12)


def test_a_block_by_hand():
    x = [[[1.0, 2, 3, 4]]]
    # Taps: two steps back (dilation 2) times 10, now times 1; then 1 off, and negative sums become 0.
    first = [1 - 1, 2 - 1, 10 * 1 + 3 - 1, 10 * 2 + 4 - 1]
    # Two steps back times 1, now times -1: 0, -1 -> 0, 0 - 12 -> 0, 1 - 23 -> 0; bias 5 before that.
    second = [max(0, 5 + 0 - 0), max(0, 5 + 0 - 1), max(0, 5 + first[0] - 12), max(0, 5 + first[1] - 23)]
    arrays = [[[10.0, 1]]], [-1.0], [[[1.0, -1]]], [5.0]
    assert first == [0, 1, 12, 23]
    assert second == [5, 4, 0, 0]
    output = residual_block(x, *arrays, dilation=2)
    assert output.tolist() == [[[5 + 1, 4 + 2, 0 + 3, 0 + 4]]]
    # Past the block through a kernel of 1: times -2, plus 5, and the last ReLU cuts what is negative.
    output = residual_block(x, *arrays, [[[-2.0]]], [5.0], dilation=2)
    assert output.tolist() == [[[5 + 3, 4 + 1, 0, 0]]]


def test_the_dilation_doubles_from_level_to_level():
    impulse = np.zeros((1, 1, 16))
    impulse[0, 0, 0] = 1
    once = [([[[1.0, 0]]],)] * 3  # each level adds what it was given so many steps before
    steps = np.flatnonzero(tcn(impulse, once)[0, 0])
    assert steps.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]  # every sum of 1, 2, 4, and none beyond


@pytest.mark.parametrize("case", CASES)
def test_results_and_gradients_are_pytorchs(case):
    stored = reference("tcn", case, FILE)
    count = len(CASES[case]["channels"])
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        cast = {name: array.astype(dtype) for name, array in stored.items()}
        levels = [tuple(cast.get(f"{name}_{i}") for name in ARRAYS) for i in range(count)]
        grad_x, grads = tcn_backward(cast["grad_output"], cast["x"], levels)
        found = {"output": tcn(cast["x"], levels), "grad_x": grad_x}
        for i, level in enumerate(grads):
            found |= {f"grad_{name}_{i}": grad for name, grad in zip(ARRAYS, level, strict=True)}
        assert_stored(found, stored, dtype, tolerance)
        np.testing.assert_allclose(streamed(cast["x"], levels), stored["output"], rtol=0, atol=20 * tolerance)


@CONVS
@pytest.mark.parametrize(("C_in", "bias"), [(2, True), (3, True), (2, False)])
def test_the_gradients_of_a_block_are_its_slopes(convs, C_in, bias):
    rng = np.random.default_rng(0)
    (level,) = some_levels(rng, (C_in, 3), convs=convs, bias=bias)
    arrays = [rng.normal(size=(2, C_in, 7)), *level, *[None] * (6 - len(level))]
    assert_gradients(residual_block, residual_block_backward, arrays, rng, dilation=2)


def test_the_gradients_of_a_network_are_its_slopes():
    rng = np.random.default_rng(1)
    x, levels = rng.normal(size=(2, 2, 9)), some_levels(rng, (2, 3, 3))
    sizes = [len(level) for level in levels]

    def unflat(arrays):
        return [tuple(arrays[: sizes[0]]), tuple(arrays[sizes[0] :])]

    def forward(x, *arrays):
        return tcn(x, unflat(arrays))

    def backward(grad_output, x, *arrays):
        grad_x, grads = tcn_backward(grad_output, x, unflat(arrays))
        assert [len(level) for level in grads] == sizes
        return grad_x, *grads[0], *grads[1]

    assert_gradients(forward, backward, [x, *levels[0], *levels[1]], rng)


# What it sees


@CONVS
@pytest.mark.parametrize("change", [1.0, -1e6, np.nan])
def test_a_later_input_changes_no_earlier_output(convs, change):
    rng = np.random.default_rng(0)
    x, levels = rng.normal(size=(2, 1, 40)), some_levels(rng, convs=convs)
    before = tcn(x, levels)
    for moment in (0, 17, 39):
        changed = x.copy()
        changed[:, :, moment] += change
        after = tcn(changed, levels)
        np.testing.assert_array_equal(after[:, :, :moment], before[:, :, :moment])
        assert not np.array_equal(after[:, :, moment], before[:, :, moment])


@pytest.mark.parametrize(("convs", "field"), [(1, 31), (2, 61)])
def test_four_levels_see_31_steps_with_one_convolution_each_and_61_with_two(convs, field):
    levels = some_levels(np.random.default_rng(0), convs=convs)
    seen = probe(lambda x: tcn(x[:, None], levels)[:, 0], (80,))
    for t in (0, 25, 79):
        assert np.flatnonzero(seen[t]).tolist() == list(range(max(0, t + 1 - field), t + 1))
    assert tcn_receptive_field(3, 4, convs=convs) == field


@CONVS
def test_whole_numbers_above_0_probe_it_without_nan_too(convs):
    levels = [
        tuple(None if a is None else np.ones(a.shape) for a in level)
        for level in some_levels(np.random.default_rng(0), convs=convs)
    ]
    x = np.zeros((1, 1, 80))
    plain = tcn(x, levels)
    reached = []
    for moment in range(80):
        x[...], x[0, 0, moment] = 0, 1
        reached.append(tcn(x, levels)[0, 0, 79] != plain[0, 0, 79])
    assert sum(reached) == tcn_receptive_field(3, 4, convs=convs)
    assert all(reached[-tcn_receptive_field(3, 4, convs=convs) :])


@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 2))
@SAME_EXAMPLES
def test_the_formula_counts_what_the_list_of_windows_adds_up_to(kernel_size, levels, convs):
    windows = tcn_windows(kernel_size, levels, convs=convs)
    assert tcn_receptive_field(kernel_size, levels, convs=convs) == receptive_field(windows)


def test_a_thousand_steps_take_8_levels_or_500_layers_without_dilation():
    assert levels_for(1000, 3) == 8
    assert [tcn_receptive_field(3, n) for n in (7, 8)] == [509, 1021]
    assert receptive_field([(3,)] * 499) < 1000 <= receptive_field([(3,)] * 500)
    assert levels_for(1000, 3, convs=1) == 9
    assert [levels_for(n, 3, convs=1) for n in (1, 3, 4, 7, 8, 31, 32)] == [1, 1, 2, 2, 3, 4, 5]


@pytest.mark.parametrize("arguments", [(0, 3), (2.0, 3), (3, 0), (3, 1.5)])
def test_a_stack_is_described_by_whole_numbers(arguments):
    for function in (tcn_receptive_field, tcn_windows):
        with pytest.raises(ValueError, match="expected a whole number, at least 1"):
            function(*arguments)
    with pytest.raises(ValueError, match="convs is 0"):
        tcn_receptive_field(3, 4, convs=0)
    with pytest.raises(ValueError, match="kernel_size is 1; expected a whole number, at least 2"):
        levels_for(10, 1)
    with pytest.raises(ValueError, match="steps is 0"):
        levels_for(0, 3)


# Batches, dtypes, extremes


def test_sequences_do_not_meet_and_nan_stays_in_its_own():
    rng = np.random.default_rng(0)
    x, levels = rng.normal(size=(3, 1, 30)), some_levels(rng)
    whole, grads = tcn(x, levels), tcn_backward(np.ones((3, 4, 30)), x, levels)[0]
    x[1, 0, 4] = np.nan
    for found in (tcn(x, levels), streamed(x, levels)):
        np.testing.assert_allclose(found[[0, 2]], whole[[0, 2]], rtol=1e-12, atol=1e-12)
        assert np.isnan(found[1, :, 4:]).all()
        assert not np.isnan(found[1, :, :4]).any()
    grad_x = tcn_backward(np.ones((3, 4, 30)), x, levels)[0]
    np.testing.assert_allclose(grad_x[[0, 2]], grads[[0, 2]], rtol=1e-12)


def test_a_batch_of_none_works_forward_backward_and_in_a_stream():
    levels = some_levels(np.random.default_rng(0))
    x = np.zeros((0, 1, 5))
    assert tcn(x, levels).shape == streamed(x, levels).shape == (0, 4, 5)
    grad_x, grads = tcn_backward(np.zeros((0, 4, 5)), x, levels)
    assert grad_x.shape == x.shape
    for level, arrays in zip(grads, levels, strict=True):
        assert [g if g is None else g.shape for g in level] == [a if a is None else a.shape for a in arrays]
        assert not any(g.any() for g in level if g is not None)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_stay_as_they_are_and_whole_numbers_become_float64(dtype):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 1, 5)).astype(dtype)
    levels = [tuple(None if a is None else a.astype(dtype) for a in level) for level in some_levels(rng)]
    grad_x, grads = tcn_backward(np.ones((2, 4, 5), dtype), x, levels)
    arrays = [tcn(x, levels), streamed(x, levels), grad_x, *(g for level in grads for g in level)]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    whole = tcn([[[1, 2]]], [([[[1, 1]]],)])
    assert (whole.dtype, whole.tolist()) == (np.float64, [[[2, 5]]])
    assert TCNStream([([[[1, 1]]],)]).step([[3]]).tolist() == [[6]]


def test_arrays_that_are_not_contiguous_and_large_numbers_do_no_harm():
    rng = np.random.default_rng(0)
    x, levels = rng.normal(size=(30, 2, 1)).T.swapaxes(0, 1), some_levels(rng)
    np.testing.assert_allclose(tcn(x, levels), tcn(x.copy(), levels), rtol=1e-13)
    with np.errstate(**WARNINGS_RAISE):
        assert np.isfinite(tcn(1e300 * x, levels)).all()
        tcn_backward(np.ones((2, 4, 30)), 1e300 * x, levels)


def test_what_was_given_is_not_changed():
    rng = np.random.default_rng(0)
    x, levels = rng.normal(size=(2, 1, 9)), some_levels(rng)
    copies = [x.copy(), *(a.copy() for level in levels for a in level if a is not None)]
    tcn_backward(np.ones((2, 4, 9)), x, levels)
    streamed(x, levels)
    for array, copy in zip(
        [x, *(a for level in levels for a in level if a is not None)], copies, strict=True
    ):
        np.testing.assert_array_equal(array, copy)


# Streaming


@CONVS
def test_a_stream_gives_the_very_outputs_of_the_whole_sequence_for_as_long_as_it_runs(convs):
    rng = np.random.default_rng(0)
    levels = some_levels(rng, convs=convs, whole=True)  # whole numbers: no order of adding up matters
    x = rng.integers(-3, 4, (2, 1, 500)).astype(float)
    np.testing.assert_array_equal(streamed(x, levels), tcn(x, levels))


@pytest.mark.parametrize(("convs", "field"), [(1, 31), (2, 61)])
def test_a_stream_keeps_the_receptive_field_but_one_step_times_the_channels(convs, field):
    levels = some_levels(np.random.default_rng(0), (4, 4, 4, 4, 4), convs=convs)
    assert TCNStream(levels).state_size == TCNStream(levels, 7).state_size == (field - 1) * 4


def test_the_state_of_other_channels_is_counted_by_ring():
    levels = some_levels(np.random.default_rng(0), (1, 3, 5), K=3)
    # Level 1: 2 steps of 1 channel, 2 of 3. Level 2: 4 steps of 3 channels, 4 of 5.
    assert TCNStream(levels).state_size == 2 * 1 + 2 * 3 + 4 * 3 + 4 * 5


def test_a_ring_never_moves_what_it_keeps():
    conv = CausalStream(np.ones((1, 1, 3)), None, 2, 1)
    for value in range(1, 7):
        conv.step(np.array([[float(value)]]))
    assert conv.past.ravel().tolist() == [5, 6, 3, 4]  # four steps, and 5, 6 in the places of 1, 2


def test_a_wrong_step_is_refused_and_the_stream_goes_on_as_if_it_had_not_been():
    rng = np.random.default_rng(0)
    levels = some_levels(rng)
    x = rng.normal(size=(2, 1, 9))
    stream = TCNStream(levels, 2)
    for t in range(9):
        with pytest.raises(ValueError) as error:
            stream.step(x[:1, :, t])
        assert str(error.value) == "x has shape (1, 1); expected (N, C_in) = (2, 1)"
        found = stream.step(x[:, :, t])
    np.testing.assert_allclose(found, tcn(x, levels)[:, :, -1], rtol=1e-12)


def test_an_input_array_that_is_filled_again_does_not_reach_back_into_the_stream():
    rng = np.random.default_rng(0)
    x, levels = rng.normal(size=(2, 1, 9)), some_levels(rng)
    stream, buffer = TCNStream(levels, 2), np.empty((2, 1))
    for t in range(9):
        buffer[...] = x[:, :, t]
        found = stream.step(buffer)
    np.testing.assert_allclose(found, tcn(x, levels)[:, :, -1], rtol=1e-12)


# What is refused

ONES = {"weight1": (3, 2, 3), "bias1": (3,), "weight2": (3, 3, 3), "bias2": (3,)}
ONES |= {"weight_skip": (3, 2, 1), "bias_skip": (3,)}


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("x", (2, 5), "x has shape (2, 5); expected (N, C_in, L)"),
        ("x", None, "x is None; expected (N, C_in, L)"),
        ("x", (4, 2, 0), "x has shape (4, 2, 0); expected (N, C_in, L) with at least one step"),
        ("x", (4, 1, 5), "weight1{} has shape (3, 2, 3); expected (C_out, C_in, K) = (any, 1, any)"),
        ("weight1", (3, 2), "weight1{} has shape (3, 2); expected (C_out, C_in, K) = (any, 2, any)"),
        ("weight1", None, "weight1{} is None; expected (C_out, C_in, K) = (any, 2, any)"),
        ("weight1", (3, 2, 0), "weight1{} has shape (3, 2, 0); expected at least one on every axis"),
        ("bias1", (2,), "bias1{} has shape (2,); expected (C_out,) = (3)"),
        ("weight2", (3, 2, 3), "weight2{} has shape (3, 2, 3); expected (C_out, C_out, K) = (3, 3, 3)"),
        ("weight2", (3, 3, 2), "weight2{} has shape (3, 3, 2); expected (C_out, C_out, K) = (3, 3, 3)"),
        ("weight2", None, "bias2{} is given without weight2"),
        ("bias2", (1,), "bias2{} has shape (1,); expected (C_out,) = (3)"),
        ("weight_skip", (3, 2), "weight_skip{} has shape (3, 2); expected (C_out, C_in, 1) = (3, 2, 1)"),
        (
            "weight_skip",
            (3, 2, 3),
            "weight_skip{} has shape (3, 2, 3); expected (C_out, C_in, 1) = (3, 2, 1)",
        ),
        ("weight_skip", None, "bias_skip{} is given without weight_skip"),
        ("bias_skip", (3, 1), "bias_skip{} has shape (3, 1); expected (C_out,) = (3)"),
    ],
)
def test_what_does_not_fit_is_named_with_its_level(name, shape, message):
    arrays = {"x": (4, 2, 5)} | ONES | {name: shape}
    x, *level = (size and np.ones(size) for size in arrays.values())
    for call, where in (
        (lambda: residual_block(x, *level), ""),
        (lambda: residual_block_backward(np.ones((4, 3, 5)), x, *level), ""),
        (lambda: tcn(x, [level]), " of levels[0]"),
        (lambda: tcn_backward(np.ones((4, 3, 5)), x, [level]), " of levels[0]"),
    ):
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == message.format(where)


def test_channels_that_differ_need_a_way_past():
    message = (
        "weight1 turns 2 channels into 3, and weight_skip is None; expected (C_out, C_in, 1) = (3, 2, 1)"
    )
    with pytest.raises(ValueError) as error:
        residual_block(np.ones((1, 2, 5)), np.ones((3, 2, 3)))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ([], "levels has no entry; expected a tuple of arrays for each level"),
        (None, "levels is NoneType; expected a tuple of arrays for each level"),
        ([np.ones((1, 1, 3))], f"levels[0] is no tuple; expected 1 to 6 arrays: {', '.join(ARRAYS)}"),
        ([()], f"levels[0] has 0 entries; expected 1 to 6 arrays: {', '.join(ARRAYS)}"),
        ([(1,) * 7], f"levels[0] has 7 entries; expected 1 to 6 arrays: {', '.join(ARRAYS)}"),
        (
            [(np.ones((1, 1, 3)),), (np.ones((1, 2, 3)),)],
            "weight1 of levels[1] has shape (1, 2, 3); expected (C_out, C_in, K) = (any, 1, any)",
        ),
        ([([["a"]],)], "weight1 of levels[0] holds <U1; expected real numbers"),
    ],
)
def test_levels_that_are_none_are_refused_before_anything_is_computed(levels, message):
    x = np.full((1, 1, 5), np.nan)
    for call in (lambda: tcn(x, levels), lambda: tcn_backward(x, x, levels), lambda: TCNStream(levels)):
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == message


@pytest.mark.parametrize("backward", [residual_block_backward, lambda g, x, w: tcn_backward(g, x, [(w,)])])
def test_a_gradient_of_another_shape_is_refused(backward):
    with pytest.raises(ValueError) as error:
        backward(np.ones((1, 1, 4)), np.ones((2, 1, 4)), np.ones((1, 1, 3)))
    assert str(error.value) == "grad_output has shape (1, 1, 4); expected (N, C_out, L) = (2, 1, 4)"


def test_a_stream_takes_whole_numbers_of_sequences():
    with pytest.raises(ValueError, match="N is -1; expected a whole number, at least 0"):
        TCNStream(some_levels(np.random.default_rng(0)), -1)


# As a layer


@CONVS
def test_a_layer_is_the_block_and_learns_to_remember(convs):
    """The target is the input four steps before: two levels see that far, one does not."""
    rng = np.random.default_rng(0)
    options = {"convs": convs, "rng": rng, "dtype": np.float64}
    model = Sequential(TCNBlock(1, 4, 3, **options), TCNBlock(4, 4, 3, dilation=2, **options))
    x = rng.uniform(0, 1, (16, 1, 12))
    target = np.pad(x, ((0, 0), (0, 0), (4, 0)))[:, :, :12]
    levels = [tuple(layer.parameters.get(name) for name in ARRAYS) for layer in model.layers]
    np.testing.assert_array_equal(model.forward(x), tcn(x, levels))
    optimizer, losses = Adam(model.vector, 1e-2), []
    for _ in range(150):
        error = model.forward(x).mean(axis=1, keepdims=True) - target
        losses.append((error**2).mean())
        grad_x = model.backward(np.repeat(error, 4, axis=1))
        optimizer.step(model.gradient())
    assert grad_x.shape == x.shape
    assert losses[-1] < 0.2 * losses[0]


def test_a_layer_has_one_convolution_or_two():
    with pytest.raises(ValueError, match="convs is 3; expected 1 or 2, the convolutions of a level"):
        TCNBlock(1, 1, 3, convs=3, rng=np.random.default_rng(0))
