"""Sunspots by the year: an autoregression, two naive forecasts, and two networks short of data."""

from collections import namedtuple
from numbers import Integral
from pathlib import Path

import numpy as np

from snippets.descent import Descent
from snippets.layers import LSTM, Conv1d, LastStep, Move
from snippets.nn import Linear, ReLU, Sequential
from snippets.storage import mend, shown

PATH = Path(__file__).with_name("data") / "sunspots.txt"
DATA = (PATH,)
FIRST_YEAR, COUNT = 1700, 309
VALIDATION, TEST = 1890 - FIRST_YEAR, 1930 - FIRST_YEAR  # where these years begin
WINDOW, CYCLE = 24, 11  # years that a network sees, years from one maximum to about the next


def yearly(path=PATH):
    """Read the mean number of sunspots of every year from 1700 to 2008.

    Shapes: -> (309,).
    Raises ValueError if the file is damaged.
    Source: the yearly means of the US National Geophysical Data Center, public domain.
    """
    try:
        years, counts = np.loadtxt(path, ndmin=2).T
    except ValueError as error:
        raise ValueError(f"{shown(path)} is damaged ({error}). → {mend(path)}") from error
    if len(years) != COUNT or not np.array_equal(years, FIRST_YEAR + np.arange(COUNT)) or (counts < 0).any():
        raise ValueError(f"{shown(path)} is damaged. → {mend(path)}")
    return counts


# --8<-- [start:windows]
def windows(series, size):
    """Every stretch of `size` years beside the year that follows it.

    Shapes: series (L,) -> (L - size, size), (L - size,).
    """
    return np.lib.stride_tricks.sliding_window_view(series, size)[:-1], series[size:]
    # --8<-- [end:windows]


# --8<-- [start:autoregression]
def autoregression(series, order):
    """Fit each year as a weighted sum of those before it, by least squares: the forecast as a function.

    Shapes: series (L,) -> a function from years (N, M), M from `order`, to the next ones (N,).
    Raises ValueError for an order below 1 or not below L.
    """
    if not isinstance(order, Integral) or not 1 <= order < len(series):
        raise ValueError(f"order is {order!r}; expected a whole number from 1 to {len(series) - 1}")
    past, following = windows(series, order)
    weights, *_ = np.linalg.lstsq(np.column_stack([past, np.ones(len(past))]), following)
    return lambda years: years[:, -order:] @ weights[:-1] + weights[-1]
    # --8<-- [end:autoregression]


def persistence(years):
    """Next year will be as this one."""
    return years[:, -1]


def cycle(years):
    """Next year will be as eleven years before it."""
    return years[:, -CYCLE]


# --8<-- [start:ahead]
def ahead(forecast, series, start, years):
    """Forecast every year from `start` on, so many years ahead: each forecast is read as if it had come true.

    Shapes: series (L,) -> (L - start,).
    """
    ends = np.arange(start, len(series)) - years + 1  # the first year that is not known
    known = np.array([series[end - WINDOW : end] for end in ends])
    for _ in range(years):
        following = forecast(known)
        known = np.column_stack([known[:, 1:], following])
    return following
    # --8<-- [end:ahead]


def rmse(forecast, series, start, years=1):
    """The root of the mean squared error in sunspots; forecasts are made on their square roots."""
    found = np.maximum(ahead(forecast, series, start, years), 0)
    return float(np.sqrt(np.mean((found**2 - series[start:] ** 2) ** 2)))


def validation_error(forecast):
    """The same on the square roots themselves, on which all models are fitted, for 1890 to 1929."""
    series = np.sqrt(yearly()[:TEST])
    return float(np.sqrt(np.mean((ahead(forecast, series, VALIDATION, 1) - series[VALIDATION:]) ** 2)))


def validation_errors():
    """The error of every order up to a cycle and a year, fitted to the years before 1890."""
    series = np.sqrt(yearly()[:VALIDATION])
    return {order: validation_error(autoregression(series, order)) for order in range(1, CYCLE + 2)}


def chosen_order():
    """The order with the smallest error on the validation years."""
    errors = validation_errors()
    return min(errors, key=errors.get)


# --8<-- [start:networks]
def lstm(rng):
    """An LSTM reads the years one by one; its last state tells the next one."""
    return Sequential(LSTM(1, 16, rng=rng), LastStep(), Linear(16, 1, rng=rng))


def tcn(rng):
    """Causal convolutions, each with twice the dilation of the one before; the last year sees all 24."""
    layers = []
    for channels, dilation in zip((1, 16, 16, 16), (1, 2, 4, 8), strict=True):
        layers += [Conv1d(channels, 16, 3, padding="causal", dilation=dilation, rng=rng), ReLU()]
    return Sequential(Move(1, 2, 0), *layers, Move(2, 0, 1), LastStep(), Linear(16, 1, rng=rng))
    # --8<-- [end:networks]


