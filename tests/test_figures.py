"""The figures in docs/figures are what figures/ draws, and each reads right inside a page and on its own."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import figures
from figures.grammar import COLOURS, Box, Figure, in_words, numeral, paint

SITE_CSS = figures.FOLDER.parent / "assets" / "site.css"
SVG = "{http://www.w3.org/2000/svg}"


def drawings():
    return {name: text for page in figures.pages() for name, text in figures.draw(page).items()}


DRAWINGS = drawings()
each_figure = pytest.mark.parametrize("name", sorted(DRAWINGS))


def sample():
    figure = Figure(200, 200, title="All shapes", description="One of each.")
    grid = figure.cells(10, 10, [[1, -2], [0.5, None]], "input")
    figure.frame(grid.window(0, 1, 2, 1))
    figure.beads(10, 100, [0, 0.25])
    return figure, grid


@each_figure
def test_the_committed_figure_is_what_its_program_draws(name):
    path = figures.FOLDER / name
    assert path.exists(), f"docs/figures/{name} is missing. → Run: make fix"
    assert path.read_bytes() == DRAWINGS[name].encode(), (
        f"docs/figures/{name} is out of date. → Run: make fix"
    )


def test_every_committed_figure_has_a_program_that_draws_it():
    orphans = {path.name for path in figures.FOLDER.glob("*.svg")} - set(DRAWINGS)
    assert not orphans, f"nothing in figures/ draws {sorted(orphans)}. → Delete them, or add their program."


@each_figure
def test_a_figure_says_what_it_is_and_has_no_id_that_could_occur_twice_on_a_page(name):
    root = ElementTree.fromstring(DRAWINGS[name])
    assert root.get("role") == "img"
    assert all(len(root.findtext(f"{SVG}{tag}")) > 10 for tag in ("title", "desc"))
    assert not [element.get("id") for element in root.iter() if element.get("id")]


@each_figure
def test_text_is_text_and_nothing_comes_from_elsewhere(name):
    root = ElementTree.fromstring(DRAWINGS[name])
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert "text" in tags
    assert not tags & {"image", "use", "foreignObject", "script"}
    assert "Inter" in root.get("font-family")


@each_figure
def test_every_colour_is_a_role_or_a_surface(name):
    known = {f"var(--cr-{role}, {light})" for role, (light, _) in COLOURS.items()} | {"none"}
    for element in ElementTree.fromstring(DRAWINGS[name]).iter():
        for attribute in ("fill", "stroke", "color", "stop-color"):
            assert element.get(attribute, "none") in known
        assert element.tag == f"{SVG}style" or not re.search(
            r"#[0-9a-f]{3}", str(element.attrib.get("style"))
        )


@each_figure
def test_alone_a_figure_brings_both_palettes_and_leaves_a_page_that_inlines_it_alone(name):
    (style,) = ElementTree.fromstring(DRAWINGS[name]).iter(f"{SVG}style")
    light, dark = style.text.split("@media(prefers-color-scheme:dark)")
    for role, colours in COLOURS.items():
        assert f"--cr-{role}:{colours[0]};" in light
        assert f"--cr-{role}:{colours[1]};" in dark
    assert set(re.findall(r"([^{};]+)\{", light + dark.removeprefix("{"))) == {"svg:root"}


@each_figure
def test_everything_lies_inside_the_frame(name):
    root = ElementTree.fromstring(DRAWINGS[name])
    _, _, width, height = map(float, root.get("viewBox").split())
    assert width <= 480, "wider than a phone can show. → Make it two figures."
    for x, y in places(root):
        assert 0 <= x <= width and 0 <= y <= height, f"({x:g}, {y:g}) lies outside {width:g} x {height:g}"


def places(root):
    """The corners of every shape and the ends of every text, a letter being 0.56 of its size wide."""
    for element in root.iter():
        tag, get = element.tag.removeprefix(SVG), lambda key, of=element: float(of.get(key, 0))
        if tag == "rect":
            yield from ((get("x"), get("y")), (get("x") + get("width"), get("y") + get("height")))
        elif tag == "circle":
            yield from (
                (get("cx") - get("r"), get("cy") - get("r")),
                (get("cx") + get("r"), get("cy") + get("r")),
            )
        elif element.get("transform"):  # the runs of an image's cells
            left, top, cell = map(float, re.findall(r"-?[\d.]+", element.get("transform")))
            for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h", element.get("d")):
                column, row, count = map(int, run)
                yield from (
                    (left + cell * column, top + cell * row),
                    (left + cell * (column + count), top + cell * (row + 1)),
                )
        elif tag in ("polygon", "path"):
            numbers = re.findall(r"-?[\d.]+", element.get("points") or element.get("d"))
            yield from zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=True)
        elif tag == "text":
            wide = 0.56 * get("font-size") * len("".join(element.itertext()))
            before = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")] * wide
            yield from (
                (get("x") - before, get("y") - get("font-size")),
                (get("x") - before + wide, get("y")),
            )


def test_figures_and_site_share_their_colours():
    site = re.findall(r"--cr-([\w-]+): light-dark\((#\w+), (#\w+)\);", SITE_CSS.read_text())
    assert {name: (light, dark) for name, light, dark in site}.items() >= COLOURS.items()


def test_a_number_in_a_cell_has_at_most_three_digits_and_a_true_minus():
    assert [numeral(value) for value in (4, -1, 0.12345, 2.0, "h_t")] == ["4", "−1", "0.123", "2", "h_t"]
    with pytest.raises(ValueError, match="does not fit a cell"):
        numeral(1234567)


def test_numbers_in_a_sentence_have_no_brackets():
    assert in_words([4, 0, 2.5]) == "4, 0, 2.5"
    assert in_words(np.array([[8.0, "?"], [0, -7]], dtype=object)) == "8 ?, 0 −7"


def test_a_grid_knows_the_places_of_its_cells_and_windows():
    _, grid = sample()
    assert grid.cell(1, 0).centre == (28, 64)
    assert (grid.window(0, 1, 2, 1).x, grid.window(0, 1, 2, 1).height) == (46, 72)


def test_drawing_twice_gives_the_same_bytes():
    assert sample()[0].svg() == sample()[0].svg()


@pytest.mark.parametrize("filled", [0, 0.1, 0.5, 0.95, 1])
def test_a_gate_is_filled_by_its_value(filled):
    figure = Figure(100, 40, title="A gate", description="A gate, filled.")
    figure.gate(10, 5, filled, width=64)
    (fill,) = ElementTree.fromstring(figure.svg()).iter(f"{SVG}polygon")
    xs = [float(pair.split(",")[0]) for pair in fill.get("points").split()]
    assert (min(xs), max(xs)) == pytest.approx((10, 10 + 64 * filled), abs=0.01)


def test_a_tint_is_the_role_s_colour_at_the_share_given():
    figure = Figure(100, 40, title="A tint", description="A cell, tinted.")
    figure.tint(Box(10, 5, 20, 20), 0.25)
    (rect,) = ElementTree.fromstring(figure.svg()).iter(f"{SVG}rect")
    expected = {"x": "10", "y": "5", "width": "20", "height": "20"}
    assert rect.attrib == expected | {"fill": paint("weight"), "fill-opacity": "0.25"}


def test_a_gate_outside_zero_to_one_a_colour_without_a_role_and_an_arrow_to_nowhere_are_refused():
    figure, _ = sample()
    with pytest.raises(ValueError, match="from 0 to 1"):
        figure.gate(0, 0, 1.5)
    with pytest.raises(ValueError, match="no colour named 'red'"):
        figure.label((0, 0), "x", role="red")
    with pytest.raises(ValueError, match="points nowhere"):
        figure.arrow((1, 1), (1, 1))


def test_an_underscore_makes_a_subscript_and_the_line_returns_to_its_height():
    figure, _ = sample()
    figure.label((50, 50), "h_{t−1} + x_t")
    text = ElementTree.fromstring(figure.svg()).findall(f"{SVG}text")[-1]
    assert "".join(text.itertext()) == "ht−1 + xt"
    assert [tspan.text for tspan in text] == ["t−1", " + x", "t"]
    assert float(text[0].get("dy")) + float(text[1].get("dy")) == 0


def test_a_file_that_does_not_carry_its_page_s_name_is_refused(monkeypatch):
    monkeypatch.setattr(
        "importlib.import_module", lambda name: type("page", (), {"draw": lambda: {"x.svg": ""}})
    )
    with pytest.raises(ValueError, match=r"figures/state\.py draws 'x\.svg'"):
        figures.draw("state")
