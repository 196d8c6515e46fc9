"""Exercises of docs/cases/sunspots.py."""

import numpy as np

from exercises.kit import function, main, number


def examples_stub():
    # --8<-- [start:examples-stub]
    examples = ...
    # --8<-- [end:examples-stub]
    return examples


def examples_solution():
    # --8<-- [start:examples-solution]
    examples = 230 - 24
    # --8<-- [end:examples-solution]
    return examples


def seasonal_stub():
    # --8<-- [start:seasonal-stub]
    seasonal = ...
    # --8<-- [end:seasonal-stub]
    return seasonal


def seasonal_solution():
    # --8<-- [start:seasonal-solution]
    series = [3, 9, 5, 1, 4, 8, 6, 2]
    seasonal = series[-4:][1]  # the second place of the season to come
    # --8<-- [end:seasonal-solution]
    return seasonal


def ahead_stub():
    # --8<-- [start:ahead-stub]
    def ahead(forecast, past, years):
        """What `forecast` says of the year that lies so many years after the end of `past`.

        `forecast` maps a list of years to the next one.
        """
        return ...

    # --8<-- [end:ahead-stub]
    return ahead


def ahead_solution():
    # --8<-- [start:ahead-solution]
    def ahead(forecast, past, years):
        known = list(past)
        for _ in range(years):
            known.append(forecast(known))
        return known[-1]

    # --8<-- [end:ahead-solution]
    return ahead


def stops_after_one_year(forecast, past, years):
    return forecast(list(past))


def replaces_the_last_year(forecast, past, years):
    known = list(past)
    for _ in range(years):
        known[-1] = forecast(known)
    return known[-1]


def goes_one_year_too_far(forecast, past, years):
    return ahead_solution()(forecast, past, years + 1)


def adds(known):
    """The sum of the last two."""
    return known[-2] + known[-1]


def two_ago(known):
    return known[-2]


def falls(known):
    """Half of the last one, and a quarter of the one before it."""
    return 0.5 * known[-1] + 0.25 * known[-2] + 1


def walk_stub():
    # --8<-- [start:walk-stub]
    import numpy as np

    def walk(fit, series, start):
        """The forecast of every year from `start` on, each by a model fitted to all the years before it.

        `fit` maps a series to a forecast, which maps a series to its next value.
        """
        return ...

    # --8<-- [end:walk-stub]
    return walk


def walk_solution():
    # --8<-- [start:walk-solution]
    import numpy as np

    def walk(fit, series, start):
        made = [fit(series[:year])(series[:year]) for year in range(start, len(series))]
        return np.array(made)

    # --8<-- [end:walk-solution]
    return walk


def fits_once_to_everything(fit, series, start):
    forecast = fit(series)
    return np.array([forecast(series[:year]) for year in range(start, len(series))])


def never_fits_again(fit, series, start):
    forecast = fit(series[:start])
    return np.array([forecast(series[:year]) for year in range(start, len(series))])


def sees_the_year_itself(fit, series, start):
    return np.array([fit(series[: year + 1])(series[:year]) for year in range(start, len(series))])


def fit_mean(series):
    """A model that forecasts the mean of what it was fitted to."""
    mean = np.mean(series)
    return lambda known: mean


def fit_slope(series):
    """A model that adds the mean difference of what it was fitted to."""
    slope = np.mean(np.diff(series))
    return lambda known: known[-1] + slope


SERIES = np.array([1.0, 3.0, 2.0, 6.0, 5.0, 9.0])

EXERCISES = (
    number(
        "examples",
        examples_stub,
        examples_solution,
        {
            "the last window is counted too": (
                230 - 24 + 1,
                "No year is known after it, so there is nothing to compare with.",
            ),
            "windows do not overlap": (230 // 24, "A window begins in every year, not in every 24th."),
            "every year is an example": (230, "The first 24 years have no 24 years before them."),
        },
    ),
    number(
        "seasonal",
        seasonal_stub,
        seasonal_solution,
        {
            "the last value is taken": (2, "That is persistence. Go back one season, from the place asked."),
            "the forecast is that of the next value": (4, "Asked is the second value after the end."),
            "it goes back two seasons": (9, "The nearest season that is known ends the series."),
        },
    ),
    function(
        "ahead",
        ahead_stub,
        ahead_solution,
        [(two_ago, [5, 7], 1), (two_ago, [5, 7], 2), (adds, [1, 2], 3), (falls, [4.0, 8.0], 4)],
        {
            "it stops after one year": (
                stops_after_one_year,
                "Append the forecast to what is known, and forecast again.",
            ),
            "each forecast takes the place of the last year": (
                replaces_the_last_year,
                "It follows the last year: append it, and keep what is known.",
            ),
            "it goes one year too far": (
                goes_one_year_too_far,
                "One year ahead is the first forecast, not the second.",
            ),
        },
    ),
    function(
        "walk",
        walk_stub,
        walk_solution,
        [(fit_mean, SERIES, 3), (fit_slope, SERIES, 2)],
        {
            "the model is fitted to the whole series": (
                fits_once_to_everything,
                "It has seen the years that it forecasts: fit to series[:year].",
            ),
            "the model is fitted once, to the years before `start`": (
                never_fits_again,
                "That is what the table does. Here each year asks for a fit of its own.",
            ),
            "each fit sees the year that is asked": (
                sees_the_year_itself,
                "series[: year + 1] holds that year. Stop one before.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
