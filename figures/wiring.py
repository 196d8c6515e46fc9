"""The figures of docs/recurrence/wiring.md."""

import math
from functools import partial
from itertools import pairwise

import numpy as np

from figures.cells import CellFigure
from figures.grammar import BEAD, CELL, Figure, numeral, paint
from snippets.bidirectional import bidirectional
from snippets.decoding import beam_search
from snippets.rnn import rnn
from snippets.seq2seq import decoder_step, encode, one_hot, reverser

RELU = partial(rnn, nonlinearity="relu")
X = [4.0, 0.0, 0.0, 2.0]  # as the page's first program, and page 14's figure
WEIGHTS = np.array([[1.0]]), np.array([[0.5]])
LETTERS, WORD, SLOTS = "abc", "cab", 3
# The probabilities of a, b and the end, at the first step (after the end), after a, after b.
END = 2
TABLE = {END: [0.5, 0.375, 0.125], 0: [0.3125, 0.25, 0.4375], 1: [0.03125, 0.09375, 0.875]}
NAMES = "a", "b", "end"


def draw():
    return {
        "wiring-directions.svg": directions(),
        "wiring-shelf.svg": shelf(),
        "wiring-beam.svg": beam(),
    }


class ShelfFigure(Figure):
    """A figure with states that are drawn as a column of places."""

    def shelf(self, x, heights, letters, size):
        edge = {"fill": paint("paper"), "stroke": paint("state"), "stroke-width": "2"}
        column = self._add("g", **edge)
        for y, letter in zip(heights, letters, strict=True):
            self._add("circle", column, cx=x, cy=y, r=size / 2)
            if letter is not None:
                self.label((x, y), letter, size=16)


class TreeFigure(Figure):
    """A figure with a tree, some of whose branches are bold."""

    def branch(self, start, end, *, bold):
        self.arrow(start, end, role="ink" if bold else "ink-soft")
        if bold:
            line, _head = self.root[-2:]
            line.set("stroke-width", "3")


def directions():
    """One layer read from both ends; each direction's last state is at another end."""
    x = np.reshape(X, (-1, 1, 1))
    output, forward, backward = bidirectional(RELU, x, WEIGHTS, WEIGHTS)
    there, back = output[:, 0, 0], output[:, 0, 1]
    figure = CellFigure(
        470,
        250,
        title="Two directions over the same inputs",
        description=f"Inputs {', '.join(map(numeral, X))}. States forward, left to right: "
        f"{', '.join(map(numeral, there))}; the last is {numeral(forward.item())}, at the right. States "
        f"backward, right to left, shown from left to right: {', '.join(map(numeral, back))}; the last is "
        f"{numeral(backward.item())}, at the left.",
    )
    places = [104 + 88 * t for t in range(len(X))]
    rows = {"forward": (40, there), "backward": (118, back)}
    beads = {
        name: [
            figure.bead(x - BEAD / 2, y - BEAD / 2, value) for x, value in zip(places, values, strict=True)
        ]
        for name, (y, values) in rows.items()
    }
    for name, (y, _) in rows.items():
        figure.label((2, y), name, role="state", anchor="start")
    for left, right in pairwise(beads["forward"]):
        figure.arrow(left.right, right.left, role="state")
    for left, right in pairwise(beads["backward"]):
        figure.arrow(right.left, left.right, role="state")
    figure.label((2, 200), "input", role="input", anchor="start")
    for x, value, forward_bead, backward_bead in zip(places, X, *beads.values(), strict=True):
        cell = figure.cells(x - CELL / 2, 180, [[value]], "input")
        figure.arrow(cell.top, backward_bead.bottom, role="input")
        start = x - CELL / 2 + 4, cell.y
        figure.arrow(start, (forward_bead.x + 6, forward_bead.bottom[1] - 4), role="input", bend=14)
    for bead in (beads["forward"][-1], beads["backward"][0]):
        figure.label((bead.centre[0], bead.y - 10), "last", role="state", bold=True)
    return figure.svg()


