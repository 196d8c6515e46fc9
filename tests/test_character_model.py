"""The character model: its step by hand, its gradients, its training, and how it is sampled from."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets import character_model as case
from snippets.character_model import CharacterModel
from snippets.gradients import central_difference
from snippets.optim import Adam, cosine
from snippets.storage import ROOT
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, reference
from tests.vectors.character_model_make import FILE

NAMES = ["weight_ih", "weight_hh", "bias", "weight_out", "bias_out"]


def small(seed=0, characters="abcd", hidden=3):
    """A model whose every parameter is drawn, its biases too."""
    model = CharacterModel(characters, hidden, rng=np.random.default_rng(seed))
    model.vector[:] = np.random.default_rng(seed + 1).normal(size=model.vector.size)
    return model


# The model


def test_one_character_by_hand():
    weights = {
        "weight_ih": np.array([[0.5, -1.0]]),
        "weight_hh": np.array([[2.0]]),
        "bias": np.array([0.25]),
        "weight_out": np.array([[3.0], [-1.0]]),
        "bias_out": np.array([0.0, 1.0]),
    }
    h = math.tanh(-1.0 + 0.25 + 2.0 * 0.125)  # reads symbol 1 in the state 0.125
    logits, last = case.scores([[1]], np.array([[0.125]]), **weights)
    np.testing.assert_allclose(logits, [[[3 * h, 1 - h]]], rtol=1e-15)
    np.testing.assert_allclose(last, [[h]], rtol=1e-15)


def test_scores_are_those_of_loops_over_steps_and_texts():
    model, symbols = small(), np.random.default_rng(5).integers(0, 4, size=(5, 2))
    p = model.parameters
    logits, last = case.scores(symbols, None, **p)
    for n in range(2):
        h = np.zeros(3)
        for t in range(5):
            h = np.tanh(p["weight_ih"][:, symbols[t, n]] + p["weight_hh"] @ h + p["bias"])
            np.testing.assert_allclose(logits[t, n], p["weight_out"] @ h + p["bias_out"], rtol=1e-12)
        np.testing.assert_allclose(last[n], h, rtol=1e-12)


def test_a_text_read_in_two_parts_gets_the_scores_of_the_whole():
    model, symbols = small(), np.random.default_rng(5).integers(0, 4, size=(9, 2))
    whole, last = case.scores(symbols, None, **model.parameters)
    first, h = case.scores(symbols[:4], None, **model.parameters)
    second, h = case.scores(symbols[4:], h, **model.parameters)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-13)
    np.testing.assert_allclose(h, last, rtol=1e-13)


def test_parameters_are_parts_of_one_vector_in_the_order_of_the_gradients():
    model = CharacterModel("abcde", 7, rng=np.random.default_rng(0))
    shapes = [(7, 5), (7, 7), (7,), (5, 7), (5,)]
    assert list(model.parameters) == NAMES
    assert [array.shape for array in model.parameters.values()] == shapes
    assert model.vector.size == 7 * 5 + 7 * 7 + 7 + 5 * 7 + 5
    model.vector[:] = np.arange(model.vector.size)
    joined = np.concatenate([array.ravel() for array in model.parameters.values()])
    np.testing.assert_array_equal(joined, np.arange(model.vector.size))


def test_a_fresh_model_carries_lengths_and_prefers_no_character():
    model = CharacterModel("abcde", 16, rng=np.random.default_rng(0))
    weight_hh = model.parameters["weight_hh"]
    np.testing.assert_allclose(weight_hh @ weight_hh.T, np.eye(16), atol=1e-12)
    assert not model.parameters["bias"].any()
    assert not model.parameters["bias_out"].any()
    for name in ("weight_ih", "weight_out"):
        assert 0.15 < model.parameters[name].std() < 0.35  # 1 / sqrt(16)
    other = CharacterModel("abcde", 16, rng=np.random.default_rng(1))
    assert not np.allclose(model.vector, other.vector, atol=0.01)


def test_load_takes_all_arrays_or_none():
    model, other = small(0), small(3)
    before = model.vector.copy()
    with pytest.raises(ValueError, match=r"bias has shape \(2,\); expected \(3,\)"):
        model.load(other.parameters | {"bias": np.zeros(2)})
    with pytest.raises(ValueError, match=r"arrays has \['bias'\]; expected \['bias', 'bias_out'"):
        model.load({"bias": np.zeros(3)})
    np.testing.assert_array_equal(model.vector, before)
    model.load({name: array.astype(np.float16) for name, array in other.parameters.items()})
    np.testing.assert_array_equal(model.vector, other.vector.astype(np.float16))
    assert model.vector.dtype == np.float64


@pytest.mark.parametrize(
    ("characters", "hidden", "message"),
    [
        ("aba", 3, "characters is 'aba'; expected at least one, and none twice"),
        ("", 3, "characters is ''; expected at least one, and none twice"),
        ("ab", 0, "hidden is 0; expected at least one unit"),
    ],
)
def test_a_model_that_cannot_be_is_refused(characters, hidden, message):
    with pytest.raises(ValueError) as error:
        CharacterModel(characters, hidden, rng=np.random.default_rng(0))
    assert str(error.value) == message


def test_a_text_becomes_places_and_comes_back():
    assert case.encode("cab", "abc").tolist() == [2, 0, 1]
    assert case.decode([2, 0, 1], "abc") == "cab"
    assert case.encode("", "abc").dtype.kind == "i"
    with pytest.raises(ValueError) as error:
        case.encode("abXc", "abc")
    assert str(error.value) == "text[2] is 'X'; expected one of 'abc'"


@pytest.mark.parametrize(
    ("symbols", "message"),
    [
        ([[0, 4]], "symbols holds 4; expected numbers from 0 to 3, one a character"),
        ([[0], [-1]], "symbols holds -1; expected numbers from 0 to 3, one a character"),
        ([[0.0]], "symbols holds float64; expected whole numbers from 0 to 3"),
        ([0, 1], "symbols has shape (2,); expected (T, N)"),
    ],
)
def test_symbols_that_are_none_are_refused(symbols, message):
    model = small()
    for use in (case.scores, case.loss_and_gradients):
        with pytest.raises(ValueError) as error:
            use(symbols, None, **model.parameters)
        assert str(error.value) == message


# Loss and gradients


@pytest.mark.parametrize("start", ["zero", "given"])
def test_every_gradient_is_that_of_central_differences(start):
    rng, model = np.random.default_rng(3), small()
    symbols = rng.integers(0, 4, size=(6, 2))
    h = None if start == "zero" else rng.normal(size=(2, 3))
    _, grads, _ = case.loss_and_gradients(symbols, h, **model.parameters)
    for name, grad in zip(NAMES, grads, strict=True):

        def loss(array, name=name):
            return case.loss_and_gradients(symbols, h, **model.parameters | {name: array})[0]

        np.testing.assert_allclose(grad, central_difference(loss, model.parameters[name]), atol=1e-8)


def test_a_training_step_is_that_of_pytorch():
    given = reference("step", "plain", FILE)
    weights = {name: given[name] for name in NAMES}
    loss, grads, h = case.loss_and_gradients(given["symbols"], given["h0"], **weights)
    np.testing.assert_allclose(loss, given["loss"], rtol=1e-12)
    np.testing.assert_allclose(h, given["h"], rtol=1e-12, atol=1e-12)
    for name, grad in zip(NAMES, grads, strict=True):
        np.testing.assert_allclose(grad, given[f"grad_{name}"], rtol=1e-12, atol=1e-12)
    logits, _ = case.scores(given["symbols"][:-1], given["h0"], **weights)
    np.testing.assert_allclose(logits, given["logits"], rtol=1e-12, atol=1e-12)


def test_the_target_is_the_next_character_and_not_the_same():
    model = small(hidden=4)
    model.load(
        {  # a unit for each character, and after each the next one in the alphabet is likely
            "weight_ih": 5 * np.eye(4),
            "weight_hh": np.zeros((4, 4)),
            "bias": np.zeros(4),
            "weight_out": 20 * np.roll(np.eye(4), 1, axis=0),
            "bias_out": np.zeros(4),
        }
    )
    cycle = np.array([[0, 1, 2, 3, 0, 1]]).T
    assert case.loss_and_gradients(cycle, None, **model.parameters)[0] < 1e-6
    assert case.loss_and_gradients(cycle[::-1].copy(), None, **model.parameters)[0] > 10
    assert case.loss_and_gradients(np.zeros((6, 1), int), None, **model.parameters)[0] > 10


def test_the_loss_is_the_mean_of_the_bits_over_all_characters_and_texts():
    model, texts = small(), ["abcda", "dcbad"]
    symbols = np.stack([case.encode(text, "abcd") for text in texts], axis=1)
    loss, _, _ = case.loss_and_gradients(symbols, None, **model.parameters)
    each = [case.bits(model, text) for text in texts]
    np.testing.assert_allclose(loss / np.log(2), np.mean(each), rtol=1e-13)


def test_bits_are_minus_the_logarithm_of_the_probability_given():
    model = small()
    costs = case.bits(model, "acd")
    logits, _ = case.scores([[0], [2]], None, **model.parameters)
    p = np.exp(logits[:, 0]) / np.exp(logits[:, 0]).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(costs, [-np.log2(p[0, 2]), -np.log2(p[1, 3])], rtol=1e-13)


def test_a_model_without_weights_pays_the_logarithm_of_the_alphabet():
    model = small()
    model.vector[:] = 0
    np.testing.assert_array_equal(case.bits(model, "abcd"), [2, 2, 2])


def test_a_loss_without_a_next_character_is_refused():
    with pytest.raises(ValueError, match=r"x has shape \(0, 1, 4\)"):
        case.loss_and_gradients([[0]], None, **small().parameters)


# Training


def test_chunks_by_hand():
    chunks = case.in_chunks(np.arange(11), 2, 2)  # 0 to 4 beside 5 to 9; 10 is left over
    assert [chunk.tolist() for chunk in chunks] == [[[0, 5], [1, 6], [2, 7]], [[2, 7], [3, 8], [4, 9]]]
    chunks = case.in_chunks(np.arange(8), 2, 2)  # the last chunk is shorter
    assert [chunk[:, 0].tolist() for chunk in chunks] == [[0, 1, 2], [2, 3]]


@SAME_EXAMPLES
@given(st.integers(2, 40), st.integers(1, 5), st.integers(1, 7))
def test_chunks_predict_every_character_of_every_part_once(length, streams, steps):
    if length < 2 * streams:
        return
    chunks = case.in_chunks(np.arange(length), streams, steps)
    targets = np.concatenate([chunk[1:] for chunk in chunks])
    read = np.concatenate([chunk[:-1] for chunk in chunks])
    part = length // streams
    for n in range(streams):
        assert targets[:, n].tolist() == list(range(n * part + 1, (n + 1) * part))
    np.testing.assert_array_equal(targets, read + 1)
    assert all(2 <= len(chunk) <= steps + 1 for chunk in chunks)


@pytest.mark.parametrize(
    ("streams", "steps", "message"),
    [
        (0, 2, "streams is 0; expected 1 to 3, as text has 7 characters"),
        (4, 2, "streams is 4; expected 1 to 3, as text has 7 characters"),
        (2, 0, "steps is 0; expected a whole number from 1: how long a chunk is"),
        (2, -1, "steps is -1; expected a whole number from 1: how long a chunk is"),
    ],
)
def test_chunks_that_cannot_be_are_refused(streams, steps, message):
    with pytest.raises(ValueError) as error:
        case.fit(small(), "abcdabc", streams=streams, steps=steps, passes=1, lr=0.1)
    assert str(error.value) == message


def test_training_is_adam_on_clipped_gradients_of_one_chunk_after_the_other():
    text, limit, lr = "abcdacddcabca", 0.05, 0.1  # a limit that every gradient exceeds
    model, expected = small(), small()
    losses = case.fit(model, text, streams=2, steps=2, passes=2, lr=lr, limit=limit)

    optimizer, updates, paid = Adam(expected.vector, lr), 0, []
    parts = case.encode(text, "abcd")[:12].reshape(2, 6).T
    for _ in range(2):
        h = None
        for t in (0, 2, 4):
            loss, grads, h = case.loss_and_gradients(parts[t : t + 3], h, **expected.parameters)
            gradient = np.concatenate([grad.ravel() for grad in grads])
            assert np.linalg.norm(gradient) > limit
            optimizer.lr = cosine(updates, 6, lr)
            optimizer.step(gradient * limit / np.linalg.norm(gradient))
            updates += 1
            paid.append(loss / np.log(2))
    np.testing.assert_allclose(model.vector, expected.vector, rtol=1e-12)
    np.testing.assert_allclose(losses, paid, rtol=1e-12)


def test_the_state_is_carried_from_chunk_to_chunk_and_starts_anew_with_each_pass(monkeypatch):
    began, ended = [], []

    def remember(symbols, h, **parameters):
        loss, grads, last = loss_and_gradients(symbols, h, **parameters)
        began.append(h)
        ended.append(last)
        return loss, grads, last

    loss_and_gradients = case.loss_and_gradients
    monkeypatch.setattr(case, "loss_and_gradients", remember)
    case.fit(small(), "abcdabcdabcda", streams=1, steps=4, passes=2, lr=0.01)
    assert [h is None for h in began] == [True, False, False, True, False, False]
    assert began[1] is ended[0]
    assert began[2] is ended[1]
    assert np.abs(began[1]).max() > 0


def test_a_text_is_learned_by_heart():
    text = "a rabbit with pink eyes ran close by her"
    model = CharacterModel("".join(sorted(set(text))), 24, rng=np.random.default_rng(0))
    losses = case.fit(model, text, streams=1, steps=len(text), passes=120, lr=0.03)
    assert len(losses) == 120
    assert losses[0] == pytest.approx(np.log2(len(set(text))), abs=0.6)
    assert case.bits(model, text).mean() < 0.05
    assert case.sample(model, "a", 39, temperature=0.01, rng=np.random.default_rng(0)) == text[1:]


def test_the_same_start_gives_the_same_training():
    models = [small(seed, hidden=5) for seed in (0, 0, 1)]
    for model in models:
        case.fit(model, "abcdabcdbcda", streams=2, steps=3, passes=3, lr=0.05)
    assert np.array_equal(models[0].vector, models[1].vector)
    assert not np.allclose(models[0].vector, models[2].vector, atol=0.01)


# Sampling


def test_temperature_by_hand():
    logits = np.log([1.0, 2.0, 4.0])
    np.testing.assert_allclose(case.at_temperature(logits, 1), np.array([1, 2, 4]) / 7, rtol=1e-14)
    np.testing.assert_allclose(case.at_temperature(logits, 0.5), np.array([1, 4, 16]) / 21, rtol=1e-14)
    roots = np.sqrt([1, 2, 4])
    np.testing.assert_allclose(case.at_temperature(logits, 2), roots / roots.sum(), rtol=1e-14)


@SAME_EXAMPLES
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=6), st.floats(0.05, 50))
def test_a_temperature_keeps_the_order_and_a_shift_changes_nothing(logits, temperature):
    logits = np.array(logits)
    p = case.at_temperature(logits, temperature)
    assert p.sum() == pytest.approx(1, rel=1e-12)
    assert (np.diff(p[np.argsort(logits)]) >= -1e-15).all()
    np.testing.assert_allclose(case.at_temperature(logits + 7, temperature), p, rtol=1e-10, atol=1e-15)


def test_near_0_only_the_best_is_left_and_at_infinity_all_are_alike():
    logits = np.array([1.0, 3.0, 2.999, -1e308, 1e308 / 1e300])
    with np.errstate(**WARNINGS_RAISE):
        for temperature in (1e-6, 1e-300, 5e-324):
            np.testing.assert_array_equal(case.at_temperature(logits, temperature), [0, 0, 0, 0, 1])
        extreme = case.at_temperature(np.array([-1.7e308, 1.7e308]), 1.0)
    np.testing.assert_array_equal(extreme, [0, 1])
    np.testing.assert_array_equal(case.at_temperature(np.arange(4), math.inf), [0.25] * 4)


def test_temperature_keeps_float32_and_lets_nan_through():
    assert case.at_temperature(np.zeros(3, np.float32), 0.5).dtype == np.float32
    assert np.isnan(case.at_temperature([0.0, math.nan], 1)).all()


@pytest.mark.parametrize("temperature", [0, 0.0, -1, -math.inf, math.nan])
def test_a_temperature_must_be_above_0(temperature):
    for use in (
        lambda: case.at_temperature([0.0, 1.0], temperature),
        lambda: case.sample(small(), "a", 1, temperature=temperature, rng=np.random.default_rng(0)),
    ):
        with pytest.raises(ValueError) as error:
            use()
        assert str(error.value) == f"temperature is {temperature!r}; expected a number above 0"


def test_scores_for_a_temperature_are_one_row():
    with pytest.raises(ValueError, match=r"logits has shape \(1, 2\); expected \(V,\)"):
        case.at_temperature([[0.0, 1.0]], 1)
    with pytest.raises(ValueError, match=r"logits has shape \(0,\)"):
        case.at_temperature([], 1)


@pytest.mark.parametrize(
    ("number", "place"), [(0, 1), (0.2, 1), (0.25, 2), (0.74, 2), (0.75, 4), (1 - 2**-53, 4)]
)
def test_a_number_is_drawn_where_the_running_sum_exceeds_it(number, place):
    assert case.draw([0, 0.25, 0.5, 0, 0.25, 0], number) == place


def test_probabilities_that_add_up_to_less_by_rounding_still_give_a_character():
    assert case.draw(np.full(10, 0.1) * (1 - 1e-12), 1 - 2**-53) == 9


@pytest.mark.parametrize(
    ("probabilities", "number", "message"),
    [
        ([0.5, math.nan], 0.1, "probabilities add up to nan; expected a sum above 0"),
        ([0.0, 0.0], 0.1, "probabilities add up to 0.0; expected a sum above 0"),
        ([0.5, 0.5], 1.0, "number is 1.0; expected 0 or more, and less than 1"),
        ([0.5, 0.5], -0.1, "number is -0.1; expected 0 or more, and less than 1"),
        ([0.5, 0.5], math.nan, "number is nan; expected 0 or more, and less than 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(probabilities, number, message):
    with pytest.raises(ValueError) as error:
        case.draw(probabilities, number)
    assert str(error.value) == message


def test_draws_follow_the_probabilities():
    numbers = (np.arange(1000) + 0.5) / 1000
    counts = np.bincount([case.draw([0.125, 0.5, 0.375], number) for number in numbers])
    assert counts.tolist() == [125, 500, 375]


def by_hand(model, start, numbers, temperature):
    """Read the whole text anew for every character."""
    text = start
    for number in numbers:
        logits, _ = case.scores(case.encode(text, "abcd")[:, None], None, **model.parameters)
        text += "abcd"[case.draw(case.at_temperature(logits[-1, 0], temperature), number)]
    return text.removeprefix(start)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 3.0])
def test_a_sample_is_read_like_any_other_text(temperature):
    model = small(2)
    model.vector /= 2
    text = case.sample(model, "acd", 30, temperature=temperature, rng=np.random.default_rng(4))
    assert text == by_hand(model, "acd", np.random.default_rng(4).random(30), temperature)
    assert len(set(text)) > 1


def test_as_the_temperature_goes_to_0_the_best_character_always_comes_next():
    model, text = small(2), "ab"
    for _ in range(20):
        logits, _ = case.scores(case.encode(text, "abcd")[:, None], None, **model.parameters)
        text += "abcd"[logits[-1, 0].argmax()]
    assert case.sample(model, "ab", 20, temperature=1e-9, rng=np.random.default_rng(1)) == text[2:]


def test_sampling_takes_its_chance_from_the_generator_alone():
    model, rng = small(2), np.random.default_rng(0)
    texts = [case.sample(model, "a", 20, temperature=2, rng=rng) for _ in range(2)]
    again = case.sample(model, "a", 20, temperature=2, rng=np.random.default_rng(0))
    assert texts[0] == again != texts[1]
    assert case.sample(model, "a", 0, temperature=1, rng=rng) == ""


def test_a_sample_needs_something_to_continue():
    with pytest.raises(ValueError) as error:
        case.sample(small(), "", 3, temperature=1, rng=np.random.default_rng(0))
    assert str(error.value) == "start is ''; expected at least one character to continue"


def test_a_model_that_has_become_nan_is_not_sampled_from():
    model = small()
    model.vector[:] = math.nan
    with pytest.raises(ValueError, match="probabilities add up to nan"):
        case.sample(model, "a", 3, temperature=1, rng=np.random.default_rng(0))


def test_what_the_page_shows_of_it_has_60_lines_as_the_title_says():
    page = (ROOT / "docs/recurrence/character_model.md").read_text(encoding="utf-8")
    source = (ROOT / "snippets/character_model.py").read_text(encoding="utf-8")
    shown = re.findall(r'--8<-- "snippets/character_model.py:(\w+)"', page)
    listings = [
        re.search(rf"# --8<-- \[start:{name}\]\n(.*?)\n *# --8<-- \[end:{name}\]", source, re.S)[1]
        for name in shown
    ]
    assert {"scores", "loss_and_gradients", "fit", "sample"} <= set(shown)
    assert sum(len(listing.splitlines()) for listing in listings) <= 60
