"""The figures of docs/together/ctc.md."""

from itertools import pairwise, product

import numpy as np

from figures.grammar import Box, Figure, in_words, length, numeral, paint
from snippets.ctc import collapse, ctc_loss, forward
from snippets.ctc.loss import barred

ALPHABET, WORD, PATH = "–act", "cat", "–cca–t"
FRAMES = len(PATH)
ROW, COLUMN, BEAD = 42, 62, 30
FRAME_PROBABILITIES = 0.6, 0.4  # of the blank and of a, at both frames, as in the page's programs


def draw():
    return {"ctc-lattice.svg": lattice(), "ctc-areas.svg": areas()}


class LatticeFigure(Figure):
    """A figure with many beads and lines: those of a kind share one shape, so that the page stays light."""

    def lines(self, pairs, role, width):
        path = "".join(f"M{spot(a)}L{spot(b)}" for a, b in pairs)
        self._add("path", d=path, fill="none", stroke=paint(role), **{"stroke-width": width})

    def ways(self, counts):
        """A bead at each place, with how many ways lead there."""
        edge = self._add("g", fill=paint("paper"), stroke=paint("state"), **{"stroke-width": "2"})
        for (x, y), count in counts.items():
            self._add("circle", edge, cx=x, cy=y, r=BEAD / 2)
            self.label((x, y), str(count))

    def area(self, box, share):
        self._rect(self.root, box, fill=paint("output"), stroke=paint("ink"), **{"fill-opacity": share})


def spot(point):
    return ",".join(map(length, point))


def counts():
    """How many ways lead to each state after each frame, and how many lead on from it to an end."""
    states = np.zeros((2 * len(WORD) + 1, 1), int)
    states[1::2, 0] = [ALPHABET.index(letter) for letter in WORD]
    every = np.zeros((FRAMES, len(states), 1))  # each step counts as 1

    def ways(states):
        return np.exp(forward(every, barred(states))[0][1:, 2:, 0])

    onwards = ways(states[::-1])[::-1, ::-1]
    return states[:, 0], ways(states), onwards


def transitions(states):
    """From which state to which a step leads: on the spot, to the next, past a blank."""
    bar = barred(states[:, None])[:, 0]
    last = len(states)
    return [(s, s + d) for s in range(last) for d in (0, 1, 2) if s + d < last and (d < 2 or bar[s + d] == 0)]


def path_states(states):
    """The states that the drawn path goes through."""
    walk, s = [], None
    for letter in PATH:
        label = ALPHABET.index(letter)
        options = [0, 1] if s is None else [b for a, b in transitions(states) if a == s]
        s = next(b for b in options if states[b] == label)
        walk.append(s)
    return walk


def lattice():
    """Every way from the first frame to the last that spells the word, as lines; one of them is bold."""
    states, ways, onwards = counts()
    alive = {
        (t, s) for t, s in product(range(FRAMES), range(len(states))) if ways[t, s] * onwards[t, s] > 0.5
    }
    names = [ALPHABET[k] for k in states]
    ends = [round(ways[-1, s]) for s in (-2, -1)]
    rows = "; ".join(
        f"{name}: {in_words([round(ways[t, s]) for t in range(FRAMES) if (t, s) in alive])}"
        for s, name in enumerate(names)
    )
    figure = LatticeFigure(
        476,
        352,
        title=f"The lattice of {WORD} in {FRAMES} frames",
        description=f"Seven rows, one for each state, {' '.join(names)}, and {FRAMES} columns, one for each "
        "frame. Lines lead from each state to itself, to the next, and from a letter to the next letter. In "
        f"each bead stands how many ways lead there; from left to right, {rows}. The last frame's two beads "
        f"make {ends[0]} and {ends[1]}, together {sum(ends)}. One way is bold: {' '.join(PATH)}.",
    )

    def place(t, s):
        return 62 + COLUMN * t, 24 + ROW * s

    walk = path_states(states)
    steps = [
        (place(t, a), place(t + 1, b))
        for t in range(FRAMES - 1)
        for a, b in transitions(states)
        if {(t, a), (t + 1, b)} <= alive
    ]
    figure.lines(steps, "ink-soft", "1")
    figure.lines(list(pairwise(place(t, s) for t, s in enumerate(walk))), "state", "5")
    figure.ways({place(t, s): round(ways[t, s]) for t, s in sorted(alive)})
    for s, name in enumerate(names):
        figure.label((20, place(0, s)[1]), name, role="output", size=16, bold=name != "–")
    for t in range(FRAMES):
        x, y = place(t, len(states))
        figure.cells(x - 13, y - 13, [[t + 1]], "input", size=26)
    figure.label((20, place(0, len(states))[1]), "frame", role="input", size=13)
    x, y = place(FRAMES - 1, 5)
    figure.label((x + 22, y + ROW / 2), f"sum {sum(ends)}", anchor="start", bold=True)
    return figure.svg()


def areas():
    """The four paths of two frames as areas of a square of side 1; what spells the letter is filled."""
    probabilities = dict(zip("–a", FRAME_PROBABILITIES, strict=True))
    log_probs = np.log([[FRAME_PROBABILITIES]] * 2)
    letter = np.exp(-ctc_loss(log_probs, [[1]], [2], [1])).item()
    parts = {
        one + two: probabilities[one] * probabilities[two] for one, two in product(probabilities, repeat=2)
    }
    figure = LatticeFigure(
        420,
        252,
        title="Four paths as four areas",
        description="A square, divided by its width for frame 1 and by its height for frame 2, blank "
        f"{probabilities['–']:g} and a {probabilities['a']:g} each. Its parts: "
        + ", ".join(f"{' '.join(path)} {part:.2f}" for path, part in parts.items())
        + f". The three that spell a are filled, together {letter:.2f}; the blank one is the largest part.",
    )
    side, left, top = 210, 66, 38
    sizes = [side * probability for probability in FRAME_PROBABILITIES]
    for (i, one), (j, two) in product(enumerate(probabilities), repeat=2):
        box = Box(left + i * sizes[0], top + j * sizes[0], sizes[i], sizes[j])
        figure.area(box, "0.25" if collapse(["–a".index(one), "–a".index(two)]) else "0")
        x, y = box.centre
        figure.label((x, y - 10), f"{one} {two}", size=16, bold=True)
        figure.label((x, y + 12), numeral(parts[one + two]))
    for i, (name, probability) in enumerate(probabilities.items()):
        middle = (sizes[0] if i else 0) + sizes[i] / 2
        figure.label((left + middle, 26), f"{name} {probability:g}", role="input")
        figure.label((left - 8, top + middle), f"{name} {probability:g}", role="input", anchor="end")
    figure.label((left + side / 2, 9), "frame 1", role="ink-soft", size=13)
    figure.label((left - 8, 26), "frame 2", role="ink-soft", size=13, anchor="end")
    figure.label((left + side + 16, top + 80), f"nothing: {parts['––']:.2g}", anchor="start")
    figure.label((left + side + 16, top + 110), f"a: {letter:.2g}", role="output", anchor="start", bold=True)
    return figure.svg()
