"""What was measured: the file is read with care, and its tables stand where a page marks their places."""

import json
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from plugins.measured import ABOVE, TABLES
from tools.measured import MEND, MeasuredError, read
from tools.operations.looking import MULTIPLY_ADDS

LAYER = "conv2d 8×1×4×4→2, 3×3"
CONTENT = {
    "date": "2026-11-21",
    "machine": {"processor": "A processor", "system": "Linux", "threads": 1},
    "versions": {"numpy": "2.4.6", "torch": None},
    "gemm_gigaflops": {"float32": 100.0},
    "operations": [
        {
            "operation": LAYER,
            "dtype": "float32",
            "milliseconds": {"snippets": 2.0, "PyTorch": 1.0, "im2col": 5.0, "loops": 2230.0},
            "gate": 1.8,
            "ratio": 2.004,
            "gemm_share": 0.4,
        },
        {
            "operation": f"{LAYER}, with gradients",
            "dtype": "float32",
            "milliseconds": {"snippets": 4.0, "PyTorch": 8.0},
            "gate": None,
            "ratio": 0.5,
        },
        {
            "operation": "LSTM N 1",
            "dtype": "float64",
            "milliseconds": {"snippets": 1.25, "one product": 2.0},
            "gate": 3.0,
        },
        {
            "operation": "cross_entropy, with gradients",
            "dtype": "float32",
            "milliseconds": {"snippets": 3.0, "PyTorch": 12.0},
            "gate": None,
            "ratio": 0.25,
        },
    ],
    "scaling": [
        {
            "operation": "conv2d",
            "against": "batch",
            "sizes": [1, 2],
            "milliseconds": [1.0, 2.0],
            "slope": 1.0,
            "gate": 1.15,
        }
    ],
    "memory": [{"operation": "conv2d", "bytes": 2_500_000, "through": 2_000_000, "gate": 19_000_000}],
    "training": [
        {
            "operation": "RNN",
            "against": "steps",
            "sizes": [1, 2],
            "bytes": [5, 5],
            "slope": 0.004,
            "gate": 0.1,
        }
    ],
}
EXPECTED = {
    "machine": [
        ["date", "2026-11-21"],
        ["processor", "A processor, one thread"],
        ["numpy", "2.4.6"],
        ["product, float32", "100 GF/s"],
    ],
    "beside PyTorch": [
        [LAYER, "2 ✗ / 0.5", "1.8 / –", "2 / 4"],
        ["LSTM N 1, float64", "–", "3", "1.25"],
        ["cross_entropy", "– / 0.25", "– / –", "– / 3"],
    ],
    "shares of the product": [[LAYER, "40 / –", "80 / –"]],
    "other convolutions": [[LAYER, "2.5", "–", "–", "1,115"]],
    "other LSTMs": [["LSTM N 1, float64", "1.6", "–"]],
    "growth": [["conv2d", "time", "batch", "1.00"], ["RNN", "memory", "steps", "0.00"]],
    "memory": [["conv2d", "2.5", "2", "19"]],
}


def page(site, mark, content=CONTENT, before=""):
    if content is not None:
        site.write("docs/measured.json", content if isinstance(content, str) else json.dumps(content))
    site.write("docs/part/page.md", f"# Page\n\n{before}[the file](../measured.json)\n\n{mark}\n")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mark_becomes_a_table_of_what_is_in_the_file(site, name):
    page(site, f"<!-- measured: {name} -->")
    assert site.build() == []
    rows = [[cell.text for cell in row.select("td")] for row in site.article("part/page").select("tr")[1:]]
    assert rows == EXPECTED[name]


def test_every_table_is_tested():
    assert set(TABLES) == {*EXPECTED, "limits missed", "looking"}


