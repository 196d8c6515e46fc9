"""The home page's picture and its program are about the same numbers."""

import json
import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree


def test_the_figure_shows_what_the_program_prints():
    page = Path("docs/index.md").read_text("utf-8")
    output = re.search(r'```text title="Output"\n(.*?)```', page, re.DOTALL)[1]
    printed = {name: json.loads(row) for name, row in re.findall(r"^(.*): *(\[.*)$", output, re.MULTILINE)}
    svg = ElementTree.parse("docs/figures/index-two_play_heads.svg")
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    drawn = [float(Fraction(text)) for text in texts if re.fullmatch(r"\d+(/\d+)?", text)]
    window, x, state = drawn[:8], drawn[8:16], drawn[16:]
    assert f"x = np.array({[int(value) for value in x]})" in page
    assert (window, state) == (printed["window of 3"], printed["state"])
