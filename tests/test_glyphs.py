"""Glyphs: how they are drawn, what each network can compute, how it is trained, and the bar."""

from itertools import chain

import numpy as np
import pytest

from snippets import glyphs as case
from snippets import nn, trained

CASE = "glyphs"


@pytest.fixture(scope="module")
def held_out():
    return case.held_out()


def strokes(image):
    """Rows and columns in which a glyph has at least five cells."""
    return int((image.sum(axis=1) >= 5).sum()), int((image.sum(axis=0) >= 5).sum())


@pytest.mark.parametrize(
    ("kind", "rows_and_columns"),
    [("horizontal bar", (1, 0)), ("vertical bar", (0, 1)), ("cross", (1, 1)), ("ring", (2, 2))],
)
def test_a_glyph_has_the_strokes_of_its_kind(kind, rows_and_columns):
    rng = np.random.default_rng(0)
    for _ in range(50):
        image = case.glyph(kind, rng)
        assert image.shape == (12, 12)
        assert set(np.unique(image)) == {0, 1}
        assert strokes(image) == rows_and_columns


def test_glyphs_are_5_to_7_cells_wide_and_reach_every_border():
    rng = np.random.default_rng(0)
    rings = np.array([case.glyph("ring", rng) for _ in range(300)])
    assert set(rings.any(axis=1).sum(axis=1)) == {5, 6, 7}
    for edge in (rings[:, 0], rings[:, -1], rings[:, :, 0], rings[:, :, -1]):
        assert 20 < edge.any(axis=1).sum() < 200


def test_a_cross_has_four_arms():
    rng = np.random.default_rng(0)
    for _ in range(50):
        cross = case.glyph("cross", rng)
        row, column = cross.sum(axis=1).argmax(), cross.sum(axis=0).argmax()
        assert cross[row - 1, column] == cross[row + 1, column] == 1
        assert cross[row, column - 1] == cross[row, column + 1] == 1


def test_kinds_come_in_turn_and_noise_stays_within_its_bounds():
    images, labels = case.glyphs(np.random.default_rng(3), 41)
    assert images.shape == (41, 1, 12, 12)
    assert labels.tolist() == [0, 1, 2, 3] * 10 + [0]
    assert -case.NOISE <= images.min() < -0.24
    assert 1.15 < images.max() <= 1 + case.NOISE
    assert case.glyphs(np.random.default_rng(3), 0)[0].shape == (0, 1, 12, 12)


def test_the_glyphs_are_the_same_at_every_call_and_none_is_in_both_sets():
    training, labels = case.training()
    again, _ = case.training()
    np.testing.assert_array_equal(training, again)
    assert np.bincount(labels).tolist() == [400] * 4
    test, truth = case.held_out()
    assert np.bincount(truth).tolist() == [100] * 4
    assert not {image.tobytes() for image in training} & {image.tobytes() for image in test}


# The networks


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("cnn", 8 * (1 * 9 + 1) + 8 * (8 * 9 + 1) + 4 * (72 + 1)),
        ("cnn_without_relu", 956),
        ("strided", 956),
        ("strided_without_relu", 956),
        ("mlp", 6 * (144 + 1) + 4 * (6 + 1)),
        ("linear", 4 * (144 + 1)),
    ],
)
def test_a_model_scores_four_kinds_with_as_many_parameters_as_the_page_says(name, parameters):
    model = case.build(name)
    assert model.vector.size == parameters
    assert model.vector.dtype == np.float64
    assert model.forward(np.zeros((3, 1, 12, 12))).shape == (3, 4)


def test_strides_give_the_shapes_that_pooling_gave():
    def flat(name):
        x = np.zeros((2, 1, 12, 12))
        for layer in case.build(name).layers:
            x = layer.forward(x)
            if isinstance(layer, nn.Flatten):
                return x.shape

    assert flat("cnn") == flat("strided") == (2, 8 * 3 * 3)


@pytest.mark.parametrize(
    ("name", "is_linear"),
    [
        ("linear", True),
        ("strided_without_relu", True),
        ("cnn_without_relu", False),  # for a maximum is not linear
        ("strided", False),
        ("mlp", False),
        ("cnn", False),
    ],
)
def test_which_networks_are_one_linear_map_and_a_bias(name, is_linear, held_out):
    model, (x, _) = case.build(name), held_out
    straight = model.forward(x[:4]) + model.forward(x[4:8]) - model.forward(np.zeros_like(x[:4]))
    assert np.allclose(model.forward(x[:4] + x[4:8]), straight, atol=1e-10) == is_linear


# Training


def test_training_shows_the_training_glyphs_and_no_other(monkeypatch):
    shown = []
    monkeypatch.setattr(case, "fit", lambda model, x, target, **settings: shown.append((x, target)))
    case.train("cnn", 0)
    ((x, target),) = shown
    np.testing.assert_array_equal(x, case.training()[0])
    np.testing.assert_array_equal(target, case.training()[1])


