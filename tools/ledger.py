"""The ledger: every claim of docs/decide/claims.toml, with its verdict, its source and its program.

`make fix` writes the rows into the pages that hold the marks of their tables (see tools/tables.py), but none
while a row is at fault: a link that leads to no compared program, a verdict that does not exist, a
source without a word on whether it was read.
"""

import datetime
import itertools
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import evidence
from tools.data import TEXT, TEXTS, Fault, Schema, table, tables, text_of
from tools.data import read as read_data

DATA, PENDING = "docs/decide/claims.toml", "docs/decide/pending.toml"
VERDICTS = {
    "right": ("Right", "as it stands"),
    "condition": ("Right with a condition", "which the claim leaves out"),
    "misleading": ("Misleading", "it leads to something false, or has no exact meaning"),
    "wrong": ("Wrong", "it is not so"),
    "untestable": ("Not testable", "nothing that a program could decide"),
}
PARTS = {
    "networks": "What the two networks are",
    "convolution": "Convolution, kernels, shapes",
    "memory": "Memory, gradients, LSTM",
    "practice": "Training, pooling, size, speed, and both together",
}
CLAIMS = 81
_KEYS = {
    "claims": {"id", "part", "claim", "verdict", "precise", "sources", "programs", "definition", "reason"},
    "errors": {"id", "work", "claim", "precise", "sources", "programs", "definition", "reason"},
    "sources": {"text", "address", "read", "extent", "not_read"},
}
_ROW = {
    **dict.fromkeys(("part", "work", "claim", "verdict", "precise", "definition", "reason"), TEXT),
    **dict.fromkeys(("sources", "programs"), TEXTS),
}
_SOURCE = table(**dict.fromkeys(("text", "address", "extent", "not_read"), TEXT))
_SCHEMA = table(
    claims=tables(**_ROW),
    errors=tables(**_ROW),
    sources={"type": "object", "additionalProperties": _SOURCE},
)
PENDING_SCHEMA = table(pending=TEXTS)
_NEEDED = {
    "claims": {"id", "part", "claim", "verdict", "precise"},
    "errors": {"id", "work", "claim", "precise", "sources"},
    "sources": {"text", "address"},
}


@dataclass(frozen=True)
class Source:
    text: str
    address: str
    read: datetime.date | None
    extent: str
    not_read: str

    def cited(self, where: str) -> str:
        """The source as a row names it, with what was read of it and when."""
        place = f", {where}" if where else ""
        if self.read:
            extent = f"{self.extent} " if self.extent else ""
            return f"[{self.text}]({self.address}){place}; {extent}read on {self.read.isoformat()}"
        return f"[{self.text}]({self.address}){place}; not read: {self.not_read}"


@dataclass(frozen=True)
class Row:
    """A claim, or an error of a work, as the data file has it."""

    id: str
    line: int
    claim: str
    precise: str
    verdict: str = ""
    part: str = ""
    work: str = ""
    reason: str = ""
    sources: tuple[tuple[Source, str], ...] = ()
    programs: tuple[evidence.Section, ...] = ()
    pending: tuple[str, ...] = ()
    definition: evidence.Section | None = None


@dataclass
class Ledger:
    claims: list[Row] = field(default_factory=list)
    errors: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of_part(self, part: str) -> list[Row]:
        return [row for row in self.claims if row.part == part]


