"""Section marks in sources: `# --8<-- [start:name]` and `# --8<-- [end:name]`, each on a line of its own."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.guard.problem import Problem, problem

_MARK = re.compile(r"\s*# --8<-- \[(?P<kind>start|end):(?P<name>[A-Za-z][\w-]*)\]")
_MARKLIKE = re.compile(r"8<|#.*\[\s*(?:start|end|strat|star|stat|ends?)\s*:\s*[\w-]+\s*\]", re.I)


def marks(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, kind and name of every well-formed mark."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if match := _MARK.fullmatch(line):
            yield number, match["kind"], match["name"]


def sections_of(path: Path) -> list[str]:
    return [name for _, kind, name in marks(path) if kind == "start"]


def check_sections(root: Path, name: str) -> Iterator[Problem]:
    """Each start has exactly one end after it, no two sections overlap, none comes twice."""
    path = root / name
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if _MARKLIKE.search(line) and not _MARK.fullmatch(line):
            yield problem(
                name,
                number,
                f"{line.strip()!r} is a misspelt section mark",
                "write # --8<-- [start:name] or [end:name], alone",
            )
    opened: tuple[int, str] | None = None
    seen: set[str] = set()
    for number, kind, section in marks(path):
        if kind == "start":
            if opened:
                yield problem(
                    name,
                    number,
                    f"[start:{section}] opens inside {opened[1]}",
                    f"put [end:{opened[1]}] before it",
                )
            if section in seen:
                yield problem(
                    name, number, f"the section {section} comes twice", "give each section its own name"
                )
            opened = (number, section)
            seen.add(section)
        elif opened is None or opened[1] != section:
            mend = f"end {opened[1]}, which is open" if opened else f"add [start:{section}] or delete it"
            yield problem(name, number, f"[end:{section}] ends a section that is not open", mend)
        else:
            opened = None
    if opened:
        number, section = opened
        yield problem(
            name,
            number,
            f"[start:{section}] has no end: the rest of the file would be shown",
            f"add [end:{section}]",
        )