def test_counts_of_multiply_adds_stand_beside_their_times_and_one_without_a_time_is_named():
    content = deepcopy(CONTENT)
    for milliseconds, name in enumerate(MULTIPLY_ADDS, 1):
        entry = {**content["operations"][0], "operation": name}
        content["operations"].append(entry | {"milliseconds": {"snippets": milliseconds, "PyTorch": 0.5}})
    rows = [line.strip("| \n").split(" | ") for line in TABLES["looking"](parsed(content)).splitlines()[2:]]
    millions = [1024 * 64 * 64 * products / 1e6 for products in (3, 2, 6, 8)]
    millions.append((4 * 1024 * 64**2 + 2 * 1024**2 * 64) / 1e6)
    assert [row[0] for row in rows] == ["conv1d", "RNN", "GRU", "LSTM", "attention"]
    assert [row[1] for row in rows] == [
        f"{count:,.3g}" if count < 100 else f"{count:,.0f}" for count in millions
    ]
    assert [row[2] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][3:] == ["12.6", "0.5"]
    assert rows[3][3:] == ["8.39", "0.5"]
    with pytest.raises(MeasuredError, match="lacks 'conv1d 1×64×1024→64, 3'"):
        TABLES["looking"](parsed(CONTENT))


def test_what_missed_its_limit_is_listed_and_what_did_not_is_counted():
    content = deepcopy(CONTENT)
    lines = TABLES["limits missed"](parsed(content)).splitlines()
    assert (lines[0], lines[4:]) == ("Of 2 limits, 1 missed:", [f"| {LAYER} | 2 | 1.8 |"])
    content["operations"][0]["ratio"] = 1.8
    assert TABLES["limits missed"](parsed(content)) == "Of 2 limits, none was missed."


def test_a_share_above_100_is_explained_where_there_is_one():
    content = deepcopy(CONTENT)
    assert ABOVE not in TABLES["shares of the product"](parsed(content))
    content["operations"][0]["milliseconds"]["PyTorch"] = 0.5
    assert "| 40 / – | 160 / – |" in (shown := TABLES["shares of the product"](parsed(content)))
    assert shown.endswith(ABOVE)


def parsed(content):
    with TemporaryDirectory() as folder:
        file = Path(folder, "measured.json")
        file.write_text(json.dumps(content), encoding="utf-8")
        return read(file)


def test_a_folded_block_takes_its_table_along(site):
    page(site, '??? note "All"\n\n    <!-- measured: memory -->')
    assert site.build() == []
    assert len(site.article("part/page").select("details table tr")) == 2


def test_an_unknown_table_is_named_with_those_there_are(site):
    page(site, "<!-- measured: nonsense -->")
    (complaint,) = site.build()
    assert complaint.startswith("docs/part/page.md:5: no table is called 'nonsense' → There are: machine, ")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "is missing"),
        ("{", "is no JSON (Expecting property name"),
        ("[]", "holds something of another kind than it should (list indices"),
        ({**CONTENT, "scaling": 3}, "holds something of another kind than it should ('int' object"),
        ({key: CONTENT[key] for key in CONTENT if key != "memory"}, "lacks 'memory'"),
    ],
)
def test_a_file_that_is_missing_or_malformed_is_named_with_the_mend(site, content, problem):
    page(site, "<!-- measured: machine -->", content)
    complaint = next(one for one in site.build() if one.endswith(MEND))
    assert complaint.startswith(f"docs/part/page.md:5: docs/measured.json {problem}")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda entry: entry.pop("gate"), "lacks 'gate'"),
        (lambda entry: entry["milliseconds"].pop("snippets"), "lacks 'snippets'"),
        (lambda entry: entry["milliseconds"].update(snippets=0), "(0 is not positive)"),
        (lambda entry: entry.update(ratio=float("nan")), "(nan is not positive)"),
        (lambda entry: entry.update(ratio="fast"), "(could not convert string to float: 'fast')"),
        (lambda entry: entry.update(operation=7), "(7 is no name)"),
    ],
)
def test_an_entry_that_is_malformed_is_refused(change, problem):
    content = deepcopy(CONTENT)
    change(content["operations"][0])
    with pytest.raises(MeasuredError) as raised:
        parsed(content)
    assert problem in str(raised.value)


def test_sizes_and_costs_that_do_not_pair_are_refused():
    content = deepcopy(CONTENT)
    content["scaling"][0]["sizes"] = [1, 2, 3]
    with pytest.raises(MeasuredError, match="conv2d has 3 sizes and 2 milliseconds"):
        parsed(content)
