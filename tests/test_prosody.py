"""Case 8: how melodies are drawn, what each network can know of their order, the rule, and the bar."""

from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import prosody as exercises
from figures import prosody as figures
from snippets import melody, trained
from snippets import prosody as case
from tests.cases import assert_demand, assert_drawings, assert_slopes

CASE = "prosody"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


@pytest.fixture(scope="module")
def held_out():
    return case.held_out()


def uttered(*phrases, before=7, pause=10):
    """The pitch of an utterance: phrases with silence before, between and after: (52,)."""
    hertz, start = np.zeros(case.FRAMES), before
    for phrase in phrases:
        hertz[start : start + len(phrase)] = phrase
        start += len(phrase) + pause
    return hertz


def seen(hertz):
    """Without noise, as a batch of one for a network."""
    return melody.quiet(hertz).T[None].astype(np.float32)


UP, DOWN, LEVEL = np.linspace(120, 180, 14), np.linspace(180, 120, 14), np.full(14, 150.0)


def test_each_kind_has_two_phrases_that_go_the_way_of_their_name():
    rng, starts, bases = np.random.default_rng(0), set(), []
    ways = {0: (1, -1), 1: (-1, 1), 2: (0, 0)}
    for draw in range(200):
        hertz = case.pitch(draw % 4, rng)
        spoken = np.flatnonzero(hertz)
        start = spoken[0]
        assert spoken.tolist() == [*range(start, start + 14), *range(start + 24, start + 38)]
        starts.add(start)
        bases.append(hertz[spoken].min())
        for phrase, way in zip(np.split(hertz[spoken], 2), ways.get(draw % 4, (None, None)), strict=True):
            if way is None:
                assert len(set(phrase)) == 14
                assert phrase.max() < 1.5 * 220
            else:
                assert phrase[-1] / phrase[0] == pytest.approx(1.5**way)
                assert np.ptp(np.diff(phrase)) == pytest.approx(0, abs=1e-9)
    assert starts == set(range(4, 11))
    assert min(bases) >= 110


def test_a_pitch_is_heard_at_its_multiples_and_silence_is_not_heard(monkeypatch):
    monkeypatch.setattr(case, "NOISE", 0)
    heard = case.spectrogram(uttered(np.full(14, 90.0)), np.random.default_rng(0))
    assert not heard[np.r_[:7, 21:52]].any()
    centres = np.geomspace(90, 3_000, 24)
    assert heard[7, 0] == pytest.approx(1)  # the pitch itself is the lowest bin
    near = [np.abs(np.log2(90 * harmonic / centres)).min() for harmonic in range(1, 7)]
    strengths = [np.exp(-((off / 0.12) ** 2)) / np.sqrt(h) for h, off in enumerate(near, start=1)]
    peaks = [np.abs(np.log2(90 * harmonic / centres)).argmin() for harmonic in range(1, 7)]
    assert heard[7, peaks[:3]] == pytest.approx(strengths[:3], abs=1e-3)
    assert not heard[7, peaks[-1] + 3 :].any() or heard[7, peaks[-1] + 3 :].max() < 1e-6


def test_noise_lies_over_every_frame():
    heard = case.spectrogram(np.zeros(case.FRAMES), np.random.default_rng(0))
    assert heard.std() == pytest.approx(case.NOISE, rel=0.05)
    assert case.spectrogram(np.zeros(7), np.random.default_rng(0)).shape == (7, 24)


def test_what_is_trained_on_chosen_with_and_tested_on_has_no_utterance_in_common(held_out):
    parts = [case.training()[0], case.validation()[0], held_out[0]]
    assert [part.shape for part in parts] == [(2_000, 24, 52), (400, 24, 52), (1_000, 24, 52)]
    rows = [{row.tobytes() for row in part} for part in parts]
    assert not (rows[0] & rows[1] or rows[0] & rows[2] or rows[1] & rows[2])
    assert np.bincount(held_out[1]).tolist() == [250] * 4


