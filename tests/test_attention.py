"""Attention: against its definition, PyTorch, central differences, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.attention import (
    attention,
    attention_backward,
    attention_naive,
    attention_weights,
    multi_head,
    multi_head_backward,
    multi_head_naive,
    positions,
)
from snippets.counting import multiply_adds
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, assert_stored, reference
from tests.vectors.attention_cases import DOT_PRODUCT, FILE, MULTI_HEAD

GRADS = "query", "key", "value"
WEIGHTS = "in_proj_weight", "out_proj_weight", "in_proj_bias", "out_proj_bias"
TOLERANCES = pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 5e-6)])


def some(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape) for shape in shapes)


def layer(L=4, S=5, N=3, D=6, seed=0):
    """The arrays of `multi_head`."""
    shapes = (L, N, D), (S, N, D), (S, N, D), (3 * D, D), (D, D), (3 * D,), (D,)
    return some(*shapes, seed=seed)


def test_scores_that_double_the_weight_by_hand():
    key, value = np.array([[0.0], [1], [2], [0]]), np.array([[8.0], [4], [2], [0]])
    query = np.array([[math.log(2)]])  # exp(query key) is 1, 2, 4, 1, and their sum 8
    np.testing.assert_allclose(attention_weights(query, key), [[1 / 8, 2 / 8, 4 / 8, 1 / 8]], rtol=1e-15)
    # 8 / 8 + 4 * 2 / 8 + 2 * 4 / 8 + 0
    np.testing.assert_allclose(attention(query, key, value), [[3]], rtol=1e-15)


def test_scores_are_divided_by_the_root_of_their_length_by_hand():
    query, key = np.full((1, 4), math.log(3)), np.array([[1.0, 1, 0, 0], [0, 0, 0, 0]])
    # Scores 2 log(3) / sqrt(4) and 0: weights 3 / 4 and 1 / 4.
    np.testing.assert_allclose(attention_weights(query, key), [[0.75, 0.25]], rtol=1e-15)


def test_a_gradient_by_hand():
    query, key, value = np.zeros((1, 1)), np.array([[1.0], [-1]]), np.array([[4.0], [0]])
    grads = attention_backward([[1.0]], query, key, value)
    # Weights 1/2, 1/2, output 2. d output / d score = w (value - output) = 1, -1; score = query * key.
    assert [grad.tolist() for grad in grads] == [[[2.0]], [[0.0], [0.0]], [[0.5], [0.5]]]


@SAME_EXAMPLES
@given(st.data())
def test_the_fast_form_is_the_definition(data):
    N, L, S, E, V = (data.draw(st.integers(1, 5)) for _ in range(5))
    query, key, value = some((N, L, E), (N, S, E), (N, S, V))
    mask = data.draw(st.sampled_from([None, "random"]))
    mask = mask and np.random.default_rng(1).integers(0, 3, size=(N, L, S)) > 0
    causal = data.draw(st.booleans())
    with np.errstate(**WARNINGS_RAISE):
        output = attention(query, key, value, mask, is_causal=causal)
    for n in range(N):
        allowed = np.ones((L, S), bool) if mask is None else mask[n].copy()
        if causal:
            for t in range(L):
                allowed[t, t + 1 :] = False
        expected = attention_naive(query[n], key[n], value[n], allowed)
        np.testing.assert_allclose(output[n], expected, rtol=1e-12, atol=1e-14)


@SAME_EXAMPLES
@given(st.data())
def test_several_heads_are_their_sum_one_by_one(data):
    num_heads, size, L, S, N = (data.draw(st.integers(1, 3)) for _ in range(5))
    *arrays, in_bias, out_bias = layer(L, S, N, num_heads * size)
    biases = data.draw(st.sampled_from([(None, None), (in_bias, out_bias), (None, out_bias)]))
    mask = data.draw(st.sampled_from([None, np.random.default_rng(0).integers(0, 3, size=(L, S)) > 0]))
    options = {"num_heads": num_heads, "attn_mask": mask}
    expected = multi_head_naive(*arrays, *biases, **options)
    np.testing.assert_allclose(multi_head(*arrays, *biases, **options), expected, rtol=1e-12, atol=1e-13)


@TOLERANCES
@pytest.mark.parametrize("case", DOT_PRODUCT)
def test_pytorch_s_attention_and_its_gradients(case, dtype, tolerance):
    stored = reference("dot_product", case, FILE)
    arrays = [stored[name].astype(dtype) for name in GRADS]
    options = {"attn_mask": stored.get("attn_mask"), "is_causal": DOT_PRODUCT[case].get("is_causal", False)}
    found = {"output": attention(*arrays, **options)}
    grads = attention_backward(stored["grad_output"].astype(dtype), *arrays, **options)
    found |= {f"grad_{name}": grad for name, grad in zip(GRADS, grads, strict=True)}
    if dtype == np.float32 and case == "large scores":  # a score of 1000 holds 4 decimals
        tolerance = 1e-2
    assert_stored(found, stored, dtype, tolerance)


@TOLERANCES
@pytest.mark.parametrize("case", MULTI_HEAD)
def test_pytorch_s_layer_and_its_gradients(case, dtype, tolerance):
    stored = {name: a if a.dtype == bool else a.astype(dtype) for name, a in vectors(case).items()}
    alone = "key" not in stored
    x = stored["query"]
    arrays = [x, x, x] if alone else [stored[name] for name in GRADS]
    arrays += [stored.get(name) for name in WEIGHTS]
    options = {
        "num_heads": MULTI_HEAD[case]["num_heads"],
        "attn_mask": stored.get("attn_mask"),
        "is_causal": MULTI_HEAD[case].get("mask") == "causal",
    }
    found = {"output": multi_head(*arrays, **options)}
    grads = multi_head_backward(stored["grad_output"], *arrays, **options)
    names = [f"grad_{name}" for name in (*GRADS, *WEIGHTS)]
    found |= dict(zip(names, grads, strict=True))
    if alone:
        found["grad_query"] = found["grad_query"] + found.pop("grad_key") + found.pop("grad_value")
    assert_stored(found, stored, dtype, tolerance)


def vectors(case):
    return reference("multi_head", case, FILE)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"is_causal": True},
        {"attn_mask": np.arange(4)[:, None] != np.full(5, 2)},
        {"attn_mask": np.array([True, True, False, True, True]), "is_causal": True},
    ],
)
def test_gradients_are_central_differences(options):
    rng = np.random.default_rng(1)
    assert_gradients(attention, attention_backward, some((2, 4, 3), (2, 5, 3), (2, 5, 2)), rng, **options)
    arrays = layer(N=2)
    options |= {"num_heads": 2}
    assert_gradients(multi_head, multi_head_backward, arrays, rng, **options)
    assert_gradients(multi_head, multi_head_backward, (*arrays[:5], None, None), rng, **options)


def test_weights_are_shares():
    query, key = some((3, 4, 2), (3, 6, 2))
    for options in ({}, {"is_causal": True}):
        weights = attention_weights(query, key, **options)
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-14)
        assert (weights >= 0).all()
    assert not np.triu(weights, k=1).any()


def test_the_inputs_in_another_order_give_the_outputs_in_that_order():
    x, _, _, *weights = layer(L=7)
    order = np.random.default_rng(2).permutation(7)
    before = multi_head(x, x, x, *weights, num_heads=2)
    after = multi_head(x[order], x[order], x[order], *weights, num_heads=2)
    np.testing.assert_allclose(after, before[order], rtol=0, atol=1e-13)
    assert abs(before[order] - before).max() > 0.1  # the order matters to what is compared
    x = x + positions(7, 6)[:, None]
    placed = x[order] - positions(7, 6)[order][:, None] + positions(7, 6)[:, None]
    before = multi_head(x, x, x, *weights, num_heads=2)
    after = multi_head(placed, placed, placed, *weights, num_heads=2)
    assert abs(after - before[order]).max() > 0.1


def test_keys_and_values_in_another_order_change_nothing():
    query, key, value = some((3, 2), (6, 2), (6, 4))
    order = np.random.default_rng(2).permutation(6)
    changed = attention(query, key[order], value[order])
    np.testing.assert_allclose(changed, attention(query, key, value), rtol=0, atol=1e-14)


def test_a_causal_output_is_moved_by_no_later_input():
    x, _, _, *weights = layer(L=6)
    before = multi_head(x, x, x, *weights, num_heads=3, is_causal=True)
    for t in range(6):
        changed = x.copy()
        changed[t] += 1
        after = multi_head(changed, changed, changed, *weights, num_heads=3, is_causal=True)
        np.testing.assert_array_equal(after[:t], before[:t])
        assert (after[t:] != before[t:]).any(axis=-1).all()


def test_a_masked_key_and_value_count_for_nothing():
    query, key, value = some((4, 2), (5, 2), (5, 3))
    mask = np.arange(5) < 3
    np.testing.assert_allclose(
        attention(query, key, value, mask), attention(query, key[:3], value[:3]), rtol=1e-14
    )
    key[3:], value[3:] = 1e6, -1e6
    np.testing.assert_allclose(
        attention(query, key, value, mask), attention(query, key[:3], value[:3]), rtol=1e-14
    )


def test_a_mask_and_causality_restrict_together():
    query, key, value = some((4, 2), (4, 2), (4, 3))
    mask = np.array([[True], [True], [False], [True]])  # broadcasts along the places
    both = attention(query, key, value, mask, is_causal=True)
    np.testing.assert_array_equal(both, attention(query, key, value, mask & np.tri(4, dtype=bool)))
    assert not both[2].any()


def test_a_query_that_may_look_nowhere_gets_zeros_and_gives_no_gradient():
    query, key, value = some((3, 2), (4, 2), (4, 2))
    mask = np.array([[True], [False], [True]]) & np.ones(4, bool)
    with np.errstate(**WARNINGS_RAISE):
        assert not attention(query, key, value, mask)[1].any()
        grad_query, *others = attention_backward(np.eye(3, 2), query, key, value, mask)
    assert not grad_query[1].any()
    assert all(np.isfinite(grad).all() for grad in others)


@pytest.mark.parametrize("scale", [1e4, 1e150, 1e200, 1e300])
@pytest.mark.parametrize("options", [{}, {"is_causal": True}])
def test_huge_scores_raise_no_warning(scale, options):
    query, key, value = np.array([[scale], [-scale]]), np.array([[1e4], [2e4]]), np.array([[1.0], [2.0]])
    with np.errstate(**WARNINGS_RAISE):
        output = attention(query, key, value, **options)
        grads = attention_backward(np.ones((2, 1)), query, key, value, **options)
    assert output.tolist() == ([[1.0], [1.0]] if options else [[2.0], [1.0]])
    assert all(np.isfinite(grad).all() for grad in grads)


@pytest.mark.parametrize("score", [-1e3, -1e30, -1e300])
def test_a_place_that_is_masked_never_wins_over_a_score_however_low(score):
    value = np.array([[1.0], [2]])
    assert attention([[score]], [[1.0], [1.0]], value, is_causal=True).tolist() == [[1]]
    assert attention([[score]], [[1.0], [1.0]], value, [False, True]).tolist() == [[2]]


def test_scores_beyond_the_largest_number_are_nan_and_raise_no_warning():
    query, key, value = np.full((1, 1), 1e200), np.full((2, 1), 1e200), np.ones((2, 1))
    with np.errstate(**WARNINGS_RAISE):
        assert np.isnan(attention(query, key, value)).all()  # inf - inf, as in PyTorch


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", GRADS)
@pytest.mark.parametrize("is_causal", [False, True])
def test_what_is_no_number_stays_in_its_sequence(name, number, is_causal):
    x, _, _, *weights = layer(L=4)
    arrays = dict.fromkeys(GRADS, x)
    arrays[name] = x.copy()
    arrays[name][1, 1, 0] = number
    expected = multi_head(x, x, x, *weights, num_heads=2, is_causal=is_causal)
    with np.errstate(invalid="ignore"):
        output = multi_head(*arrays.values(), *weights, num_heads=2, is_causal=is_causal)
        grads = multi_head_backward(
            np.ones_like(x), *arrays.values(), *weights, num_heads=2, is_causal=is_causal
        )
    assert not np.isfinite(output[:, 1]).all()
    np.testing.assert_allclose(output[:, ::2], expected[:, ::2], rtol=1e-13)
    assert all(np.isfinite(grad[:, ::2]).all() for grad in grads[:3])


def test_a_nan_key_that_is_masked_stays_out_and_a_nan_value_comes_in_as_in_pytorch():
    query, key, value = some((2, 3), (3, 3), (3, 1))
    mask = np.array([True, True, False])
    expected = attention(query, key[:2], value[:2])
    key[2] = np.nan
    np.testing.assert_allclose(attention(query, key, value, mask), expected, rtol=1e-14)
    value[2] = np.nan
    with np.errstate(invalid="ignore"):
        assert np.isnan(attention(query, key, value, mask)).all()
    torch = pytest.importorskip("torch")
    query, key, value, mask = map(torch.tensor, (query, key, value, mask))
    function = torch.nn.functional.scaled_dot_product_attention
    assert function(query[None], key[None], value[None], attn_mask=mask.expand(2, 3)).isnan().all()


def test_whole_numbers_other_strides_and_an_empty_batch():
    query, key, value = (np.arange(n).reshape(-1, 3) for n in (6, 12, 12))
    assert attention(query, key, value).dtype == np.float64
    strided = [np.repeat(a, 2, axis=0)[::2] for a in (query, key, value)]
    np.testing.assert_array_equal(attention(*strided), attention(query, key, value))
    assert attention(np.zeros((0, 4, 2)), np.zeros((0, 3, 2)), np.zeros((0, 3, 5))).shape == (0, 4, 5)
    assert attention(np.zeros((0, 2)), np.ones((3, 2)), np.ones((3, 2))).shape == (0, 2)
    x, _, _, *weights = layer(N=0)
    assert multi_head(x, x, x, *weights, num_heads=3).shape == (4, 0, 6)
    assert [g.shape for g in multi_head_backward(x, x, x, x, *weights, num_heads=3)][3] == (18, 6)


def test_positions_by_hand():
    assert positions(1, 4).tolist() == [[0, 1, 0, 1]]
    # Waves of 1 and 1/100 radians a step: 10000 ** (2 / 4) is 100.
    expected = [math.sin(3), math.cos(3), math.sin(0.03), math.cos(0.03)]
    np.testing.assert_allclose(positions(4, 4)[3], expected, rtol=1e-14)


@pytest.mark.parametrize("D", [2, 8, 64])
def test_the_dot_product_of_two_positions_depends_on_their_distance_and_is_largest_at_none(D):
    products = positions(40, D) @ positions(40, D).T
    for distance in range(40):
        np.testing.assert_allclose(np.diagonal(products, distance), products[0, distance], atol=1e-12)
    np.testing.assert_allclose(products[0, 0], D / 2, rtol=1e-14)
    assert (products[0, 1:] < D / 2).all()


@pytest.mark.parametrize(("n", "d", "num_heads"), [(3, 4, 1), (7, 4, 2), (8, 4, 4), (9, 4, 2)])
def test_four_projections_and_two_products_cross_at_twice_as_many_places_as_numbers(n, d, num_heads):
    x, _, _, *weights = layer(n, n, 1, d)
    whole = multiply_adds(multi_head, x, x, x, *weights, num_heads=num_heads)
    pairs = multiply_adds(attention, x[:, 0], x[:, 0], x[:, 0])
    assert pairs == 2 * n * n * d
    assert whole - pairs == 4 * n * d * d
    assert (pairs > whole - pairs) == (n > 2 * d)


ARRAYS = layer()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: attention(np.ones(3), np.ones((2, 3)), np.ones((2, 3))),
            "query has shape (3,); expected (..., L, E)",
        ),
        (
            lambda: attention(np.ones((4, 2, 3)), np.ones((4, 5, 2)), np.ones((4, 5, 2))),
            "key has shape (4, 5, 2); expected (..., S, E) = (4, any, 3)",
        ),
        (
            lambda: attention(np.ones((4, 2, 3)), np.ones((1, 5, 3)), np.ones((1, 5, 2))),
            "key has shape (1, 5, 3); expected (..., S, E) = (4, any, 3)",
        ),
        (
            lambda: attention(np.ones((2, 3)), np.ones((5, 3)), np.ones((4, 3))),
            "value has shape (4, 3); expected (..., S, V) = (5, any)",
        ),
        (
            lambda: attention(np.ones((2, 0)), np.ones((5, 0)), np.ones((5, 3))),
            "query has shape (2, 0); expected (..., L, E) with at least one number each",
        ),
        (
            lambda: attention(np.ones((2, 3)), np.ones((0, 3)), np.ones((0, 3))),
            "key has shape (0, 3); expected (..., S, E) with at least one place",
        ),
        (
            lambda: attention(np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 3)), np.zeros((2, 5))),
            "attn_mask holds float64; expected truth values, True where a query may look",
        ),
        (
            lambda: attention(np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 3)), np.ones((5, 2), bool)),
            "attn_mask has shape (5, 2); expected one that broadcasts to (..., L, S) = (2, 5)",
        ),
        (
            lambda: attention(np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 3)), np.ones((1, 2, 5), bool)),
            "attn_mask has shape (1, 2, 5); expected one that broadcasts to (..., L, S) = (2, 5)",
        ),
        (
            lambda: attention(np.ones((2, 3)) * 1j, np.ones((5, 3)), np.ones((5, 3))),
            "query holds complex128; expected real numbers",
        ),
        (
            lambda: attention_naive(np.ones((1, 2, 3)), np.ones((1, 5, 3)), np.ones((1, 5, 3))),
            "query has shape (1, 2, 3); expected (L, E)",
        ),
        (
            lambda: attention_backward(np.ones((5, 3)), np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 4))),
            "grad_output has shape (5, 3); expected (..., L, V) = (2, 4)",
        ),
        (
            lambda: attention_backward([[1], [1, 2]], *[np.ones((2, 3))] * 3),
            "grad_output is lists of different lengths; expected an array of real numbers",
        ),
        (
            lambda: multi_head(*ARRAYS, num_heads=4),
            "num_heads is 4; expected a number that divides D = 6",
        ),
        (
            lambda: multi_head(*ARRAYS, num_heads=2.0),
            "num_heads is 2.0; expected a number that divides D = 6",
        ),
        (
            lambda: multi_head(*ARRAYS, num_heads=True),
            "num_heads is True; expected a number that divides D = 6",
        ),
        (
            lambda: multi_head(ARRAYS[0], ARRAYS[1][:, :1], *ARRAYS[2:], num_heads=2),
            "key has shape (5, 1, 6); expected (S, N, D) = (any, 3, 6)",
        ),
        (
            lambda: multi_head(*ARRAYS[:3], ARRAYS[3].T, *ARRAYS[4:], num_heads=2),
            "in_proj_weight has shape (6, 18); expected (3D, D) = (18, 6)",
        ),
        (
            lambda: multi_head(*ARRAYS[:4], ARRAYS[3], num_heads=2),
            "out_proj_weight has shape (18, 6); expected (D, D) = (6, 6)",
        ),
        (
            lambda: multi_head(*ARRAYS[:5], ARRAYS[6], num_heads=2),
            "in_proj_bias has shape (6,); expected (3D,) = (18)",
        ),
        (
            lambda: multi_head(*ARRAYS[:6], ARRAYS[5], num_heads=2),
            "out_proj_bias has shape (18,); expected (D,) = (6)",
        ),
        (
            lambda: multi_head(*ARRAYS, num_heads=2, attn_mask=np.ones((3, 4, 5), bool)),
            "attn_mask has shape (3, 4, 5); expected one that broadcasts to (..., L, S) = (3, 2, 4, 5)",
        ),
        (
            lambda: multi_head_backward(ARRAYS[1], *ARRAYS, num_heads=2),
            "grad_output has shape (5, 3, 6); expected (L, N, D) = (4, 3, 6)",
        ),
        (
            lambda: multi_head_backward(None, *ARRAYS, num_heads=2),
            "grad_output is None; expected (L, N, D) = (4, 3, 6)",
        ),
        (lambda: attention(None, *ARRAYS[1:3]), "query is None; expected (..., L, E)"),
        (lambda: positions(3, 5), "D is 5; expected an even number, a sine and a cosine for each wave"),
        (lambda: positions(-1, 4), "T is -1; expected a whole number, 0 or more"),
        (lambda: positions(3, 0), "D is 0; expected a whole number, 2 or more"),
        (lambda: positions(3.0, 4), "T is 3.0; expected a whole number, 0 or more"),
        (lambda: positions(True, 4), "T is True; expected a whole number, 0 or more"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
