"""Small files of arrays and tables: written whole or not at all, and read without trust."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def read_arrays(path, shapes):
    """Read the named arrays from an .npz file; nothing in it is ever executed, nothing else unpacked.

    Shapes: `shapes` maps each name to the shape that the array must have.
    Raises ValueError if the file is damaged, or holds other names, other shapes, NaN or infinity.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy") for name in archive.namelist()}
            if names != set(shapes):
                missing, foreign = sorted(set(shapes) - names), sorted(names - set(shapes))
                raise ValueError(f"it lacks {missing} and holds the unknown {foreign}")
            return {name: read_array(archive, name, tuple(shape)) for name, shape in shapes.items()}
    except FileNotFoundError:
        raise
    except Exception as error:  # whatever the parsers of zip, npy and deflate find wrong
        raise ValueError(f"{shown(path)} cannot be read as arrays ({error}). → {mend(path)}") from error


def read_array(archive, name, shape):
    """Read one array of an archive, if its first bytes say that it is one of numbers, in this shape."""
    with archive.open(f"{name}.npy") as member:
        if np.lib.format.read_magic(member) != (1, 0):  # others have a header of any length
            raise ValueError(f"{name} is not in version 1.0 of the format")
        found, _, dtype = np.lib.format.read_array_header_1_0(member)
        if found != shape:
            raise ValueError(f"{name} has shape {found}, expected {shape}")
        if dtype.kind in "uif":
            member.seek(0)
            array = np.lib.format.read_array(member, allow_pickle=False)
            if np.isfinite(array).all():
                return array
        raise ValueError(f"{name} holds something else than finite numbers")


def write_arrays(path, arrays):
    """Write an .npz file that is there completely or not at all."""
    with Replacement(path) as file:
        np.savez_compressed(file, **arrays)


def read_table(path):
    """Read a JSON table; raises ValueError if the file is damaged."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{shown(path)} is not the JSON it should be ({error}). → {mend(path)}") from error


def write_table(path, table):
    """Write a JSON table that is there completely or not at all, one innermost list or dictionary a line."""
    with Replacement(path) as file:
        file.write((lines(table) + "\n").encode())


class Replacement:
    """A binary file that takes the place of `path` when the block ends without an exception."""

    def __init__(self, path):
        self.path = Path(path)
        self.draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.draft.open("wb")
        return self.file

    def __exit__(self, kind, error, traceback):
        self.file.close()
        if kind is None:
            self.draft.replace(self.path)
        else:
            self.draft.unlink()


def lines(value, indent=""):
    """JSON that a person can read and `git diff` compare: nested values on lines, flat ones on one line."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not any(isinstance(child, dict | list) for child in children):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + lines(child, inner) for child in value) + f"\n{indent}]"
    pairs = (f"{inner}{json.dumps(key)}: {lines(child, inner)}" for key, child in value.items())
    return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"


def shown(path):
    """The path as a reader of the repository knows it."""
    path = Path(path).resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def mend(path):
    """What to do about a damaged file: take the repository's copy, or write it again."""
    name = shown(path)
    if name.startswith("snippets/weights/"):
        return f"git checkout {name}, or train again: python -m snippets.train {Path(path).stem}"
    return f"git checkout {name}" if name.startswith("snippets/") else "delete it"
