"""The home page's picture and its program are about the same numbers."""

import json
import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree


def rows(page):
    """What the page's program prints: name -> numbers."""
    output = re.search(r'```text title="Output"\n(.*?)```', page, re.DOTALL)[1]
    return {name: json.loads(row) for name, row in re.findall(r"^(.*): *(\[.*)$", output, re.MULTILINE)}


def test_the_figure_shows_what_the_program_prints():
    page = Path("docs/index.md").read_text("utf-8")
    printed = rows(page)
    svg = ElementTree.parse("docs/figures/index-two_play_heads.svg")
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    drawn = [float(Fraction(text)) for text in texts if re.fullmatch(r"\d+(/\d+)?", text)]
    window, x, state, weights = drawn[:8], drawn[8:16], drawn[16:24], drawn[24:]
    assert f"x = {[int(value) for value in x]}" in page
    assert (window, state) == (printed["window of 3"], printed["state"])
    at = x.index(1)
    assert weights[::-1] == window[at : at + 3]  # the 1 meets one weight after the other, the newest first


def test_a_window_as_long_as_the_sequence_prints_what_the_state_prints():
    printed = rows(Path("docs/index.md").read_text("utf-8"))
    assert printed["window of 8"] == printed["state"] != printed["window of 3"]
