"""Training: what it keeps when stopped, what it writes when done, what it says of bad input."""

import json
import sys
from types import ModuleType

import numpy as np
import pytest

from snippets import train, trained
from snippets.nn import Linear, Sequential
from snippets.storage import read_arrays

POINTS = np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)


class Tiny(ModuleType):
    """A case that is trained in no time: two models that tell two points apart."""

    def __init__(self):
        super().__init__("snippets.tiny")
        self.RUNS = {"left": 1.0, "right": 2.0}
        self.SHIPPED, self.DATA = ("right",), ()
        self.CANDIDATES, self.FOLDS = {"left": [(1,), (2,), (3,)]}, 3
        self.trainings, self.validations, self.stop_at = [], [], None

    def build(self, name):
        return Sequential(Linear(2, 2, rng=np.random.default_rng(0)))

    def train(self, name, seed):
        if len(self.trainings) == self.stop_at:
            raise KeyboardInterrupt
        self.trainings.append((name, seed))
        model = self.build(name)
        model.load({"0.weight": np.eye(2) * self.RUNS[name] * (seed + 1), "0.bias": np.zeros(2)})
        return model

    def evaluate(self, name, model):
        return {"score": float(model.forward(POINTS).max())}

    def misses(self, runs):
        return [f"seed {seed} misses: a score of 2" for seed, m in enumerate(runs["right"]) if m["score"] < 2]

    def validate(self, name, candidate, fold):
        if len(self.validations) == self.stop_at:
            raise KeyboardInterrupt
        self.validations.append((name, candidate, fold))
        return {1: 0.5, 2: 0.75, 3: 0.75}[candidate[0]] + 0.01 * fold


@pytest.fixture
def tiny(monkeypatch):
    case = Tiny()
    monkeypatch.setitem(sys.modules, "snippets.tiny", case)
    monkeypatch.setattr(train, "CASES", ("tiny",))
    return case


@pytest.fixture
def run(tmp_path):
    def run(*arguments):
        return train.main(["tiny", *arguments], folder=tmp_path / "weights", kept=tmp_path / "kept")

    return run


def test_a_finished_training_writes_every_seed_of_every_model_and_clears_up(tiny, run, tmp_path, capsys):
    assert run("--seeds", "3") == 0
    table = trained.table("tiny", tmp_path / "weights")
    assert table["seeds"] == {
        "left": [{"score": 1.0}, {"score": 2.0}, {"score": 3.0}],
        "right": [{"score": 2.0}, {"score": 4.0}, {"score": 6.0}],
    }
    assert table["code"] == trained.fingerprint("tiny")
    assert table["seal"] == trained.seal(table, tmp_path / "weights" / "tiny.npz")
    assert table["parameters"] == {"left": 6, "right": 6}
    assert table["made by"] == "python -m snippets.train tiny --seeds 3"
    assert not list((tmp_path / "kept").rglob("*.npz"))
    assert "6 of 6, about 0:00 left" in capsys.readouterr().out


def test_the_weights_that_ship_are_those_of_seed_0(tiny, run, tmp_path):
    run("--seeds", "2")
    arrays = read_arrays(tmp_path / "weights" / "tiny.npz", {"right/0.weight": (2, 2), "right/0.bias": (2,)})
    assert arrays["right/0.weight"].dtype == np.float16
    model = trained.load("tiny", "right", tmp_path / "weights")
    assert np.array_equal(model.parameters["0.weight"], 2 * np.eye(2))
    assert model.vector.dtype == np.float32


def test_a_stopped_training_keeps_what_is_finished_and_goes_on_from_there(tiny, run, tmp_path, capsys):
    tiny.stop_at = 4
    assert run("--seeds", "3") == 130
    assert not (tmp_path / "weights").exists()
    assert ": 4 finished trainings, 0 begun." in capsys.readouterr().out
    tiny.stop_at = None
    assert run("--seeds", "3") == 0
    assert len(tiny.trainings) == len(set(tiny.trainings)) == 6
    assert len(trained.table("tiny", tmp_path / "weights")["seeds"]["left"]) == 3


