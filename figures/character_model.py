"""The figures of docs/recurrence/character_model.md."""

from itertools import pairwise

import numpy as np

from figures.grammar import BEAD, CELL, Box, Figure, in_words
from figures.plot import Plot
from snippets import alice, trained
from snippets.character_model import CharacterModel, encode, fit, scores
from snippets.losses import softmax
from snippets.rnn import rnn

CHARACTERS = "helo"
STEP = 90  # from one character to the next
COUNTED = {2: "2 counted", 3: "3 counted", 4: "4 counted"}


def draw():
    return {"character_model-hello.svg": hello(), "character_model-passes.svg": passes()}


def hello():
    """Four characters read, the two states after each, and a probability for each character to come next."""
    model = CharacterModel(CHARACTERS, 2, rng=np.random.default_rng(0))
    fit(model, "hello", streams=1, steps=4, passes=25, lr=0.1)
    symbols = encode("hell", CHARACTERS)[:, None]
    logits, _ = scores(symbols, None, **model.parameters)
    weights = [model.parameters[name] for name in ("weight_ih", "weight_hh", "bias")]
    states, _ = rnn(np.eye(4)[symbols], *weights)
    states, likely = np.round(states[:, 0], 2) + 0.0, np.round(softmax(logits[:, 0]), 2)
    read = "; ".join(
        f"after {character} states {in_words(h)}, probabilities {in_words(p)}"
        for character, h, p in zip("hell", states, likely, strict=True)
    )
    figure = Figure(
        386,
        352,
        title="A network reads hell, and says what comes next",
        description=f"Four steps with the probabilities of h, e, l and o: {read}. "
        "What does come next, e, l, l, o, has a tinted cell.",
    )
    for place, character in enumerate(CHARACTERS):
        figure.label((44, 44 + place * CELL), character, role="output", bold=True)
    beads = []
    for t, (character, target) in enumerate(pairwise("hello")):
        x = 58 + t * STEP
        shown = figure.cells(x + 2, 26, [[f"{share:.2f}"] for share in likely[t]], "output")
        figure.tint(shown.cell(CHARACTERS.index(target), 0), 0.3, role="output")
        figure.label((shown.centre[0], 12), f"next: {target}", role="output", size=13)
        beads.append([figure.bead(x, 200 + unit * (BEAD + 4), h) for unit, h in enumerate(states[t])])
        cell = figure.cells(x + 2, 306, [[character]], "input")
        figure.arrow(cell.top, beads[-1][1].bottom, role="input")
        figure.arrow(beads[-1][0].top, shown.bottom, role="output")
    for before, after in pairwise(beads):
        middle = 200 + BEAD + 2
        figure.arrow((before[0].right[0] + 4, middle), (after[0].left[0] - 4, middle), role="state")
    figure.label((50, 200 + BEAD + 2), "state", role="state", size=13, anchor="end")
    figure.label((50, 324), "reads", role="input", size=13, anchor="end")
    return figure.svg()


def passes():
    """What a character costs after more and more passes over the text, and what counting pays."""
    table = trained.table("alice")["seeds"]
    numbers = [alice.RUNS[name].passes for name in table]
    costs = {
        name: np.array([[round(seed[name], 2) for seed in seeds] for seeds in table.values()]).T
        for name in ("held out", "training")
    }
    counted = {name: alice.counted(order) for order, name in COUNTED.items()}
    first, last = (costs["held out"].mean(axis=0)[end] for end in (0, -1))
    plot = Plot(
        480,
        300,
        title="Bits per character against passes over the text",
        description=f"The network's cost falls from {first:.1f} bits after one pass to {last:.1f} after "
        f"{numbers[-1]} on the chapter held out, and further on the chapters that it learns from. Level "
        "lines show what counting costs: "
        + ", ".join(f"{cost:.2f} bits for {name}" for name, cost in counted.items())
        + ".",
    )
    places = np.log2(numbers)
    plot.axes(
        Box(60, 40, 300, 200),
        {place: str(number) for place, number in zip(places, numbers, strict=True)},
        {level: f"{level:g}" for level in (1.5, 2, 2.5, 3, 3.5)},
        x_label="passes over the text",
        y_label="bits per character",
    )
    ends = {}
    for (name, seeds), dash in zip(costs.items(), ["solid", "dashed"], strict=True):
        ends[name] = plot.line(places, seeds, "state", dash), "state"
    for name, cost in counted.items():
        ends[name] = plot.curve([places[0], places[-1]], [cost, cost], "input", "dotted"), "input"
    plot.names(ends)
    return plot.svg()
