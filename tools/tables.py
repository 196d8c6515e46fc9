"""Tables that stand in a page as Markdown, written by `make fix` from data as outputs are from programs.

A page gives the place by two comments, and what stands between them is compared with what would be written:

    <!-- table: claims -->
    <!-- end of table: claims -->
"""

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tools import comparison, ledger
from tools.data import Fault
from tools.pages import ROOT, Page

# Each gives the table's Markdown for the page of a name, or what is wrong with its data.
Table = Callable[[Path, str], "str | list[Fault]"]


def of_the_guide(name: str) -> Table:
    """A table of the decision guide, whose rules are imported only for a page that holds it."""

    def table(root: Path, page: str) -> str | list[Fault]:
        written: str | list[Fault] = getattr(importlib.import_module("tools.situations"), name)(root, page)
        return written

    return table


TABLES: dict[str, Table] = {
    "claims": ledger.claims,
    "comparison": comparison.comparison,
    "errors": ledger.errors,
    "others": comparison.others,
    "questions": of_the_guide("questions"),
    "situations": of_the_guide("situations"),
    "tally": ledger.tally,
}

MEND = "run `make fix`"
_BEGIN = re.compile(r"<!-- table: (?P<name>[\w-]+) -->")


def holders(root: Path = ROOT) -> list[Page]:
    """The pages that hold such tables: all are in the part that decides."""
    return [Page(path, root) for path in sorted((root / "docs" / "decide").glob("*.md"))]


def check(page: Page) -> Iterator[Fault]:
    """Each table of a page that is not what its data say."""
    _, faults = rewritten(page)
    yield from faults


def rewritten(page: Page) -> tuple[str, list[Fault]]:
    """The page's text with its tables as they should be, and what is wrong with them as they are."""
    text, faults = page.text, []
    for number, line in enumerate(page.lines, start=1):
        begin = _BEGIN.fullmatch(line.strip())
        if not begin:
            continue
        name, end = begin["name"], f"<!-- end of table: {begin['name']} -->"
        if name not in TABLES:
            mend = f"the tables are {', '.join(TABLES)}"
            faults.append(Fault(page.name, number, f"there is no table {name}", mend))
            continue
        before, _, rest = text.partition(f"{line}\n")
        inside, mark, after = rest.partition(f"{end}\n")
        if not mark:
            faults.append(Fault(page.name, number, f"the table {name} has no end", f"write {end} after it"))
            continue
        table = TABLES[name](page.root, page.name)
        if isinstance(table, list):
            faults += [fault for fault in table if fault not in faults]
        elif inside != (wanted := f"\n{table}\n\n"):
            message = f"the table {name} is not what its data and the outputs say"
            faults.append(Fault(page.name, _first_difference(number, inside, wanted), message, MEND))
            text = f"{before}{line}\n{wanted}{end}\n{after}"
    return text, faults


def _first_difference(start: int, old: str, new: str) -> int:
    pairs = list(zip(old.split("\n"), new.split("\n"), strict=False))
    return start + next((number for number, (a, b) in enumerate(pairs, 1) if a != b), len(pairs))
