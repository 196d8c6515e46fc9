"""Case 4: how sequences are drawn, what each network can know of an order, its gradient, and the bar."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import dna as exercises
from figures import dna as figures
from snippets import dna as case
from snippets import trained
from snippets.layers import Conv1d
from snippets.motifs import letter_heights
from tests.cases import assert_demand, assert_drawings, assert_slopes

CASE = "dna"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


def written(order, gap=40, start=60, seed=5):
    """One background with two motifs in it: order 0 as in MOTIFS, 1 the other way round."""
    bases = np.random.default_rng(seed).integers(0, 4, 200).astype(np.int8)
    for motif in case.MOTIFS[:: -1 if order else 1]:
        bases[start : start + len(motif)] = case.symbols(motif)
        start += len(motif) + gap
    return bases


def places(sequence, motif):
    text = "".join(case.BASES[base] for base in sequence)
    return [at for at in range(len(text)) if text.startswith(motif, at)]


def test_without_noise_the_label_says_which_motif_stands_first_and_how_far_apart(monkeypatch):
    monkeypatch.setattr(case, "NOISE", 0)
    drawn, labels = case.sequences(np.random.default_rng(0), 400)
    gaps, starts = [], []
    for sequence, label in zip(drawn, labels, strict=True):
        first, second = case.MOTIFS[::-1] if label else case.MOTIFS
        pairs = [
            (start, later - start - len(first))
            for start in places(sequence, first)
            for later in places(sequence, second)
            if 20 <= later - start - len(first) <= 60
        ]
        assert pairs
        starts.append(pairs[0][0])
        gaps.append(pairs[0][1])
    assert (min(gaps), max(gaps)) == (20, 60)
    assert min(starts) < 5
    assert max(starts) > 140
    assert 160 < labels.sum() < 240


def test_one_base_in_twenty_is_drawn_again(monkeypatch):
    noisy, labels = case.sequences(np.random.default_rng(0), 2_000)
    monkeypatch.setattr(case, "NOISE", 0)
    clean, same = case.sequences(np.random.default_rng(0), 2_000)
    assert np.array_equal(labels, same)
    assert np.mean(noisy != clean) == pytest.approx(0.05 * 3 / 4, abs=0.001)


def test_a_base_is_a_one_in_the_row_of_its_letter():
    x = case.one_hot(case.symbols("GAT")[None])
    assert x.tolist() == [[[0, 1, 0], [0, 0, 0], [1, 0, 0], [0, 0, 1]]]
    assert x.dtype == np.float32


def test_other_letters_are_refused():
    with pytest.raises(ValueError, match=r"^bases hold 'N', 't'; expected letters of 'ACGT'$"):
        case.symbols("ACGNtN")


def test_what_is_trained_on_chosen_with_and_tested_on_has_no_sequence_in_common():
    rows = [{row.tobytes() for row in part()[0]} for part in (case.training, case.validation, case.held_out)]
    assert [len(part) for part in rows] == [20_000, 2_000, 2_000]
    assert not (rows[0] & rows[1] or rows[0] & rows[2] or rows[1] & rows[2])
    assert np.array_equal(case.training(2_000)[0], case.training()[0][:2_000])


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("cnn + bilstm", 16 * (4 * 11 + 1) + 2 * 4 * 16 * (16 + 16 + 1) + 2 * (32 + 1)),
        ("cnn, global max", 16 * (4 * 11 + 1) + 128 * (16 + 1) + 2 * (128 + 1)),
        ("cnn, flattened", 16 * (4 * 11 + 1) + 32 * (16 * 23 + 1) + 2 * (32 + 1)),
    ],
)
def test_a_model_has_as_many_parameters_as_its_layers_take(name, parameters, table):
    model = case.build(name)
    assert model.vector.size == table["parameters"][name] == parameters
    assert model.forward(case.one_hot(case.held_out()[0][:3])).shape == (3, 2)


@pytest.mark.parametrize("network", [case.hybrid, case.global_max, case.flattened])
def test_the_gradient_of_the_whole_network_is_its_slope(network):
    rng = np.random.default_rng(3)
    x = case.one_hot(case.held_out()[0][:3]).astype(np.float64)
    assert_slopes(network(rng), x, rng.normal(size=(3, 2)), rng)


def test_the_maximum_over_all_places_cannot_tell_the_order():
    """Whole motifs, more than a window away from each other and from the ends, in a world without letters."""
    model, x = case.build("cnn, global max"), np.zeros((2, 4, 200), np.float32)
    for n, order in enumerate((case.MOTIFS, case.MOTIFS[::-1])):
        for motif, start in zip(order, (50, 120), strict=True):
            x[n, :, start : start + len(motif)] = case.one_hot(case.symbols(motif)[None])[0]
    scores = model.forward(x)
    assert np.allclose(scores[0], scores[1], atol=1e-6)
    assert not np.allclose(*case.build("cnn + bilstm").forward(x), atol=1e-4)


def test_a_step_of_the_lstm_depends_on_as_many_bases_as_the_exercise_says():
    layer, x = Conv1d(4, 1, case.WINDOW, rng=np.random.default_rng(0)), np.zeros((200, 4, 200))
    x[np.arange(200), :, np.arange(200)] = np.nan
    seen = np.isnan(layer.forward(x)[:, 0, : case.POOL]).any(axis=1)
    assert seen.sum() == exercises.bases_solution() == 18


def test_a_seed_gives_one_model_and_fewer_sequences_another(monkeypatch):
    monkeypatch.setattr(case, "held_out", None)  # a training that asked for them would stop
    drawn = case.training()
    monkeypatch.setattr(case, "training", lambda count: [part[:count] for part in drawn])
    vectors = []
    for count in (20_000, 20_000, 2_000):
        descent = case.fitted(case.RUNS["cnn + bilstm"]._replace(count=count), 1)
        for step in descent:
            if step == 3:
                break
        vectors.append(descent.model.vector)
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


GOOD = {
    "cnn + bilstm": {"accuracy": 0.97},
    "cnn, global max": {"accuracy": 0.5},
    "cnn + bilstm, 2,000": {"accuracy": 0.96},
    "cnn, flattened, 2,000": {"accuracy": 0.8},
}


@pytest.mark.parametrize(
    ("name", "share", "demand"),
    [
        ("cnn + bilstm", 0.9595, "with a BiLSTM .96"),
        ("cnn, global max", 0.5505, "global max pooling guesses"),
        ("cnn, global max", 0.4495, "global max pooling guesses"),
        ("cnn, flattened, 2,000", 0.9105, ".05 more than flattened maps"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, share, demand):
    assert_demand(case, GOOD, name, {"accuracy": share}, demand)


class TestShipped:
    model = staticmethod(lambda: trained.load(CASE, "cnn + bilstm"))

    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        share = case.evaluate("cnn + bilstm", self.model())
        rest = {name: seeds[:1] for name, seeds in table["seeds"].items()}
        assert case.misses(rest | {"cnn + bilstm": [share]}) == []
        assert share == pytest.approx(table["seeds"]["cnn + bilstm"][0], abs=0.002)

    @pytest.mark.parametrize("gap", [20, 40, 60])
    def test_a_hand_made_sequence_is_named_right_in_both_orders(self, gap):
        both = np.stack([written(order, gap) for order in (0, 1)])
        scores = self.model().forward(case.one_hot(both))
        assert scores.argmax(axis=1).tolist() == [0, 1]
        assert abs(scores[:, 1] - scores[:, 0]).min() > 1

    def test_accuracy_counts_every_sequence_once(self):
        drawn, labels = case.held_out()
        model = self.model()
        whole = np.mean(case.named(model, drawn[:330]) == labels[:330])
        assert case.accuracy(model, drawn[:330], labels[:330]) == pytest.approx(whole, abs=1e-12)


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawings(table):
    drawn, labels = case.held_out()
    windows = np.repeat(case.symbols("AATGACTCACC")[None], 4, axis=0)
    outputs = np.linspace(-1, 1, 23)
    return {
        "orders": figures.both_orders(drawn[:4], labels[:4]),
        "seeds": figures.every_seed(table["seeds"], 0.9925),
        "logos": figures.logos({"filter 3": (letter_heights(windows), "TGACTCA")}),
        "waiting": figures.waiting({"AP-1 first": (written(0), outputs)}),
    }


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 15_000)

    def test_frames_stand_where_the_motifs_are(self):
        assert figures.best_places(written(0)) == [60, 107]
        assert figures.best_places(written(1)) == [110, 60]

    def test_a_logo_has_letters_as_high_as_their_bits_and_the_motif_below_them(self, drawings):
        root = ElementTree.fromstring(drawings["logos"])
        letters = [text for text in root.iter(f"{SVG}text") if text.get("transform")]
        assert "".join(text.text for text in letters) == "AATGACTCACC"
        stretch = {float(text.get("transform").split()[-1].strip(")")) for text in letters}
        assert [height * 34 * figures.CAPITAL for height in stretch] == pytest.approx([84], rel=0.01)
        columns = [text.get("transform").split("(")[1].split()[0] for text in letters]
        boxes = [e for e in root.iter(f"{SVG}text") if not e.get("transform")][-7:]
        assert "".join(text.text for text in boxes) == "TGACTCA"
        assert [text.get("x") for text in boxes] == columns[2:9]

    def test_low_letters_are_counted_as_small_in_the_words(self):
        half = np.array([[0, 1], [0, 1], [0, 2], [0, 2]])
        assert figures.reading(letter_heights(half)) in ("AC", "AG")
        quarters = np.array([[0], [0], [1], [2]])
        assert figures.reading(letter_heights(quarters)) == "a"

    def test_a_unit_s_output_stands_at_the_last_base_that_it_has_seen(self, drawings):
        root = ElementTree.fromstring(drawings["waiting"])
        dots = [float(dot.get("cx")) for dot in root.iter(f"{SVG}circle")]
        assert dots == pytest.approx([64 + 2 * (8 * step + 10) for step in range(1, 24)])

    def test_every_seed_of_every_row_has_a_dot(self, drawings, table):
        root = ElementTree.fromstring(drawings["seeds"])
        dots = sorted(float(dot.get("cx")) for dot in root.iter(f"{SVG}circle"))
        shares = sorted(seed["accuracy"] for name in figures.ROWS for seed in table["seeds"][name])
        assert dots == pytest.approx([206 + 256 * 2 * (share - 0.5) for share in shares], abs=0.02)
        assert set(figures.ROWS) == set(table["seeds"])


def test_the_solution_of_the_last_exercise_names_the_order_that_the_case_draws():
    solve = exercises.second_first_solution()
    for order in (0, 1):
        sequence = written(order)
        found = [places(sequence, motif) for motif in case.MOTIFS]
        hits = [(at in found[0], at in found[1]) for at in range(200)]
        assert solve(hits) == bool(order)