def test_settings_are_judged_on_each_training_glyph_once_by_a_model_that_has_not_seen_it(monkeypatch):
    trained_on, judged_on, settings = [], [], []

    def remember(run, x, target, rng):
        trained_on.append({image.tobytes() for image in x})
        settings.append((run.epochs, run.lr))

    monkeypatch.setattr(case, "fitted", remember)
    monkeypatch.setattr(case, "accuracy", lambda model, x, labels: judged_on.append([i.tobytes() for i in x]))
    for fold in range(case.FOLDS):
        case.validate("cnn", (1, 0.01), fold)
    everything = {image.tobytes() for image in case.training()[0]}
    assert sorted(chain.from_iterable(judged_on)) == sorted(everything)
    for seen, unseen in zip(trained_on, judged_on, strict=True):
        assert seen == everything - set(unseen)
    assert settings == [(1, 0.01)] * case.FOLDS


def test_evaluation_shows_every_held_out_glyph(monkeypatch, held_out):
    class Constant:
        def forward(self, x):
            np.testing.assert_array_equal(x, held_out[0])
            return np.eye(4)[np.ones(len(x), int)]

    assert case.evaluate("cnn", Constant()) == {"accuracy": 0.25}


@pytest.mark.parametrize("name", ["cnn", "strided", "mlp"])
def test_a_few_steps_of_training_learn_something(name):
    x, labels = (array[:320] for array in case.training())
    run = case.RUNS[name]._replace(epochs=6)
    model = case.fitted(run, x, labels, np.random.default_rng(0))
    assert case.accuracy(model, x, labels) > 0.4
    again = case.fitted(run, x, labels, np.random.default_rng(0))
    other = case.fitted(run, x, labels, np.random.default_rng(1))
    assert np.array_equal(model.vector, again.vector)
    assert not np.allclose(model.vector, other.vector, atol=0.01)


def test_training_does_not_hang_on_the_order_in_which_sums_are_taken(monkeypatch):
    """Why the weights that ship come out the same elsewhere: float64 errs far below what float16 keeps."""
    x, labels = (array[:320] for array in case.training())
    run = case.RUNS["cnn"]._replace(epochs=4)
    here = case.fitted(run, x, labels, np.random.default_rng(0))

    def upside_down(x, weight, bias, *, stride, padding):
        turned = (np.ascontiguousarray(array[:, ::-1, ::-1]) for array in (x, weight))
        return conv2d(*turned, bias, stride=stride, padding=padding)[:, :, ::-1]

    conv2d = nn.conv2d
    monkeypatch.setattr(nn, "conv2d", upside_down)
    there = case.fitted(run, x, labels, np.random.default_rng(0))
    assert 0 < np.abs(here.vector - there.vector).max() < 1e-10


def test_confusion_by_hand():
    class Named:
        def forward(self, x):
            return np.eye(4)[x]

    counts = case.confusion(Named(), np.array([0, 1, 3, 3, 3]), np.array([0, 0, 3, 2, 2]))
    assert counts.tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 1]]


GOOD = {
    "cnn": 0.96,
    "cnn_without_relu": 0.95,
    "strided": 0.95,
    "strided_without_relu": 0.6,
    "mlp": 0.7,
    "linear": 0.6,
}


@pytest.mark.parametrize(
    ("name", "share", "demand"),
    [
        ("cnn", 0.949, "the CNN names .95"),
        ("mlp", 0.801, "the MLP names .80"),
        ("cnn_without_relu", 0.899, "pooling makes up"),
        ("strided", 0.849, "with strides .85"),
        ("strided_without_relu", 0.701, "linear convolutions"),
        ("linear", 0.701, "a linear model names"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, share, demand):
    def runs(*seeds):
        return {run: [{"accuracy": seed[run]} for seed in seeds] for run in GOOD}

    assert case.misses(runs(GOOD, GOOD)) == []
    (missed,) = case.misses(runs(GOOD, GOOD | {name: share}))
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


class TestShipped:
    def test_the_cnn_has_the_size_that_the_page_tells(self, table):
        assert table["parameters"]["cnn"] == 956

    def test_the_shipped_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        share = case.evaluate("cnn", trained.load(CASE, "cnn"))["accuracy"]
        assert share >= 0.95
        assert share == pytest.approx(table["seeds"]["cnn"][0]["accuracy"], abs=0.003)

    def test_no_decision_that_the_page_counts_is_a_close_one(self, held_out):
        scores = np.sort(trained.load(CASE, "cnn").forward(held_out[0]), axis=1)
        assert (scores[:, -1] - scores[:, -2]).min() >= 1e-3

    def test_the_weights_are_small(self):
        assert (trained.FOLDER / f"{CASE}.npz").stat().st_size <= 10_000

    def test_every_model_had_its_settings_chosen(self):
        assert list(case.CANDIDATES) == list(case.RUNS)
