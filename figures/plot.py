"""Plots and small images in the visual grammar, for figures that notebooks draw while they run."""

import numpy as np

from figures.grammar import Figure, length, paint

# A recurrent model is drawn as a state, a convolutional one as a weight, a baseline as an input; lines that
# share a colour differ in their dashes, in this order.
DASHES = {"solid": "none", "dashed": "7 4", "dotted": "2 4", "dash-dot": "8 4 2 4"}
SHADES = 4


class Plot(Figure):
    """A figure with lines over two axes, or with images whose cells are shaded by their values."""

    def __init__(self, width, height, *, title, description):
        super().__init__(width, height, title=title, description=description)
        self.root.set("aria-label", f"{title}. {description}")

    def axes(self, box, x_ticks, y_ticks, *, x_label, y_label):
        """Draw ticks (value -> text) and names of two axes; `self.at(x, y)` is then a place in the box.

        The outermost ticks are the ends of the axes.
        """
        self.box = box
        self.limits = [(min(ticks), max(ticks)) for ticks in (x_ticks, y_ticks)]
        for y, text in y_ticks.items():
            (left, height), (right, _) = self.at(self.limits[0][0], y), self.at(self.limits[0][1], y)
            rule = {"stroke": paint("ink-soft"), "stroke-opacity": "0.35"}
            self._add("path", d=f"M{length(left)} {length(height)}L{length(right)} {length(height)}", **rule)
            self.label((left - 16, height), text, role="ink-soft", size=15, anchor="end")
        for x, text in x_ticks.items():
            self.label((self.at(x, 0)[0], box.y + box.height + 18), text, role="ink-soft", size=15)
        self.label((box.bottom[0], box.y + box.height + 40), x_label, role="ink-soft", size=15)
        self.label((box.x - 44, box.y - 20), y_label, role="ink-soft", size=15, anchor="start")

    def at(self, x, y):
        """The place of a pair of values."""
        (x0, x1), (y0, y1) = self.limits
        right, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return self.box.x + right * self.box.width, self.box.y + (1 - up) * self.box.height

    def curve(self, xs, ys, role, dash="solid"):
        """Draw a line through the pairs of values; return its end."""
        places = [self.at(x, y) for x, y in zip(xs, ys, strict=True)]
        path = "M" + "L".join(f"{length(x)} {length(y)}" for x, y in places)
        style = {"stroke-width": "2.25", "stroke-dasharray": DASHES[dash]}
        self._add("path", d=path, fill="none", stroke=paint(role), **style)
        return places[-1]

    def line(self, xs, seeds, role, dash):
        """Draw the mean over seeds as a line and every seed as a dot; return the line's end.

        Shapes: xs (P,), seeds (S, P).
        """
        end = self.curve(xs, np.mean(seeds, axis=0), role, dash)
        self.dots(np.tile(xs, len(seeds)), np.ravel(seeds), role)
        return end

    def dots(self, xs, ys, role):
        """Draw a dot at every pair of values."""
        dots = self._add("g", fill=paint(role), **{"fill-opacity": "0.6"})
        for x, y in zip(xs, ys, strict=True):
            self._add("circle", dots, cx=self.at(x, y)[0], cy=self.at(x, y)[1], r=2.5)

    def names(self, ends, *, apart=17):
        """Write each line's name beside its end, moved apart where they would overlap.

        `ends` maps a name to the end and the role of its line.
        """
        height = -np.inf
        for name, ((x, y), role) in sorted(ends.items(), key=lambda end: end[1][0][1]):
            height = max(y, height + apart)
            self.label((x + 10, height), name, role=role, size=15, anchor="start")

    def image(self, x, y, values, role, *, cell, largest):
        """Draw an array as shaded cells in a thin frame: 0 and less is paper, `largest` the full colour.

        Neighbours in a row with the same shade are one shape, so that an image costs a few hundred bytes.
        """
        shades = np.clip(np.ceil(values / largest * SHADES), 0, SHADES).astype(int)
        for shade in range(1, SHADES + 1):
            runs = "".join(
                f"M{start} {row}h{end - start}v1h{start - end}z"
                for row, line in enumerate(shades == shade)
                for start, end in stretches(line)
            )
            if runs:
                place = f"translate({length(x)} {length(y)}) scale({length(cell)})"
                style = {"fill": paint(role), "fill-opacity": length(shade / SHADES)}
                self._add("path", d=runs, transform=place, **style)
        rows, columns = shades.shape
        edge = {"fill": "none", "stroke": paint(role), "stroke-width": "1"}
        self._add("rect", x=x, y=y, width=columns * cell, height=rows * cell, **edge)


def stretches(line):
    """Where runs of true cells begin and end: (start, end) pairs, the end not included."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(int), [0]])))
    return edges.reshape(-1, 2).tolist()
