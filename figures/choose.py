"""The figures of docs/decide/choose.md: the rules themselves, on a way down that any of them may end."""

import re

from figures.grammar import Box, Figure, paint
from snippets.choose import RULES

WIDTH, ROW, SIZE = 480, 27, 13
ADVANCE = 0.54 * SIZE  # of a character, on average
WORDS = {
    ("distance", "none"): "no order",
    ("distance", "near"): "near",
    ("distance", "remote"): "beyond 1000",
    ("distance", "unknown"): "unknown distance",
    ("streaming", "yes"): "streaming",
    ("streaming", "no"): "not streaming",
    ("length", "fixed"): "fixed size",
    ("examples", "few"): "few examples",
    ("examples", "many"): "many examples",
    ("machine", "small"): "small machine",
    ("machine", "large"): "large machine",
    ("past only", "yes"): "only the past",
}
ALL_BUT = {("distance", "none"): "order", ("answer", "read"): "not read", ("machine", "small"): "not small"}
EVERY = {
    "data": {"image", "frames", "series", "text"},
    "answer": {"one", "each", "next", "read", "write"},
    "distance": {"none", "near", "far", "remote", "unknown"},
    "machine": {"small", "ordinary", "large"},
}


def draw():
    return {
        "choose-grids.svg": flow("image", "frames"),
        "choose-sequences.svg": flow("series", "text"),
    }


def flow(*kinds):
    """The rules that may decide for these data, from top to bottom."""
    rows = [fitting(conditions(rule.when, kinds), rule.name) for rule in deciding(kinds)]
    figure = Figure(
        WIDTH,
        44 + ROW * len(rows),
        title=f"What is recommended for {' and '.join(kinds)}",
        description="Rules from top to bottom; the first that fits decides. "
        + " ".join(f"{asked.capitalize()}: {name}." for asked, name in rows),
    )
    head = figure.cells(4, 4, [None], "input", size=18)
    figure.label((32, head.centre[1]), " or ".join(kinds), anchor="start", role="input", bold=True)
    bottom = 44 + ROW * (len(rows) - 0.5)
    figure.arrow(head.bottom, (head.centre[0], bottom + 10))
    for number, (asked, name) in enumerate(rows):
        y = 44 + ROW * (number + 0.5)
        gate(figure, Box(4, y - 6, 18, 12))
        figure.label((32, y), asked, anchor="start", size=SIZE)
        figure.label((WIDTH - 4, y), name, anchor="end", size=SIZE, role="output", bold=True)
    return figure.svg()


def deciding(kinds):
    """The rules that data of these kinds can reach, as long as none before them takes all."""
    left = set(kinds)
    for rule in RULES:
        meant = set(rule.when.get("data", kinds))
        if left & meant:
            yield rule
        if set(rule.when) <= {"data"}:
            left -= meant


def conditions(when, kinds):
    """What a rule asks, in the words of the questions; of the data, only what not all kinds have."""
    told = []
    for fact, allowed in when.items():
        if fact == "data":
            left = [kind for kind in kinds if kind in allowed]
            told += [" or ".join(left)] if len(left) < len(kinds) else []
            continue
        missing = EVERY.get(fact, set()) - set(allowed)
        if len(missing) == 1:
            told.append(ALL_BUT[fact, missing.pop()])
        else:
            told.append(" or ".join(WORDS.get((fact, word), word) for word in allowed))
    return ", ".join(told) or "all else"


def fitting(asked, name):
    """Conditions and name, of which only the first part is told where both do not fit one line."""
    for shown in (name, re.split("[:;,(]", name)[0].strip()):
        if ADVANCE * (len(asked) + len(shown)) < WIDTH - 40:
            return asked, shown
    raise ValueError(f"{asked!r} and {name!r} do not fit one line. → Shorten the rule's name.")


def gate(figure, box):
    edge = {"fill": paint("paper"), "stroke": paint("gate"), "stroke-width": "2"}
    figure._rect(figure.root, box, rx=box.height / 2, **edge)
