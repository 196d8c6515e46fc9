"""Case 9: what a forecast may see, what an autoregression fits, how far ahead it is told, and the bar."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import sunspots as exercises
from figures import sunspots as figures
from snippets import sunspots as case
from snippets import trained
from tests.cases import assert_drawings, assert_slopes

CASE = "sunspots"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def counts():
    return case.yearly()


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


def test_the_years_are_those_of_the_record(counts):
    assert counts.shape == (309,)
    year = dict(enumerate(counts, case.FIRST_YEAR))
    assert (year[1700], year[1778], year[1957], year[2008]) == (5.0, 154.4, 190.2, 2.9)


@pytest.mark.filterwarnings("ignore:loadtxt")
@pytest.mark.parametrize(
    "text", ["", "1700 5\n", "1700 5\n1701 x\n", "\n".join(f"{year} -1" for year in range(1700, 2009))]
)
def test_a_damaged_file_is_told_with_its_mend(text, tmp_path):
    path = tmp_path / "sunspots.txt"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"sunspots\.txt is damaged.* → "):
        case.yearly(path)


def test_a_window_stands_beside_the_year_that_follows_it():
    past, following = case.windows(np.arange(6), 3)
    assert past.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert following.tolist() == [3, 4, 5]


def test_an_autoregression_finds_the_weights_that_made_a_series():
    """x_t = 1.5 x_{t−1} − 0.75 x_{t−2} + 2, from 4 and 7 on: 9.5, 11, 11.375."""
    series = [4.0, 7.0]
    for _ in range(30):
        series.append(1.5 * series[-1] - 0.75 * series[-2] + 2)
    assert series[2:5] == [9.5, 11, 11.375]
    forecast = case.autoregression(np.array(series), 2)
    assert forecast(np.array([[100.0, 4.0, 7.0], [0.0, 10.0, 0.0]])) == pytest.approx([9.5, -5.5], abs=1e-8)


@pytest.mark.parametrize("order", [0, -1, 9, 2.5, "2"])
def test_an_order_that_no_window_has_is_refused(order):
    with pytest.raises(ValueError, match=rf"^order is {order!r}; expected a whole number from 1 to 8$"):
        case.autoregression(np.arange(9.0), order)


def test_the_weights_of_an_autoregression_fit_better_than_any_near_them(counts):
    series = np.sqrt(counts[: case.TEST])
    past, following = case.windows(series, 9)
    error = np.mean((case.autoregression(series, 9)(past) - following) ** 2)
    residual = following - case.autoregression(series, 9)(past)
    assert np.column_stack([past, np.ones(len(past))]).T @ residual == pytest.approx(0, abs=1e-8)
    assert error < np.mean((case.autoregression(series, 8)(past) - following) ** 2)


def test_the_naive_forecasts_take_the_last_year_and_the_one_11_years_before_the_next():
    years = np.arange(24)[None]
    assert case.persistence(years).tolist() == [23]
    assert case.cycle(years).tolist() == [24 - 11]


@pytest.mark.parametrize("years", [1, 2, 5, 11])
def test_a_forecast_so_many_years_ahead_sees_no_year_after_it_was_made(years, counts):
    """Change one known year after the other: each forecast hears it only if it lies that far back."""
    start, forecast = 250, case.autoregression(np.sqrt(counts), 9)
    series = np.sqrt(counts[:260])
    found = case.ahead(forecast, series, start, years)
    assert found.shape == (10,)
    for year in range(230, 260):
        changed = series.copy()
        changed[year] += 1
        moved = np.flatnonzero(case.ahead(forecast, changed, start, years) != found) + start
        assert all(later - years >= year for later in moved)
        assert (year + years in moved) == (start <= year + years < 260)


def test_ahead_reads_its_own_forecasts_as_if_they_had_come_true():
    """Each year adds one: from 29 on, three years ahead is 32 whatever stands at 30 and 31."""
    series = np.arange(40.0)
    series[30:32] = -7
    assert case.ahead(lambda years: years[:, -1] + 1, series, 32, 3)[0] == 32


def test_the_error_is_told_in_sunspots_and_no_forecast_is_below_zero():
    series = np.sqrt(np.full(30, 9.0))  # nine sunspots every year
    assert case.rmse(lambda years: np.full(len(years), 5.0), series, 28) == pytest.approx(25 - 9)
    assert case.rmse(lambda years: np.full(len(years), -5.0), series, 28) == pytest.approx(9)


def test_the_order_is_chosen_on_years_that_the_fit_has_not_seen(counts):
    errors = case.validation_errors()
    assert list(errors) == list(range(1, 13))
    assert case.chosen_order() == 9
    roots = np.sqrt(counts)
    forecast, off = case.autoregression(roots[:190], 4), []
    for year in range(190, 230):
        off.append(forecast(roots[None, :year])[0] - roots[year])
    assert errors[4] == pytest.approx(np.sqrt(np.mean(np.square(off))))


def test_the_plain_errors_are_those_of_the_page():
    found = {name: [round(e, 1) for e in errors.values()] for name, errors in case.plain().items()}
    assert found == {"AR(9)": [16.0, 38.2], "as last year": [31.8, 93.1], "as 11 years ago": [35.6, 35.6]}


def test_years_are_read_time_first_and_scaled_to_about_one():
    years = np.array([[6.0, 9.0, 3.0], [6.0, 6.0, 12.0]])
    assert case.scaled(years)[:, :, 0].T.tolist() == [[0, 1, -1], [0, 0, 2]]
    assert case.scaled(years).shape == (3, 2, 1)


@pytest.mark.parametrize("network", [case.lstm, case.tcn])
def test_the_gradient_of_the_whole_network_is_its_slope(network):
    rng = np.random.default_rng(3)
    x, grad = rng.normal(size=(24, 3, 1)), rng.normal(size=(3, 1))
    assert_slopes(network(rng), x, grad, rng)


@pytest.mark.parametrize("name", case.SHIPPED)
def test_a_network_hears_each_of_its_24_years_and_nothing_older(name, counts):
    forecast = case.forecaster(trained.load(CASE, name))
    years = np.sqrt(counts[100 : 100 + case.WINDOW])[None].repeat(case.WINDOW + 1, axis=0)
    years[np.arange(case.WINDOW), np.arange(case.WINDOW)] += 1
    found = forecast(years)
    assert (found[:-1] != found[-1]).all()


def test_what_a_residual_learns_is_added_to_its_base():
    class Half:
        def forward(self, x):
            return np.full((x.shape[1], 1), 0.5)

    years = np.zeros((2, 24))
    assert case.forecaster(Half())(years).tolist() == [7.5, 7.5]
    assert case.forecaster(Half(), lambda years: np.array([1.0, 2.0]))(years).tolist() == [2.5, 3.5]


@pytest.mark.parametrize("name", case.RUNS)
def test_training_sees_no_test_year_and_a_seed_gives_one_model(name, monkeypatch):
    def after(steps, seed):
        descent = case.descent(name, seed)
        for step in descent:
            if step == steps:
                return descent.model.vector.copy()

    first = after(3, seed=1)
    assert not np.array_equal(first, after(3, seed=2))
    counts = case.yearly()
    counts[case.TEST :] = 0
    monkeypatch.setattr(case, "yearly", lambda: counts)
    assert np.array_equal(first, after(3, seed=1))


def test_settings_are_chosen_by_models_that_have_seen_no_validation_year(monkeypatch):
    seen = []
    monkeypatch.setattr(case, "fitted", lambda run, series, seed: seen.append((run, series)) or Trained())
    monkeypatch.setattr(case, "forecaster", lambda model, base: case.persistence)
    found = case.validate("lstm", (7, 0.5), fold=0)
    ((run, series),) = seen
    assert (run.steps, run.lr) == (7, 0.5)
    assert len(series) == case.VALIDATION
    assert found == pytest.approx(-case.validation_error(case.persistence))


class Trained:
    def run(self):
        return self


GOOD = {name: {"1 year": 19.0} for name in ("lstm", "tcn")}


@pytest.mark.parametrize("name", GOOD)
def test_each_demand_of_the_bar_can_be_missed(name, monkeypatch):
    assert case.misses({run: [metrics] for run, metrics in GOOD.items()}) == []
    bad = {run: [GOOD[run], {"1 year": 15.9} if run == name else GOOD[run]] for run in GOOD}
    assert case.misses(bad) == ["seed 1 misses: the autoregression is better than either network"]
    monkeypatch.setattr(case, "chosen_order", lambda: 8)
    (missed,) = case.misses({run: [metrics] for run, metrics in GOOD.items()})
    assert missed == "the autoregression misses: 17.6 sunspots, 17 at most"


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_those_of_seed_0(self, table):
        errors = {name: case.evaluate(name, trained.load(CASE, name)) for name in case.SHIPPED}
        assert case.misses({name: [found] for name, found in errors.items()}) == []
        for name, found in errors.items():
            assert found == pytest.approx(table["seeds"][name][0], abs=0.1)

    def test_the_winners_that_the_page_names_hold_for_every_seed(self, table):
        plain = case.plain()
        for name in case.SHIPPED:
            for seed in table["seeds"][name]:
                assert seed["1 year"] > plain["AR(9)"]["1 year"]
        for seeds in table["seeds"].values():
            assert all(seed["5 years"] > plain["as 11 years ago"]["5 years"] for seed in seeds)
        tie = [seed["1 year"] for seed in table["seeds"]["ar + lstm"]]
        assert min(tie) < plain["AR(9)"]["1 year"] < max(tie)

    def test_the_models_have_the_sizes_that_the_page_prints(self, table):
        lstm = 4 * 16 * (1 + 16 + 1) + 16 + 1
        tcn = 16 * (3 + 1) + 3 * 16 * (16 * 3 + 1) + 16 + 1
        assert table["parameters"] == {"lstm": lstm, "tcn": tcn, "ar + lstm": lstm}


@pytest.fixture(scope="module")
def drawings(counts):
    made = dict.fromkeys(list(figures.ROLES)[:3], counts[case.TEST :] / 2)
    errors = {name: [16.0, *range(30, 40)] for name in figures.ROLES}
    return {
        "years": figures.all_years(counts),
        "forecasts": figures.forecasts(counts, made),
        "further": figures.further_ahead(errors),
    }


def curves(svg):
    """The points of every line that is drawn without a fill."""
    paths = [p for p in ElementTree.fromstring(svg).iter(f"{SVG}path") if p.get("stroke-width") == "2.25"]
    return [[tuple(map(float, point.split())) for point in path.get("d")[1:].split("L")] for path in paths]


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 15_000)

    def test_the_curve_has_as_many_peaks_as_its_description_says(self, counts):
        smooth = np.convolve(counts, [1 / 4, 1 / 2, 1 / 4])
        peaks = [
            year for year in range(4, 309) if smooth[year] == smooth[max(0, year - 4) : year + 5].max() > 15
        ]
        assert len(peaks) == 28

    def test_a_forecast_of_half_the_height_is_drawn_at_half_the_height(self, drawings):
        observed, found, *_ = curves(drawings["forecasts"])
        floor = 32 + 90
        assert [x for x, _ in observed] == [x for x, _ in found]
        assert [floor - y for _, y in found] == pytest.approx(
            [(floor - y) / 2 for _, y in observed], abs=0.02
        )
        assert len(curves(drawings["forecasts"])) == 6

    def test_a_year_stands_where_its_axis_says(self, drawings):
        years, validation, test = curves(drawings["years"])
        place = lambda year: pytest.approx(60 + 392 * (year - 1700) / 310, abs=0.01)  # noqa: E731
        assert years[-1][0] == place(2008)
        assert {x for x, _ in validation} == {validation[0][0]}
        assert validation[0][0] == place(1890)
        assert test[0][0] == place(1930)

    def test_errors_stand_at_their_years_ahead(self, drawings):
        first, *_ = curves(drawings["further"])
        assert [x for x, _ in first] == pytest.approx([60 + 27.6 * year for year in range(11)])
        assert first[0][1] == pytest.approx(46 + 196 * (1 - 0.16))


def test_the_solution_of_the_exercise_looks_as_far_ahead_as_the_case(counts):
    roots = np.sqrt(counts)
    forecast = case.autoregression(roots[: case.TEST], 9)
    one = lambda known: forecast(np.array(known)[None])[0]  # noqa: E731
    found = exercises.ahead_solution()(one, roots[: case.TEST].tolist(), 5)
    assert found == pytest.approx(case.ahead(forecast, roots, case.TEST + 4, 5)[0])
