"""The figure of docs/together/cost.md."""

from figures.cells import CellFigure
from snippets import cost

PLACES = 8
WINDOW = 2
LEFT, STEP, SIZE, ROW = 128, 42, 30, 54


def draw():
    return {"cost-waiting.svg": waiting()}


def waiting():
    """Three ways to the last output; each number is the step in which what bears it is known."""
    levels = cost.tcn(PLACES, 1, WINDOW).steps
    figure = CellFigure(
        480,
        3 * SIZE + (1 + levels + 1) * ROW + 2 * 40 + 44,
        title="Who waits for whom",
        description=f"Three ways from {PLACES} inputs below to the last output above. A loop: states 1 to "
        f"{cost.rnn(PLACES, 1).steps}, each with an arrow to the next. Windows of {WINDOW}, or a scan: "
        f"{levels} rows of outputs, numbered 1 to {levels}; the arrows join two, then four, then {PLACES} "
        "places. Attention: arrows from all inputs lead to one output, numbered 1.",
    )
    y = 4
    inputs = band(figure, y, ROW, "loop")
    steps = [cost.rnn(place + 1, 1).steps for place in range(PLACES)]
    states = [figure.bead(LEFT + STEP * place, y, step, size=SIZE) for place, step in enumerate(steps)]
    for place, state in enumerate(states):
        figure.arrow(inputs[place].top, state.bottom, role="input")
        if place:
            figure.arrow(states[place - 1].right, state.left, role="state")

    y += ROW + SIZE + 40
    inputs = band(figure, y, ROW * levels, "windows", "or a scan")
    needed = {PLACES - 1: None}
    for level in reversed(range(levels)):
        row = {place: known(figure, place, y + ROW * (levels - 1 - level), level + 1) for place in needed}
        for place, later in needed.items():
            for box in later or ():
                figure.arrow(row[place].top, box.bottom, role="weight")
        needed = {}
        for place, box in row.items():
            for source in (place, place - 2**level):
                needed.setdefault(source, []).append(box)
    for place, later in needed.items():
        for box in later:
            figure.arrow(inputs[place].top, box.bottom, role="weight")

    y += ROW * levels + SIZE + 40
    inputs = band(figure, y, ROW + 36, "attention")
    output = known(figure, PLACES - 1, y, cost.attention(PLACES, 1).path)
    for place in range(PLACES):
        figure.arrow(inputs[place].top, output.bottom, role="gate")
    return figure.svg()


def band(figure, y, below, *names):
    """Name what is drawn from a height on, and draw its row of inputs so far below."""
    for line, name in enumerate(names):
        figure.label((4, y + SIZE / 2 + 20 * line), name, anchor="start", bold=not line)
    columns = [LEFT + STEP * place for place in range(PLACES)]
    return [figure.cells(x, y + below, [None], "input", size=SIZE) for x in columns]


def known(figure, place, y, number):
    return figure.cells(LEFT + STEP * place, y, [[number]], "output", size=SIZE)