def shelf():
    """What the hand-set pair holds at every step, while it reads a word and writes it backwards."""
    K = len(LETTERS) + 1
    encoder, decoder, *readout = reverser(K, SLOTS)
    word = [LETTERS.index(letter) for letter in WORD]
    x = one_hot(word, K - 1)[:, None]
    shelves = [encode(RELU, x[: t + 1], encoder)[0] for t in range(len(word))]
    step, state, last, written = decoder_step(RELU, decoder, *readout), (shelves[-1],), K - 1, []
    while last != K - 1 or not written:
        log_probs, state = step(last, state)
        last = int(np.argmax(log_probs))
        written.append(last)
        shelves.append(state[0])
    names = [LETTERS[k] if k < K - 1 else "end" for k in written]
    held = [[held_letter(place) for place in h.reshape(SLOTS + 1, K - 1)] for h in shelves]
    figure = ShelfFigure(
        470,
        266,
        title="An encoder, one state, a decoder",
        description=f"A state of {SLOTS + 1} places at {len(shelves)} steps. The encoder reads "
        f"{', '.join(WORD)}: what was read last is on place 1, the others above it. The decoder moves all "
        f"down by one place at every step, shows place 0, and writes {', '.join(names)}.",
    )
    size = 34
    places = [58 + 58 * t + (24 if t >= len(WORD) else 0) for t in range(len(shelves))]
    tops = [140 - 38 * p for p in range(SLOTS + 1)]
    for p, top in enumerate(tops):
        figure.label((2, top + size / 2), f"{p}", role="state", anchor="start")
    for x, letters in zip(places, held, strict=True):
        figure.shelf(x, [top + size / 2 for top in tops], letters, size)
    for before, after in pairwise(places):
        y = (tops[1] + tops[2] + size) / 2
        figure.arrow((before + size / 2 + 2, y), (after - size / 2 - 2, y), role="state")
    for x, letter in zip(places, WORD, strict=False):
        cell = figure.cells(x - 20, 194, [[None]], "input", size=40)
        figure.label(cell.centre, letter, size=15)
    for x, name in zip(places[len(WORD) :], names, strict=True):
        cell = figure.cells(x - 20, 194, [[None]], "output", size=40)
        figure.label(cell.centre, name, size=15)
    figure.label((places[1], 254), "the encoder reads", role="input")
    figure.label(((places[len(WORD)] + places[-1]) / 2, 254), "the decoder writes", role="output")
    return figure.svg()


def held_letter(place):
    return LETTERS[int(place.argmax())] if place.any() else None


def beam():
    """All sequences of one and two symbols, with their probabilities; what a beam of two keeps is bold."""

    def step(symbol, state):
        return np.log(TABLE[symbol]), state

    def searched(width):
        """The sequences of one symbol and of two, with their probabilities."""
        found = [beam_search(step, None, end=END, max_length=length, width=width) for length in (1, 2)]
        return {s: math.exp(p) for length, some in enumerate(found, 1) for s, p in some if len(s) == length}

    probability, kept = searched(9), searched(2)
    text = [f"{named(symbols)} {numeral(probability[symbols])}" for symbols in sorted(probability)]
    figure = TreeFigure(
        366,
        330,
        title="Every sequence of one and two symbols",
        description="A tree. At the first step a, b or the end may follow, and so after a and after b. "
        f"Probabilities: {', '.join(text)}. A beam of two keeps {', '.join(map(named, kept))}, in bold.",
    )
    figure.label((8, 168), "start", anchor="start")
    places = {(0,): (120, 80), (1,): (120, 222), (END,): (120, 306)}
    places |= {s: (240, 26 + 49 * k) for k, s in enumerate(sorted(s for s in probability if len(s) == 2))}
    size, boxes = 24, {}
    for symbols, (x, y) in places.items():
        ended = symbols[-1] == END
        if ended:
            boxes[symbols] = figure.cells(x - size / 2, y - size / 2, [[None]], "output", size=size)
        else:
            boxes[symbols] = figure.bead(x - size / 2, y - size / 2, None, size=size)
        goes_on = len(symbols) == 1 and not ended
        beside, anchor = ((x, y - 24), "middle") if goes_on else ((x + 20, y), "start")
        role, bold = "output" if ended else "state", symbols in kept
        words = f"{named(symbols)} {numeral(probability[symbols])}"
        figure.label(beside, words, role=role, anchor=anchor, bold=bold)
    for symbols, box in boxes.items():
        start = (48, 168) if len(symbols) == 1 else boxes[symbols[:-1]].right
        figure.branch(start, box.left, bold=symbols in kept)
    return figure.svg()


def named(symbols):
    return " ".join(NAMES[symbol] for symbol in symbols)