class _Reader:
    """Reads the data file and judges each entry, remembering what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.text = ""
        self.ledger = Ledger()
        self.sources: dict[str, Source] = {}
        self.used: set[str] = set()
        self.pending: list[str] = []

    def read(self) -> Ledger:
        data = self.data(DATA, _SCHEMA)
        self.pending = self.names_of_pending()
        self.text = text_of(self.root / DATA)
        self.sources = dict(self.source(key, entry) for key, entry in data.get("sources", {}).items())
        self.ledger.claims = [self.row("claims", entry) for entry in data.get("claims", ())]
        self.ledger.errors = [self.row("errors", entry) for entry in data.get("errors", ())]
        if not self.ledger.faults:  # else each would be reported twice
            self.numbers()
        for key in self.sources.keys() - self.used:
            self.fault(_line(self.text, rf"\[sources\.{key}\]"), f"no row cites {key}", "cite or delete it")
        return self.ledger

    def fault(self, line: int, message: str, mend: str, name: str = DATA) -> None:
        self.ledger.faults.append(Fault(name, line, message, mend))

    def data(self, name: str, schema: Schema) -> dict[str, Any]:
        data, faults = read_data(self.root, name, schema)
        self.ledger.faults += faults
        return data

    def names_of_pending(self) -> list[str]:
        """The pages that are still to be built; one that is there is a fault."""
        names: list[str] = self.data(PENDING, PENDING_SCHEMA).get("pending", [])
        for name in names:
            if evidence.page_file(name, self.root):
                line = _line(text_of(self.root / PENDING), f'"{name}"')
                message = f"{name} is pending and there is such a page"
                self.fault(line, message, "delete it here, and give its rows their anchors", PENDING)
        return names

    def source(self, key: str, entry: dict[str, Any]) -> tuple[str, Source]:
        line = _line(self.text, rf"\[sources\.{key}\]")
        self.keys("sources", key, entry, line)
        read, not_read = entry.get("read"), entry.get("not_read", "")
        if isinstance(read, datetime.date) == bool(not_read):
            mend = "give read = its date, or not_read = from where it is known"
            self.fault(line, f"the source {key} says neither or both of read and not_read", mend)
        if not re.match(r"https?://\S+$", entry.get("address", "")):
            self.fault(line, f"the source {key} has no address", "give the permanent one, with https://")
        text, address = entry.get("text", key), entry.get("address", "")
        return key, Source(text, address, read, entry.get("extent", ""), not_read)

    def keys(self, kind: str, name: str, entry: dict[str, Any], line: int) -> None:
        if unknown := sorted(entry.keys() - _KEYS[kind]):
            mend = f"the keys are {', '.join(sorted(_KEYS[kind]))}"
            self.fault(line, f"{name} has the unknown key {', '.join(unknown)}", mend)
        if missing := sorted(key for key in _NEEDED[kind] if not entry.get(key)):
            self.fault(line, f"{name} lacks {', '.join(missing)}", "add what is missing")

    def row(self, kind: str, entry: dict[str, Any]) -> Row:
        name = str(entry.get("id", "a row without id"))
        line = _line(self.text, rf'id = "?{re.escape(name)}"?')
        self.keys(kind, name, entry, line)
        for key, known in (("verdict", VERDICTS), ("part", PARTS)):
            if key in entry and entry[key] not in known:
                self.fault(line, f"{name} has the {key} {entry[key]!r}", f"use one of {', '.join(known)}")
        programs = [self.program(name, line, address) for address in entry.get("programs", ())]
        definition = self.definition(name, line, entry)
        self.settled(name, line, entry)
        return Row(
            name,
            line,
            claim=entry.get("claim", ""),
            precise=entry.get("precise", ""),
            verdict=entry.get("verdict", ""),
            part=entry.get("part", ""),
            work=entry.get("work", ""),
            reason=entry.get("reason", ""),
            sources=tuple(self.cited(name, line, entry.get("sources", ()))),
            programs=tuple(found for found in programs if isinstance(found, evidence.Section)),
            pending=tuple(found for found in programs if isinstance(found, str)),
            definition=definition,
        )

    def settled(self, name: str, line: int, entry: dict[str, Any]) -> None:
        """A row has a program; or a reason why not, and a definition unless nothing can be tested."""
        told = bool(entry.get("reason"))
        if entry.get("programs"):
            if "definition" in entry:
                self.fault(line, f"{name} has programs and a definition", "keep one of them")
        elif not told:
            mend = "link a program, or say in `reason` why there is none"
            self.fault(line, f"{name} is an orphan: no program and no reason", mend)
        elif entry.get("verdict") != "untestable" and "definition" not in entry:
            self.fault(line, f"{name} has neither program nor definition", "link the one or the other")

    def program(self, name: str, line: int, address: str) -> evidence.Section | str | None:
        """The section of a program; the page's name while it is pending; None where there is a fault."""
        if address in self.pending:
            return address
        section = self.section(name, line, address)
        if section and not section.proves:
            mend = "link the heading right above the program"
            self.fault(line, f"{name} links to {address}, where no compared program stands", mend)
        return section

    def definition(self, name: str, line: int, entry: dict[str, Any]) -> evidence.Section | None:
        address = entry.get("definition")
        return self.section(name, line, address) if address else None

    def section(self, name: str, line: int, address: str) -> evidence.Section | None:
        try:
            return evidence.find(address, self.root)
        except evidence.NotThereError as error:
            self.fault(line, f"{name} links to {address}: {error}", error.mend)
            return None

    def cited(self, name: str, line: int, citations: list[str]) -> Iterator[tuple[Source, str]]:
        for citation in citations:
            key, _, where = citation.partition(":")
            if key in self.sources:
                self.used.add(key)
                yield self.sources[key], where.strip()
            else:
                self.fault(line, f"{name} cites {key}, which is no source", f"add [sources.{key}]")

    def numbers(self) -> None:
        """The claims are numbered without a gap, in the order of the parts; no id comes twice."""
        found = [row for part in PARTS for row in self.ledger.of_part(part)]
        for row, number in itertools.zip_longest(found, range(1, CLAIMS + 1)):
            if row is None or row.id != str(number):
                name, line = (row.id, row.line) if row else ("nothing", 1)
                message = f"{name} stands where claim {number or 'no other'} should"
                self.fault(line, message, f"number the claims 1 to {CLAIMS}, from part to part")
                break
        for name, times in Counter(row.id for row in self.ledger.errors).items():
            if times > 1:
                self.fault(_line(self.text, f'id = "{name}"'), f"the id {name} comes twice", "rename one")


