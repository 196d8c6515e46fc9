"""The comparison: each cell of docs/decide/comparison.toml, with its program and the numbers it prints.

A cell is a text with one link mark, `[words]()`, and places for numbers, `{0}`, `{1}` and so on. Expressions
pick the numbers, in this order, out of what the programs of the linked section print. No other digit may
stand there: when a program prints something else, the table changes, or an expression that matches nothing is
a fault.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import evidence
from tools.data import TEXT, TEXTS, Fault, read, table, tables, text_of
from tools.ledger import PENDING, PENDING_SCHEMA

DATA = "docs/decide/comparison.toml"
# By the table's name in the file: the head of its first column, and its other columns.
COLUMNS = {
    "rows": ("What is compared", {"cnn": "CNN", "rnn": "RNN"}),
    "others": ("Network", {"sees": "It sees", "waits": "It waits", "keeps": "A stream keeps"}),
}
_PLACE = re.compile(r"\{(\d+)\}")
_LINK = re.compile(r"\[([^\]]+)\]\(\)")
_CELL = table(text=TEXT, program=TEXT, numbers=TEXTS)
_CELL_KEYS = set(_CELL["properties"])
_SCHEMA = table(
    **{kind: tables(name=TEXT, **dict.fromkeys(columns, _CELL)) for kind, (_, columns) in COLUMNS.items()}
)
_ID = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass
class _Table:
    """One of the tables, for the page of a name, and what is wrong with its data."""

    root: Path
    page: str
    kind: str
    text: str = ""
    faults: list[Fault] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def write(self) -> str | list[Fault]:
        head, columns = COLUMNS[self.kind]
        lines = [f"| {' | '.join([head, *columns.values()])} |", f"|{'---|' * (len(columns) + 1)}"]
        names: set[str] = set()
        for row in self.data().get(self.kind, []):
            name = str(row.get("id", ""))
            if not _ID.fullmatch(name) or name in names:
                message = f"{name!r} is a row's id, which is its anchor"
                self.fault(self.line(name), message, "give each row one of its own, of a to z and hyphens")
            names.add(name)
            self.keys(name, self.line(name), row, {"id", "name", *columns})
            self.typed(f"the name of {name}", self.line(name), str(row.get("name", "")), "name it in words")
            cells = [self.cell(name, column, row.get(column, {})) for column in columns]
            short = f" *{name.replace('-', ' ')}*" if self.kind == "rows" else ""
            first = f'<span id="{name}"></span>**{row.get("name", name)}**{short}'
            lines.append(f"| {' | '.join([first, *cells])} |")
        return self.faults or "\n".join(lines)

    def data(self) -> dict[str, Any]:
        self.text = text_of(self.root / DATA)
        listed, faults = read(self.root, PENDING, PENDING_SCHEMA)
        self.pending = listed.get("pending", [])
        data, more = read(self.root, DATA, _SCHEMA)
        self.faults += faults + more
        return data

    def fault(self, line: int, message: str, mend: str) -> None:
        self.faults.append(Fault(DATA, line, message, mend))

    def line(self, row: str, column: str = "") -> int:
        """The line of a row's id, or of the head of one of its cells."""
        start = max(self.text.find(f'id = "{row}"'), 0)
        start = max(self.text.find(f"[{self.kind}.{column}]", start), start) if column else start
        return self.text[:start].count("\n") + 1

    def keys(self, name: str, line: int, entry: dict[str, Any], known: set[str]) -> None:
        if unknown := sorted(entry.keys() - known):
            mend = f"the keys are {', '.join(sorted(known))}"
            self.fault(line, f"{name} has the unknown key {', '.join(unknown)}", mend)

    def typed(self, what: str, line: int, text: str, mend: str) -> None:
        """A number that is typed is a fault, as digits, fractions or in another script."""
        if found := [letter for letter in _PLACE.sub("", text) if letter.isnumeric()]:
            self.fault(line, f"{what} holds {', '.join(found)}, which no expression put there", mend)

    def cell(self, row: str, column: str, entry: dict[str, Any]) -> str:
        """The cell's Markdown; with a fault, what there is of it."""
        name, line = f"{row}, {column}", self.line(row, column)
        self.keys(name, line, entry, _CELL_KEYS)
        text, address = str(entry.get("text", "")), str(entry.get("program", ""))
        if len(_LINK.findall(text)) != 1:
            mend = "mark the words that lead to the program, once: [words]()"
            self.fault(line, f"{name} has {len(_LINK.findall(text))} link marks", mend)
        self.typed(name, line, text, "write {0} for the number, and an expression that picks it")
        if "|" in text:
            self.fault(line, f"{name} holds |, which ends a cell", "write it without")
        if address in self.pending:
            words = _LINK.sub(lambda found: found[1], text)
            return f"{words} (to be shown by a page that is being built)"
        try:
            section = evidence.find(address, self.root)
        except evidence.NotThereError as error:
            self.fault(line, f"{name} links to {address}: {error}", error.mend)
            return text
        if not section.proves:
            mend = "link the heading right above the program"
            self.fault(line, f"{name} links to {address}, where no compared program stands", mend)
        return self.linked(self.filled(name, line, text, entry.get("numbers", []), section), section)

    def filled(self, name: str, line: int, text: str, wanted: list[str], section: evidence.Section) -> str:
        """The text with each place filled by what its expression picks from what the programs print."""
        before = len(self.faults)
        picked = [number for one in wanted for number in self.picked(name, line, one, section)]
        if len(self.faults) > before:
            return text
        places = {int(place) for place in _PLACE.findall(text)}
        if places != set(range(len(picked))):
            used = ", ".join(f"{{{place}}}" for place in sorted(places)) or "no place"
            message = f"{name} has {used} for the {len(picked)} numbers that are picked"
            self.fault(line, message, "use each of them, from {0}")
            return text
        return _PLACE.sub(lambda place: picked[int(place[1])], text)

    def picked(self, name: str, line: int, expression: str, section: evidence.Section) -> Iterator[str]:
        try:
            found = list(re.finditer(expression, section.printed, re.M))
        except re.error as error:
            self.fault(line, f"{name}: {expression} is no expression: {error}", "mend it")
            return
        if len(found) != 1:
            times = f"{len(found)} times" if found else "nothing"
            message = f"{name}: {expression} matches {times} in what #{section.anchor} prints"
            self.fault(line, message, "look at the outputs there, and make it match once")
            return
        yield from found[0].groups()

    def linked(self, text: str, section: evidence.Section) -> str:
        target = posixpath.relpath(section.page.name, posixpath.dirname(self.page))
        return _LINK.sub(lambda words: f"[{words[1]}]({target}#{section.anchor})", text)


def comparison(root: Path, page: str) -> str | list[Fault]:
    """CNN and RNN, cell by cell, as Markdown; or the faults."""
    return _Table(root, page, "rows").write()


def others(root: Path, page: str) -> str | list[Fault]:
    """The networks beside the two, as Markdown; or the faults."""
    return _Table(root, page, "others").write()
