"""A watched training: nothing that was saved is lost, the best weights stay, a person sees how far it is."""

import sys

import numpy as np
import pytest

from snippets import train, trained
from snippets.descent import Descent
from snippets.nn import Linear, Sequential
from snippets.storage import read_arrays
from snippets.watching import Watched

STEPS = 40
SHAPES = {"0.weight": (1, 2), "0.bias": (1,)}


def model(seed=0):
    return Sequential(Linear(2, 1, rng=np.random.default_rng(seed), dtype=np.float64))


class Stopping:
    """A loss that presses Ctrl-C when it is asked for the step that was named."""

    def __init__(self, at=None):
        self.at, self.calls = at, 0

    def __call__(self, model, rng):
        if self.calls == self.at:
            raise KeyboardInterrupt
        self.calls += 1
        x = rng.normal(size=(8, 2))
        off = model.forward(x) - x @ [[2.0], [-1.0]]
        model.backward(2 * off / len(x))
        return float((off**2).mean()), model.gradient()


def score(model):
    return -float(((model.parameters["0.weight"] - [[2, -1]]) ** 2).sum())


def watched(path, stop=None, score=score, **options):
    descent = Descent(model(), Stopping(stop), steps=STEPS, lr=0.1, seed=0)
    return Watched(descent, score, path, "tiny, seed 0", **options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tiny-0"


def test_watching_does_not_change_what_is_learned(path):
    alone = Descent(model(), Stopping(), steps=STEPS, lr=0.1, seed=0).run()
    assert watched(path).run().vector.tobytes() == alone.vector.tobytes()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("stop", [0, 1, 13, 39])
def test_a_stopped_training_goes_on_and_ends_with_the_same_bytes(path, stop, capsys):
    with pytest.raises(KeyboardInterrupt):
        watched(path, stop).run()
    again = watched(path)
    found = again.run()
    assert f"tiny, seed 0 goes on at step {stop} of 40." in capsys.readouterr().out
    assert again.descent.loss.calls == STEPS - stop
    assert found.vector.tobytes() == watched(path.with_name("other")).run().vector.tobytes()
    assert list(path.parent.iterdir()) == []


def test_a_stopped_training_leaves_its_best_weights_and_says_where(path, capsys):
    scores = iter([0.5, 0.9, 0.7, 0.6, 0.8])
    seen = []

    def told(model):
        seen.append(model.vector.copy())
        return next(scores)

    with pytest.raises(KeyboardInterrupt):
        watched(path, stop=9, score=told).run()
    best = read_arrays(path.with_name("tiny-0.best.npz"), SHAPES)
    assert np.array_equal(best["0.weight"].ravel(), seen[1][:2])
    assert "The best weights so far, of step 4: " in capsys.readouterr().out


def test_the_best_score_is_remembered_when_the_training_goes_on(path):
    with pytest.raises(KeyboardInterrupt):
        watched(path, stop=11, score=lambda model: 5.0).run()
    again = watched(path, stop=4, score=lambda model: 4.0)
    with pytest.raises(KeyboardInterrupt):
        again.run()
    assert (again.score_of_best, again.step_of_best) == (5.0, 2)


def test_a_killed_training_has_left_its_state_of_a_few_seconds_ago(path):
    seconds = iter(range(0, 1000, 2))
    killed = watched(path, clock=lambda: next(seconds))

    class Killed(Exception):
        pass

    def loss(model, rng, inner=killed.descent.loss):
        if inner.calls == 20:
            raise Killed
        return inner(model, rng)

    killed.descent.loss = loss
    with pytest.raises(Killed):
        killed.run()
    again = watched(path)
    again.run()
    assert 0 < again.descent.loss.calls < STEPS
    assert again.descent.model.vector.tobytes() == watched(path).run().vector.tobytes()


@pytest.mark.parametrize("damage", [lambda data: data[:50], lambda data: b"no arrays"])
def test_a_damaged_state_is_named_and_the_training_begins_again(path, damage, capsys):
    with pytest.raises(KeyboardInterrupt):
        watched(path, stop=9).run()
    state = path.with_name("tiny-0.state.npz")
    state.write_bytes(damage(state.read_bytes()))
    again = watched(path)
    again.run()
    assert again.descent.loss.calls == STEPS
    told = capsys.readouterr().out
    assert "tiny-0.state.npz cannot be read as arrays" in told
    assert "It is trained from the start." in told


def test_a_person_sees_a_bar_the_time_left_and_the_best_score(path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    seconds = iter(range(1000))
    watched(path, score=lambda model: 0.25, clock=lambda: next(seconds)).run()
    lines = capsys.readouterr().err.split("\r")[1:]
    assert len(lines) == STEPS
    assert lines[0].startswith("tiny, seed 0 1/40 ")
    assert "left" in lines[0]
    assert lines[1].endswith("best 0.250")
    assert lines[-1].startswith(f"tiny, seed 0 40/40 {'━' * 30} 0:00 left")
    assert lines[-1].endswith("\n")


def test_a_log_stays_clean(path, capsys):
    watched(path).run()
    assert capsys.readouterr().err == ""


class Slow:
    """A case whose trainings can be stopped in the middle."""

    __name__ = "snippets.slow"
    RUNS, SHIPPED, DATA, CANDIDATES, FOLDS = {"one": None}, ("one",), (), {}, 1
    stop = None

    def build(self, name):
        return model()

    def descent(self, name, seed):
        return Descent(model(), Stopping(self.stop), steps=STEPS, lr=0.1, seed=seed)

    def score(self, name, model):
        return score(model)

    def evaluate(self, name, model):
        return {"score": score(model)}

    def misses(self, runs):
        return []

    def validate(self, name, candidate, fold):
        return 0.0


@pytest.fixture
def run(tmp_path, monkeypatch):
    case = Slow()
    monkeypatch.setitem(sys.modules, "snippets.slow", case)
    monkeypatch.setattr(train, "CASES", ("slow",))
    monkeypatch.setattr(trained, "fingerprint", lambda case: "f" * 64)

    def run(stop=None):
        case.stop = stop
        return train.main(["slow", "--seeds", "2"], folder=tmp_path / "weights", kept=tmp_path / "kept")

    return run


def test_the_command_stops_in_the_middle_and_ends_with_the_same_weights(run, tmp_path, capsys):
    assert run(stop=25) == 130
    told = capsys.readouterr().out
    assert "0 finished trainings wait in" in told
    assert "The best weights so far, of step" in told
    assert run() == 0
    resumed = (tmp_path / "weights/slow.json").read_bytes()
    assert not list((tmp_path / "kept").rglob("*.npz"))
    assert run() == 0
    assert (tmp_path / "weights/slow.json").read_bytes() == resumed


def test_a_case_that_can_be_stopped_must_be_able_to_score(run, monkeypatch):
    monkeypatch.delattr(Slow, "score")
    with pytest.raises(ValueError, match=r"snippets/slow\.py lacks score"):
        train.find("slow")
