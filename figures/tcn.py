"""The figure of docs/together/tcn.md."""

from figures.grammar import Figure, in_words, length, paint
from snippets.tcn import tcn_receptive_field, tcn_windows

KERNEL, LEVELS = 2, 4
STEPS = 18  # two more than the last output sees
SIZE, APART = 20, 56
LEFT = 2


def draw():
    return {"tcn-cone.svg": cone()}


def seen():
    """From the input to the last level: the steps of each map that the last output depends on."""
    places = [{STEPS - 1}]
    for kernel_size, _, _, dilation in reversed(tcn_windows(KERNEL, LEVELS, convs=1)):
        places.insert(0, {t - k * dilation for t in places[0] for k in range(kernel_size)})
    return [sorted(steps) for steps in places]


def cone():
    """Four levels over a row of inputs, and everything that the last output depends on."""
    rows, dilations = seen(), [2**level for level in range(LEVELS)]
    field = tcn_receptive_field(KERNEL, LEVELS, convs=1)
    figure = Figure(
        480,
        LEVELS * APART + SIZE + 34,
        title="What one output of four dilated convolutions sees",
        description=f"Five rows of {STEPS} cells, time to the right: the inputs, and above them the maps of "
        f"four levels with the dilations {in_words(dilations)}. From the last cell of the uppermost row two "
        f"lines lead down, to the cell below it and to the one {dilations[-1]} steps before; from these two "
        f"lines each, to cells {dilations[-2]} apart, and so on, down to {field} neighbouring inputs. The "
        f"first {STEPS - field} inputs are not reached.",
    )
    grids = []
    for depth, steps in enumerate(rows):
        y = 8 + (LEVELS - depth) * APART
        grid = figure.cells(LEFT, y, [None] * STEPS, "output" if depth else "input", size=SIZE)
        for t in steps:
            figure.tint(grid.cell(0, t), 0.35)
        name = f"dilation {dilations[depth - 1]}" if depth else "inputs"
        figure.label((LEFT + STEPS * SIZE + 10, grid.centre[1]), name, anchor="start")
        grids.append(grid)
    lines = []
    for below, above, steps, dilation in zip(grids, grids[1:], rows[1:], dilations, strict=False):
        for t in steps:
            for back in (0, dilation):
                start, end = below.cell(0, t - back).top, above.cell(0, t).bottom
                lines.append(f"M{length(start[0])},{length(start[1])}L{length(end[0])},{length(end[1])}")
    line = {"fill": "none", "stroke": paint("weight"), "stroke-width": "1.75"}
    figure._add("path", d="".join(lines), **line)
    end = LEFT + STEPS * SIZE, LEVELS * APART + SIZE + 22
    figure.axis((LEFT + 50, end[1]), end, "time")
    return figure.svg()
