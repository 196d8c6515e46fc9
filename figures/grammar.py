"""One visual grammar for every figure: six roles, each with a colour, a shape and a line.

Space is a grid and runs down and right; time is a string of beads and runs right. An input is a thin
square, a kernel a heavy frame, a state a circle, a gate a lozenge filled by its value, an output a
square with a double line, a gradient a dashed arrow: colour is never the only cue.

A figure is plain SVG with its text as text. Inlined in a page, it takes the page's colours, because each
colour is a variable of docs/assets/site.css; opened on its own, it carries them along, light and dark.
Lengths are pixels on a small screen. Keep a figure at most 480 wide, so that a phone still shows its
numbers; beside text of full width it grows by a quarter, and its labels are as large as the text.
"""

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np

# Name -> colour on light and on dark paper: those of docs/assets/site.css, where a test compares them.
ROLES = {
    "input": ("#636f94", "#d2dae0"),
    "weight": ("#005df6", "#418bfc"),
    "state": ("#b54f03", "#e48947"),
    "gate": ("#78269e", "#be9dde"),
    "output": ("#0e8366", "#38f69d"),
    "gradient": ("#870123", "#d06b88"),
}
SURFACES = {
    "paper": ("#ffffff", "#1e2029"),
    "ink": ("#1b1d26", "#e8eaf1"),
    "ink-soft": ("#565b6e", "#a6abbd"),
}
COLOURS = ROLES | SURFACES

FULL_SIZE = 1.25
CELL = 36
BEAD = 40


def paint(name):
    """The colour of a role or surface: the page's variable, or its light value where there is none."""
    if name not in COLOURS:
        raise ValueError(f"no colour named {name!r}. → Choose from: {', '.join(COLOURS)}.")
    return f"var(--cr-{name}, {COLOURS[name][0]})"


def numeral(value):
    """A number as it stands in a cell, at most three significant digits; a string as it is."""
    if isinstance(value, str):
        return value
    text = f"{value:.3g}"
    if "e" in text:
        raise ValueError(f"{value!r} does not fit a cell. → Scale it, or pass the text you want to see.")
    return text.replace("-", "−")


def in_words(values):
    """Numbers as a sentence has them: a list 4, 0, 0, 2, or rows 1 2, 3 4 with a comma between rows."""
    rows = (row if isinstance(row, (list, tuple, np.ndarray)) else [row] for row in values)
    return ", ".join(" ".join(map(numeral, row)) for row in rows)


def length(value):
    """A coordinate with at most two decimals, the same on every machine."""
    return f"{round(value, 2) + 0:g}"


def points(pairs):
    """Points as SVG writes them."""
    return " ".join(f"{length(x)},{length(y)}" for x, y in pairs)


