"""Alice: the weights and the table that ship, and that nothing the page prints of them is a close call."""

import re

import numpy as np
import pytest

from snippets import alice as case
from snippets import character_model, train, trained
from snippets.storage import ROOT, read_table

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


def test_the_table_was_made_by_the_code_that_is_here(table):
    assert table["code"] == trained.fingerprint(CASE), (
        "the code under snippets/alice.py changed after the training that "
        f"snippets/weights/{CASE}.json records. → Run: {table['made by']}"
    )


def test_five_seeds_of_every_model_stand_in_it(table):
    assert list(table["seeds"]) == list(case.RUNS)
    assert {len(seeds) for seeds in table["seeds"].values()} == {5}
    assert set(table["parameters"].values()) == {96 * 38 + 96 * 96 + 96 + 38 * 96 + 38}


def test_every_seed_clears_the_bar(table):
    assert case.misses(table["seeds"]) == []


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


def test_the_settings_are_the_best_on_validation_data():
    scored = read_table(trained.FOLDER / f"{CASE}-choice.json")
    assert list(scored) == list(case.CANDIDATES) == list(case.RUNS)
    for name, candidates in scored.items():
        assert [tuple(entry["candidate"]) for entry in candidates] == case.CANDIDATES[name]
        assert (case.RUNS[name].lr,) == train.best(candidates)
