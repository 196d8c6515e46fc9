"""The one parser of pages: front matter, headings, fences, comments, and what belongs to what.

A page is a Markdown file that pytest runs and the site renders: everything under docs/, README.md and
CONTRIBUTING.md. A notebook is read as the page that its Markdown cells make. The guard, `make fix`, the tests
and the build all read pages through here, so that they agree on what a block is. Line numbers count from 1,
in the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent

EXPECTED_OUTPUT = "<!--pytest-codeblocks:expected-output-->"
NEEDS_TORCH = "<!--pytest-codeblocks:importorskip(torch)-->"
PROGRAM = "python"
OUTPUT = 'text title="Output"'

# The prefix takes in quotes and list marks: such fences look like Python to a reader and run nowhere.
_OPENING = re.compile(r"(?P<prefix>[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
_INLINE_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Fence:
    """A fenced block as it stands in the file; `lines` without the fence's own indentation."""

    line: int
    end: int
    prefix: str
    marks: str
    info: str
    lines: tuple[str, ...]
    closed: bool
    commented: bool

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    @property
    def language(self) -> str:
        """The first word of the info string, whatever braces, dots, capitals and spaces surround it."""
        words = re.split(r"[^\w+#-]+", self.info.strip(" \t{."), maxsplit=1)
        return words[0].lower()

    @property
    def title(self) -> str | None:
        match = re.search(r'title="([^"]*)"', self.info)
        return match[1] if match else None

    @property
    def plain(self) -> bool:
        """Three backticks after nothing but spaces, outside comments: what every reader of pages sees."""
        return self.marks == "```" and not self.prefix.strip() and not self.commented and self.closed


@dataclass(frozen=True)
class Block:
    """A program of the page and what it printed."""

    program: Fence
    output: Fence | None
    needs_torch: bool

    @property
    def code(self) -> str:
        return self.program.text

    @property
    def line(self) -> int:
        return self.program.line


@dataclass(frozen=True)
class Heading:
    line: int
    level: int
    text: str


@dataclass(frozen=True)
class Comment:
    line: int
    text: str


def lines_of(text: str) -> list[str]:
    """A text's lines, ended by newlines alone: form feeds and the like stand within lines."""
    return text.removesuffix("\n").split("\n") if text else []


class Page:
    """A Markdown file, read once and taken apart."""

    def __init__(self, path: Path, root: Path = ROOT) -> None:
        self.root = root
        self.path = path if path.is_absolute() else root / path
        # Bytes that are no UTF-8 survive reading and writing; the guard reports their lines.
        self.text = self.path.read_text(encoding="utf-8", errors="surrogateescape")
        self.lines = lines_of(self.text)

    def __repr__(self) -> str:
        return f"Page({self.name})"

    @property
    def name(self) -> str:
        """The path from the project's root, with forward slashes: what messages call the page."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def rendered(self) -> bool:
        """Whether MkDocs renders it; README.md and CONTRIBUTING.md are read on GitHub instead."""
        return self.name.startswith("docs/")

    @cached_property
    def body_starts(self) -> int:
        """The number of lines that the front matter takes."""
        if self.lines[:1] == ["---"] and "---" in self.lines[1:]:
            return self.lines.index("---", 1) + 1
        return 0

    @cached_property
    def front_matter(self) -> Any:
        """What the YAML says (a mapping, unless someone mistyped it); raises yaml.YAMLError."""
        if not self.body_starts:
            return {}
        return yaml.safe_load("\n".join(self.lines[1 : self.body_starts - 1])) or {}

    def line_of_key(self, key: str) -> int:
        for number, line in enumerate(self.lines[: self.body_starts], start=1):
            if line.startswith(f"{key}:"):
                return number
        return 1

    @property
    def notebook(self) -> bool:
        return False

    @cached_property
    def fences(self) -> list[Fence]:
        return list(_fences(self.lines, self.body_starts))

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines outside front matter and fences, inline code blanked."""
        taken = {number for fence in self.fences for number in range(fence.line, fence.end + 1)}
        return [
            (number, _INLINE_CODE.sub("", line))
            for number, line in enumerate(self.lines, start=1)
            if number > self.body_starts and number not in taken
        ]

    @cached_property
    def headings(self) -> list[Heading]:
        found = []
        for number, _ in self.prose:
            match = re.fullmatch(r"(#{1,6}) +(.+?)(?: +\{[^}]*\})?", self.lines[number - 1].rstrip())
            if match:
                found.append(Heading(number, len(match[1]), match[2]))
        return found

    @cached_property
    def comments(self) -> list[Comment]:
        """HTML comments; one that goes on over lines is given by its first."""
        return [
            Comment(number, line[line.index("<!--") :].strip())
            for number, line in self.prose
            if "<!--" in line
        ]

    @cached_property
    def blocks(self) -> list[Block]:
        """The programs, exactly those that pytest-codeblocks runs, each with its output block."""
        return [
            Block(fence, self._output_of(fence), self.torch_marker_of(fence) is not None)
            for fence in self.fences
            if fence.plain and fence.info == PROGRAM and not self.notebook
        ]

    @cached_property
    def listings(self) -> list[Fence]:
        return [fence for fence in self.fences if fence.plain and fence.language == "py" and fence.title]

    def torch_marker_of(self, program: Fence) -> int | None:
        """The line of the marker that makes a program need PyTorch: above it, or above one blank line."""
        above = program.line - 1
        above -= self._is(above, "")
        return above if self._is(above, NEEDS_TORCH) else None

    def marker_after(self, fence: Fence) -> int | None:
        """The line of the expected-output marker that belongs to a program: next, or after a blank line."""
        return next((n for n in self._next_lines(fence.end) if self._is(n, EXPECTED_OUTPUT)), None)

    def _output_of(self, program: Fence) -> Fence | None:
        marker = self.marker_after(program)
        if marker is None:
            return None
        starts = {fence.line: fence for fence in self.fences if fence.plain and fence.info == OUTPUT}
        return next((starts[n] for n in self._next_lines(marker) if n in starts), None)

    def _next_lines(self, number: int) -> list[int]:
        return [number + 1, number + 2] if self._is(number + 1, "") else [number + 1]

    def _is(self, number: int, text: str) -> bool:
        return 1 <= number <= len(self.lines) and self.lines[number - 1].strip() == text