class TestTheRule:
    def test_a_pitch_without_noise_is_found_to_a_hundredth_of_an_octave(self):
        hertz = uttered(UP, DOWN)
        (found,) = melody.melody(seen(hertz))
        spoken = hertz > 0
        assert np.array_equal(np.isnan(found), ~spoken)
        assert np.abs(found[spoken] - np.log2(hertz[spoken])).max() < 0.012

    @pytest.mark.parametrize(
        ("phrases", "kind"),
        [
            ((UP, DOWN), 0),
            ((DOWN, UP), 1),
            ((LEVEL, LEVEL), 2),
            ((UP[[0, 9, 3, 13, 1, 12]], LEVEL), 3),
            ((LEVEL, DOWN), 0),
            ((LEVEL[:5], UP[:12:2]), 1),
            ((np.linspace(150, 165, 5), LEVEL[:5]), 2),  # steep, and not far
        ],
    )
    @pytest.mark.parametrize("pause", [3, 10])
    def test_a_hand_made_melody_is_named_by_where_its_phrases_lead(self, phrases, kind, pause):
        assert (
            melody.contour(np.log2(np.where(hertz := uttered(*phrases, pause=pause), hertz, np.nan))) == kind
        )
        assert melody.contours(seen(uttered(*phrases, pause=pause))).tolist() == [kind]

    def test_the_rule_names_every_held_out_utterance(self, held_out):
        assert np.array_equal(melody.contours(held_out[0]), held_out[1])

    @pytest.mark.parametrize("phrases", [(), (LEVEL[:1], LEVEL), (LEVEL, LEVEL[:1])])
    def test_without_two_phrases_there_is_no_name(self, phrases):
        with pytest.raises(ValueError, match="expected two phrases with a pause between"):
            melody.contours(seen(uttered(*phrases)))

    def test_another_shape_is_refused(self):
        with pytest.raises(ValueError, match=r"x has shape \(1, 52, 24\); expected \(N, 24, T\)"):
            melody.melody(np.zeros((1, 52, 24)))

    def test_no_utterance_has_no_name(self):
        assert melody.contours(np.zeros((0, 24, 52))).shape == (0,)


class TestNetworks:
    @pytest.mark.parametrize(
        ("name", "parameters"),
        [
            ("cnn + lstm", 16 * (24 * 5 + 1) + 16 * (16 * 3 + 1) + 4 * 24 * (16 + 24 + 1) + 4 * 25),
            ("cnn + mean", 16 * (24 * 5 + 1) + 16 * (16 * 3 + 1) + 64 * 17 + 4 * 65),
            ("lstm alone", 4 * 24 * (24 + 24 + 1) + 4 * 25),
        ],
    )
    def test_a_model_has_as_many_parameters_as_its_layers_take(self, name, parameters, table):
        model = case.build(name)
        assert model.vector.size == table["parameters"][name] == parameters
        assert model.forward(np.zeros((3, 24, 52), np.float32)).shape == (3, 4)

    @pytest.mark.parametrize("network", [case.hybrid, case.mean, case.lstm])
    def test_the_gradient_of_the_whole_network_is_its_slope(self, network):
        rng = np.random.default_rng(3)
        x, grad = rng.normal(size=(3, 24, 20)), rng.normal(size=(3, 4))
        assert_slopes(network(rng), x, grad, rng)

    def test_the_convolutions_see_7_frames_and_the_pause_is_longer(self):
        model = case.build("cnn + mean")
        x = np.random.default_rng(0).normal(size=(1, 24, 52)).astype(np.float32)

        def frames(x):
            for layer in model.layers[:5]:
                x = layer.forward(x)
            return x[:, 0]

        changed = x.copy()
        changed[:, :, 26] += 1
        moved = np.flatnonzero((frames(changed) != frames(x)).any(axis=1))
        assert (moved.min(), moved.max()) == (26 - 3, 26 + 3)
        assert exercises.pause_solution() == 6 < case.PAUSE

    @pytest.mark.parametrize("seed", range(3))
    def test_no_weights_of_the_mean_tell_exchanged_phrases_apart(self, seed):
        model = case.mean(np.random.default_rng(seed))
        scores = [model.forward(seen(uttered(*phrases))) for phrases in ((UP, DOWN), (DOWN, UP))]
        assert np.allclose(*scores, atol=1e-5)
        short = [model.forward(seen(uttered(*p, pause=1))) for p in ((UP, DOWN), (DOWN, UP))]
        assert not np.allclose(*short, atol=1e-5)

    def test_order_is_judged_by_the_first_two_scores_of_the_first_two_kinds(self):
        class Scores:
            def forward(self, x):
                return x

        x = np.array([[1, 0, 9, 0], [1, 0, 0, 0], [0, 1, 0, 9], [0, 0, 1, 0]])
        labels = np.array([0, 1, 1, 2])
        assert case.shares(Scores(), x, labels) == {"accuracy": 1 / 4, "order": pytest.approx(2 / 3)}

    def test_a_seed_gives_one_model_and_another_seed_another(self, monkeypatch):
        monkeypatch.setattr(case, "held_out", None)  # a training that asked for them would stop
        monkeypatch.setattr(case, "training", cache(case.training))
        vectors = []
        for seed in (1, 1, 2):
            descent = case.descent("cnn + mean", seed)
            for step in descent:
                if step == 3:
                    break
            vectors.append(descent.model.vector.copy())
        assert np.array_equal(vectors[0], vectors[1])
        assert not np.array_equal(vectors[0], vectors[2])


