"""The figures of docs/appendix/numpy_speed.md, drawn from what `make bench` measured."""

import math

from figures.grammar import Box, length, paint
from figures.plot import Plot
from tools.measured import MeasuredError, read

LANE, APART = 11, 9  # height of one operation, and between families
LINES = ["solid", "dashed", "dash-dot", "dotted"]
FAMILIES = {
    "conv_transpose2d": "conv2d, transposed",
    "conv2d_fft": "conv2d, by FFT",
    "max_pool2d": "max pooling",
    "cross_entropy": "cross-entropy",
}


def draw():
    measured = read()
    return {
        "numpy_speed-ratios.svg": ratios([one for one in measured.operations if one.ratio]),
        "numpy_speed-growth.svg": growth([one for one in measured.scaling if one.operation[:4] == "conv"]),
    }


def ratios(operations):
    """A lane for each operation: its time over PyTorch's, and the limit."""
    if not operations:
        raise MeasuredError("compares nothing with PyTorch, which `make torch` installs")
    families = {}
    for one in operations:
        families.setdefault(family(one), []).append(one)
    furthest = [number for one in operations for number in (one.ratio, one.gate) if number]
    first, last = math.floor(math.log2(min(furthest))), math.ceil(math.log2(max(furthest)))
    height = LANE * len(operations) + APART * len(families)
    slower = sum(one.ratio > 1 for one in operations)
    plot = Lanes(
        476,
        height + 134,
        title="Time here over PyTorch's",
        description=f"A lane for each of {len(operations)} operations in {len(families)} families: "
        f"{', '.join(families)}. In each lane a dot, or with gradients a ring, says how "
        f"many times PyTorch's time the operation takes here: {len(operations) - slower} take at most as "
        f"long, {slower} longer, the ratios run from {min(one.ratio for one in operations):.2g} to "
        f"{max(one.ratio for one in operations):.2g}. A stroke marks the limit.",
    )
    ticks = {power: f"{2**power}" if power >= 0 else f"1/{2**-power}" for power in range(first, last + 1)}
    box = Box(152, 36, 300, height)
    plot.axes(box, ticks, {0: "", height: ""}, x_label="times PyTorch's time", y_label="")
    plot.curve([0, 0], [0, height], "ink-soft", "dotted")
    y = height
    for name, lanes in families.items():
        y -= APART / 2
        plot.label((142, plot.at(0, y - LANE * len(lanes) / 2)[1]), name, anchor="end")
        middles = [y - LANE * (lane + 0.5) for lane in range(len(lanes))]
        here = list(zip(lanes, middles, strict=True))
        for ring in (False, True):
            shown = [(one.ratio, middle) for one, middle in here if one.with_gradients == ring]
            plot.marks([plot.at(math.log2(ratio), middle) for ratio, middle in shown], role(name), ring=ring)
        limits = [(one.gate, middle) for one, middle in here if one.gate]
        plot.strokes([plot.at(math.log2(gate), middle) for gate, middle in limits])
        y -= LANE * len(lanes) + APART / 2
    legend(plot, height + 114)
    return plot.svg()


class Lanes(Plot):
    """A plot whose lanes carry dots or rings, and a short stroke where each lane's limit is."""

    def marks(self, places, role, *, ring):
        look = (
            {"fill": "none", "stroke": paint(role), "stroke-width": "1.5"} if ring else {"fill": paint(role)}
        )
        group = self._add("g", **look)
        for x, y in places:
            self._add("circle", group, cx=x, cy=y, r=3)

    def strokes(self, places):
        path = "".join(f"M{length(x)} {length(y - 4)}L{length(x)} {length(y + 4)}" for x, y in places)
        self._add("path", d=path, stroke=paint("ink"), **{"stroke-width": "2"})


def family(one):
    """The operation without its sizes."""
    name = one.operation.partition(" ")[0].rstrip(",")
    name = FAMILIES.get(name, name.replace("_", " "))
    other = one.dtype if one.dtype != "float32" else "depthwise" if "groups" in one.operation else ""
    return f"{name}, {other}" if other else name


def role(name):
    """A convolution is drawn as a weight, a recurrent cell as a state, all else as an input."""
    if name.startswith("conv"):
        return "weight"
    return "state" if name[:4].rstrip(",") in ("LSTM", "GRU", "RNN") else "input"


def legend(plot, y):
    for x, ring, text in ((60, False, "forward"), (165, True, "with gradients")):
        plot.marks([(x, y)], "input", ring=ring)
        plot.label((x + 10, y), text, anchor="start", role="ink-soft")
    plot.strokes([(310, y)])
    plot.label((320, y), "limit", anchor="start", role="ink-soft")


def growth(lines):
    """How many times the first size's time the others take, on logarithmic axes."""
    costs = [[cost / one.costs[0] for cost in one.costs] for one in lines]
    sizes = [[size / one.sizes[0] for size in one.sizes] for one in lines]
    most = 2 * math.ceil(math.log2(max(max(values) for values in costs + sizes)) / 2)  # the last tick
    plot = Plot(
        476,
        300,
        title="Time of a convolution as it grows",
        description="Curves of time against size, both as multiples of the first, on logarithmic axes. "
        + "; ".join(f"by {one.against} the slope is {one.slope:.2f}" for one in lines)
        + ". A dotted line of slope 1 runs through them.",
    )
    ticks = {power: f"{2**power}" for power in range(0, most + 1, 2)}
    plot.axes(
        Box(60, 40, 204, 200),
        ticks,
        ticks,
        x_label="work, as a multiple of the first",
        y_label="time, as a multiple of the first",
    )
    plot.curve([0, most], [0, most], "ink-soft", "dotted")
    ends = {}
    for one, times, cost, dash in zip(lines, sizes, costs, LINES, strict=False):
        xs, ys = [math.log2(value) for value in times], [math.log2(value) for value in cost]
        name, end = f"{one.against}: {one.slope:.2f}", plot.curve(xs, ys, "weight", dash)
        if xs[-1] < most:
            plot.label((end[0] - 8, end[1] - 14), name, role="weight", size=15, anchor="end")
        else:
            ends[name] = end, "weight"
        plot.dots(xs, ys, "weight")
    plot.names(ends)
    return plot.svg()
