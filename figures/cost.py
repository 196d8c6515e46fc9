"""The figure of docs/together/cost.md."""

from figures.cells import CellFigure
from snippets import cost

PLACES = 8
WINDOW = 2
LEFT, STEP, SIZE, ROW = 128, 42, 30, 54


def draw():
    return {"cost-waiting.svg": waiting()}


def waiting():
    """Three ways to the last output; the number in a circle is the step in which it is known."""
    levels = cost.tcn(PLACES, 1, WINDOW).steps
    figure = CellFigure(
        480,
        3 * SIZE + (1 + levels + 1) * ROW + 2 * 40 + 44,
        title="Who waits for whom",
        description=f"Three ways from {PLACES} inputs to the last output. A loop: circles 1 to "
        f"{cost.rnn(PLACES, 1).steps}, each with an arrow to the next. Windows of {WINDOW}, or a scan: "
        f"{levels} rows of circles, numbered 1 to {levels}; the arrows join two, then four, then {PLACES} "
        "places. Attention: arrows from all inputs lead to one circle, numbered 1.",
    )
    y, inputs = band(figure, 4, "loop")
    states = [bead(figure, place, y, cost.rnn(place + 1, 1).steps) for place in range(PLACES)]
    for place, state in enumerate(states):
        figure.arrow(inputs(place), state.top, role="input")
        if place:
            figure.arrow(states[place - 1].right, state.left, role="state")

    y, inputs = band(figure, y + SIZE + 40, "windows", "or a scan")
    needed = {PLACES - 1: None}
    for level in reversed(range(levels)):
        row = {place: bead(figure, place, y + ROW * level, level + 1) for place in needed}
        for place, later in needed.items():
            for box in later or ():
                figure.arrow(row[place].bottom, box.top, role="weight")
        needed = {}
        for place, box in row.items():
            for source in (place, place - 2**level):
                needed.setdefault(source, []).append(box)
    for place, later in needed.items():
        for box in later:
            figure.arrow(inputs(place), box.top, role="weight")

    y, inputs = band(figure, y + ROW * (levels - 1) + SIZE + 40, "attention")
    output = bead(figure, PLACES - 1, y + 36, cost.attention(PLACES, 1).path)
    for place in range(PLACES):
        figure.arrow(inputs(place), output.top, role="weight")
    return figure.svg()


def band(figure, y, *names):
    """A row of inputs with a name; return the height of what is below, and where arrows leave each input."""
    for line, name in enumerate(names):
        figure.label((4, y + SIZE / 2 + 20 * line), name, anchor="start", bold=not line)
    cells = [figure.cells(LEFT + STEP * place, y, [None], "input", size=SIZE) for place in range(PLACES)]
    return y + ROW, lambda place: cells[place].bottom


def bead(figure, place, y, number):
    return figure.bead(LEFT + STEP * place, y, number, size=SIZE)
