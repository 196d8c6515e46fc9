"""A watched training: nothing that was saved is lost, the best weights stay, a person sees how far it is."""

import pickle
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from snippets import train, trained
from snippets.descent import Descent
from snippets.nn import Linear, Sequential
from snippets.storage import read_arrays, write_arrays
from snippets.watching import Watched, minutes

STEPS = 40
SHAPES = {"0.weight": (1, 2), "0.bias": (1,)}


def model(seed=0):
    return Sequential(Linear(2, 1, rng=np.random.default_rng(seed), dtype=np.float64))


class Stopping:
    """A loss that presses Ctrl-C, once or more often, in the middle of the step that was named."""

    def __init__(self, at=None, times=1):
        self.at, self.times, self.calls = at, times, 0

    def __call__(self, model, rng):
        for _ in range(self.times if self.calls == self.at else 0):
            signal.raise_signal(signal.SIGINT)
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
    assert f"tiny, seed 0 goes on at step {stop + 1} of 40." in capsys.readouterr().out
    assert again.descent.loss.calls == STEPS - stop - 1
    assert found.vector.tobytes() == watched(path.with_name("other")).run().vector.tobytes()
    assert list(path.parent.iterdir()) == []


def test_a_step_that_is_being_taken_is_taken_to_its_end_before_the_training_stops(path):
    stopped = watched(path, stop=13)
    with pytest.raises(KeyboardInterrupt):
        stopped.run()
    assert (len(stopped.descent.losses), stopped.descent.optimizer.steps) == (14, 14)


def test_who_presses_twice_does_not_wait_and_what_was_saved_before_stays(path):
    with pytest.raises(KeyboardInterrupt):
        watched(path, stop=13).run()
    state = path.with_name("tiny-0.state.npz").read_bytes()
    again = watched(path)
    again.descent.loss = Stopping(at=5, times=2)
    with pytest.raises(KeyboardInterrupt):
        again.run()
    assert again.descent.loss.calls == 5
    assert path.with_name("tiny-0.state.npz").read_bytes() == state


def test_afterwards_ctrl_c_means_what_it_meant_before(path):
    before = signal.getsignal(signal.SIGINT)
    watched(path).run()
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        watched(path, stop=3).run()
    assert signal.getsignal(signal.SIGINT) is before


def test_in_a_thread_nobody_can_press_ctrl_c_and_it_trains_all_the_same(path):
    found = []
    thread = threading.Thread(target=lambda: found.append(watched(path).run()))
    thread.start()
    thread.join()
    assert found[0].vector.tobytes() == watched(path).run().vector.tobytes()


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
    assert "→ delete it, or leave it: tiny, seed 0 is trained from the start." in told


def test_the_state_of_a_longer_training_is_named_and_the_training_begins_again(path, capsys):
    state = watched(path).arrays() | {"done": np.array(STEPS + 1)}
    write_arrays(path.with_name("tiny-0.state.npz"), state)
    again = watched(path)
    again.run()
    assert again.descent.loss.calls == STEPS
    told = capsys.readouterr().out
    assert "tiny-0.state.npz: 41 steps are done; expected 0 to 40. → Leave it" in told


class Trap:
    """What a program would do that is hidden in a file of arrays: leave a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("kind", ["a pickle", "a pickle in an array"])
def test_a_program_hidden_in_the_state_is_never_run(path, tmp_path, kind, capsys):
    trace, state = tmp_path / "trace", path.with_name("tiny-0.state.npz")
    if kind == "a pickle":
        state.write_bytes(pickle.dumps(Trap(trace)))
    else:
        with state.open("wb") as file:
            np.savez(file, **watched(path).arrays() | {"done": np.array([Trap(trace)], object)})
    watched(path).run()
    assert not trace.exists()
    assert "cannot be read as arrays" in capsys.readouterr().out
    pickle.loads(pickle.dumps(Trap(trace)))
    assert trace.exists(), "the trap does not work"


def at_a_terminal(monkeypatch, columns):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))


def test_a_person_sees_a_bar_the_time_left_and_the_best_score(path, monkeypatch, capsys):
    at_a_terminal(monkeypatch, 80)
    seconds = iter(range(1000))
    watched(path, score=lambda model: 0.25, clock=lambda: next(seconds)).run()
    lines = capsys.readouterr().err.split("\r")[1:]
    assert len(lines) == STEPS
    assert lines[0].rstrip() == f"tiny, seed 0  1/40 {'':20} 0:39 left"
    assert lines[1].rstrip() == f"tiny, seed 0  2/40 {'━':20} 0:38 left, best score 0.250"
    assert lines[-1] == f"tiny, seed 0 40/40 {'━' * 20} 0:00 left, best score 0.250".ljust(79) + "\n"


def test_the_bar_stays_on_one_line_of_a_narrow_terminal_and_covers_what_stood_there(
    path, monkeypatch, capsys
):
    at_a_terminal(monkeypatch, 30)
    watched(path, clock=iter(range(1000)).__next__).run()
    lines = capsys.readouterr().err.split("\r")[1:]
    assert {len(line.rstrip("\n")) for line in lines} == {29}


def test_the_bar_moves_ten_times_a_second_and_not_at_every_step(path, monkeypatch, capsys):
    at_a_terminal(monkeypatch, 80)
    seconds = (step / 1000 for step in range(1000))
    watched(path, clock=seconds.__next__).run()
    assert capsys.readouterr().err.count("\r") == 2


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (65, "1:05"), (3600, "60:00")])
def test_a_time_is_shown_as_minutes_and_seconds(seconds, shown):
    assert minutes(seconds) == shown


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
    assert ": 0 finished trainings, 1 begun." in told
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