GOOD = {"cnn + lstm": {"accuracy": 0.99, "order": 1.0}, "cnn + mean": {"accuracy": 0.74, "order": 0.5}}


@pytest.mark.parametrize(
    ("name", "share", "demand"),
    [
        ("cnn + lstm", {"accuracy": 0.969}, "CNN and LSTM name .97"),
        ("cnn + mean", {"order": 0.601}, "the mean guesses the order"),
        ("cnn + mean", {"order": 0.399}, "the mean guesses the order"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, share, demand):
    assert_demand(case, GOOD, name, share, demand)


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        share = case.evaluate("cnn + lstm", trained.load(CASE, "cnn + lstm"))
        runs = {"cnn + lstm": [share], "cnn + mean": table["seeds"]["cnn + mean"][:1]}
        assert case.misses(runs) == []
        assert share == pytest.approx(table["seeds"]["cnn + lstm"][0], abs=0.004)

    @pytest.mark.parametrize("before", [4, 7, 10])
    def test_a_hand_made_melody_is_named_right_in_both_orders(self, before):
        model = trained.load(CASE, "cnn + lstm")
        for kind, phrases in enumerate([(UP, DOWN), (DOWN, UP), (LEVEL, LEVEL)]):
            scores = model.forward(seen(uttered(*phrases, before=before)))[0]
            assert scores.argmax() == kind
            assert np.diff(np.sort(scores))[-1] > 1


@pytest.fixture(scope="module")
def drawings(held_out):
    spoken = uttered(UP, DOWN) > 0
    outputs = {
        name: np.linspace(-1, value, 52) for name, value in zip(case.KINDS, (1, 0.5, 0, -0.5), strict=True)
    }
    return {
        "heard": figures.spectrograms(held_out[0][:4], held_out[1][:4]),
        "unit": figures.over_time(outputs, spoken),
    }


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 20_000)

    def test_each_image_stands_under_its_name_and_low_tones_lie_below(self):
        heard = np.zeros((1, 24, 52))
        heard[0, 0, 5:8] = 1
        root = ElementTree.fromstring(figures.spectrograms(heard, [2]))
        assert next(text.text for text in root.iter(f"{SVG}text")) == "monotone"
        (loud,) = (path for path in root.iter(f"{SVG}path"))
        assert loud.get("d") == "M5 23h3v1h-3z"

    def test_the_shades_lie_where_there_is_speech_and_lines_end_at_their_values(self, drawings):
        root = ElementTree.fromstring(drawings["unit"])
        shades = [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill-opacity") == "0.15"]
        place = lambda frame: 52 + 282 * frame / 51  # noqa: E731
        assert [float(shade.get("x")) for shade in shades] == pytest.approx([place(7), place(31)], abs=0.01)
        assert [float(shade.get("width")) for shade in shades] == pytest.approx([282 * 13 / 51] * 2, abs=0.01)
        ends = [
            path.get("d").split("L")[-1].split()
            for path in root.iter(f"{SVG}path")
            if path.get("stroke-dasharray")
        ]
        assert [float(y) for _, y in ends] == pytest.approx([46, 46 + 55, 46 + 110, 46 + 165])


def test_the_solution_of_the_exercise_agrees_with_the_labels():
    solve, rng = exercises.first_move_solution(), np.random.default_rng(0)
    for _ in range(5):
        assert [solve(case.pitch(kind, rng).tolist()) for kind in (0, 1, 2)] == [1, -1, 0]
