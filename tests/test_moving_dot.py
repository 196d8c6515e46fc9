"""The moving dot: the ways it takes, the baselines, what is trained on what, and the bar."""

from itertools import chain

import numpy as np
import pytest

from snippets import moving_dot as case
from snippets import trained
from snippets.conv_lstm import conv_lstm
from snippets.losses import cross_entropy
from snippets.lstm import lstm

CASE = "moving_dot"


def ways(images):
    """Row and column of the dot in every frame: (N, T, 2)."""
    assert (images.reshape(*images.shape[:2], -1).sum(axis=2) == 1).all()
    assert set(np.unique(images)) == {0, 1}
    return np.argwhere(images)[:, 2:].reshape(*images.shape[:2], 2)


@pytest.mark.parametrize("columns", [(0, 6), (6, 12)])
def test_a_dot_moves_one_cell_a_frame_in_one_of_eight_directions_and_then_once_more(columns):
    images, target = case.moving_dots(columns)
    found = ways(images)
    steps = np.diff(found, axis=1)
    assert (steps == steps[:, :1]).all()
    assert {tuple(step) for step in steps[:, 0]} == set(case.DIRECTIONS)
    assert len(case.DIRECTIONS) == 8
    assert (0, 0) not in case.DIRECTIONS
    rows, next_columns = np.divmod(target, case.SIZE)
    np.testing.assert_array_equal(np.stack([rows, next_columns], axis=1), found[:, -1] + steps[:, 0])
    whole = np.concatenate([found[..., 1].ravel(), next_columns])
    assert (whole.min(), whole.max()) == (columns[0], columns[1] - 1)
    assert (min(found[..., 0].min(), rows.min()), max(found[..., 0].max(), rows.max())) == (0, 11)


def test_every_way_that_fits_is_there_once():
    images, _ = case.training()
    # Two columns leave room for four steps sideways, six for none; of rows, eight and twelve.
    assert len(images) == 2 * (2 * 12) + 2 * (6 * 8) + 4 * (2 * 8) == 208
    assert len({image.tobytes() for image in images}) == 208


def test_the_halves_hold_the_same_ways_six_columns_apart():
    left, there = case.training()
    right, here = case.held_out()
    moved = {(np.roll(x, 6, axis=2).tobytes(), t + 6) for x, t in zip(left, there, strict=True)}
    assert moved == {(x.tobytes(), t) for x, t in zip(right, here, strict=True)}
    assert not right[..., :6].any()
    assert not left[..., 6:].any()


def test_a_larger_canvas_and_more_frames():
    images, target = case.moving_dots((0, 20), size=20, frames=7)
    assert images.shape[1:] == (7, 20, 20)
    assert target.max() < 400


def test_the_plainest_baseline_is_never_right_and_a_rule_always_is():
    x, target = case.held_out()
    assert not (case.copied(x) == target).any()
    assert (case.moved_on(x) == target).all()


# The networks


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("conv_lstm", 32 * 9 + 32 * 8 * 9 + 32 + 8 + 1),
        ("lstm", 4 * 32 * (144 + 32 + 1) + 144 * 33),
        ("cnn", 8 * 10 + 8 * 9 + 1),
        ("cnn_4_frames", 8 * (4 * 9 + 1) + 8 * 9 + 1),
        ("mlp", 32 * 145 + 144 * 33),
    ],
)
def test_a_model_scores_every_place_with_as_many_parameters_as_the_page_says(name, parameters):
    model = case.build(name)
    assert model.vector.size == parameters
    assert model.vector.dtype == np.float64
    assert model.forward(np.zeros((3, 4, 12, 12))).shape == (3, 144)


