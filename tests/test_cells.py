"""The drawn cells show the gates of the cells they depict: names, fills and wires, against the formulas."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from figures import cells
from figures.cells import CARRIED, GATES_ROW, LOZENGE, gru_figure, lstm_figure, rnn_figure
from figures.grammar import numeral, paint

SVG = "{http://www.w3.org/2000/svg}"
X, H, C = 0.5, -0.25, 2.0
# Rows i, f, g, o and r, z, n, as PyTorch documents them: every row another number.
LSTM_WEIGHTS = [np.array(rows)[:, None] for rows in ([1.0, -1, 2, 0.5], [0.5, 1, -1, 0.25])]
LSTM_BIASES = [np.array([-1.0, 1.5, 0.25, 0.75]), np.array([0.5, 0.25, 0.125, 1.0])]
GRU_WEIGHTS = [rows[:3] for rows in LSTM_WEIGHTS]
GRU_BIASES = [rows[:3] for rows in LSTM_BIASES]


def sigma(z):
    return 1 / (1 + np.exp(-z))


def sums(weights, biases):
    """What each row adds up from the input, and what from the state."""
    (weight_ih, weight_hh), (bias_ih, bias_hh) = weights, biases
    return weight_ih[:, 0] * X + bias_ih, weight_hh[:, 0] * H + bias_hh


def parse(figure):
    return ElementTree.fromstring(figure.svg())


def texts(root):
    """Every text with its place."""
    return [("".join(t.itertext()), float(t.get("x")), float(t.get("y"))) for t in root.iter(f"{SVG}text")]


def gates(root):
    """Name -> the number written in the lozenge, the share that is filled, and its middle."""
    width, height = LOZENGE
    found = {}
    for lozenge in root.iter(f"{SVG}polygon"):
        if lozenge.get("fill-opacity") != "0.35":
            continue
        xs = [float(pair.split(",")[0]) for pair in lozenge.get("points").split()]
        left = min(xs)
        inside = [
            t for t, x, y in texts(root) if abs(x - left - width / 2) < 1 and abs(y - GATES_ROW) < height / 2
        ]
        (name,) = [t for t, x, y in texts(root) if abs(x - left - 8) < 1 and 10 < GATES_ROW - y < 40]
        assert len(inside) == 1
        found[name] = inside[0], (max(xs) - left) / width, left + width / 2
    return found


def arrows(root, role):
    """Start and tip of every arrow of a colour: a path has all lines, and the next one all heads."""
    for lines, heads in pairwise(root):
        if lines.get("stroke") == paint(role) and heads.get("fill") == paint(role):
            starts, tips = (path.get("d").split("M")[1:] for path in (lines, heads))
            for start, tip in zip(starts, tips, strict=True):
                places = start.split("Q")[0], tip.split()[0]
                yield tuple(tuple(map(float, place.split(","))) for place in places)


def assert_gates(root, expected):
    found = gates(root)
    assert set(found) == set(expected)
    for name, value in expected.items():
        text, filled, _ = found[name]
        assert text == numeral(value), f"gate {name} reads {text}"
        assert filled == pytest.approx(value, abs=0.01), f"gate {name} is filled to {filled}"


def lstm_gates_by_formula():
    i, f, g, o = np.add(*sums(LSTM_WEIGHTS, LSTM_BIASES))
    return {"i": sigma(i), "f": sigma(f), "o": sigma(o)}, np.tanh(g)


def gru_gates_by_formula():
    (r, z, n), (r_h, z_h, n_h) = sums(GRU_WEIGHTS, GRU_BIASES)
    return {"r": sigma(r + r_h), "z": sigma(z + z_h)}, np.tanh(n + sigma(r + r_h) * n_h)


def test_an_lstm_s_gates_are_named_and_filled_by_the_rows_they_come_from():
    root = parse(lstm_figure(X, H, C, *LSTM_WEIGHTS, *LSTM_BIASES))
    expected, candidate = lstm_gates_by_formula()
    assert len({numeral(value) for value in expected.values()}) == 3  # or a swap would not show
    assert_gates(root, expected)
    c = expected["f"] * C + expected["i"] * candidate
    h = expected["o"] * np.tanh(c)
    shown = [t for t, _, _ in texts(root)]
    for value in (X, H, C, candidate, c, h):
        assert shown.count(numeral(value)) == 1


def test_an_lstm_s_gates_act_where_the_formulas_put_them():
    root = parse(lstm_figure(X, H, C, *LSTM_WEIGHTS, *LSTM_BIASES))
    at = {name: x for name, (_, _, x) in gates(root).items()}
    operations = {(x, round(y - 0.36 * 14)) for t, x, y in texts(root) if t == "×"}
    ends = dict(arrows(root, "gate"))
    # f goes straight up to a × on the cell's line, o straight right to a × on the way from c to h.
    assert (at["f"], CARRIED) in operations
    assert ends[(at["f"], GATES_ROW - 14)] == (at["f"], CARRIED + 11)
    assert (cells.RIGHT, GATES_ROW) in operations
    assert ends[(at["o"] + 30, GATES_ROW)] == (cells.RIGHT - 11, GATES_ROW)
    # i goes to the third ×, below the +, together with the candidate.
    (third,) = operations - {(at["f"], CARRIED), (cells.RIGHT, GATES_ROW)}
    assert ends[(at["i"], third[1])] == (third[0] - 11, third[1])
    (plus,) = [x for t, x, y in texts(root) if t == "+"]
    assert plus == third[0]


def test_a_gru_s_gates_are_named_and_filled_by_the_rows_they_come_from():
    root = parse(gru_figure(X, H, *GRU_WEIGHTS, *GRU_BIASES))
    expected, candidate = gru_gates_by_formula()
    assert_gates(root, expected)
    shown = [t for t, _, _ in texts(root)]
    for value in (X, H, candidate, expected["z"] * H + (1 - expected["z"]) * candidate):
        assert shown.count(numeral(value)) == 1


def test_a_gru_s_gates_act_where_the_formulas_put_them():
    root = parse(gru_figure(X, H, *GRU_WEIGHTS, *GRU_BIASES))
    at = {name: x for name, (_, _, x) in gates(root).items()}
    operations = {(x, round(y - 0.36 * 14)): t for t, x, y in texts(root) if t in ("×", "1−", "+")}
    ends = dict(arrows(root, "gate"))
    assert operations[(at["z"], CARRIED)] == "×"
    assert ends[(at["z"], GATES_ROW - 14)] == (at["z"], CARRIED + 11)
    (rest,) = [place for place, t in operations.items() if t == "1−"]
    assert ends[(at["z"], rest[1])] == (rest[0] - 11, rest[1])
    x, y = ends[(at["r"] + 30, GATES_ROW)]
    assert operations[(x + 11, y)] == "×"


def test_a_plain_cell_shows_what_it_computes():
    root = parse(rnn_figure(X, H, [[0.5]], [[2.0]], [0.25], [0.5]))
    assert [t for t, _, _ in texts(root)].count(numeral(np.tanh(0.5 * X + 2 * H + 0.75))) == 1
    assert gates(root) == {}


@pytest.mark.parametrize(
    ("function", "figure", "arguments", "expected", "order"),
    [
        (
            "lstm_gates",
            lstm_figure,
            (X, H, C, *LSTM_WEIGHTS, *LSTM_BIASES),
            lstm_gates_by_formula,
            (1, 0, 2, 3),
        ),
        (
            "lstm_gates",
            lstm_figure,
            (X, H, C, *LSTM_WEIGHTS, *LSTM_BIASES),
            lstm_gates_by_formula,
            (3, 1, 2, 0),
        ),
        ("gru_gates", gru_figure, (X, H, *GRU_WEIGHTS, *GRU_BIASES), gru_gates_by_formula, (1, 0, 2)),
    ],
)
def test_two_swapped_gates_do_not_pass(monkeypatch, function, figure, arguments, expected, order):
    honest = getattr(cells, function)
    monkeypatch.setattr(cells, function, lambda *a: [honest(*a)[k] for k in order])
    with pytest.raises(AssertionError, match=r"gate \w reads"):
        assert_gates(parse(figure(*arguments)), expected()[0])


def test_names_out_of_order_do_not_pass(monkeypatch):
    monkeypatch.setattr(cells, "LSTM_GATES", "ifog")
    with pytest.raises((AssertionError, ValueError)):
        assert_gates(parse(lstm_figure(X, H, C, *LSTM_WEIGHTS, *LSTM_BIASES)), lstm_gates_by_formula()[0])


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_gates_shut_and_open_are_drawn_too(value):
    bias = np.full(4, 80 * value - 40)
    root = parse(lstm_figure(X, H, C, np.zeros((4, 1)), np.zeros((4, 1)), bias, np.zeros(4)))
    assert_gates(root, dict.fromkeys("ifo", value))
