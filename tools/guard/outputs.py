"""Outputs: only what comes out in the same bytes of any NumPy, native or in the browser, now or next year."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tools.guard.problem import Problem, problem
from tools.pages import Fence, Page

DIGITS = 4
_DECIMAL = re.compile(r"(?<![\w.])[-+]?\d*\.\d+(?:e[-+]?\d+)?(?![\w.]*\d)", re.I)
_REPR = re.compile(r"\bnp\.\w+\(|\bnp\.(?:True|False)_|\barray\(|\btensor\(|\bdtype=")
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]+", re.I)
_TIMING = re.compile(
    r"\b\d+(?:\.\d+)? ?(?:ms|µs|us|ns|s|sec|seconds?|milliseconds?)\b|\b(?:elapsed|seconds)\b", re.I
)


def check(page: Page) -> Iterator[Problem]:
    for block in page.blocks:
        if block.output:
            yield from _output(page, block.output)
    for numpy, torch in itertools.pairwise(page.blocks):
        if torch.needs_torch and numpy.output and torch.output and torch.output.text != numpy.output.text:
            message = "the PyTorch program prints something else than the NumPy program before it"
            yield problem(page, torch.output.line, message, "let both print the same")


def _output(page: Page, output: Fence) -> Iterator[Problem]:
    if not output.text.strip():
        yield problem(
            page,
            output.line,
            "this output is empty: nothing is compared",
            "print something, or use a listing",
        )
    for number, line in enumerate(output.lines, start=output.line + 1):
        if found := _REPR.search(line):
            yield problem(
                page,
                number,
                f"prints NumPy's repr, {found[0]}…: it differs by release",
                "format it in an f-string",
            )
        if found := _ADDRESS.search(line):
            yield problem(
                page, number, f"prints an address, {found[0]}: it differs by run", "print the value instead"
            )
        if found := _TIMING.search(line):
            yield problem(
                page,
                number,
                f"prints a time, {found[0]!r}: no two runs agree",
                "timings stand in docs/measured.json only",
            )
        if line != line.rstrip():
            yield problem(page, number, "ends in a space, which editors strip", "print the line without it")
        for found in _DECIMAL.finditer(line):
            if significant_digits(found[0]) > DIGITS and not exact_in_binary(found[0]):
                yield problem(
                    page,
                    number,
                    f"prints {found[0]}: more than {DIGITS} significant digits, and not exact in binary",
                    f"format it, as in {{x:.{DIGITS - 1}f}}, or print a comparison",
                )


def significant_digits(decimal: str) -> int:
    """How many digits a printed decimal claims: 0.0120 claims three."""
    mantissa = decimal.lower().split("e")[0]
    return len(mantissa.lstrip("+-").replace(".", "").lstrip("0"))


def exact_in_binary(decimal: str) -> bool:
    """Whether a printed decimal is a fraction over a power of two, and so itself and no rounding."""
    denominator = Fraction(Decimal(decimal)).denominator
    return denominator & (denominator - 1) == 0
