"""The formulas of what looking costs, held against what the snippets really do."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import cost as exercises
from figures import cost as figure
from figures.grammar import paint
from snippets import cost
from snippets.attention import attention_weights, multi_head
from snippets.convolution import conv1d
from snippets.counting import multiply_adds, steps_in_turn
from snippets.gru import gru, gru_with_backward
from snippets.linear_recurrence import diagonal_state_space, linear_recurrence, scan, scan_steps
from snippets.lstm import lstm, lstm_cell, lstm_with_backward
from snippets.receptive_field import along_one_axis
from snippets.rnn import rnn, rnn_with_backward
from snippets.tcn import TCNStream
from tests.oracles import SAME_EXAMPLES
from tests.test_cells import arrows

SVG = "{http://www.w3.org/2000/svg}"
FEW = settings(SAME_EXAMPLES, max_examples=20)
lengths, widths, windows = st.integers(1, 9), st.integers(1, 6), st.integers(2, 4)


def drawn(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.uniform(-1, 1, shape) for shape in shapes]


def weights(d, blocks=1):
    return drawn((blocks * d, d), (blocks * d, d))


def causal(x, *layers, dilations):
    """A stack of causal convolutions, with nothing in between."""
    for weight, dilation in zip(layers, dilations, strict=True):
        x = conv1d(x, weight, padding="causal", dilation=dilation)
    return x


def ones(layers):
    return [1] * layers


def doubled(layers):
    return [2**level for level in range(layers)]


# Multiply-adds


@FEW
@given(lengths, widths, windows)
def test_windows_take_the_multiply_adds_of_their_formulas(n, d, k):
    x, weight = drawn((1, d, n), (d, d, k))
    assert multiply_adds(conv1d, x, weight, padding="causal") == cost.convolution(n, d, k).multiply_adds
    for formula, dilations in ((cost.plain_stack, ones), (cost.tcn, doubled)):
        expected = formula(n, d, k)
        layers = [weight] * expected.steps
        counted = multiply_adds(causal, x, *layers, dilations=dilations(expected.steps))
        assert counted == expected.multiply_adds


@FEW
@given(lengths, widths)
def test_cells_take_the_multiply_adds_of_their_formulas_and_the_fast_lstm_those_of_its_bias_too(n, d):
    x = drawn((n, 1, d))[0]
    assert multiply_adds(rnn, x, *weights(d)) == cost.rnn(n, d).multiply_adds
    for reset_after in (True, False):
        counted = multiply_adds(gru, x, *weights(d, 3), reset_after=reset_after)
        assert counted == cost.gru(n, d).multiply_adds
    h, c = drawn((1, d), (1, d))
    assert n * multiply_adds(lstm_cell, x[0], h, c, *weights(d, 4)) == cost.lstm(n, d).multiply_adds
    assert multiply_adds(lstm, x, *weights(d, 4)) == cost.lstm(n, d).multiply_adds + n * 4 * d


@FEW
@given(lengths, widths)
def test_a_linear_recurrence_takes_its_two_matrices_and_number_by_number_what_is_said(n, d):
    x, a, B, C = drawn((n, 1, d), d, (d, d), (d, d))
    assert multiply_adds(diagonal_state_space, x, a, B, C) == cost.linear_scan(n, d).multiply_adds
    assert multiply_adds(linear_recurrence, x, a, kind=np.multiply) == n * d
    reaches = [2**i for i in range(len(list(scan_steps(x, a))) - 1)]
    by_scan = multiply_adds(scan, x, a, kind=np.multiply)
    assert by_scan == d + 2 * d * sum(n - reach for reach in reaches) <= d + 2 * d * n * len(reaches)


@FEW
@given(lengths, widths, st.integers(1, 3))
def test_attention_takes_the_multiply_adds_of_its_formula_however_many_heads(n, d, heads):
    d *= heads
    x, in_proj, out_proj = drawn((n, 1, d), (3 * d, d), (d, d))
    counted = multiply_adds(multi_head, x, x, x, in_proj, out_proj, num_heads=heads)
    assert counted == cost.attention(n, d).multiply_adds


def test_a_step_of_training_takes_three_times_the_products():
    n, d = 5, 4
    x, grad = drawn((n, 1, d), (n, 1, d))
    for cell, blocks, with_backward, states in (
        (cost.rnn, 1, rnn_with_backward, 1),
        (cost.gru, 3, gru_with_backward, 1),
        (cost.lstm, 4, lstm_with_backward, 2),
    ):

        def train(x, *arrays, with_backward=with_backward, states=states):
            _, backward = with_backward(x, *arrays)
            return backward(grad, *[None] * states)

        counted = multiply_adds(train, x, *weights(d, blocks))
        biases = n * blocks * d * (cell is cost.lstm) * (counted > 0)
        assert 0 <= counted - 3 * cell(n, d).multiply_adds <= 2 * biases, cell.__name__


def test_the_numbers_of_the_curriculum_come_out():
    found = cost.costs(1024, 512, 3)
    assert {name: f"{one.multiply_adds:.3g}" for name, one in found.items()} == {
        "convolution": "8.05e+08",
        "convolution × 512": "4.12e+11",
        "TCN, 10 levels": "8.05e+09",
        "RNN": "5.37e+08",
        "GRU": "1.61e+09",
        "LSTM": "2.15e+09",
        "linear, scan": "5.37e+08",
        "attention": "2.15e+09",
    }
    assert [one.steps for one in found.values()] == [1, 512, 10, 1024, 1024, 1024, 12, 4]
    assert [one.path for one in found.values()] == [None, 512, 10, 1024, 1024, 1024, 10, 1]


def test_scores_cost_as_much_as_projections_where_n_is_twice_d():
    for d in (1, 7, 512):
        assert cost.attention(2 * d, d).multiply_adds == 2 * (2 * d) * 4 * d**2


# Steps in turn


@settings(SAME_EXAMPLES, max_examples=8)
@given(st.integers(2, 6), st.integers(1, 3))
def test_cells_take_as_many_steps_in_turn_as_the_sequence_is_long_and_windows_one_a_layer(n, d):
    (x,) = drawn((n, 1, d))
    assert steps_in_turn(rnn, x, *weights(d)) == cost.rnn(n, d).steps == n
    assert steps_in_turn(gru, x, *weights(d, 3)) == cost.gru(n, d).steps
    assert steps_in_turn(lstm, x, *weights(d, 4)) == cost.lstm(n, d).steps
    signal, weight = drawn((1, d, n), (d, d, 3))
    assert steps_in_turn(conv1d, signal, weight, padding="causal") == cost.convolution(n, d, 3).steps
    levels = cost.tcn(n, d, 3).steps
    assert steps_in_turn(causal, signal, *[weight] * levels, dilations=doubled(levels)) == levels


def test_a_gru_that_resets_before_its_product_waits_twice_a_step():
    n, d = 5, 2
    assert steps_in_turn(gru, *drawn((n, 1, d)), *weights(d, 3), reset_after=False) == 2 * n


@settings(SAME_EXAMPLES, max_examples=10)
@given(st.integers(1, 40))
def test_a_scan_takes_one_round_for_each_doubling_and_the_loop_one_step_for_each_input(n):
    x, a = drawn((n, 1, 2), 2)
    rounds = len(list(scan_steps(x, a))) - 1
    assert cost.linear_scan(n, 2).path == max(1, rounds)
    B, C = drawn((2, 2), (2, 2))
    assert cost.linear_scan(n, 2).steps == max(1, rounds) + steps_in_turn(diagonal_state_space, x, a, B, C)
    turns = steps_in_turn(scan, x, a, kind=np.multiply)
    assert turns - rounds in (0, 1)  # the product with the first state may come on top
    assert steps_in_turn(linear_recurrence, x, a, kind=np.multiply) == n


def test_attention_takes_the_same_four_products_in_turn_for_every_length():
    d = 4
    for n in (2, 9):
        x, in_proj, out_proj = drawn((n, 1, d), (3 * d, d), (d, d))
        assert (
            steps_in_turn(multi_head, x, x, x, in_proj, out_proj, num_heads=2)
            == cost.attention(n, d).steps
            == 4
        )


# Paths


def last_sees_first(n, k, dilations):
    x = np.zeros((1, n))
    x[0, 0] = np.nan
    layers = [(k, 1, (d * (k - 1), 0), d) for d in dilations]
    return bool(np.isnan(along_one_axis(layers)(x)[0, -1]))


@FEW
@given(st.integers(2, 40), windows)
def test_with_as_many_layers_as_the_path_the_last_output_sees_the_first_input_and_with_fewer_not(n, k):
    assert last_sees_first(n, k, [1]) == (cost.convolution(n, 1, k).path == 1)
    for formula, dilations in ((cost.plain_stack, ones), (cost.tcn, doubled)):
        layers = formula(n, 1, k).path
        assert last_sees_first(n, k, dilations(layers))
        assert not last_sees_first(n, k, dilations(layers - 1))


def test_all_that_an_rnn_knows_of_its_first_input_passes_every_state():
    n, d = 6, 3
    (x,), arrays = drawn((n, 1, d)), weights(d)
    changed = x.copy()
    changed[0] += 1
    assert not np.array_equal(rnn(x, *arrays)[1], rnn(changed, *arrays)[1])
    for t in range(1, n):  # the state after step t is set to the same value in both
        ends = [rnn(rest, *arrays, h0=np.ones((1, d)))[1] for rest in (x[t:], changed[t:])]
        assert np.array_equal(*ends)
    assert cost.rnn(n, d).path == n


# Memory


def held(backward):
    """Count the numbers in all the memory that a function of gradients holds on to."""
    memory, todo = {}, [cell.cell_contents for cell in backward.__closure__]
    while todo:
        thing = todo.pop()
        if isinstance(thing, np.ndarray):
            while thing.base is not None:
                thing = thing.base
            memory[id(thing)] = thing.size
        elif isinstance(thing, dict):
            todo += thing.values()
        elif isinstance(thing, list | tuple):
            todo += thing
    return sum(memory.values())


@pytest.mark.parametrize(
    ("formula", "blocks", "with_backward"),
    [(cost.rnn, 1, rnn_with_backward), (cost.gru, 3, gru_with_backward), (cost.lstm, 4, lstm_with_backward)],
)
def test_the_way_back_holds_what_the_formula_says_for_each_position(formula, blocks, with_backward):
    d, arrays = 4, weights(4, blocks)

    def numbers(n):
        _, backward = with_backward(np.zeros((n, 1, d)), *arrays)
        return held(backward)

    for n, longer in pairwise((3, 10, 30)):
        assert numbers(longer) - numbers(n) == formula(longer, d).kept - formula(n, d).kept


@FEW
@given(lengths, widths, windows)
def test_the_way_back_through_windows_needs_the_input_of_every_layer(n, d, k):
    x, weight = drawn((1, d, n), (d, d, k))
    assert x.size == cost.convolution(n, d, k).kept
    for formula, dilations in ((cost.plain_stack, ones), (cost.tcn, doubled)):
        expected, inputs, signal = formula(n, d, k), [], x
        for dilation in dilations(expected.steps):
            inputs.append(signal)
            signal = conv1d(signal, weight, padding="causal", dilation=dilation)
        assert sum(array.size for array in inputs) == expected.kept


@FEW
@given(lengths, widths)
def test_the_way_back_through_attention_needs_five_rows_a_position_and_a_share_for_each_pair(n, d):
    x, in_proj = drawn((n, d), (3 * d, d))
    query, key, value = np.split(x @ in_proj.T, 3, axis=1)
    shares = attention_weights(query, key)
    needed = [x, query, key, value, shares, shares @ value]
    assert sum(array.size for array in needed) == cost.attention(n, d).kept


def test_the_way_back_through_a_linear_recurrence_needs_its_inputs_and_states():
    x, a = drawn((5, 1, 3), 3)
    assert x.size + linear_recurrence(x, a).size == cost.linear_scan(5, 3).kept


def test_a_linear_recurrence_goes_on_from_its_state():
    x, a = drawn((5, 1, 3), 3)
    whole = linear_recurrence(x, a)
    np.testing.assert_allclose(linear_recurrence(x[3:], a, whole[2]), whole[3:], rtol=0, atol=1e-15)
    assert whole[2].size == cost.linear_scan(5, 3).state


# Inputs that come one by one


def test_a_recurrent_cell_goes_on_from_its_state():
    n, d = 7, 3
    (x,) = drawn((n, 1, d))
    for formula, cell, blocks in ((cost.rnn, rnn, 1), (cost.gru, gru, 3), (cost.lstm, lstm, 4)):
        whole, *_ = cell(x, *weights(d, blocks))
        _, *state = cell(x[:4], *weights(d, blocks))
        after, *_ = cell(x[4:], *weights(d, blocks), **dict(zip(("h0", "c0"), state, strict=False)))
        np.testing.assert_allclose(after, whole[4:], rtol=0, atol=1e-15)
        assert sum(part.size for part in state) == formula(n, d).state


@FEW
@given(widths, windows)
def test_a_window_goes_on_from_its_last_inputs_and_from_no_fewer(d, k):
    x, weight = drawn((1, d, 9), (d, d, k))
    whole = conv1d(x, weight, padding="causal")[:, :, 8]
    past = x[:, :, 8 - (k - 1) : 8]
    assert past.size == cost.convolution(9, d, k).state
    np.testing.assert_allclose(conv1d(x[:, :, 8 - (k - 1) :], weight)[:, :, -1], whole, rtol=0, atol=1e-14)
    less = x.copy()
    less[:, :, 8 - (k - 1)] = 0
    assert not np.allclose(conv1d(less, weight, padding="causal")[:, :, 8], whole)


@FEW
@given(st.integers(2, 40), widths, windows)
def test_a_tcn_that_is_given_one_step_at_a_time_keeps_what_the_formula_says(n, d, k):
    expected = cost.tcn(n, d, k)
    stream = TCNStream([(np.zeros((d, d, k)),)] * expected.steps)
    assert stream.state_size == expected.state
    plain = cost.plain_stack(n, d, k)
    assert plain.state == plain.steps * cost.convolution(n, d, k).state


@FEW
@given(lengths, widths)
def test_attention_answers_one_more_query_from_the_keys_and_values_of_all_before(n, d):
    x, in_proj, out_proj = drawn((n, 1, d), (3 * d, d), (d, d))
    expected = cost.attention(n, d)
    keys_values = x[:, 0] @ in_proj[d:].T
    assert keys_values.size == expected.state

    def answer(new, keys, values):
        query = new @ in_proj[:d].T
        new_key, new_value = new @ in_proj[d : 2 * d].T, new @ in_proj[2 * d :].T
        keys, values = np.concatenate([keys, new_key]), np.concatenate([values, new_value])
        scores = query @ keys.T / d**0.5
        shares = np.exp(scores - scores.max())
        return shares / shares.sum() @ values @ out_proj.T

    past = keys_values[:-1]
    whole = multi_head(x, x, x, in_proj, out_proj, num_heads=1, is_causal=True)[-1]
    np.testing.assert_allclose(answer(x[-1], past[:, :d], past[:, d:]), whole, rtol=0, atol=1e-12)
    assert multiply_adds(answer, x[-1], past[:, :d], past[:, d:]) == expected.per_input


@FEW
@given(lengths, widths, windows)
def test_one_more_input_takes_the_multiply_adds_of_the_formula(n, d, k):
    x = drawn((1, 1, d))[0]
    assert multiply_adds(rnn, x, *weights(d)) == cost.rnn(n, d).per_input
    assert multiply_adds(gru, x, *weights(d, 3)) == cost.gru(n, d).per_input
    assert multiply_adds(lstm_cell, x[0], x[0], x[0], *weights(d, 4)) == cost.lstm(n, d).per_input
    a, B, C = drawn(d, (d, d), (d, d))
    assert multiply_adds(diagonal_state_space, x, a, B, C) == cost.linear_scan(n, d).per_input
    weight, window = drawn((d, d, k), (1, d, k))
    assert multiply_adds(conv1d, window, weight) == cost.convolution(n, d, k).per_input
    for formula in (cost.plain_stack, cost.tcn):
        layers = formula(n, d, k).steps
        assert formula(n, d, k).per_input == layers * cost.convolution(n, d, k).per_input


# The table, and what cannot be counted


def test_the_table_has_a_line_for_each_way_of_looking_and_every_number_of_it():
    lines = cost.table(1024, 512, 3).splitlines()
    assert lines[0].split() == ["multiply-adds", "steps", "path", "kept", "state", "per", "input"]
    assert lines[1].split() == ["convolution", "8.05e8", "1", "none", "5.24e5", "1024", "7.86e5"]
    assert lines[6].split() == ["LSTM", "2.15e9", "1024", "1024", "3.67e6", "1024", "2.10e6"]
    assert lines[8].split() == ["attention", "2.15e9", "4", "1", "3.67e6", "1.05e6", "2.10e6"]
    assert len(lines) == 9
    assert {len(line) for line in lines} == {len(lines[0])}


def test_a_count_is_written_in_full_as_far_as_it_is_short():
    written = [cost.short(number) for number in (None, 0, 9999, 10_000, 12_345_678, 10**12)]
    assert written == ["none", "0", "9999", "1.00e4", "1.23e7", "1.00e12"]


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, 1, 2), "n is 0; expected a whole number, at least 1"),
        ((1, 2.5, 2), "d is 2.5; expected a whole number, at least 1"),
        ((1, 1, 1), "k is 1; expected a whole number, at least 2"),
    ],
)
def test_sizes_that_cannot_be_are_named(sizes, message):
    with pytest.raises(ValueError) as error:
        cost.costs(*sizes)
    assert str(error.value) == message


def test_the_command_prints_the_table_for_the_sizes_given(capsys):
    cost.main(["--n", "100", "--d", "8", "--k", "5"])
    assert capsys.readouterr().out == cost.table(100, 8, 5) + "\n"
    with pytest.raises(SystemExit):
        cost.main(["--k", "1"])
    assert "error: k is 1; expected a whole number, at least 2" in capsys.readouterr().err


# The exercises


def test_at_the_crossover_pairs_take_as_much_as_matrices():
    n, d = exercises.crossover_solution(), 64
    assert cost.attention(n, d).multiply_adds == 2 * n * cost.attention(1, d).multiply_adds - 4 * n * d


def test_the_rounds_are_those_of_the_scan():
    assert exercises.rounds_solution() == cost.linear_scan(1500, 1).path


def test_what_a_stream_keeps_is_what_the_tcn_s_stream_keeps():
    levels = [(np.zeros((2, 2, 3)),)] * 4
    assert exercises.stream_memory_solution()(doubled(4), 3, 2) == TCNStream(levels).state_size


def test_of_the_three_for_an_endless_stream_one_fits_and_the_hint_counts_right():
    bytes_each, room = 4, 20_000
    levels = cost.levels_for(1023, 3, convs=1)
    window = cost.tcn(1023, 32, 3)
    assert cost.tcn_receptive_field(3, levels, convs=1) == 1023
    assert window.state == 1022 * 32
    assert round(bytes_each * window.state / 1000) == 131
    assert bytes_each * cost.gru(1, 32).state == 128 < room < bytes_each * window.state
    kept = [bytes_each * cost.attention(n, 32).state for n in (1, 78, 79)]
    assert kept[0] == 256
    assert kept[1] <= room < kept[2]


# The figure


def test_in_the_figure_every_result_has_its_step_and_every_input_a_way_to_the_last():
    root = ElementTree.fromstring(figure.waiting())
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert [text for text in texts if text.isdigit()] == [*"12345678", *"3", *"22", *"1111", *"1"]
    ways = [arrow for role in ("input", "state", "weight", "gate") for arrow in arrows(root, role)]
    known = list(results(root))
    leaves = {place: result for result in known for place in (right(*result), top(*result))}

    def inputs_behind(result):
        starts = [start for start, tip in ways if tip in (left(*result), bottom(*result))]
        before = [leaves[start] for start in starts if start in leaves]
        return {start for start in starts if start not in leaves}.union(*map(inputs_behind, before))

    for last in (known[7], known[8], known[-1]):
        assert len(inputs_behind(last)) == 8


def results(root):
    """Every state and output in the order of drawing: its middle, and half its width."""
    for shape in root:
        if shape.tag == f"{SVG}circle":
            yield tuple(float(shape.get(name)) for name in ("cx", "cy", "r"))
        elif shape.get("stroke") == paint("output"):
            x, y, width = (float(shape[0].get(name)) for name in ("x", "y", "width"))
            yield x + width / 2, y + width / 2, width / 2


def left(x, y, r):
    return x - r, y


def right(x, y, r):
    return x + r, y


def top(x, y, r):
    return x, y - r


def bottom(x, y, r):
    return x, y + r