def test_a_training_of_fewer_seeds_leaves_what_is_kept_of_the_others(tiny, run):
    tiny.stop_at = 4
    assert run("--seeds", "3") == 130
    tiny.stop_at = None
    assert run("--seeds", "1") == 0
    assert run("--seeds", "3") == 0
    assert [tiny.trainings.count(("left", seed)) for seed in range(3)] == [2, 1, 1]


def test_a_stopped_training_leaves_an_older_table_as_it_was(tiny, run, tmp_path):
    run("--seeds", "1")
    before = {path.name: path.read_bytes() for path in (tmp_path / "weights").iterdir()}
    tiny.stop_at = len(tiny.trainings) + 1
    assert run("--seeds", "2") == 130
    assert {path.name: path.read_bytes() for path in (tmp_path / "weights").iterdir()} == before


def test_a_damaged_rest_of_a_stopped_training_is_trained_again(tiny, run, tmp_path, capsys):
    tiny.stop_at = 2
    run("--seeds", "2")
    (left,) = (tmp_path / "kept").rglob("left-0.npz")
    left.write_bytes(left.read_bytes()[:100])
    tiny.stop_at = None
    assert run("--seeds", "2") == 0
    assert tiny.trainings.count(("left", 0)) == 2
    assert "→ delete it, or leave it: left is trained again." in capsys.readouterr().out


def test_the_rest_of_a_training_by_other_code_is_not_taken_up(tiny, run, monkeypatch):
    tiny.stop_at = 2
    run("--seeds", "2")
    tiny.stop_at = None
    monkeypatch.setattr(trained, "fingerprint", lambda case: "0" * 64)
    assert run("--seeds", "2") == 0
    assert tiny.trainings.count(("left", 0)) == 2


def test_a_seed_below_the_bar_is_named_and_fails_the_command(tiny, run, capsys):
    tiny.RUNS = {"left": 1.0, "right": 1.0}
    assert run("--seeds", "1") == 1
    assert "seed 0 misses: a score of 2" in capsys.readouterr().out


def test_choosing_writes_every_score_and_takes_the_first_of_equal_ones(tiny, run, tmp_path, capsys):
    assert run("--choose") == 0
    scored = json.loads((tmp_path / "weights" / "tiny-choice.json").read_text())["left"]
    assert scored[1] == {"candidate": [2], "validation": [0.75, 0.76, 0.77]}
    assert train.best(scored) == (2,)
    assert "left: the best is (2,)" in capsys.readouterr().out
    assert not tiny.trainings


def test_the_best_setting_is_the_best_on_average_not_in_its_luckiest_fold():
    scored = [{"candidate": [1], "validation": [1.0, 0.0]}, {"candidate": [2], "validation": [0.75, 0.5]}]
    assert train.best(scored) == (2,)


def test_a_stopped_choice_keeps_every_score_and_goes_on_from_there(tiny, run, tmp_path, capsys):
    tiny.stop_at = 4
    assert run("--choose") == 130
    assert not (tmp_path / "weights").exists()
    assert ", 4 scores of a choice." in capsys.readouterr().out
    tiny.stop_at = None
    assert run("--choose") == 0
    assert len(tiny.validations) == len(set(tiny.validations)) == 9
    resumed = (tmp_path / "weights/tiny-choice.json").read_bytes()
    assert not list((tmp_path / "kept").rglob("*.json"))
    assert run("--choose") == 0
    assert len(tiny.validations) == 18
    assert (tmp_path / "weights/tiny-choice.json").read_bytes() == resumed


