"""The figures of case 9, drawn by its notebook as it runs: all years, forecasts, and errors further ahead."""

from figures.grammar import Box
from figures.plot import Plot
from snippets.sunspots import COUNT, FIRST_YEAR, TEST, VALIDATION

ROLES = {  # forecast -> role, line
    "AR(9)": ("weight", "solid"),  # a window of nine years with shared weights
    "LSTM": ("state", "dashed"),
    "as 11 years ago": ("input", "dotted"),
    "as last year": ("input", "dash-dot"),
}


def draw():
    """No file: everything here is drawn in the notebook, from the years and models at hand."""
    return {}


def all_years(counts):
    """The number of every year, and where validation and test years begin: (309,)."""
    validation, test = FIRST_YEAR + VALIDATION, FIRST_YEAR + TEST
    figure = Plot(
        480,
        260,
        title="Sunspots from 1700 to 2008",
        description=f"A curve of {COUNT} years with 28 peaks, {counts.min():.0f} to {counts.max():.0f}; the "
        f"highest is in {FIRST_YEAR + counts.argmax()}. Dotted lines where validation begins, {validation}, "
        f"and where the test begins, {test}.",
    )
    figure.axes(
        Box(60, 46, 392, 160),
        {1700: "1700", 1800: "1800", 1900: "1900", 2010: "2010"},
        {0: "0", 50: "50", 100: "100", 150: "150", 200: "200"},
        x_label="year",
        y_label="sunspots",
    )
    figure.curve(range(FIRST_YEAR, FIRST_YEAR + COUNT), counts, "input")
    for year in (validation, test):
        figure.curve([year, year], [0, 200], "ink", "dotted")
    for year, words in ((1800, "training"), ((validation + test) / 2, "choice"), (1970, "test")):
        figure.label((figure.at(year, 0)[0], 30), words, size=15)
    return figure.svg()


def forecasts(counts, made):
    """The test years, and below each other what several forecasts made of them, one year ahead.

    Shapes: counts (309,); `made` maps one of ROLES to its numbers (79,).
    """
    observed, years = counts[TEST:], range(FIRST_YEAR + TEST, FIRST_YEAR + COUNT)
    highest = "; ".join(f"{name} {found.max():.0f}" for name, found in made.items())
    step = 148
    figure = Plot(
        480,
        step * len(made) + 24,
        title="Test years and forecasts of them",
        description=f"The years from {years[0]} to {years[-1]} as a solid line, {len(made)} times, each with "
        f"a forecast. The highest year has {observed.max():.0f} sunspots; the highest of each forecast: "
        f"{highest}.",
    )
    for row, (name, found) in enumerate(made.items()):
        top, (role, _) = 32 + step * row, ROLES[name]
        last = row == len(made) - 1
        figure.axes(
            Box(60, top, 392, 90),
            {1930: "1930", 1950: "1950", 1970: "1970", 1990: "1990", 2010: "2010"},
            {0: "0", 100: "100", 200: "200"},
            x_label="year" if last else "",
            y_label="",
        )
        figure.label((452, top - 16), name, role=role, size=15, anchor="end")
        figure.label((16, top - 16), "sunspots", role="ink-soft", size=15, anchor="start")
        figure.curve(years, observed, "ink", "solid")
        figure.curve(years, found, role, "dashed")
    return figure.svg()


def further_ahead(errors):
    """The error against how many years ahead the forecast is made.

    `errors` maps one of ROLES to the errors of 1, 2, 3 … years ahead.
    """
    spoken = "; ".join(f"{name} {', '.join(f'{e:.0f}' for e in found)}" for name, found in errors.items())
    count = len(next(iter(errors.values())))
    figure = Plot(
        480,
        300,
        title="The error some years ahead",
        description=f"Root mean squared error in sunspots, 1 to {count} years ahead. {spoken}.",
    )
    figure.axes(
        Box(60, 46, 276, 196),
        {1: "1", 3: "3", 5: "5", 7: "7", 9: "9", count: str(count)},
        {0: "0", 25: "25", 50: "50", 75: "75", 100: "100"},
        x_label="years ahead",
        y_label="error in sunspots",
    )
    ends = {}
    for name, found in errors.items():
        role, dash = ROLES[name]
        ends[name] = figure.curve(range(1, count + 1), found, role, dash), role
    figure.names(ends)
    return figure.svg()
