"""What every gated cell must do, as tests that `test_lstm` and `test_gru` run for their own cell."""

import numpy as np
import pytest
from hypothesis import strategies as st

from tests.oracles import WARNINGS_RAISE, assert_gradients, assert_stored, reference
from tests.vectors.gated_cases import FILE, GATED

ARRAYS = ("x", "weight_ih", "weight_hh", "bias_ih", "bias_hh")


@st.composite
def sizes(draw):
    """T, N, D, H, which of the last arguments are given, lengths or None, and a seed."""
    T, N, D, H = (draw(st.integers(least, 4)) for least in (1, 0, 0, 0))
    there = [draw(st.booleans()) for _ in range(4)]
    lengths = draw(st.none() | st.lists(st.integers(1, T), min_size=N, max_size=N))
    return (T, N, D, H), there, lengths, draw(st.integers(0, 2**32 - 1))


class GatedCell:
    """A subclass says which functions it is about, and how they are called."""

    gates = ""  # the order of the blocks of rows
    states = ("h",)
    options = ({},)  # of the cell; the first is PyTorch's
    cell = naive = backward = with_backward = None  # the functions, as static methods
    vectors = ""  # the operation's name in the file of vectors

    def some(self, seed=0, T=5, N=3, D=2, H=4):
        rng, rows = np.random.default_rng(seed), len(self.gates) * H
        shapes = [(T, N, D), (rows, D), (rows, H), rows, rows] + [(N, H)] * len(self.states)
        return [rng.normal(size=shape) for shape in shapes]

    @property
    def names(self):
        return (*ARRAYS, *(f"{state}0" for state in self.states))

    # Forward

    def assert_the_fast_cell_is_its_definition(self, drawn):
        (T, N, D, H), there, lengths, seed = drawn
        arrays = self.some(seed, T, N, D, H)
        arrays[3:] = [a if g else None for a, g in zip(arrays[3:], there[: len(arrays) - 3], strict=True)]
        for options in self.options:
            fast = self.cell(*arrays, **options, lengths=lengths)
            slow = self.naive(*arrays, **options, lengths=lengths)
            for found, expected in zip(fast, slow, strict=True):
                np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)

    @pytest.mark.parametrize("case", GATED)
    def test_results_and_gradients_are_pytorchs(self, case):
        stored = reference(self.vectors, case, FILE)
        stored = {name.removesuffix("_l0").replace("0_l0", "0"): array for name, array in stored.items()}
        lengths = GATED[case].get("lengths")
        for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
            cast = {name: array.astype(dtype) for name, array in stored.items()}
            arrays = [cast.get(name) for name in self.names]
            sent = [cast[f"grad_{name}"] for name in ("output", *self.states)]
            found = dict(zip(("output", *self.states), self.cell(*arrays, lengths=lengths), strict=True))
            grads = self.backward(*sent, *arrays, lengths=lengths)
            found |= {f"grad_{name}": grad for name, grad in zip(self.names, grads, strict=True)}
            assert_stored(found, stored, dtype, tolerance)

    def test_the_states_given_are_where_the_sequence_goes_on(self):
        for options in self.options:
            x, *weights = self.some()
            output, *last = self.cell(x, *weights, **options)
            first, *middle = self.cell(x[:2], *weights, **options)
            second, *end = self.cell(x[2:], *weights[:4], *middle, **options)
            np.testing.assert_allclose(np.concatenate([first, second]), output, rtol=1e-12)
            np.testing.assert_allclose(end, last, rtol=1e-12)

    def test_without_first_states_it_starts_from_zero(self):
        for options in self.options:
            *arrays, h0 = self.some()[:6]
            zeros = [np.zeros_like(h0)] * len(self.states)
            for found, expected in zip(
                self.cell(*arrays, **options), self.cell(*arrays, *zeros, **options), strict=True
            ):
                np.testing.assert_array_equal(found, expected)

    @pytest.mark.parametrize("padding", [0, 1e300, np.nan, np.inf])
    def test_a_ragged_batch_is_its_sequences_one_by_one_forward_and_backward(self, padding):
        rng, lengths = np.random.default_rng(1), [3, 5, 1, 4]
        for options in self.options:
            x, *weights = self.some(N=4)
            weights, starts = weights[:4], weights[4:]
            grad_output = rng.normal(size=(5, 4, 4))
            grad_last = [rng.normal(size=(4, 4)) for _ in self.states]
            for n, length in enumerate(lengths):
                x[length:, n] = grad_output[length:, n] = padding
            with np.errstate(**WARNINGS_RAISE):
                together = self.cell(x, *weights, *starts, **options, lengths=lengths)
                grads = self.backward(
                    grad_output, *grad_last, x, *weights, *starts, **options, lengths=lengths
                )
            sums = [np.zeros_like(weight) for weight in weights]
            for n, length in enumerate(lengths):
                one = slice(n, n + 1)
                alone = [x[:length, one], *weights, *(start[one] for start in starts)]
                output, *last = self.cell(*alone, **options)
                np.testing.assert_allclose(together[0][:length, one], output, rtol=1e-12, atol=1e-14)
                assert not together[0][length:, n].any()
                for found, expected in zip(together[1:], last, strict=True):
                    np.testing.assert_allclose(found[one], expected, rtol=1e-12, atol=1e-14)
                grad_x, *rest = self.backward(
                    grad_output[:length, one], *(grad[one] for grad in grad_last), *alone, **options
                )
                np.testing.assert_allclose(grads[0][:length, one], grad_x, rtol=1e-12, atol=1e-14)
                assert not grads[0][length:, n].any()
                sums = [total + grad for total, grad in zip(sums, rest[:4], strict=True)]
                for found, expected in zip(grads[5:], rest[4:], strict=True):
                    np.testing.assert_allclose(found[one], expected, rtol=1e-12, atol=1e-14)
            for found, total in zip(grads[1:5], sums, strict=True):
                np.testing.assert_allclose(found, total, rtol=1e-12, atol=1e-13)

    @pytest.mark.parametrize("name", ["x", "h0"])
    def test_nan_in_one_sequence_reaches_no_other_forward_or_backward(self, name):
        for options in self.options:
            arrays, grad = self.some(), np.ones((5, 3, 4))
            nothing = [None] * len(self.states)
            expected = self.cell(*arrays, **options)
            expected_grads = self.backward(grad, *nothing, *arrays, **options)
            arrays[self.names.index(name)][..., 1, 0] = np.nan
            found = self.cell(*arrays, **options)
            grads = self.backward(grad, *nothing, *arrays, **options)
            assert np.isnan(found[0][:, 1]).all()
            per_sequence = [
                (found[0], expected[0], 1),
                *((a, b, 0) for a, b in zip(found[1:], expected[1:], strict=True)),
            ]
            per_sequence += [(grads[0], expected_grads[0], 1)]
            per_sequence += [(a, b, 0) for a, b in zip(grads[5:], expected_grads[5:], strict=True)]
            for with_nan, without, axis in per_sequence:
                np.testing.assert_allclose(
                    np.delete(with_nan, 1, axis), np.delete(without, 1, axis), rtol=1e-12
                )
            assert np.isnan(grads[1]).any()  # the weights served every sequence, as in PyTorch

    def test_finite_extremes_raise_no_floating_point_warning_and_saturate(self):
        for options in self.options:
            for extreme in (1e300, -1e300):
                x, *weights = [np.ones_like(array) for array in self.some(D=1, H=1)]
                arrays = [extreme * x, *weights]
                with np.errstate(**WARNINGS_RAISE):
                    found = self.cell(*arrays, **options)
                    grads = self.backward(np.ones((5, 3, 1)), *[None] * len(self.states), *arrays, **options)
                for array in (*found, *grads):
                    assert np.isfinite(array).all()

    def test_floating_types_come_out_as_they_went_in_and_whole_numbers_as_float64(self):
        for options in self.options:
            for dtype, expected in ((np.float32, np.float32), (np.float64, np.float64), (int, np.float64)):
                arrays = [array.astype(dtype) for array in self.some()]
                results = (*self.cell(*arrays, **options), *self.naive(*arrays, **options))
                grads = self.backward(np.ones((5, 3, 4)), *[None] * len(self.states), *arrays, **options)
                assert {array.dtype for array in (*results, *grads)} == {np.dtype(expected)}

    def test_gradients_of_another_floating_type_come_out_in_that_of_the_arrays(self):
        for options in self.options:
            arrays = [array.astype(np.float32) for array in self.some()]
            sent = [np.ones((5, 3, 4)), *[np.ones((3, 4))] * len(self.states)]
            grads = self.backward(*sent, *arrays, **options, lengths=[5, 2, 3])
            assert {grad.dtype for grad in grads} == {np.dtype(np.float32)}

    def test_lists_strided_arrays_and_empty_axes_will_do(self):
        for options in self.options:
            arrays = self.some(T=4, N=2)
            strided = [np.repeat(array, 2, axis=-1)[..., ::2] for array in arrays]
            for other in (
                strided,
                [array.tolist() for array in arrays],
                [np.asfortranarray(a) for a in arrays],
            ):
                found = (
                    *self.cell(*other, **options),
                    *self.backward(None, *other[-1:] * len(self.states), *other, **options),
                )
                expected = (
                    *self.cell(*arrays, **options),
                    *self.backward(None, *arrays[-1:] * len(self.states), *arrays, **options),
                )
                for one, two in zip(found, expected, strict=True):
                    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-14)
            for empty in ({"N": 0}, {"D": 0}, {"H": 0}):
                arrays = self.some(**empty)
                output, *_ = self.cell(*arrays, **options)
                grads = self.backward(output, *[None] * len(self.states), *arrays, **options)
                assert [grad.shape for grad in grads] == [array.shape for array in arrays]

    def test_results_share_no_memory_with_each_other_or_with_what_was_passed(self):
        for options in self.options:
            arrays, grad = self.some(), np.ones((5, 3, 4))
            before = [array.copy() for array in (*arrays, grad)]
            results = self.cell(*arrays, **options)
            results += self.backward(grad, *[grad[0]] * len(self.states), *arrays, **options)
            everything = [*results, *arrays]
            for k, one in enumerate(everything[: len(results)]):
                assert not any(np.shares_memory(one, other) for other in everything[k + 1 :])
            for array, copy in zip((*arrays, grad), before, strict=True):
                np.testing.assert_array_equal(array, copy)

    def test_a_sequence_of_a_hundred_thousand_steps_is_read_to_its_end(self):
        for options in self.options:
            x, *weights = self.some(T=100_000, N=1, D=1, H=1)
            output, *last = self.cell(x, *weights, **options)
            *_, tail = (self.cell(x[k : k + 1000], *weights[:4], **options)[0] for k in (99_000,))
            np.testing.assert_allclose(output[-500:], tail[-500:], rtol=1e-9)  # the start is forgotten
            np.testing.assert_array_equal(output[-1], last[0])

    # Backward

    @pytest.mark.parametrize("lengths", [None, [2, 5, 1]])
    @pytest.mark.parametrize("kept", [7, 3, 4])
    def test_gradients_are_central_differences(self, lengths, kept):
        for options in self.options:
            arrays = self.some(D=1, H=2)
            arrays[kept:] = [None] * len(arrays[kept:])
            for k in range(1 + len(self.states)):

                def one_result(*a, k=k, **o):
                    return self.cell(*a, **o)[k]

                def its_gradients(g, *a, k=k, **o):
                    sent = [None] * (1 + len(self.states))
                    sent[k] = g
                    return self.backward(*sent, *a, **o)

                rng = np.random.default_rng(1)
                assert_gradients(one_result, its_gradients, arrays, rng, **options, lengths=lengths)

    def test_gradients_of_all_results_add_up(self):
        for options in self.options:
            arrays, rng = self.some(), np.random.default_rng(1)
            sent = [rng.normal(size=(5, 3, 4)), *(rng.normal(size=(3, 4)) for _ in self.states)]
            together = self.backward(*sent, *arrays, **options)
            parts = [
                self.backward(*[g if i == k else None for i, g in enumerate(sent)], *arrays, **options)
                for k in range(len(sent))
            ]
            for grad, *pieces in zip(together, *parts, strict=True):
                np.testing.assert_allclose(grad, sum(pieces), rtol=1e-11, atol=1e-12)

    def test_no_gradient_comes_in_and_none_goes_out(self):
        for options in self.options:
            grads = self.backward(None, *[None] * len(self.states), *self.some(), **options)
            assert not any(grad.any() for grad in grads)

    def test_training_gets_results_and_gradients_from_one_pass_and_may_ask_twice(self):
        for options in self.options:
            arrays, lengths = self.some(), [5, 2, 3]
            results, backward = self.with_backward(*arrays, **options, lengths=lengths)
            for found, expected in zip(results, self.cell(*arrays, **options, lengths=lengths), strict=True):
                np.testing.assert_array_equal(found, expected)
            sent = [np.ones((5, 3, 4)), *[np.ones((3, 4))] * len(self.states)]
            expected = self.backward(*sent, *arrays, **options, lengths=lengths)
            for _ in range(2):
                for grad, other in zip(backward(*sent), expected, strict=True):
                    np.testing.assert_array_equal(grad, other)

    # Bad input

    @pytest.mark.parametrize("function", ["cell", "naive", "backward"])
    @pytest.mark.parametrize(
        ("name", "shape", "message"),
        [
            ("x", (5, 2), "x has shape (5, 2); expected (T, N, D)"),
            ("x", (0, 3, 2), "x has shape (0, 3, 2); expected (T, N, D) with at least one step"),
            ("x", (5, 3, 3), "weight_ih has shape ({R}, 2); expected ({G}H, D) = ({R}, 3), rows {names}"),
            (
                "weight_ih",
                (2, -1),
                "weight_ih has shape (2, {R}); expected ({G}H, D) = ({R}, 2), rows {names}. "
                "→ Transpose it, and see in which order its columns hold {names}",
            ),
            (
                "weight_hh",
                (4, -1),
                "weight_hh has shape (4, {R}); expected ({G}H, H) = ({R}, 4), rows {names}. "
                "→ Transpose it, and see in which order its columns hold {names}",
            ),
            (
                "weight_ih",
                (4, 2),
                "weight_ih has shape (4, 2); expected ({G}H, D) = ({R}, 2), rows {names}; "
                "this is the shape for a plain RNN",
            ),
            ("weight_hh", (4,), "weight_hh has shape (4,); expected ({G}H, H)"),
            ("weight_hh", (), "weight_hh has shape (); expected ({G}H, H)"),
            ("weight_ih", (-1,), "weight_ih has shape ({R},); expected ({G}H, D)"),
            ("x", None, "x is None; expected (T, N, D)"),
            ("weight_ih", None, "weight_ih is None; expected ({G}H, D)"),
            ("weight_hh", None, "weight_hh is None; expected ({G}H, H)"),
            ("bias_ih", (3,), "bias_ih has shape (3,); expected ({G}H,) = ({R},), rows {names}"),
            (
                "bias_hh",
                (2, -1),
                "bias_hh has shape (2, {R}); expected ({G}H,) = ({R},), rows {names}. "
                "→ Its two rows are bias_ih and bias_hh",
            ),
            ("h0", (4,), "h0 has shape (4,); expected (N, H) = (3, 4)"),
            ("h0", (1, 4), "h0 has shape (1, 4); expected (N, H) = (3, 4)"),
            ("h0", (1, 3, 4), "h0 has shape (1, 3, 4); expected (N, H) = (3, 4)"),
        ],
    )
    def test_what_does_not_fit_is_named(self, function, name, shape, message):
        rows = 4 * len(self.gates)
        arrays = dict(zip(self.names, self.some(), strict=True))
        arrays[name] = None if shape is None else np.ones([rows if size == -1 else size for size in shape])
        sent = [None] * (1 + len(self.states)) if function == "backward" else []
        with pytest.raises(ValueError) as error:
            getattr(self, function)(*sent, *arrays.values())
        G, names = len(self.gates), ", ".join(self.gates)
        assert str(error.value) == message.format(R=rows, G=G, names=names)

    @pytest.mark.parametrize("function", ["cell", "naive"])
    @pytest.mark.parametrize(
        ("lengths", "message"),
        [
            ([5, 0, 5], "lengths[1] is 0; expected 1 to T = 5: x has 5 steps"),
            ([5, 5, 6], "lengths[2] is 6; expected 1 to T = 5: x has 5 steps"),
            ([5, 5], "lengths has shape (2,); expected (N,) = (3)"),
            ([1.0, 2.0, 3.0], "lengths holds float64; expected whole numbers from 1 to T = 5"),
        ],
    )
    def test_lengths_that_cannot_be_are_named(self, function, lengths, message):
        with pytest.raises(ValueError) as error:
            getattr(self, function)(*self.some(), lengths=lengths)
        assert str(error.value) == message

    def test_a_gradient_of_another_shape_is_named(self):
        names = ["grad_output", *(f"grad_{state}" for state in self.states)]
        for k, name in enumerate(names):
            sent = [None] * len(names)
            sent[k] = np.ones((2, 3, 4))
            with pytest.raises(ValueError) as error:
                self.backward(*sent, *self.some())
            axes = "(T, N, H) = (5, 3, 4)" if k == 0 else "(N, H) = (3, 4)"
            assert str(error.value) == f"{name} has shape (2, 3, 4); expected {axes}"

    def test_complex_numbers_are_refused(self):
        arrays = self.some()
        arrays[1] = arrays[1] + 1j
        with pytest.raises(ValueError, match="weight_ih holds complex128; expected real numbers"):
            self.cell(*arrays)
