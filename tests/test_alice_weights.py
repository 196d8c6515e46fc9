"""Alice: the weights and the table that ship, and that nothing the page prints of them is a close call."""

import re

import numpy as np
import pytest

from snippets import alice as case
from snippets import character_model, trained
from snippets.storage import ROOT

CASE = "alice"
PAGE = ROOT / "docs/recurrence/character_model.md"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


def run(words):
    """Run the one program of the page in which the words stand; return its variables."""
    text = PAGE.read_text(encoding="utf-8")
    (found,) = [code for code in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S) if words in code]
    variables = {}
    exec(compile(found, str(PAGE), "exec"), variables)
    return variables


def test_every_model_is_the_same_network(table):
    assert set(table["parameters"].values()) == {96 * 38 + 96 * 96 + 96 + 38 * 96 + 38}


def test_the_shipped_weights_are_those_of_seed_0(table):
    cost = case.learned(trained.load(CASE, "16 passes"), case.held_out())
    assert cost == pytest.approx(table["seeds"]["16 passes"][0]["held out"], abs=0.003)


def test_the_comparisons_with_counting_are_no_close_ones(table):
    costs = {name: [seed["held out"] for seed in seeds] for name, seeds in table["seeds"].items()}
    assert min(costs["1 pass"]) > case.counted(3) + 0.01
    assert max(costs["16 passes"]) < case.counted(3) - 0.01
    assert min(costs["16 passes"]) > case.counted(4) + 0.01


@pytest.mark.parametrize("words", ["for temperature in", "losses = fit"])
def test_no_character_that_the_page_draws_is_a_close_decision(monkeypatch, words):
    margins = []

    def draw(probabilities, number):
        margins.append(np.abs(np.cumsum(probabilities)[:-1] - number).min())
        return certain(probabilities, number)

    certain = character_model.draw
    monkeypatch.setattr(character_model, "draw", draw)
    run(words)
    assert len(margins) >= 50
    assert min(margins) >= 1e-3, "→ Choose another seed for the generator of that program"


def test_how_far_the_page_finds_its_readers_apart_is_far_from_its_limit():
    apart = run("common character {after}")["apart"]
    assert (apart[[0, 9]] > 0.002).all()
    assert apart[49:].max() < 0.0005


def test_the_weights_are_small():
    assert (trained.FOLDER / f"{CASE}.npz").stat().st_size <= 40_000


def test_every_model_had_its_settings_chosen():
    assert list(case.CANDIDATES) == list(case.RUNS)