def _fences(lines: list[str], start: int) -> Iterator[Fence]:
    index, commented = start, False
    while index < len(lines):
        line = lines[index]
        opening = _OPENING.fullmatch(line)
        if not opening:
            commented = _inside_comment(_INLINE_CODE.sub("", line), commented)
            index += 1
            continue
        prefix, marks, info = opening["prefix"], opening["marks"], opening["info"]
        end = next((i for i in range(index + 1, len(lines)) if _closes(lines[i], marks)), None)
        last = len(lines) - 1 if end is None else end
        body = tuple(_dedent(text, len(prefix)) for text in lines[index + 1 : last + (end is None)])
        yield Fence(index + 1, last + 1, prefix, marks, info, body, end is not None, commented)
        for text in body:
            commented = commented and "-->" not in text
        index = last + 1


def _closes(line: str, marks: str) -> bool:
    rest = line.strip(" \t>")
    return len(rest) >= len(marks) and set(rest) == {marks[0]}


def _inside_comment(line: str, inside: bool) -> bool:
    opened, closed = line.rfind("<!--"), line.rfind("-->")
    return opened > closed if opened != closed else inside


def _dedent(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" \t>"))) :]


class Notebook(Page):
    """A case in percent format: its Markdown cells, every line where it stands in the file."""

    def __init__(self, path: Path, root: Path = ROOT) -> None:
        super().__init__(path, root)
        self.code = self.text
        self.lines = _markdown_cells(lines_of(self.text))
        self.text = "".join(f"{line}\n" for line in self.lines)

    @property
    def notebook(self) -> bool:
        return True

    @cached_property
    def front_matter(self) -> Any:
        """What the jupytext header says under `page:`; None where the header is not a full one."""
        lines = self.code.splitlines()
        if lines[:1] != ["# ---"] or "# ---" not in lines[1:]:
            return None
        header = [line.removeprefix("#").removeprefix(" ") for line in lines[1 : lines.index("# ---", 1)]]
        jupyter = (yaml.safe_load("\n".join(header)) or {}).get("jupyter")
        if not isinstance(jupyter, dict) or not {"jupytext", "kernelspec"} <= jupyter.keys():
            return None
        return jupyter.get("page")

    def line_of_key(self, key: str) -> int:
        header = self.code.partition("\n# ---\n")[0].splitlines()
        return next((number for number, line in enumerate(header, start=1) if f"{key}:" in line), 1)


def _markdown_cells(lines: list[str]) -> list[str]:
    kept, markdown = [], False
    for line in lines:
        if line.startswith("# %%"):
            markdown = "[markdown]" in line
            kept.append("")
        else:
            kept.append(line.removeprefix("#").removeprefix(" ") if markdown else "")
    return kept


def page_at(path: Path, root: Path = ROOT) -> Page:
    """The page in a file: a notebook's if it is Python, else a Markdown page."""
    return Notebook(path, root) if path.suffix == ".py" else Page(path, root)


def notebooks(root: Path = ROOT) -> list[Notebook]:
    """Every case of the project."""
    return [Notebook(path, root) for path in sorted((root / "docs" / "cases").glob("*.py"))]


def pages(root: Path = ROOT) -> list[Page]:
    """Every page of the project, notebooks apart."""
    found = sorted((root / "docs").rglob("*.md"))
    found += [path for path in (root / "README.md", root / "CONTRIBUTING.md") if path.exists()]
    return [Page(path, root) for path in found]


def is_page(path: Path, root: Path = ROOT) -> bool:
    if path.suffix != ".md" or not path.is_relative_to(root):
        return False
    inside = path.relative_to(root)
    return inside.parts[0] == "docs" or inside.as_posix() in {"README.md", "CONTRIBUTING.md"}
