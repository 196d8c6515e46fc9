"""Where a page proves something: its sections, by the anchors that the site gives them, and their programs.

An address is `part/page#anchor`, from docs/ and without a suffix. A section reaches from its heading to the
next one of any level, so that a link to it lands beside the program.
"""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from markdown.extensions.toc import slugify, unique

from tools.pages import Block, Heading, Notebook, Page, lines_of

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[`*]")


class NotThereError(LookupError):
    """An address leads nowhere, or to no program; the message says where it ends, `mend` what to do."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


@dataclass(frozen=True)
class Section:
    """A heading of a page and what stands below it, up to the next heading."""

    page: Page
    heading: Heading
    anchor: str
    end: int

    @property
    def title(self) -> str:
        return title(self.heading)

    @cached_property
    def blocks(self) -> list[Block]:
        """The programs that every test runs and whose outputs it compares, PyTorch's apart."""
        return [
            block
            for block in self.page.blocks
            if self.heading.line < block.line < self.end and block.output and not block.needs_torch
        ]

    @property
    def proves(self) -> bool:
        """Whether something runs here: a compared program, or a notebook's cell, which each build runs."""
        if isinstance(self.page, Notebook):
            lines = lines_of(self.page.code)[self.heading.line : self.end - 1]
            return any(line.startswith("# %%") and "[markdown]" not in line for line in lines)
        return bool(self.blocks)

    @property
    def printed(self) -> str:
        """What its programs print, one after the other, as the page shows it."""
        return "".join(block.output.text for block in self.blocks if block.output)


def page_file(name: str, root: Path) -> Path | None:
    """The file of the page `part/page`, or None if there is none yet."""
    found = (root / "docs" / f"{name}{suffix}" for suffix in (".md", ".py"))
    return next((path for path in found if path.is_file()), None)


def find(address: str, root: Path) -> Section:
    """The section that an address names; without an anchor, what stands below the page's title."""
    name, _, anchor = address.partition("#")
    path = page_file(name, root)
    if path is None:
        raise NotThereError(f"there is no page docs/{name}.md", "mend the page's name, or list it as pending")
    known = sections(path, root, path.stat().st_mtime_ns)
    if not known:
        raise NotThereError(f"docs/{name} has no heading", "begin it with # and its title")
    if not anchor:
        return next(iter(known.values()))
    if anchor not in known:
        close = difflib.get_close_matches(anchor, known, n=1, cutoff=0.3)
        mend = f"did you mean #{close[0]}?" if close else f"its anchors are {', '.join(known)}"
        raise NotThereError(f"docs/{name} has no heading with the anchor #{anchor}", mend)
    return known[anchor]


@lru_cache(maxsize=256)
def sections(path: Path, root: Path, _changed: int) -> dict[str, Section]:
    """The sections of a page by their anchors; the time of the last change tells a new text from an old."""
    page = (Notebook if path.suffix == ".py" else Page)(path, root)
    ends = [heading.line for heading in page.headings[1:]] + [len(page.lines) + 1]
    used: set[str] = set()
    anchors = [unique(slugify(title(heading), "-"), used) for heading in page.headings]
    found = zip(page.headings, anchors, ends, strict=True) if anchors else ()
    return {anchor: Section(page, heading, anchor, end) for heading, anchor, end in found}


def title(heading: Heading) -> str:
    """A heading as a reader sees it, without the signs of Markdown."""
    return _MARKUP.sub("", _LINK.sub(r"\1", heading.text))
