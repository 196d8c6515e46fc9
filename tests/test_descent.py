"""A training in steps: it goes down, at the rate that was asked for, and goes on where it stopped."""

import numpy as np
import pytest

from snippets.descent import Descent
from snippets.nn import Linear, Sequential
from snippets.optim import Adam, cosine

LINE = np.array([[2.0, -1.0]])


def model():
    return Sequential(Linear(2, 1, rng=np.random.default_rng(0), dtype=np.float64))


def squares(model, rng):
    """The mean squared distance from a line, at eight random points."""
    x = rng.normal(size=(8, 2))
    off = model.forward(x) - x @ LINE.T
    model.backward(2 * off / len(x))
    return float((off**2).mean()), model.gradient()


def descent(**options):
    return Descent(model(), squares, **{"steps": 200, "lr": 0.1, "seed": 0} | options)


def test_it_finds_the_line():
    trained = descent().run()
    np.testing.assert_allclose(trained.parameters["0.weight"], LINE, atol=0.01)


def test_the_first_steps_are_adam_s_on_batches_of_their_own_generators():
    found = descent(steps=3)
    assert list(found) == [1, 2, 3]
    by_hand = model()
    adam = Adam(by_hand.vector, 0.1)
    for step in range(3):
        _, gradient = squares(by_hand, np.random.default_rng([0, step]))
        adam.lr = cosine(step, 3, 0.1)
        adam.step(gradient)
    assert np.array_equal(found.model.vector, by_hand.vector)


def test_weights_decay_by_a_share_of_the_rate_before_each_of_adam_s_steps():
    found, by_hand = descent(steps=3, decay=2.0), model()
    adam = Adam(by_hand.vector, 0.1)
    for step, _ in enumerate(found):
        _, gradient = squares(by_hand, np.random.default_rng([0, step]))
        adam.lr = cosine(step, 3, 0.1)
        by_hand.vector[:] = by_hand.vector - 2 * adam.lr * by_hand.vector
        adam.step(gradient)
        np.testing.assert_allclose(found.model.vector, by_hand.vector, rtol=1e-14)


@pytest.mark.parametrize("stop", [1, 7, 19])
def test_a_stopped_training_goes_on_with_the_same_bytes(stop):
    whole = descent(steps=20, limit=0.5, warmup=0.25, decay=0.5)
    whole.run()
    begun = descent(steps=20, limit=0.5, warmup=0.25, decay=0.5)
    for step in begun:
        if step == stop:
            break
    resumed = descent(steps=20, limit=0.5, warmup=0.25, decay=0.5)
    resumed.restore(begun.state())
    assert next(iter(resumed)) == stop + 1
    resumed.run()
    assert resumed.model.vector.tobytes() == whole.model.vector.tobytes()
    assert resumed.losses == whole.losses


def test_the_rate_rises_evenly_then_falls_along_a_cosine():
    rates = [descent(steps=10, warmup=0.2).rate(step) for step in range(10)]
    assert rates[:3] == [0.05, 0.1, 0.1]
    np.testing.assert_allclose(rates[2:], [0.05 * (1 + np.cos(np.pi * k / 8)) for k in range(8)])


def test_a_long_gradient_is_shortened(monkeypatch):
    lengths = []
    monkeypatch.setattr(Adam, "step", lambda self, gradient: lengths.append(np.linalg.norm(gradient)))
    descent(steps=5, limit=0.25).run()
    assert max(lengths) == pytest.approx(0.25)


def test_another_seed_sees_other_batches():
    assert descent(steps=5).run().vector.tolist() != descent(steps=5, seed=1).run().vector.tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": 0}, "steps is 0; expected at least one"),
        ({"warmup": 1.0}, "warmup is 1.0; expected a share of the steps, from 0 and below 1"),
    ],
)
def test_settings_that_make_no_training_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        descent(**options)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"losses": np.zeros(6)}, r"losses has shape \(6,\); expected \(5,\)"),
        ({"done": np.array(6)}, "6 steps are done; expected 0 to 5"),
        ({"done": np.array(-1)}, "-1 steps are done; expected 0 to 5"),
        ({"mean": np.zeros(2)}, r"mean has shape \(2,\); expected \(3,\)"),
    ],
)
def test_a_state_of_another_training_changes_nothing(change, message):
    found = descent(steps=5)
    before = found.model.vector.copy()
    other = descent(steps=5)
    other.run()
    with pytest.raises(ValueError, match=message):
        found.restore(other.state() | change)
    assert np.array_equal(found.model.vector, before)
    assert found.losses == []