@pytest.mark.parametrize("damaged", ["{", "[1]", '{"left (1,) fold 0": "high"}'])
def test_damaged_scores_of_a_stopped_choice_are_taken_again(tiny, run, tmp_path, damaged, capsys):
    tiny.stop_at = 4
    run("--choose")
    (kept,) = (tmp_path / "kept").rglob("choice.json")
    kept.write_text(damaged)
    tiny.stop_at = None
    assert run("--choose") == 0
    assert len(tiny.validations) == 4 + 9
    assert "eave it: all" in capsys.readouterr().out


def test_the_scores_of_other_code_are_not_taken_up(tiny, run, monkeypatch):
    tiny.stop_at = 4
    run("--choose")
    tiny.stop_at = None
    monkeypatch.setattr(trained, "fingerprint", lambda case: "0" * 64)
    assert run("--choose") == 0
    assert len(tiny.validations) == 4 + 9


def test_a_folder_that_cannot_be_written_is_named_and_what_was_kept_stays(tiny, run, tmp_path, capsys):
    tiny.stop_at = 2
    run("--seeds", "2")
    tiny.stop_at = None
    (tmp_path / "weights").write_text("a file where the folder should be")
    assert run("--seeds", "2") == 1
    assert ": 4 finished trainings, 0 begun." in capsys.readouterr().out
    (tmp_path / "weights").unlink()
    assert run("--seeds", "2") == 0
    assert len(tiny.trainings) == 4


def test_the_time_left_is_that_of_the_work_left_each_as_long_as_its_kind(monkeypatch):
    clock = train.Clock(["short", "long", "short", "long"])
    assert str(clock) == "1 of 4"
    now = iter([0.0, 10.0, 10.0, 80.0])
    monkeypatch.setattr(train.time, "monotonic", lambda: next(now))
    with clock.timing("short"):
        pass
    clock.next()
    assert str(clock) == "2 of 4, about 0:30 left"
    with clock.timing("long"):
        pass
    clock.next()
    assert str(clock) == "3 of 4, about 1:20 left"
    clock.next()
    assert str(clock) == "4 of 4, about 1:10 left"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["digit"], "digit is no case. → Choose from: tiny"),
        (["tiny", "--seeds", "0"], "--seeds 0: at least one is needed"),
        (["tiny", "--seeds", "few"], "invalid int value: 'few'"),
        ([], "the following arguments are required: case"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(tiny, arguments, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        train.main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_a_case_that_lacks_a_part_is_named_with_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "snippets.tiny", ModuleType("snippets.tiny"))
    monkeypatch.setattr(train, "CASES", ("tiny",))
    with pytest.raises(ValueError, match=r"snippets/tiny\.py lacks RUNS, SHIPPED, DATA, build"):
        train.find("tiny")


def test_a_case_whose_module_is_elsewhere_is_named(monkeypatch):
    monkeypatch.setattr(train, "CASES", ("elsewhere",))
    with pytest.raises(ValueError, match=r"snippets/elsewhere\.py is not here\. → Take the whole project"):
        train.find("elsewhere")


def test_every_case_of_this_project_is_complete():
    assert [train.find(name).__name__ for name in train.CASES] == [f"snippets.{name}" for name in train.CASES]


@pytest.mark.parametrize("read", [trained.table, lambda case, folder: trained.load(case, "right", folder)])
def test_a_file_that_is_not_there_is_named_with_its_mend(tiny, tmp_path, read):
    with pytest.raises(ValueError, match=r"tiny\.(json|npz) is not there\. → "):
        read("tiny", tmp_path)


def test_a_model_that_does_not_ship_is_named_with_those_that_do(tiny):
    with pytest.raises(ValueError, match=r"^tiny ships no weights of 'left'\. → Choose from: 'right'$"):
        trained.load("tiny", "left")


def test_weights_of_other_models_are_refused(tiny, run, tmp_path):
    run("--seeds", "1")
    tiny.SHIPPED = ("left",)
    with pytest.raises(ValueError, match=r"lacks \['left/0\.bias', 'left/0\.weight'\] and holds the unknown"):
        trained.load("tiny", "left", tmp_path / "weights")
