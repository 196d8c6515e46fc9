"""Case 6: how sequences are drawn, what is asked of whom, the networks' gradient, the figures and the bar."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import adding as exercises
from figures import adding as figures
from snippets import adding as case
from snippets import trained
from snippets.gradient_flow import flow, typical
from tests.cases import assert_demand, assert_descent, assert_drawings

CASE = "adding"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


@pytest.fixture(scope="module")
def models():
    return {name: trained.load(CASE, name) for name in case.SHIPPED}


def test_the_answer_is_the_sum_of_the_marked_numbers_one_in_each_half():
    x, sums = case.sequences(np.random.default_rng(0), 300, 11)
    assert x.shape == (11, 300, 2)
    assert sums.shape == (300, 1)
    assert x.dtype == sums.dtype == np.float32
    assert 0 <= x[..., 0].min() < 0.01
    assert 0.99 < x[..., 0].max() < 1
    for n in range(300):
        (first, second) = np.flatnonzero(x[:, n, 1])
        assert first < 5 <= second
        assert sums[n, 0] == pytest.approx(x[first, n, 0] + x[second, n, 0], abs=1e-6)
    marked = x[..., 1].sum(axis=1)
    assert marked.min() > 0  # every step is marked in some sequence
    assert set(np.unique(x[..., 1])) == {0, 1}


def test_a_constant_guess_errs_by_the_variance_of_the_sum():
    assert case.constant(np.array([[0.5], [1.5], [1.0], [2.0]])) == pytest.approx((0.25 + 0.25 + 0 + 1) / 4)
    _, sums = case.sequences(np.random.default_rng(0), 100_000, 10)
    assert case.constant(sums) == pytest.approx(1 / 6, abs=0.002)


def test_what_settings_are_chosen_on_and_tested_on_has_no_sequence_in_common():
    chosen, tested = (
        {row.tobytes() for row in part(50)[0].swapaxes(0, 1)} for part in (case.validation, case.held_out)
    )
    assert (len(chosen), len(tested)) == (1_000, 2_000)
    assert not chosen & tested
    for seed in range(5):  # of seeds 2 and 3 the first batch is made of the same random numbers
        first, _ = case.sequences(np.random.default_rng([seed, 0]), case.BATCH, 50)
        assert not {row.tobytes() for row in first.swapaxes(0, 1)} & (chosen | tested)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("lstm, 50 steps", 4 * 32 * (2 + 32 + 1) + 32 + 1),
        ("rnn, 50 steps", 64 * (2 + 64 + 1) + 64 + 1),
        ("rnn even, 50 steps", 64 * (2 + 64 + 1) + 64 + 1),
    ],
)
def test_a_network_has_as_many_parameters_as_its_layers_take(name, parameters, table):
    model = case.build(name)
    assert model.vector.size == table["parameters"][name] == parameters
    assert model.forward(case.held_out(50)[0][:, :3]).shape == (3, 1)


def test_one_plain_network_begins_orthogonal_and_one_even():
    orthogonal = case.rnn(np.random.default_rng(0)).parameters["0.weight_hh"]
    assert np.allclose(orthogonal @ orthogonal.T, np.eye(64), atol=1e-5)
    model = case.rnn_even(np.random.default_rng(0))
    even = model.parameters["0.weight_hh"]
    assert 0.124 < abs(even).max() <= 0.125
    assert abs(even.mean()) < 0.005
    assert np.shares_memory(even, model.vector)


@pytest.mark.parametrize("name", ["lstm, 50 steps", "rnn, 50 steps"])
def test_the_gradient_of_the_loss_is_its_slope(name):
    descent = case.fitted(case.RUNS[name]._replace(steps=6), seed=0)
    assert_descent(descent, 30, 1e-6)


def test_a_seed_gives_one_network_and_every_batch_is_new():
    runs = []
    for _ in range(2):
        descent = case.descent("lstm, 50 steps", 1)
        for step in descent:
            if step == 3:
                break
        runs.append((descent.model.vector.copy(), descent.losses))
    assert np.array_equal(runs[0][0], runs[1][0])
    assert len(set(runs[0][1])) == 3


GOOD = {
    "lstm, 50 steps": {"squared error": 0.004},
    "rnn, 50 steps": {"squared error": 0.1},
    "lstm, 100 steps": {"squared error": 0.004},
    "rnn, 100 steps": {"squared error": 0.1},
}


@pytest.mark.parametrize(
    ("name", "error", "demand"),
    [
        ("lstm, 50 steps", 0.0051, "over 50 steps the LSTM errs by .005"),
        ("rnn, 100 steps", 0.079, "20 times as much"),
        ("lstm, 100 steps", 0.0051, "20 times as much"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, error, demand):
    assert_demand(case, GOOD, name, {"squared error": error}, demand)


def test_an_lstm_that_errs_over_100_steps_misses_whatever_the_plain_network_does():
    bad = GOOD | {"lstm, 100 steps": {"squared error": 0.051}, "rnn, 100 steps": {"squared error": 9}}
    (missed,) = case.misses({run: [metrics] for run, metrics in bad.items()})
    assert "over 100 steps the LSTM errs by .05" in missed


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, models, table):
        errors = {name: case.evaluate(name, model) for name, model in models.items()}
        first = {name: [errors.get(name, seeds[0])] for name, seeds in table["seeds"].items()}
        assert case.misses(first) == []
        for name, error in errors.items():
            assert error["squared error"] == pytest.approx(
                table["seeds"][name][0]["squared error"], abs=0.002
            )

    def test_a_hand_made_sequence_is_added_wherever_the_marks_stand(self, models):
        x = np.full((100, 3, 2), [0.5, 0], np.float32)
        for n, (first, second) in enumerate([(0, 99), (49, 50), (20, 70)]):
            x[[first, second], n] = [[0.9, 1], [0.2, 1]]
        assert np.allclose(models["lstm, 100 steps"].forward(x), 1.1, atol=0.15)

    def test_training_has_made_the_gradient_of_the_cell_last(self, models):
        read = case.sequences(np.random.default_rng(5), 8, 100)[0]
        untrained = flow(case.build("lstm, 100 steps"), read, [100])["c0"]
        learned = flow(models["lstm, 100 steps"], read, [100])["c0"]
        plain = flow(models["rnn, 100 steps"], read, [100])["h0"]
        assert typical(plain) < 1e-6 < typical(untrained) < 0.01
        assert typical(learned) > 0.3


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawings(table):
    x, sums = case.held_out(50)
    steps = [1, 50, 100]
    lengths = {"fades": np.array([1, 1e-2, 1e-4]), "lasts": np.ones(3), "gone": np.array([1, 1e-6, 1e-20])}
    return {
        "sequence": figures.sequence(x[:, 0], sums[0, 0]),
        "returning": figures.returning(
            lengths | {"grows": lengths["fades"] ** -1}, steps, (-8, -4, 0, 4), state="h₀"
        ),
        "seeds": figures.every_seed(table["seeds"], 1 / 6),
    }


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 10_000)

    def test_the_marked_numbers_add_up_to_the_sum_that_is_written(self, drawings):
        *_, first, second, _, total = texts(drawings["sequence"])
        assert float(first) + float(second) == pytest.approx(float(total), abs=0.011)

    def test_a_line_ends_where_it_leaves_the_scale(self, drawings):
        root = ElementTree.fromstring(drawings["returning"])
        lines = [e.get("d") for e in root.iter(f"{SVG}path") if e.get("stroke-dasharray")]
        ends = [[float(number) for number in line.split("L")[-1].split()] for line in lines]
        right, middle = 70 + 270, 70 + 270 / 2
        heights = [44 + 230 * (4 - exponent) / 12 for exponent in (-4, 0, -6, 4)]
        expected = [[x, y] for x, y in zip((right, right, middle, right), heights, strict=True)]
        np.testing.assert_allclose(ends, expected, atol=0.02)

    def test_every_seed_of_every_row_has_a_dot_at_its_logarithm(self, drawings, table):
        root = ElementTree.fromstring(drawings["seeds"])
        dots = sorted(float(dot.get("cx")) for dot in root.iter(f"{SVG}circle"))
        errors = [seed["squared error"] for name in figures.ROWS for seed in table["seeds"][name]]
        expected = sorted(206 + 256 * (np.log10(error) + 4) / 4 for error in errors)
        assert dots == pytest.approx(expected, abs=0.02)
        assert set(figures.ROWS) == set(table["seeds"])

    def test_powers_of_ten_are_written_with_their_exponents(self):
        assert [figures.power(exponent) for exponent in (-12, 0, 4)] == ["10⁻¹²", "1", "10⁴"]


class TestExercises:
    def test_whoever_knows_the_second_number_errs_by_the_variance_of_the_first(self):
        x, sums = case.sequences(np.random.default_rng(1), 50_000, 10)
        second = (x[5:, :, 0] * x[5:, :, 1]).sum(axis=0)
        error = np.mean((0.5 + second - sums[:, 0]) ** 2)
        assert error == pytest.approx(exercises.half_learned_solution(), abs=1e-3)

    def test_the_bias_keeps_half_along_the_cell(self):
        model = case.lstm(np.random.default_rng(0))
        for name in ("0.weight_ih", "0.weight_hh", "0.bias_ih"):
            model.parameters[name][...] = 0
        model.parameters["0.bias_ih"][32:64] = exercises.bias_solution()
        one, hundred, more = flow(model, np.zeros((101, 1, 2)), [1, 100, 101])["c0"][:, 0]
        assert more / one == pytest.approx(0.5, rel=1e-5)
        assert hundred > more

    def test_the_cell_of_the_last_exercise_solves_the_case(self):
        x, sums = case.held_out(100)
        for n in range(5):
            answer = exercises.over_all_steps(exercises.step_solution(), x[:, n].tolist())
            assert answer == pytest.approx(sums[n, 0], abs=1e-6)
