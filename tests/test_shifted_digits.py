"""Case 2: how digits are moved and counted, what each network can know of a place, and the bar."""

import numpy as np
import pytest

from figures import shifted_digits as figures
from snippets import digits, trained
from snippets import shifted_digits as case
from tests.cases import assert_drawings

CASE = "shifted_digits"


class Constant:
    """A model that answers the same class always, and remembers what it was shown."""

    def __init__(self, answer=0):
        self.answer, self.seen = answer, []

    def forward(self, x):
        self.seen.append(x)
        scores = np.zeros((len(x), 10))
        scores[:, self.answer] = 1
        return scores


def untrained(model, **keywords):
    return model(np.random.default_rng(7), **keywords)


def at_all_places(model, image):
    return np.array([model.forward(case.place(image, *shift))[0] for shift in case.everywhere(2)])


@pytest.fixture(scope="module")
def image():
    return digits.load()[0][5:6]


def test_a_digit_is_placed_below_and_right_of_the_centre():
    placed = case.place(np.ones((1, 2, 2)), dy=1, dx=-1, size=6)
    assert placed[0, 0].tolist() == [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_a_digit_may_touch_the_border_and_not_leave_the_canvas(image):
    assert case.place(image, 2, -2).sum() == pytest.approx(image.sum())
    with pytest.raises(ValueError, match=r"a shift by \(0, 3\) moves 8×8 cells off a canvas of 12×12"):
        case.place(image, 0, 3)


def test_there_are_1_8_and_16_shifts_at_distance_0_1_and_2():
    assert case.offsets(0) == [(0, 0)]
    assert sorted(case.offsets(1)) == [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
    assert len(case.offsets(2)) == len(set(case.offsets(2))) == 16
    assert all(max(abs(dy), abs(dx)) == 2 for dy, dx in case.offsets(2))
    assert len(set(case.everywhere(2))) == 25
    assert case.everywhere(2)[0] == (0, 0)


@pytest.mark.parametrize(
    ("model", "keywords", "parameters"),
    [
        (case.mlp, {}, 2645),
        (case.cnn, {}, 2698),
        (case.global_max, {}, 5154),
        (case.global_max, {"padding": ("same", "same")}, 5154),
        (case.mlp, {"hidden": 256}, 39690),
    ],
)
def test_a_model_scores_ten_classes_with_as_many_parameters_as_the_page_says(
    model, keywords, parameters, image
):
    built = untrained(model, **keywords)
    assert built.vector.size == parameters
    assert built.vector.dtype == np.float32
    assert built.forward(case.place(np.repeat(image, 3, axis=0))).shape == (3, 10)


def test_with_full_padding_global_max_gives_equal_scores_at_all_places(image):
    scores = at_all_places(untrained(case.global_max), image)
    assert np.allclose(scores, scores[0], atol=1e-5)


def of_a_corner(cell, **padding):
    """Scores of one cell of ink at all places, by filters that look for it in their window's last corner."""
    dot = np.zeros((1, 8, 8))
    dot[0, cell, cell] = 1
    model = untrained(case.global_max, **padding)
    for name, parameter in model.parameters.items():
        parameter[...] = 0
        if name in ("0.weight", "2.weight"):
            parameter[:, :, -1, -1] = 1
        elif name == "5.weight":
            parameter[...] = 1
    return at_all_places(model, dot)


@pytest.mark.parametrize("rings", range(6))
def test_with_a_ring_of_zeros_less_some_window_is_lost(rings):
    scores = of_a_corner(max(0, 4 - rings), padding=(rings, 0))
    assert not np.allclose(scores, scores[0], atol=1e-3)


def test_with_all_rings_of_zeros_no_window_is_lost():
    assert (of_a_corner(0) == 8 * 24).all()  # the sum over first and second filters


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_the_usual_paddings_let_the_place_through(padding, image):
    scores = at_all_places(untrained(case.global_max, padding=(padding, padding)), image)
    assert not np.allclose(scores, scores[0], atol=1e-3)


def test_the_first_maps_of_the_cnn_move_with_the_digit_and_the_pooled_ones_do_not(image):
    x, moved = case.place(image), case.place(image, dx=2)
    layers = untrained(case.cnn).layers
    for layer in layers[:2]:
        x, moved = layer.forward(x), layer.forward(moved)
    assert np.allclose(moved[..., 3:-1], x[..., 1:-3], atol=1e-6)
    for layer in layers[2:6]:
        x, moved = layer.forward(x), layer.forward(moved)
    assert not any(np.allclose(np.roll(x, cells, axis=3), moved, atol=1e-3) for cells in range(3))


def test_accuracy_is_the_average_over_images_and_shifts():
    _, labels = digits.load()
    chosen = np.concatenate([np.flatnonzero(labels == 0)[:3], np.flatnonzero(labels == 1)[:1]])
    assert case.accuracy(Constant(0), chosen, case.offsets(1)) == 0.75


@pytest.mark.parametrize("run", ["mlp", "mlp_file_order"])
def test_evaluation_shows_every_held_out_image_at_every_place_and_no_other(run):
    model = Constant()
    share = case.evaluate(run, model)
    images, _ = digits.load()
    _, held_out = digits.split(case.RUNS[run].split)
    expected = [case.place(images[held_out], *shift) for shift in case.everywhere(2)]
    assert np.array_equal(np.concatenate(model.seen), np.concatenate(expected))
    assert list(share) == ["0 px", "1 px", "2 px"]


@pytest.mark.parametrize(("run", "places"), [("mlp", 1), ("mlp_shifts", 25), ("mlp_file_order", 1)])
def test_training_shows_no_held_out_image(run, places, monkeypatch):
    shown = []
    monkeypatch.setattr(case, "fit", lambda model, x, target, **settings: shown.append((x, target)))
    case.train(run, 0)
    ((x, target),) = shown
    (images, labels), (training, held_out) = digits.load(), digits.split(case.RUNS[run].split)
    known = {image.tobytes() for image in case.place(images[held_out])}
    assert not known & {image.tobytes() for image in x}
    assert (target.reshape(places, -1) == labels[training]).all()
    ink = images[training].sum(axis=(1, 2))
    assert np.allclose(x.sum(axis=(1, 2, 3)).reshape(places, -1), ink)


def test_settings_are_judged_on_each_training_image_once_by_a_model_that_has_not_seen_it(monkeypatch):
    trained_on, judged_on = [], []
    monkeypatch.setattr(case, "fitted", lambda run, chosen, rng: trained_on.append(chosen))
    monkeypatch.setattr(case, "accuracy", lambda model, chosen, shifts: judged_on.append(chosen))
    for fold in range(case.FOLDS):
        case.validate("cnn", (1, 0.01), fold)
    training, _ = digits.split()
    assert np.array_equal(np.sort(np.concatenate(judged_on)), training)
    for seen, unseen in zip(trained_on, judged_on, strict=True):
        assert np.array_equal(np.sort(np.concatenate([seen, unseen])), training)


def test_a_seed_gives_one_model_and_another_seed_another():
    run = case.RUNS["cnn"]._replace(epochs=1)
    first, again, other = (
        case.fitted(run, np.arange(64), np.random.default_rng(s)).vector for s in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.allclose(first, other, atol=0.01)


@pytest.mark.parametrize("run", ["mlp", "cnn", "global_max"])
def test_a_few_steps_of_training_learn_something(run):
    short = case.RUNS[run]._replace(epochs=3)
    training, _ = digits.split()
    model = case.fitted(short, training[:320], np.random.default_rng(0))
    before = case.accuracy(case.build(run), training[:320], [(0, 0)])
    assert case.accuracy(model, training[:320], [(0, 0)]) > before + 0.2


GOOD = {
    "mlp": {"0 px": 0.97, "2 px": 0.1},
    "cnn": {"0 px": 0.99, "2 px": 0.3},
    "global_max": {"0 px": 0.98, "2 px": 0.95},
}


@pytest.mark.parametrize(
    ("name", "share", "demand"),
    [
        ("cnn", {"0 px": 0.984}, "the CNN names .985"),
        ("mlp", {"0 px": 0.981}, "the CNN is .01 better"),
        ("global_max", {"2 px": 0.919}, "with global max pooling .92"),
        ("mlp", {"2 px": 0.201}, "of the MLP's answers 2 px away .20"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, share, demand):
    assert case.misses({run: [metrics] for run, metrics in GOOD.items()}) == []
    bad = {run: [GOOD[run], GOOD[run] | (share if run == name else {})] for run in GOOD}
    (missed,) = case.misses(bad)
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


class TestShipped:
    def test_the_models_have_the_sizes_that_the_page_tells(self, table):
        assert [table["parameters"][name] for name in case.SHIPPED] == [2645, 2698, 5154]

    def test_the_shipped_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        shares = {name: case.evaluate(name, trained.load(CASE, name)) for name in case.SHIPPED}
        assert case.misses({name: [share] for name, share in shares.items()}) == []
        for name, share in shares.items():
            assert share == pytest.approx(table["seeds"][name][0], abs=0.006)

    def test_a_control_differs_from_its_model_in_one_thing(self):
        runs = case.RUNS
        for name in ("global_max_same", "global_max_valid"):
            assert runs[name][1:] == runs["global_max"][1:]
        for name in case.SHIPPED:
            assert runs[f"{name}_file_order"] == runs[name]._replace(split="file order")

    def test_every_figure_has_a_label_and_only_colours_that_follow_the_palette(self, table):
        images, labels = digits.load()
        drawn = [
            figures.digits_and_shifts(images, labels),
            figures.accuracy_against_shift(table["seeds"]),
            figures.moving_maps({"input": (images[0], images[1]), "24 maxima": (images[2], images[2])}),
        ]
        assert_drawings(drawn, 15_000)
