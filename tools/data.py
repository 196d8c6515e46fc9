"""The data files of the part that decides: TOML, whose values are of the kind that the readers expect.

A schema names what a key holds. What is missing, unknown or out of place is for the readers to judge.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
KINDS = {"string": "a text", "array": "a list", "object": "a table"}


class Fault(NamedTuple):
    """What is wrong with the data of a table: file, line, problem, mend."""

    name: str
    line: int
    message: str
    mend: str


def table(**keys: Schema) -> Schema:
    return {"type": "object", "properties": keys}


def tables(**keys: Schema) -> Schema:
    return {"type": "array", "items": table(**keys)}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def read(root: Path, name: str, schema: Schema) -> tuple[dict[str, Any], list[Fault]]:
    """What a file holds, and no fault; or nothing, and what is wrong."""
    text = text_of(root / name)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return {}, [Fault(name, int(place[1]) if place else 1, f"is no TOML: {error}", "mend it")]
    faults = list(_wrong_kinds(name, text, data, schema))
    return ({} if faults else data), faults


def _wrong_kinds(name: str, text: str, data: dict[str, Any], schema: Schema) -> Iterator[Fault]:
    for error in Draft202012Validator(schema).iter_errors(data):
        where = ", ".join(str(key + 1 if isinstance(key, int) else key) for key in error.absolute_path)
        mend = f"write {KINDS[str(error.validator_value)]}"
        yield Fault(name, _line(text, error.absolute_path), f"{where} is {error.instance!r}", mend)


def _line(text: str, path: Iterable[str | int]) -> int:
    """The line of a key, found from table to table: [[rows]] once more for each entry before its own."""
    start, last = 0, ""
    for key in path:
        if isinstance(key, int):
            heads = list(re.finditer(rf"^\[\[{last}\]\]", text, re.M))
            start = heads[key].start() if key < len(heads) else start
        else:
            last = re.escape(key)
            found = re.compile(rf"^{last}\b|^\[.*\b{last}\]", re.M).search(text, start)
            start = found.start() if found else start
    return text[:start].count("\n") + 1
