"""What holds for every case: its table was made by the code that is here, in full, and clears the bar."""

import pytest

from snippets import train, trained
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