def test_the_recurrent_layers_are_the_cells_of_their_pages():
    x, _ = case.training()
    frames = x[:5].swapaxes(0, 1)
    layer = case.ConvLSTM(3, 3, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(layer.forward(x[:5]), conv_lstm(frames[:, :, None], **layer.parameters)[1])
    layer = case.LSTM(144, 3, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(
        layer.forward(x[:5]), lstm(frames.reshape(4, 5, 144), **layer.parameters)[1]
    )


@pytest.mark.parametrize("name", case.RUNS)
def test_the_gradient_of_every_model_is_the_slope(name):
    rng = np.random.default_rng(0)
    model, (x, _) = case.build(name), case.training()
    x = x[:4] + rng.normal(size=(4, 4, 12, 12))
    weights = rng.normal(size=(4, 144))
    model.forward(x)
    model.backward(weights)
    gradient = model.gradient()
    direction = rng.normal(size=gradient.shape)
    slopes = []
    for eps in (1e-5, -1e-5):
        model.vector += eps * direction
        slopes.append((model.forward(x) * weights).sum())
        model.vector -= eps * direction
    assert (slopes[0] - slopes[1]) / 2e-5 == pytest.approx(gradient @ direction, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "seen"), [("conv_lstm", 4), ("lstm", 4), ("cnn_4_frames", 4), ("cnn", 1), ("mlp", 1)]
)
def test_how_many_frames_each_network_looks_at(name, seen):
    x, _ = case.training()
    model = case.build(name)
    before = model.forward(x[:3])
    for t in range(4):
        changed = x[:3].copy()
        changed[:, t] += 1
        assert np.array_equal(model.forward(changed), before) == (t < 4 - seen)


# Training


def test_training_shows_the_left_half_and_nothing_else(monkeypatch):
    shown = []
    monkeypatch.setattr(case, "fit", lambda model, x, target, **settings: shown.append((x, target)))
    case.train("conv_lstm", 0)
    ((x, target),) = shown
    np.testing.assert_array_equal(x, case.training()[0])
    np.testing.assert_array_equal(target, case.training()[1])


def test_settings_are_judged_on_each_way_of_the_left_half_once_by_a_model_that_has_not_seen_it(monkeypatch):
    trained_on, judged_on, settings = [], [], []

    def remember(run, x, target, rng):
        trained_on.append({image.tobytes() for image in x})
        settings.append((run.epochs, run.lr))

    monkeypatch.setattr(case, "fitted", remember)
    monkeypatch.setattr(case, "accuracy", lambda model, x, target: judged_on.append([i.tobytes() for i in x]))
    for fold in range(case.FOLDS):
        case.validate("conv_lstm", (1, 0.01), fold)
    everything = {image.tobytes() for image in case.training()[0]}
    assert sorted(chain.from_iterable(judged_on)) == sorted(everything)
    for seen, unseen in zip(trained_on, judged_on, strict=True):
        assert seen == everything - set(unseen)
    assert settings == [(1, 0.01)] * case.FOLDS


def test_evaluation_tells_the_halves_apart():
    class Left:
        """Right about the left half, and elsewhere silent."""

        def forward(self, x):
            scores = np.zeros((len(x), 144))
            left = ~x[..., 6:].any(axis=(1, 2, 3))
            scores[left, case.moved_on(x)[left]] = 1
            return scores

    assert case.evaluate("conv_lstm", Left()) == {"left half": 1.0, "right half": 0.0}


@pytest.mark.parametrize("name", ["conv_lstm", "cnn_4_frames", "lstm"])
def test_training_learns_something_and_a_seed_gives_the_same_again(name):
    x, target = (array[::26] for array in case.training())
    run = case.RUNS[name]._replace(epochs=6)
    model, again = (case.fitted(run, x, target, np.random.default_rng(0)) for _ in range(2))
    assert cross_entropy(model.forward(x), target) < 0.99 * cross_entropy(case.build(name).forward(x), target)
    assert np.array_equal(model.vector, again.vector)
    other = case.fitted(run, x, target, np.random.default_rng(1))
    assert not np.allclose(model.vector, other.vector, atol=0.01)


GOOD = {
    "conv_lstm": (1.0, 0.96),
    "lstm": (0.96, 0.01),
    "cnn": (0.3, 0.3),
    "mlp": (0.3, 0.01),
    "cnn_4_frames": (1.0, 0.96),
}


@pytest.mark.parametrize(
    ("name", "halves", "demand"),
    [
        ("conv_lstm", (1.0, 0.949), "the ConvLSTM names .95"),
        ("lstm", (0.949, 0.01), "the LSTM names .95"),
        ("lstm", (1.0, 0.051), "the LSTM names .05"),
        ("cnn", (0.401, 0.3), "a CNN of one frame"),
        ("cnn", (0.3, 0.401), "a CNN of one frame"),
        ("mlp", (0.401, 0.01), "the MLP names .40"),
        ("mlp", (0.3, 0.051), "the MLP names .05"),
        ("cnn_4_frames", (1.0, 0.949), "a CNN of all frames"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, halves, demand):
    def runs(*seeds):
        return {
            run: [{"left half": seed[run][0], "right half": seed[run][1]} for seed in seeds] for run in GOOD
        }

    assert case.misses(runs(GOOD, GOOD)) == []
    (missed,) = case.misses(runs(GOOD, GOOD | {name: halves}))
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


def wide():
    """The ways on a larger canvas that the page counts."""
    x, target = case.moving_dots((0, 20), 20)
    return x[::60], target[::60]


class TestShipped:
    def test_the_shipped_weights_are_those_of_seed_0(self):
        found = case.evaluate("conv_lstm", trained.load(CASE, "conv_lstm"))
        for half, share in trained.table(CASE)["seeds"]["conv_lstm"][0].items():
            assert found[half] == pytest.approx(share, abs=0.005)
        assert found["right half"] >= 0.95

    def test_no_decision_that_the_page_counts_is_a_close_one(self):
        model = trained.load(CASE, "conv_lstm")
        for x, _ in (case.held_out(), wide()):
            scores = np.sort(model.forward(x), axis=1)
            assert (scores[:, -1] - scores[:, -2]).min() >= 1e-3

    def test_the_weights_fit_a_canvas_of_another_size(self):
        model = trained.load(CASE, "conv_lstm")
        assert case.accuracy(model, *wide()) >= 0.95

    def test_the_weights_are_small(self):
        assert (trained.FOLDER / f"{CASE}.npz").stat().st_size <= 10_000