Run = namedtuple("Run", "network lr steps residual", defaults=(False,))
RUNS = {  # rates and steps are the best of CANDIDATES on validation years
    "lstm": Run(lstm, 5e-3, 400),
    "tcn": Run(tcn, 2e-3, 400),
    "ar + lstm": Run(lstm, 2e-3, 100, residual=True),  # the network learns what the autoregression leaves
}
SHIPPED = ("lstm", "tcn")
BATCH = 32
LEVEL, SPREAD = 6.0, 3.0  # about the mean and the spread of the square roots: networks start easier near 0


def scaled(years):
    """Years as the networks read them, time first: (N, L) -> (L, N, 1)."""
    return ((years.T[:, :, None] - LEVEL) / SPREAD).astype(np.float32)


def forecaster(model, base=None):
    """What a trained network forecasts, on top of what `base` does."""
    if base is None:
        return lambda years: model.forward(scaled(years))[:, 0] * SPREAD + LEVEL
    return lambda years: base(years) + model.forward(scaled(years))[:, 0] * SPREAD


def base_of(run, series):
    return autoregression(series, chosen_order()) if run.residual else None


def fitted(run, series, seed):
    """The training of a fresh network on a series, with the squared error of the next year as its loss."""
    past, following = windows(series, WINDOW)
    base = base_of(run, series)
    target = (following - (LEVEL if base is None else base(past))) / SPREAD
    x, target = scaled(past), target[:, None].astype(np.float32)

    def squares(model, rng):
        rows = rng.integers(0, len(target), size=BATCH)
        off = model.forward(x[:, rows]) - target[rows]
        model.backward(2 * off / len(off))
        return float((off**2).mean()), model.gradient()

    model = run.network(np.random.default_rng(seed))
    return Descent(model, squares, steps=run.steps, lr=run.lr, seed=seed, limit=1.0)


def descent(name, seed):
    """The training of one network of RUNS on all years before 1930."""
    return fitted(RUNS[name], np.sqrt(yearly()[:TEST]), seed)


def score(name, model):
    """Minus the error on the validation years, which the network has been trained on as well."""
    return -validation_error(forecaster(model, base_of(RUNS[name], np.sqrt(yearly()[:TEST]))))


def evaluate(name, model):
    """Return the error from 1930 on, in sunspots, one year and five years ahead."""
    series = np.sqrt(yearly())
    forecast = forecaster(model, base_of(RUNS[name], series[:TEST]))
    return {"1 year": rmse(forecast, series, TEST), "5 years": rmse(forecast, series, TEST, 5)}


def plain():
    """The same errors for what is not trained by descent: name -> one year and five years ahead."""
    series = np.sqrt(yearly())
    order = chosen_order()
    forecasts = {
        f"AR({order})": autoregression(series[:TEST], order),
        "as last year": persistence,
        "as 11 years ago": cycle,
    }
    return {
        name: {f"{years} year{'s' * (years > 1)}": rmse(forecast, series, TEST, years) for years in (1, 5)}
        for name, forecast in forecasts.items()
    }


def misses(runs):
    """What the bar asks and does not get, in sentences; an empty list is a pass.

    Shapes: `runs` maps a model's name to one dictionary of `evaluate` for each seed.
    """
    ar = plain()[f"AR({chosen_order()})"]["1 year"]
    missed = [] if ar <= 17.0 else [f"the autoregression misses: {ar:.1f} sunspots, 17 at most"]
    for seed in range(len(runs["lstm"])):
        alone = min(runs[name][seed]["1 year"] for name in ("lstm", "tcn"))
        if alone <= ar:
            missed.append(f"seed {seed} misses: the autoregression is better than either network")
    return missed


FOLDS = 3
CANDIDATES = {name: [(steps, lr) for steps in (100, 200, 400) for lr in (2e-3, 5e-3, 1e-2)] for name in RUNS}


def validate(name, candidate, fold):
    """Train with other settings on the years before 1890; return minus the error from there to 1929."""
    steps, lr = candidate
    run = RUNS[name]._replace(steps=steps, lr=lr)
    series = np.sqrt(yearly()[:VALIDATION])
    model = fitted(run, series, seed=100 + fold).run()
    return -validation_error(forecaster(model, base_of(run, series)))


def build(name):
    """An untrained network of RUNS, to put trained weights into."""
    return RUNS[name].network(np.random.default_rng(0))
