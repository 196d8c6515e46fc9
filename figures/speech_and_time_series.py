"""Figures of docs/applications/speech_and_time_series.md: how to split a series, and what each level has."""

from itertools import accumulate, pairwise

from figures.grammar import Figure
from snippets.ctc import collapse

YEARS, CELL = 12, 30
AT_RANDOM = (2, 5, 6, 10)  # the years that are asked, some of them between known ones
FIRST_ASKED = 9  # walking forward, the first year that is asked
ALPHABET, SPOKEN = "- abc", "-aa- cc-a-bb-"  # as in the page's program


def draw():
    return {
        "speech_and_time_series-splits.svg": splits(),
        "speech_and_time_series-levels.svg": levels(),
    }


def splits():
    """One split at random, and one fit for each of the last years, walking forward."""
    figure = Figure(
        480,
        262,
        title="Two ways to split a series",
        description=f"Rows of {YEARS} years. At random: years {', '.join(map(str, AT_RANDOM))}, counted from "
        f"0, are asked, and all others are known, before and after. Walking forward: three rows; years "
        f"{FIRST_ASKED} to {YEARS - 1} are asked one at a time, with all years before known and none after.",
    )
    figure.label((60, 14), "at random", anchor="start")
    split(figure, 28, AT_RANDOM, range(YEARS))
    figure.label((60, 88), "walking forward, a new fit in every row", anchor="start")
    for row, asked in enumerate(range(FIRST_ASKED, YEARS)):
        split(figure, 102 + 40 * row, (asked,), range(asked))
    figure.axis((110, 240), (420, 240), "years")
    return figure.svg()


def split(figure, y, asked, known):
    """A row of years: known ones shaded, asked ones as outputs with a question mark, the others empty."""
    row = figure.cells(60, y, [None] * YEARS, "input", size=CELL)
    for year in range(YEARS):
        place = row.cell(0, year)
        if year in asked:
            figure.cells(place.x, place.y, ["?"], "output", size=CELL)
        elif year in known:
            figure.tint(place, 0.35, role="input")


def levels():
    """Frames, states of two layers, letters of the path, text and words, and how many there are of each."""
    path = [ALPHABET.index(letter) for letter in SPOKEN]
    text = "".join(ALPHABET[label] for label in collapse(path))
    words, count, size = text.split(), len(path), 28
    figure = Figure(
        480,
        322,
        title="How many there are of each level",
        description=f"{count} frames; {count} states of layer 1, {count} states of layer 2, {count} classes "
        f"{SPOKEN}; merged, {len(text)} characters {text}; {len(words)} words {', '.join(words)}.",
    )
    left, rows = 92, list(accumulate([10] + [52] * 5))
    names = "frames", "layer 1", "layer 2", "classes", "text", "words"
    counts = count, count, count, count, len(text), len(words)
    for name, many, y in zip(names, counts, rows, strict=True):
        figure.label((left - 12, y + 9), name, role="ink-soft", anchor="end")
        figure.label((left - 12, y + 26), str(many), role="ink-soft", anchor="end", size=13)
    figure.cells(left, rows[0], [None] * count, "input", size=size)
    for y in rows[1:3]:
        for step in range(count):
            figure.bead(left + step * size + 2, y + 2, None, size=size - 4)
    figure.cells(left, rows[3], list(SPOKEN), "output", size=size)
    figure.cells(left, rows[4], list(text), "output", size=size)
    start = left
    for word in words:
        figure.label((start + len(word) * size / 2, rows[5] + 14), word, role="output", size=18)
        start += (len(word) + 1) * size
    for above, below in pairwise(rows[:5]):
        for step in (0, count - 1) if below != rows[4] else (2,):
            x = left + (step + 0.5) * size
            figure.arrow((x, above + size + 2), (x, below - 3))
    figure.arrow((left + 2.5 * size, rows[4] + size + 2), (left + 2.5 * size, rows[5] + 2))
    return figure.svg()
