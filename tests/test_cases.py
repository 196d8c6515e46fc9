"""What holds for every case: its table was made by the code that is here, in full, and clears the bar."""

import numpy as np
import pytest

from snippets import digits, train, trained
from snippets.storage import read_table

CASES = [train.find(name) for name in train.CASES]


@pytest.fixture(params=CASES, ids=train.CASES)
def case(request):
    return request.param


@pytest.fixture
def name(case):
    return case.__name__.removeprefix("snippets.")


@pytest.fixture
def table(name):
    return trained.table(name)


def test_the_table_was_made_by_the_code_that_is_here(name, table):
    assert table["code"] == trained.fingerprint(name), (
        f"the code or the data under snippets/{name}.py changed after the training that "
        f"snippets/weights/{name}.json records. → Run: {table['made by']}"
    )


def test_table_and_weights_are_those_that_one_training_wrote(name, table):
    assert table.get("seal") == trained.seal(table, trained.FOLDER / f"{name}.npz"), (
        f"snippets/weights/{name}.json or {name}.npz was changed by hand, or is of another training. "
        f"→ Take both out of one commit, or run: {table['made by']}"
    )


def test_five_seeds_of_every_model_stand_in_it(case, table):
    assert list(table["seeds"]) == list(case.RUNS)
    assert {len(seeds) for seeds in table["seeds"].values()} == {5}


def test_every_seed_clears_the_bar(case, table):
    assert case.misses(table["seeds"]) == []


def test_the_weights_are_small(name):
    assert (trained.FOLDER / f"{name}.npz").stat().st_size <= 300_000


def test_every_candidate_was_scored_and_the_best_on_validation_data_is_set(case, name):
    scored = read_table(trained.FOLDER / f"{name}-choice.json")
    assert list(scored) == list(case.CANDIDATES)
    for run, candidates in scored.items():
        assert [tuple(entry["candidate"]) for entry in candidates] == case.CANDIDATES[run]
        for setting in train.best(candidates):
            assert setting in case.RUNS[run], (run, train.best(candidates))


JUDGED = {  # what a case tells of a model and data
    "adding": ("squared_error", 0.5),
    "captions": ("shares", {"exact": 0.5}),
    "digit_strings": ("shares", {"sequences": 0.5}),
    "dna": ("accuracy", 0.5),
    "prosody": ("shares", {"accuracy": 0.5}),
    "video": ("shares", [0.5, 0.5]),
}
OF_DIGITS = ("captions", "digit_strings", "video")


class Trained:
    """A training that has nothing left to do."""

    def run(self):
        return self


@pytest.mark.parametrize("name", JUDGED)
def test_only_the_table_is_made_with_held_out_data(name, monkeypatch):
    case, (judge, told) = train.find(name), JUDGED[name]
    run, seen, learned = next(iter(case.RUNS)), [], []
    monkeypatch.setattr(case, "held_out", lambda *size: ["held out"])
    monkeypatch.setattr(case, "validation", lambda *size: ["validation"])
    monkeypatch.setattr(case, judge, lambda model, data: seen.append(data) or told)
    monkeypatch.setattr(case, "fitted", lambda run, seed, *chosen: learned.extend(chosen) or Trained())
    case.evaluate(run, Trained())
    case.score(run, Trained())
    case.validate(run, case.CANDIDATES[run][0], 0)
    assert seen == ["held out", "validation", "validation"]
    if name in OF_DIGITS:
        (positions,) = learned
        assert np.array_equal(positions, case.parts()[0])


@pytest.mark.parametrize("name", OF_DIGITS)
def test_no_training_meets_a_held_out_digit(name, monkeypatch):
    case, (images, labels) = train.find(name), digits.load()
    images[digits.split()[1]] = np.nan
    monkeypatch.setattr(digits, "load", lambda: (images, labels))
    monkeypatch.setattr(case, "CLIPS", 200, raising=False)
    descent = case.descent(next(iter(case.RUNS)), 0)
    next(iter(descent))
    assert np.isfinite(descent.losses).all()
