"""Case 3: how digits move, what each network can know of the order, its gradient, and the bar."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import video as exercises
from figures import video as figures
from snippets import digits, trained
from snippets import video as case
from snippets.gradients import central_difference
from tests.cases import assert_demand, assert_drawings

CASE = "video"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = list(case.MOTIONS)


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


def drawn(seed=0):
    return np.random.default_rng(seed)


def walked(name, seed=0):
    """The top and left of every frame, as pairs."""
    return np.stack(case.MOTIONS[name](drawn(seed)), axis=1)


@pytest.mark.parametrize(
    ("name", "step"), [("right", (0, 1)), ("left", (0, -1)), ("down", (1, 0)), ("up", (-1, 0))]
)
def test_a_straight_motion_takes_one_step_a_frame(name, step):
    for seed in range(20):
        assert np.diff(walked(name, seed), axis=0).tolist() == [list(step)] * 7


@pytest.mark.parametrize(("name", "turn"), [("clockwise", 1), ("anticlockwise", -1)])
def test_a_round_motion_goes_round_once_the_way_its_name_says(name, turn):
    """Rows run down: clockwise is from the right, to the bottom, to the left."""
    for seed in range(20):
        down, right = (walked(name, seed) - case.ROOM / 2).T
        angles = np.unwrap(np.arctan2(down, right))
        assert turn * (angles[-1] - angles[0]) == pytest.approx(2 * np.pi * 7 / 8, abs=0.35)
        assert np.hypot(down, right) == pytest.approx(case.ROOM / 2, abs=0.75)


@pytest.mark.parametrize("motion", range(6))
def test_the_neighbour_of_a_motion_is_its_film_backwards(motion):
    there, back = walked(NAMES[motion]), walked(NAMES[motion ^ 1])
    assert np.array_equal(there, back[::-1])


def test_a_digit_never_leaves_the_canvas():
    for name in NAMES:
        places = np.stack([walked(name, seed) for seed in range(50)])
        assert (places.min(), places.max()) == (0, case.ROOM)


def test_a_clip_shows_one_digit_at_the_places_of_its_motion():
    images, labels = digits.load()
    x, motions, named = case.clips(drawn(4), 40, np.array([7]))
    assert x.shape == (8, 40, 1, 16, 16)
    assert (named == labels[7]).all()
    assert x.sum(axis=(2, 3, 4)) == pytest.approx(images[7].sum(), rel=1e-5)
    for n, motion in enumerate(motions):
        rows = x[:, n, 0].sum(axis=2)
        heights = rows @ np.arange(16) / rows.sum(axis=1)
        moved = np.diff(heights)
        if NAMES[motion] in ("right", "left"):
            assert np.allclose(moved, 0, atol=1e-4)
        elif NAMES[motion] in ("down", "up"):
            assert np.allclose(moved, 1 if NAMES[motion] == "down" else -1, atol=1e-4)
    assert set(motions) == set(range(6))


def test_no_digit_that_is_tested_on_is_trained_or_chosen_with():
    training, held_out = map(set, digits.split())
    kept, validation = map(set, case.parts())
    assert kept | validation == training
    assert not kept & validation
    assert not training & held_out
    assert len(kept) == len(training) * 4 // 5


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("cnn + lstm", 8 * 10 + 16 * 73 + 48 * 257 + 4 * 32 * (48 + 32 + 1) + (6 + 10) * (32 + 48 + 1)),
        ("last state only", 8 * 10 + 16 * 73 + 48 * 257 + 4 * 32 * (48 + 32 + 1) + (6 + 10) * (32 + 1)),
        ("mean of frames", 8 * 10 + 16 * 73 + 48 * 257 + (6 + 10) * (48 + 1)),
        ("stacked frames", exercises.first_layer_solution() + 16 * 73 + 48 * 257 + (6 + 10) * (48 + 1)),
    ],
)
def test_a_network_has_as_many_parameters_as_its_layers_take(name, parameters, table):
    network = case.build(name)
    assert network.vector.size == table["parameters"][name] == parameters
    motion, digit = network.forward(case.clips(drawn(), 3, np.arange(5))[0])
    assert (motion.shape, digit.shape) == ((3, 6), (3, 10))


def exact(network):
    """The same network in float64, its parameters still views of its vector."""
    vector, start = network.vector.astype(np.float64), 0
    for name, part in network.parts.items():
        part.vector = vector[start : start + part.vector.size]
        start += part.vector.size
        own = 0
        for i, layer in enumerate(part.layers):
            for key, array in layer.parameters.items():
                view = part.vector[own : own + array.size].reshape(array.shape)
                layer.parameters[key] = part.parameters[f"{i}.{key}"] = view
                network.parameters[f"{name}.{i}.{key}"] = view
                own += array.size
    network.vector = vector
    return network


@pytest.mark.parametrize("name", case.RUNS)
def test_the_gradient_of_the_whole_network_is_its_slope(name):
    network, rng = exact(case.build(name)), drawn(5)
    x = case.clips(rng, 2, np.arange(20))[0].astype(np.float64) + rng.uniform(0, 0.1, (8, 2, 1, 16, 16))
    grads = rng.normal(size=(2, 6)), rng.normal(size=(2, 10))

    def loss(values):
        network.vector[chosen] = values
        return sum(
            float((grad * scores).sum()) for grad, scores in zip(grads, network.forward(x), strict=True)
        )

    network.forward(x)
    network.backward(*grads)
    found = network.gradient()
    used = np.flatnonzero(found)
    chosen = np.concatenate([rng.choice(used, 30, replace=False), rng.choice(found.size, 5)])
    np.testing.assert_allclose(
        found[chosen], central_difference(loss, network.vector[chosen].copy()), rtol=1e-6, atol=1e-8
    )


def test_only_the_mean_of_frames_is_blind_to_a_film_played_backwards():
    x, _, _ = case.clips(drawn(), 4, np.arange(20))
    for name in case.RUNS:
        network = case.build(name)
        there, back = network.forward(x), network.forward(x[::-1])
        same = all(np.allclose(a, b, atol=1e-5) for a, b in zip(there, back, strict=True))
        assert same == (name == "mean of frames")


def test_frames_become_channels_in_their_order():
    x = np.arange(2 * 3 * 4 * 4, dtype=np.float32).reshape(2, 3, 1, 4, 4)
    layer = case.AsChannels()
    seen = layer.forward(x)
    assert seen.shape == (3, 2, 4, 4)
    assert np.array_equal(seen[1, 0], x[0, 1, 0])
    assert np.array_equal(layer.backward(seen), x)


class Fixed:
    """A network that names the same motion and digit always."""

    def __init__(self, motion, digit):
        self.scores = np.eye(6)[motion], np.eye(10)[digit]

    def forward(self, x):
        return [np.tile(scores, (x.shape[1], 1)) for scores in self.scores]


def test_both_shares_are_counted_over_all_clips():
    motions, named = np.array([2, 2, 3, 2]), np.array([5, 1, 1, 1])
    x = np.zeros((8, 4, 1, 16, 16), np.float32)
    assert case.shares(Fixed(2, 1), np.repeat(x, 5, axis=1), np.repeat(motions, 5), np.repeat(named, 5)) == [
        0.75,
        0.75,
    ]
    assert case.shares(Fixed(2, 5), np.repeat(x, 5, axis=1), np.repeat(motions, 5), np.repeat(named, 5)) == [
        0.75,
        0.25,
    ]


def test_training_starts_from_the_seed_and_lowers_the_loss():
    short = [case.fitted(case.RUNS["stacked frames"], seed, np.arange(200)) for seed in (1, 1, 2)]
    for descent in short:
        for step in descent:
            if step == 40:
                break
    assert np.array_equal(short[0].model.vector, short[1].model.vector)
    assert not np.allclose(short[0].model.vector, short[2].model.vector, atol=0.01)
    assert np.mean(short[0].losses[-5:]) < np.mean(short[0].losses[:5]) - 0.2


GOOD = {"cnn + lstm": {"motion": 1.0, "digit": 0.9}, "mean of frames": {"motion": 0.4, "digit": 0.9}}


@pytest.mark.parametrize(
    ("name", "metric", "share", "demand"),
    [
        ("cnn + lstm", "motion", 0.989, "CNN and LSTM name .99"),
        ("cnn + lstm", "digit", 0.879, "and .88 of the digits"),
        ("mean of frames", "motion", 0.501, "the mean of the frames names .50"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, metric, share, demand):
    assert_demand(case, GOOD, name, {metric: share}, demand)


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        shares = case.evaluate("cnn + lstm", trained.load(CASE, "cnn + lstm"))
        rest = {name: seeds[:1] for name, seeds in table["seeds"].items()}
        assert case.misses(rest | {"cnn + lstm": [shares]}) == []
        assert shares == pytest.approx(table["seeds"]["cnn + lstm"][0], abs=0.004)

    def test_a_film_played_backwards_gets_the_name_of_the_reverse_motion(self):
        x, motions, named = (part[..., :100] if part.ndim == 1 else part[:, :100] for part in case.held_out())
        motion, digit = trained.load(CASE, "cnn + lstm").forward(x[::-1])
        assert np.mean(motion.argmax(axis=1) == motions ^ 1) >= 0.98
        assert np.mean(digit.argmax(axis=1) == named) >= 0.85


@pytest.fixture(scope="module")
def drawings(table):
    x, _, _ = case.clips(drawn(), 2, np.arange(20))
    probabilities = np.zeros((8, 6))
    probabilities[:, 2], probabilities[:, 3] = np.linspace(0.1, 1, 8), np.linspace(0.9, 0, 8)
    return {
        "clips": figures.clips({"a 3, down": x[:, 0, 0]}),
        "shares": figures.both_shares(table["seeds"]),
        "odds": figures.odds({"a 3 goes down": (x[:, 0, 0], probabilities, 2)}),
    }


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 15_000)

    def test_a_film_has_all_its_frames(self, drawings):
        for name in ("clips", "odds"):
            root = ElementTree.fromstring(drawings[name])
            assert len(list(root.iter(f"{SVG}rect"))) == case.FRAMES

    def test_every_seed_has_a_dot_at_its_two_shares(self, drawings, table):
        root = ElementTree.fromstring(drawings["shares"])
        dots = sorted((float(dot.get("cx")), float(dot.get("cy"))) for dot in root.iter(f"{SVG}circle"))
        seeds = [seed for name in figures.ROLES for seed in table["seeds"][name]]
        places = [
            (64 + 390 * (seed["motion"] - 0.2) / 0.8, 264 - 220 * (seed["digit"] - 0.5) / 0.5)
            for seed in seeds
        ]
        np.testing.assert_allclose(dots, sorted(places), atol=0.02)
        assert set(figures.ROLES) == set(table["seeds"])

    def test_the_reverse_is_named_where_it_is_more_likely_than_not(self, drawings):
        texts = [text.text for text in ElementTree.fromstring(drawings["odds"]).iter(f"{SVG}text")]
        assert texts.count("up") == 1
        assert not {"right", "left", "clockwise", "anticlockwise"} & set(texts)
