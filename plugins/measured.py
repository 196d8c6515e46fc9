"""Tables of what `make bench` measured, in place of a comment on a page, such as `<!-- measured: memory -->`.

The numbers come from docs/measured.json, so that no page quotes a time by hand. Without this plugin the page
reads on, and links to the file.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import groupby
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from plugins.project import place, report
from tools.measured import Measured, MeasuredError, Timing, read
from tools.operations.looking import MULTIPLY_ADDS

MARK = re.compile(r"^( *)<!-- measured: (.*?) -->$", re.MULTILINE)
ABOVE = (
    "\nWhere PyTorch's share is above 100 %, its library has faster products than NumPy's: no NumPy program "
    "made of products could keep up.\n"
)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    def shown(mark: re.Match[str]) -> str:
        indent, name = mark.groups()
        where = place(config, page.file, mark[0])
        if name not in TABLES:
            report(where, f"no table is called {name!r}", f"There are: {', '.join(TABLES)}.")
            return ""
        try:
            text = TABLES[name](read(Path(config.docs_dir, "measured.json")))
        except MeasuredError as error:
            report(where, error.problem, error.mend)
            return ""
        return "\n".join(indent + line for line in text.splitlines())

    return MARK.sub(shown, markdown)


def machine(measured: Measured) -> str:
    rows = [
        ["date", measured.date],
        ["processor", f"{measured.processor}, one thread"],
        *([name, version] for name, version in measured.versions.items() if version),
        *([f"product, {dtype}", f"{rate:.0f} GF/s"] for dtype, rate in measured.gemm.items()),
    ]
    return table(["measured", "on"], rows)


def beside_torch(measured: Measured) -> str:
    rows = [
        [
            layer,
            cell(lines, lambda one: number(one.ratio) + " ✗" * one.missed),
            cell(lines, lambda one: number(one.gate)),
            cell(lines, lambda one: number(one.milliseconds["snippets"])),
        ]
        for layer, lines in layers(measured)
    ]
    return table(["operation", "÷ PyTorch", "limit", "ms"], rows)


def missed(measured: Measured) -> str:
    limits = sum(one.gate is not None for one in measured.operations)
    found = [one for one in measured.operations if one.missed]
    if not found:
        return f"Of {limits} limits, none was missed."
    names = [one.layer + ", with gradients" * one.with_gradients for one in found]
    rows = [[name, number(one.ratio), number(one.gate)] for name, one in zip(names, found, strict=True)]
    return f"Of {limits} limits, {len(found)} missed:\n\n" + table(["operation", "÷ PyTorch", "limit"], rows)


def product_shares(measured: Measured) -> str:
    rows = [
        [
            layer,
            cell(lines, lambda one: percent(one.gemm_share)),
            cell(lines, lambda one: percent(theirs(one))),
        ]
        for layer, lines in layers(measured)
        if lines[0].gemm_share
    ]
    shown = table(["operation", "here, %", "PyTorch, %"], rows)
    return shown + ABOVE if any((theirs(one) or 0) > 1 for one in measured.operations) else shown


def theirs(one: Timing) -> float | None:
    """The share of a plain product's rate that PyTorch reaches."""
    times = one.times("PyTorch")
    return one.gemm_share / times if one.gemm_share and times else None


def others(who: tuple[str, ...], measured: Measured) -> str:
    """How many times as long others take, forward."""
    rows = [
        [one.layer, *(number(one.times(name)) for name in who)]
        for one in measured.operations
        if not one.with_gradients and set(who) & set(one.milliseconds)
    ]
    return table(["operation", *who], rows)


def growth(measured: Measured) -> str:
    rows = [
        [one.operation, what, one.against, f"{one.slope:.2f}"]
        for what, lines in (("time", measured.scaling), ("memory", measured.training))
        for one in lines
    ]
    return table(["call", "of", "by", "slope"], rows)


def memory(measured: Measured) -> str:
    rows = [
        [one.operation, *(number(size / 1e6) for size in (one.bytes, one.through, one.gate))]
        for one in measured.memory
    ]
    return table(["call", "takes, MB", "in + out, MB", "limit, MB"], rows)


def looking(measured: Measured) -> str:
    """What ways to look at one sequence take, counted and timed; 10⁶ in a millisecond are 10⁹ in a second."""
    timed = {one.operation: one.milliseconds for one in measured.operations}
    rows = []
    for name, counted in MULTIPLY_ADDS.items():
        if name not in timed:
            raise MeasuredError(f"lacks {name!r}")
        ours, theirs = timed[name]["snippets"], timed[name].get("PyTorch")
        millions = counted / 1e6
        way = name.split()[0].rstrip(",")
        rows.append([way, number(millions), number(ours), number(millions / ours), number(theirs)])
    return table(["layer", "10⁶", "ms", "10⁹ a second", "PyTorch, ms"], rows)


TABLES: dict[str, Callable[[Measured], str]] = {
    "machine": machine,
    "beside PyTorch": beside_torch,
    "limits missed": missed,
    "shares of the product": product_shares,
    "other convolutions": partial(others, ("im2col", "positions", "SciPy", "loops")),
    "other LSTMs": partial(others, ("one product", "inputs first")),
    "looking": looking,
    "growth": growth,
    "memory": memory,
}


def layers(measured: Measured) -> list[tuple[str, list[Timing]]]:
    """The timings of each layer: forward, and with gradients where that is timed."""
    return [(layer, list(lines)) for layer, lines in groupby(measured.operations, lambda one: one.layer)]


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, all but its first column aligned to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def cell(lines: list[Timing], text: Callable[[Timing], str]) -> str:
    """What is to be said of a layer forward and, after a slash, with gradients."""
    forward = ["–"] if lines[0].with_gradients else []  # it is timed with gradients alone
    return " / ".join([*forward, *map(text, lines)])


def number(value: float | None) -> str:
    """Three digits, or whole if there are more before the point."""
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"
