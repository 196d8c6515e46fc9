"""Files of arrays and tables: whole or not at all, and read without trust."""

import json
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest

from snippets import storage

WEIGHT = {"weight": (2, 3)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some" / "arrays.npz"


def test_what_is_written_is_read_again(path):
    weight = np.arange(6, dtype=np.float16).reshape(2, 3)
    storage.write_arrays(path, {"weight": weight})
    read = storage.read_arrays(path, WEIGHT)["weight"]
    assert read.dtype == np.float16
    assert np.array_equal(read, weight)


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(path):
    storage.write_arrays(path, {"weight": np.ones((2, 3))})
    with pytest.raises(KeyboardInterrupt), storage.Replacement(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert np.array_equal(storage.read_arrays(path, WEIGHT)["weight"], np.ones((2, 3)))
    assert [entry.name for entry in path.parent.iterdir()] == ["arrays.npz"]


def test_every_truncation_of_a_file_is_refused(path):
    storage.write_arrays(path, {"weight": np.random.default_rng(0).normal(size=(2, 3))})
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"arrays\.npz cannot be read as arrays"):
            storage.read_arrays(path, WEIGHT)


def test_no_flipped_byte_changes_a_number_unnoticed(path):
    weight = np.random.default_rng(0).normal(size=(2, 3))
    storage.write_arrays(path, {"weight": weight})
    whole, refused = path.read_bytes(), 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert np.array_equal(storage.read_arrays(path, WEIGHT)["weight"], weight)
        except ValueError:
            refused += 1
    assert refused > len(whole) / 2


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("the file was executed",))


def test_nothing_in_a_file_is_executed(path):
    path.parent.mkdir()
    np.savez(path, weight=np.array([Bomb()], dtype=object))
    with pytest.raises(ValueError, match="cannot be read"):
        storage.read_arrays(path, WEIGHT)
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ValueError, match="cannot be read"):
        storage.read_arrays(path, WEIGHT)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"bias": np.ones(3)}, r"lacks \['weight'\] and holds the unknown \['bias'\]"),
        ({"weight": np.ones((3, 2))}, r"weight has shape \(3, 2\), expected \(2, 3\)"),
        ({"weight": np.full((2, 3), np.nan)}, "something else than finite numbers"),
        ({"weight": np.full((2, 3), "x")}, "something else than finite numbers"),
    ],
)
def test_arrays_of_something_else_are_refused(path, arrays, message):
    storage.write_arrays(path, arrays)
    with pytest.raises(ValueError, match=message):
        storage.read_arrays(path, WEIGHT)


def test_a_single_array_instead_of_named_ones_is_refused(path):
    path.parent.mkdir()
    with path.open("wb") as file:
        np.save(file, np.ones((2, 3)))
    with pytest.raises(ValueError, match="cannot be read as arrays"):
        storage.read_arrays(path, WEIGHT)


@pytest.mark.parametrize("name", ["weight", "foreign"])
def test_a_small_file_that_unpacks_to_much_is_refused_before_it_does(path, name):
    storage.write_arrays(path, {name: np.zeros(10**7, np.uint8)})
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"weight has shape \(10000000,\)|unknown \['foreign'\]"):
        storage.read_arrays(path, WEIGHT)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 10**6


def test_a_header_of_any_length_is_not_read(path):
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weight.npy", b"\x93NUMPY\x02\x00" + b"\xff" * 100)
    with pytest.raises(ValueError, match=r"\(weight is not in version 1\.0 of the format\)"):
        storage.read_arrays(path, WEIGHT)


def test_a_table_is_json_that_a_difference_shows_line_by_line(tmp_path):
    table = {"made by": "a test", "seeds": {"mlp": [{"0 px": 0.5}, {"0 px": 1.0}], "cnn": []}}
    storage.write_table(tmp_path / "table.json", table)
    text = (tmp_path / "table.json").read_text(encoding="utf-8")
    assert json.loads(text) == table == storage.read_table(tmp_path / "table.json")
    assert '      {"0 px": 0.5},\n' in text


def test_a_table_that_is_no_json_is_refused(tmp_path):
    (tmp_path / "table.json").write_text('{"seeds": ', encoding="utf-8")
    with pytest.raises(ValueError, match=r"table\.json is not the JSON it should be"):
        storage.read_table(tmp_path / "table.json")


def test_a_file_of_the_repository_is_named_as_there_with_the_command_that_brings_it_back():
    weights = storage.ROOT / "snippets" / "weights" / "shifted_digits.npz"
    assert storage.shown(weights) == "snippets/weights/shifted_digits.npz"
    assert "git checkout snippets/weights/shifted_digits.npz" in storage.mend(weights)
    assert "python -m snippets.train shifted_digits" in storage.mend(weights)