def read(root: Path) -> Ledger:
    """All rows, and what is wrong with them."""
    return _Reader(root).read()


def claims(root: Path, page: str) -> str | list[Fault]:
    """The claims as Markdown, for the page of that name; or the faults."""
    ledger = read(root)
    if ledger.faults:
        return ledger.faults
    lines: list[str] = []
    for part, title in PARTS.items():
        lines += [f"## {title}", ""]
        for row in ledger.of_part(part):
            anchor, verdict = f"claim-{row.id}", VERDICTS[row.verdict][0]
            lines += _block(row, anchor, f"**[{row.id}](#{anchor}) {verdict}**", page)
    return "\n".join(lines[:-1])


def tally(root: Path, page: str) -> str | list[Fault]:
    """How many claims have each verdict, as a table, and how many of their sources were read."""
    ledger = read(root)
    if ledger.faults:
        return ledger.faults
    counts = Counter(row.verdict for row in ledger.claims)
    rows = [f"| **{name}:** {meaning} | {counts[key]} |" for key, (name, meaning) in VERDICTS.items()]
    sources = {source for row in ledger.claims for source, _ in row.sources}
    seen = sum(source.read is not None for source in sources)
    told = (
        f"Of the {len(sources)} sources below, {seen} were read, most in part, and {len(sources) - seen} not."
    )
    return "\n".join(["| verdict | claims |", "|---|---:|", *rows, "", told])


def errors(root: Path, page: str) -> str | list[Fault]:
    """The errors of other teaching material as Markdown; or the faults."""
    ledger = read(root)
    if ledger.faults:
        return ledger.faults
    lines: list[str] = []
    for row in ledger.errors:
        lines += _block(row, f"error-{row.id}", f"**{row.work}**", page)
    return "\n".join(lines[:-1])


def _block(row: Row, anchor: str, head: str, page: str) -> list[str]:
    verdict = f' data-verdict="{row.verdict}"' if row.verdict else ""
    told = [*_evidence(row, page)]
    if row.sources:
        told.append("Source: " + ". ".join(source.cited(where) for source, where in row.sources) + ".")
    elif row.programs:
        told.append("No source: the program is enough.")
    return [
        f'<div class="cr-row" id="{anchor}"{verdict} markdown="1">',
        "",
        f"{head} “{row.claim}”",
        "",
        row.precise,
        "",
        '<div class="cr-evidence" data-search-exclude markdown="1">',
        "",
        *(part for paragraph in told for part in (paragraph, "")),
        "</div>",
        "</div>",
        "",
    ]


def _evidence(row: Row, page: str) -> Iterator[str]:
    if row.programs:
        yield "Program: " + "; ".join(_link(section, page) for section in row.programs) + "."
    if row.pending:
        what = "Its case is" if len(row.pending) == 1 else "Its cases are"
        names = ", ".join(name.partition("/")[2].replace("_", " ") for name in row.pending)
        yield f"{what} being built: {names}."
    if row.definition:
        yield f"Definition: {_link(row.definition, page)}. {row.reason}"
    elif row.reason:
        yield row.reason


def _link(section: evidence.Section, page: str) -> str:
    here = posixpath.dirname(page)
    target = posixpath.relpath(section.page.name, here)
    return f"[{section.title.strip('“”')}]({target}#{section.anchor})"


def _line(text: str, pattern: str) -> int:
    """The first line that is, or holds, this pattern; 1 if none does."""
    found = re.search(rf"^.*(?:{pattern})\s*(?:,|\]|#|$)", text, re.M) or re.search(pattern, text)
    return text[: found.start()].count("\n") + 1 if found else 1