@dataclass(frozen=True)
class Box:
    """A place that something occupies, with the points where arrows and labels attach."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self):
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def left(self):
        return self.x, self.y + self.height / 2

    @property
    def right(self):
        return self.x + self.width, self.y + self.height / 2

    @property
    def top(self):
        return self.x + self.width / 2, self.y

    @property
    def bottom(self):
        return self.x + self.width / 2, self.y + self.height


@dataclass(frozen=True)
class Grid(Box):
    """A drawn array, whose places are `cell(row, column)` and `window(row, column, rows, columns)`."""

    size: float

    def cell(self, row, column):
        return self.window(row, column, 1, 1)

    def window(self, row, column, rows, columns):
        return Box(
            self.x + column * self.size, self.y + row * self.size, columns * self.size, rows * self.size
        )


class Figure:
    """A drawing that grows by its methods and ends as text with `svg()`.

    `title` names the figure and `description` says what it contains, for those who cannot see it. There is
    no id in it, so one page can inline many.
    """

    def __init__(self, width, height, *, title, description):
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {length(width)} {length(height)}",
                "style": f"max-width: {length(FULL_SIZE * width)}px",
                "role": "img",
                "font-family": "Inter Variable, Inter, sans-serif",
            },
        )
        self._add("title").text = title
        self._add("desc").text = description
        self._add("style").text = standalone_style()

    def svg(self):
        """The figure as text, one shape a line, so that a change shows as a readable difference."""
        for element in (self.root, *self.root.iter("g")):
            element.text = "\n"
            for part in element:
                part.tail = "\n"
        return ElementTree.tostring(self.root, encoding="unicode") + "\n"

    def cells(self, x, y, values, role, *, size=CELL):
        """Draw an array as square cells: one row or several, of numbers or words; `None` stays empty."""
        values = np.atleast_2d(np.asarray(values, dtype=object))
        grid = Grid(x, y, values.shape[1] * size, values.shape[0] * size, size)
        lines = self._add("g", fill="none", stroke=paint(role), **{"stroke-width": "1"})
        for (row, column), value in np.ndenumerate(values):
            self._rect(lines, grid.cell(row, column))
            if role == "output":
                self._rect(lines, grid.cell(row, column), inset=3)
            if value is not None:
                self._value(grid.cell(row, column), value)
        if role == "weight":
            self.frame(grid)
        return grid

    def frame(self, box, *, role="weight"):
        """The heavy square frame of a kernel, or of the window it looks through."""
        tint = {"fill": paint(role), "fill-opacity": "0.14"}
        self._rect(self.root, box, stroke=paint(role), **tint, **{"stroke-width": "3"})

    def tint(self, box, share, *, role="weight"):
        """Fill a place with a share of a role's full colour, 0 to 1: the shade that a shared weight keeps."""
        self._rect(self.root, box, fill=paint(role), **{"fill-opacity": length(share)})

    def bead(self, x, y, value, *, role="state", size=BEAD):
        """A state at one moment: a circle in the square whose corner is (x, y)."""
        box = Box(x, y, size, size)
        circle = {"fill": paint("paper"), "stroke": paint(role), "stroke-width": "2"}
        self._add("circle", cx=box.centre[0], cy=box.centre[1], r=size / 2, **circle)
        if value is not None:
            self._value(box, value)
        return box

    def beads(self, x, y, values, *, role="state", size=BEAD, step=1.6 * BEAD):
        """A state through time: beads on a string, an arrow from each to the next."""
        string = [self.bead(x + t * step, y, value, role=role, size=size) for t, value in enumerate(values)]
        for before, after in pairwise(string):
            self.arrow(before.right, after.left, role=role)
        return string

    def gate(self, x, y, value, *, width=64, height=28):
        """A gate: a lozenge filled from the left by its value, from 0 (shut) to 1 (open)."""
        if not 0 <= value <= 1:
            raise ValueError(f"a gate is a number from 0 to 1, not {value!r}.")
        box, radius = Box(x, y, width, height), height / 2
        # Points of the outline: only at the round ends, and close together where these are steep.
        bend = [radius * (1 - math.cos(math.pi * i / 16)) for i in range(9)]
        edge = []
        for filled in sorted({min(place, value * width) for end in bend for place in (end, width - end)}):
            bulge = max(radius - filled, filled - (width - radius), 0)
            edge.append((x + filled, math.sqrt(radius**2 - bulge**2)))
        outline = [(px, y + radius - half) for px, half in edge]
        outline += [(px, y + radius + half) for px, half in reversed(edge)]
        self._add("polygon", points=points(outline), fill=paint("gate"), **{"fill-opacity": "0.35"})
        self._rect(self.root, box, fill="none", stroke=paint("gate"), rx=radius, **{"stroke-width": "2"})
        self._value(box, value)
        return box

    def arrow(self, start, end, *, role="ink-soft", bend=0):
        """An arrow from point to point; `bend` moves its middle to the left of its way by so many pixels.

        A gradient's arrow is dashed, and it points against the flow.
        """
        (x0, y0), (x1, y1) = start, end
        far = math.dist(start, end)
        if far == 0:
            raise ValueError(f"an arrow from {start} to itself points nowhere. → Use loop().")
        across = (y1 - y0) / far, -(x1 - x0) / far
        knee = (x0 + x1) / 2 + 2 * bend * across[0], (y0 + y1) / 2 + 2 * bend * across[1]
        self._stroke([start, knee, end], "Q", role)

    def loop(self, box, *, role="state", height=34):
        """The arrow from a bead back to itself, one step later: over its head, leaving it at the right."""
        (x, y), reach = box.top, box.width / 2
        start = x + 0.7 * reach, y + 0.3 * reach
        end = x - 0.7 * reach, y + 0.3 * reach
        self._stroke([start, (x + 2 * reach, y - height), (x - 2 * reach, y - height), end], "C", role)

    def axis(self, start, end, text):
        """The caption of an axis: a thin arrow the way it runs, and its name beside the arrow's start."""
        self.arrow(start, end)
        (x, y), downwards = start, end[1] > start[1]
        if downwards:
            self.label((x, y - 10), text, role="ink-soft", size=13)
        else:
            self.label((x - 6, y), text, role="ink-soft", size=13, anchor="end")

    def label(self, point, text, *, role="ink", size=14, anchor="middle", bold=False):
        """Text around a point. An underscore starts a subscript, as in `h_t` or `h_{t−1}`."""
        style = {"fill": paint(role), "font-size": size, "text-anchor": anchor}
        if bold:
            style["font-weight"] = "600"
        element = self._add("text", x=point[0], y=point[1] + 0.36 * size, **style)
        element.text, *subscripts = re.split(r"_(?:\{([^}]*)\}|(\w))", text)
        for braced, single, rest in zip(subscripts[::3], subscripts[1::3], subscripts[2::3], strict=True):
            low = ElementTree.SubElement(
                element, "tspan", {"dy": length(0.25 * size), "font-size": length(0.8 * size)}
            )
            low.text = braced or single
            if rest:
                back = ElementTree.SubElement(element, "tspan", {"dy": length(-0.25 * size)})
                back.text = rest

    def _add(self, tag, parent=None, **attributes):
        """Append an element; numbers among its attributes are lengths."""
        texts = {name: v if isinstance(v, str) else length(v) for name, v in attributes.items()}
        return ElementTree.SubElement(self.root if parent is None else parent, tag, texts)

    def _value(self, box, value):
        """A number in the middle of its shape, smaller where it has many digits."""
        text = numeral(value)
        size = min(0.5 * box.height, 1.5 * box.width / len(text))
        self.label(box.centre, text, size=size)

    def _rect(self, parent, box, *, inset=0, **attributes):
        place = {"x": box.x + inset, "y": box.y + inset}
        place |= {"width": box.width - 2 * inset, "height": box.height - 2 * inset}
        self._add("rect", parent, **place, **attributes)

    def _stroke(self, path, curve, role):
        """A curve through the points, with a head at the last that points away from the last but one."""
        (x, y), (from_x, from_y) = path[-1], path[-2]
        angle = math.atan2(y - from_y, x - from_x)
        neck, *wings = (
            (x - far * math.cos(angle + turn), y - far * math.sin(angle + turn))
            for far, turn in ((6, 0), (9, 0.45), (9, -0.45))
        )
        dashes = {"stroke-dasharray": "5 4"} if role == "gradient" else {}
        line = {"fill": "none", "stroke": paint(role), "stroke-width": "1.75"} | dashes
        self._add("path", d=f"M{points(path[:1])}{curve}{points([*path[1:-1], neck])}", **line)
        self._add("polygon", points=points([(x, y), *wings]), fill=paint(role))


def standalone_style():
    """The colours that a figure brings along where no page gives it any: `svg:root` is no inlined figure."""
    light, dark = ("".join(f"--cr-{name}:{colours[i]};" for name, colours in COLOURS.items()) for i in (0, 1))
    return (
        f"svg:root{{{light}background:var(--cr-paper)}}"
        f"@media(prefers-color-scheme:dark){{svg:root{{{dark}}}}}"
    )
