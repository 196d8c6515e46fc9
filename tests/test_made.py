"""The files of snippets/data: what their notes say of them, and the programs that made them."""

import hashlib
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from snippets import digits
from tools import made, make_alice, make_digits, make_sunspots

FILES = sorted(path for path in made.DATA.iterdir() if path.name != "README.md")
BOOK = """\
                    CHAPTER I

              Down the Rabbit-Hole


  Alice was beginning to get very tired of sitting by her
sister on the bank:  `what is the use,' thought Alice 2 times,

         *     *     *     *

`without pictures?'

                  CHAPTER II

             The Pool of Tears


  `Curiouser and curi-
ouser!'

             THE END
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_the_one_whose_checksum_the_notes_give(path):
    notes = (made.DATA / "README.md").read_text(encoding="utf-8")
    (section,) = [part for part in re.split(r"^## ", notes, flags=re.M) if part.startswith(f"`{path.name}`")]
    assert re.findall(r"\b[0-9a-f]{64}\b", section) == [hashlib.sha256(path.read_bytes()).hexdigest()]
    assert f"tools/make_{path.stem}.py" in section
    assert "**Source and licence.**" in section


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a tool with arguments, on a target of its own."""

    def run(tool, *arguments, target=None):
        monkeypatch.setattr(tool, "TARGET", target or tmp_path / tool.TARGET.name)
        monkeypatch.setattr(sys, "argv", [tool.__name__, *map(str, arguments)])
        return tool.main()

    return run


@pytest.fixture
def table(tmp_path):
    """The table as statsmodels writes it: quoted headings, a decimal in every number."""
    lines = make_sunspots.TARGET.read_text(encoding="ascii").splitlines()
    rows = [f"{year},{float(count)}" for year, count in map(str.split, lines)]
    path = tmp_path / "sunspots.csv"
    path.write_text("\n".join(['"YEAR","SUNACTIVITY"', *rows]) + "\n", encoding="ascii")
    return path


def test_the_years_are_those_of_the_table_and_a_changed_one_is_noticed(run, table, capsys):
    assert run(make_sunspots, table, "--check", target=make_sunspots.TARGET) == 0
    assert run(make_sunspots, table) == 0
    assert make_sunspots.TARGET.read_bytes() == (made.DATA / "sunspots.txt").read_bytes()
    table.write_text(table.read_text().replace("1957,190.2", "1957,190.1"))
    assert run(make_sunspots, table, "--check") == 1
    assert "sunspots.txt is not what this script makes" in capsys.readouterr().out


def test_a_story_is_cut_into_chapters_and_paragraphs_of_small_letters(run, tmp_path):
    (tmp_path / "alice29.txt").write_text(BOOK)
    assert run(make_alice, tmp_path / "alice29.txt") == 0
    assert make_alice.TARGET.read_text().split("\n") == [
        "alice was beginning to get very tired of sitting by her sister on the bank:"
        " 'what is the use,' thought alice times,",
        "'without pictures?'",
        "",
        "'curiouser and curi-ouser!'",
        "",
    ]


def test_the_digits_are_those_of_the_collection_and_the_split_can_be_drawn_again(run, monkeypatch, capsys):
    images, labels = digits.load()
    collection = SimpleNamespace(images=images * 16.0, target=labels)
    datasets = SimpleNamespace(load_digits=lambda: collection)
    monkeypatch.setitem(sys.modules, "sklearn", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "sklearn.datasets", datasets)
    assert run(make_digits, "--check", target=digits.PATH) == 0
    collection.target = np.roll(labels, 1)
    assert run(make_digits, "--check", target=digits.PATH) == 1
    assert "digits.npz is not what this script makes" in capsys.readouterr().out


def test_what_a_tool_needs_and_does_not_find_is_told(run, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(make_sunspots, tmp_path / "nowhere.csv")
    told = capsys.readouterr().err
    assert "nowhere.csv" in told
    assert "→ The top of tools/make_sunspots.py says what it needs" in told
