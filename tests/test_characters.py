"""Case 10: what the networks see and cost, what a text costs them, what they write, figures, the bar."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import characters as exercises
from figures import characters as figures
from snippets import alice, trained
from snippets import characters as case
from snippets.stretches import counted_bits
from snippets.tcn import tcn_receptive_field
from snippets.writing import continued, costs, multiply_adds
from tests.cases import assert_descent, assert_drawings

CASE = "characters"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


@pytest.fixture(scope="module")
def models():
    return {name.split(",")[0]: trained.load(CASE, name) for name in case.SHIPPED}


def test_chapters_that_are_read_chosen_on_and_tested_on_are_three(monkeypatch):
    assert len(case.training()) == sum(len(case.chapter(number)) for number in range(1, 8))
    assert case.training()[: len(case.chapter(1))].tolist() == case.chapter(1).tolist()
    monkeypatch.setattr(case, "bits", lambda model, symbols: (model, symbols.tolist()))
    assert case.evaluate("", "a model") == {"bits": ("a model", case.chapter(8).tolist())}
    monkeypatch.setattr(case, "bits", lambda model, symbols: len(symbols))
    assert case.score("", "a model") == -len(case.chapter(7))


def test_settings_are_judged_on_a_chapter_that_was_not_read(monkeypatch):
    read, judged = [], []
    monkeypatch.setattr(case, "fitted", lambda run, symbols, seed: read.append(symbols) or Trained())
    monkeypatch.setattr(case, "bits", lambda model, symbols: judged.append(symbols) or 2.0)
    assert case.validate("lstm, 250 steps", (0.5,), 0) == -2.0
    assert len(read[0]) == sum(len(case.chapter(number)) for number in range(1, 7))
    assert np.array_equal(judged[0], case.chapter(7))


class Trained:
    def run(self):
        return self


@pytest.mark.parametrize(
    ("name", "forward", "rest"),
    [
        ("lstm, 250 steps", 4 * 96 * (32 + 96) + 38 * 96, 38 * 32 + 4 * 96 + 38),
        (
            "tcn, 250 steps",
            48 * 3 * (32 + 7 * 48) + 48 * 32 + 38 * 48,
            38 * 32 + 9 * 48 + 38,
        ),
    ],
)
def test_every_weight_is_used_once_for_each_character(name, forward, rest, table):
    model = case.build(name)
    assert multiply_adds(model) == forward
    assert model.vector.size == table["parameters"][name] == forward + rest


@pytest.mark.parametrize("name", ["lstm, 250 steps", "tcn, 250 steps"])
def test_a_score_depends_on_no_later_character_and_reaches_back_as_said(name):
    model, symbols = case.build(name), np.full((80, 1), 5)
    changed = symbols.copy()
    changed[10] = 6
    differs = np.abs(model.forward(symbols) - model.forward(changed)).max(axis=(1, 2)) > 0
    assert not differs[:10].any()
    assert differs[10]
    if name.startswith("tcn"):
        assert tcn_receptive_field(3, 4) == 61
        assert not differs[10 + 61 :].any()
        assert differs[10 + 45 : 10 + 61].any()


@pytest.mark.parametrize("name", ["lstm, 250 steps", "tcn, 250 steps"])
def test_the_gradient_of_the_loss_is_its_slope(name, monkeypatch):
    monkeypatch.setattr(case, "STREAMS", 2)
    monkeypatch.setattr(case, "STRETCH", 12)
    descent = case.fitted(case.RUNS[name], case.training()[:200], seed=0)
    assert_descent(descent, 20, 1e-4)


class Shouts:
    """Always scores the character after the last one highest, by a margin, and remembers what it read."""

    def forward(self, x):
        self.read = x[:, 0].tolist()
        return np.eye(38)[(x + 1) % 38] * 4.0


class Knows(Shouts):
    """Knows that every character is followed by the next one, and learns nothing more."""

    def backward(self, grad):
        self.grad = grad

    def gradient(self):
        return self.grad


def test_every_score_is_compared_with_the_character_that_came():
    alphabet = np.tile(np.arange(38), 5)
    descent = case.fitted(case.RUNS["lstm, 250 steps"], alphabet, seed=0)
    loss, grad = descent.loss(Knows(), np.random.default_rng(0))
    assert loss == pytest.approx(np.log(1 + 37 / np.exp(4)))
    assert grad.shape == (case.STRETCH, case.STREAMS, 38)


def test_an_untrained_network_with_equal_scores_pays_for_every_character_alike():
    model = case.build("lstm, 250 steps")
    model.parameters["3.weight"][...] = model.parameters["3.bias"][...] = 0
    assert costs(model, "alice") == pytest.approx([np.log2(38)] * 4)
    assert case.bits(model, case.chapter(1)[:50]) == pytest.approx(np.log2(38))


def test_bits_are_the_mean_of_what_characters_cost_but_for_the_first():
    model, text = case.build("tcn, 250 steps"), alice.held_out()[:60]
    each = costs(model, text)
    assert each.shape == (59,)
    mean = case.bits(model, case.encode(text, alice.CHARACTERS))
    assert mean == pytest.approx(each[alice.UNSCORED - 1 :].mean(), rel=1e-5)


@pytest.mark.parametrize("text", ["", "a"])
def test_a_text_without_anything_to_predict_is_refused(text):
    with pytest.raises(ValueError, match=f"^text is '{text}'; expected at least two characters"):
        costs(case.build("lstm, 250 steps"), text)


def test_a_text_is_continued_by_what_is_drawn_and_each_draw_is_read():
    model = Shouts()
    written = continued(model, "ab", 3, temperature=0.01, rng=np.random.default_rng(0))
    assert written == "cde"
    assert len(model.read) == 4
    assert continued(model, "ab", 0, temperature=1, rng=np.random.default_rng(0)) == ""


def test_a_higher_temperature_strays_more_often():
    rng = np.random.default_rng(0)
    strays = [continued(Shouts(), "a", 40, temperature=t, rng=rng) for t in (0.1, 3)]
    followed = [sum(b == chr(ord(a) + 1) for a, b in zip("a" + text, text, strict=False)) for text in strays]
    assert followed[0] > 20 > followed[1]


@pytest.mark.parametrize(
    ("start", "temperature", "message"),
    [("", 1, "start is ''"), ("A", 1, "is 'A'; expected one of"), ("a", 0, "temperature is 0")],
)
def test_what_cannot_be_continued_is_refused(start, temperature, message):
    with pytest.raises(ValueError, match=message):
        continued(Shouts(), start, 1, temperature=temperature, rng=np.random.default_rng(0))


GOOD = {"lstm, 250 steps": 2.5, "tcn, 250 steps": 2.5, "lstm, 2000 steps": 2.25, "tcn, 2000 steps": 2.45}


@pytest.mark.parametrize(
    ("name", "bits", "demands"),
    [
        ("lstm, 2000 steps", 2.31, ["2.30 bits at most"]),
        ("lstm, 2000 steps", 2.46, ["2.30 bits at most", "better than the TCN"]),
        ("tcn, 2000 steps", 2.24, ["better than the TCN"]),
        ("lstm, 250 steps", 2.25, ["after 250 steps four characters"]),
        ("tcn, 250 steps", 2.25, ["after 250 steps four characters"]),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, bits, demands):
    good = {run: [{"bits": value}] for run, value in GOOD.items()}
    assert case.misses(good) == []
    bad = {run: [*seeds, {"bits": bits} if run == name else seeds[0]] for run, seeds in good.items()}
    missed = case.misses(bad)
    assert len(missed) == len(demands)
    for sentence, demand in zip(missed, demands, strict=True):
        assert sentence.startswith("seed 1 misses: ")
        assert demand in sentence


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, models, table):
        found = {f"{name}, 2000 steps": case.evaluate("", model) for name, model in models.items()}
        first = {name: [found.get(name, seeds[0])] for name, seeds in table["seeds"].items()}
        assert case.misses(first) == []
        for name, bits in found.items():
            assert bits == pytest.approx(table["seeds"][name][0], abs=0.005)

    def test_the_mixture_with_counts_is_better_than_either(self, models):
        network = costs(models["lstm"], alice.held_out())[3:]
        counting = counted_bits(alice.training(), alice.held_out(), 5, 38)
        both = exercises.mixed_solution()(2.0**-network, 2.0**-counting)
        assert both + 0.1 < min(network.mean(), counting.mean())


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawings(table):
    line = np.array([0.0, 5, 10])
    return {
        "budget": figures.budget(table["seeds"], {"lstm": 3e8, "tcn": 3.4e8}, {3: 2.65, 4: 2.25}),
        "along": figures.along(
            "a b", {"LSTM": (line, "state", "solid"), "counted": (line / 2, "input", "dotted")}
        ),
    }


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 10_000)

    def test_every_seed_stands_at_the_multiply_adds_of_its_training(self, drawings, table):
        root = ElementTree.fromstring(drawings["budget"])
        dots = sorted((float(dot.get("cx")), float(dot.get("cy"))) for dot in root.iter(f"{SVG}circle"))
        expected = []
        for name, seeds in table["seeds"].items():
            effort = case.RUNS[name].steps * (3e8 if name.startswith("lstm") else 3.4e8)
            x = 56 + 300 * np.log10(effort / 5e10) / np.log10(1e12 / 5e10)
            expected += [(x, 44 + 240 * (3 - seed["bits"])) for seed in seeds]
        np.testing.assert_allclose(dots, sorted(expected), atol=0.02)

    def test_counting_is_level_at_its_bits(self, drawings):
        root = ElementTree.fromstring(drawings["budget"])
        level = [e.get("d") for e in root.iter(f"{SVG}path") if e.get("stroke-dasharray") == "2 4"]
        assert [line.split()[-1] for line in level] == ["128", "224"]

    def test_a_space_is_written_so_that_it_can_be_seen(self, drawings):
        written = texts(drawings["along"])
        assert written.count("␣") == 1
        assert {"a", "b", "LSTM", "counted"} <= set(written)


def test_the_products_of_the_exercise_are_those_of_the_lstm_layer():
    model = case.build("lstm, 250 steps")
    assert exercises.products_solution() == multiply_adds(model) - 96 * 38
