"""Time every operation beside PyTorch and other NumPy code; write docs/measured.json.

One process, one thread, processor time: what else the machine does disturbs it little. Each figure is the
median of interleaved rounds. Where PyTorch is not installed, wide products are held against the rate of a
plain matrix product in the same process instead. How time and memory grow with the sizes is measured too.
Exits 1 if a gate is missed.
"""

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

# Before NumPy is imported. It would hold OpenBLAS to an older processor's instructions, and PyTorch not: each
# chooses for itself.
os.environ.pop("OPENBLAS_CORETYPE", None)

import numpy as np

from tools import clock, growth
from tools.clock import significant
from tools.operations import OPERATIONS
from tools.operations.growth import MEMORY, SCALING, TRAINING
from tools.operations.kit import Operation, torch

Line = TypeVar("Line")
FILE = Path(__file__).resolve().parent.parent / "docs" / "measured.json"
GEMM_SHARE = 0.5  # of the matrix product's rate, where there is no PyTorch


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "words", nargs="*", help="time only operations with all these words, and write no file"
    )
    words = parser.parse_args().words
    operations, scaling = chosen(OPERATIONS, words), chosen(SCALING, words)
    memory, training = chosen(MEMORY, words), chosen(TRAINING, words)
    if not (operations or scaling or memory or training):
        sys.exit(
            f"Nothing has {' and '.join(words)} in its name.\n→ python -m tools.bench lists all there is"
        )
    gemm = {dtype: gemm_rate(dtype) for dtype in ("float32", "float64")}
    print("One thread; GEMM " + ", ".join(f"{rate:.0f} GF/s in {dtype}" for dtype, rate in gemm.items()))
    print(f"{'milliseconds':<54}{'snippets':>9}{'PyTorch':>9}{'ratio':>7}{'gate':>6}{'GEMM':>6}  others")
    entries = [told(measure(one, gemm[one.dtype]), line) for one in operations]
    found: dict[str, list[dict[str, Any]]] = {
        "scaling": [told(growth.time(one), growth.line) for one in scaling],
        "memory": [told(growth.memory(one), growth.line) for one in memory],
        "training": [told(growth.bytes_by_size(one), growth.line) for one in training],
    }
    if not words:
        content = report(gemm, entries) | found
        FILE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"Written: docs/{FILE.name}")
    missed = [wrong for entry in entries if (wrong := verdict(entry))]
    missed += [wrong for section in found.values() for entry in section if (wrong := growth.verdict(entry))]
    sys.exit("\n".join(["Missed:", *missed]) if missed else 0)


def chosen(all_there_is: list[Line], words: list[str]) -> list[Line]:
    return [one for one in all_there_is if all(word in str(one) for word in words)]


def told(entry: dict[str, Any], in_a_line: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    print(in_a_line(entry), flush=True)
    return entry


def measure(operation: Operation, gemm: float) -> dict[str, Any]:
    """Time an operation here and elsewhere: the medians, and how they compare."""
    times = clock.rounds(operation.prepare())
    median = clock.medians(times)
    entry: dict[str, Any] = {
        "operation": operation.name,
        "dtype": operation.dtype,
        "milliseconds": {who: significant(1e3 * time) for who, time in median.items()},
        "gate": operation.gate,
    }
    if "PyTorch" in times:
        pairs = zip(times["snippets"], times["PyTorch"], strict=True)
        entry["ratio"] = significant(statistics.median(ours / theirs for ours, theirs in pairs))
    if operation.flops:
        entry["gemm_share"] = significant(operation.flops / median["snippets"] / 1e9 / gemm)
    return entry


def gemm_rate(dtype: str) -> float:
    """The rate of a square matrix product, in 10⁹ operations a second."""
    a = np.random.default_rng(0).normal(size=(768, 768)).astype(dtype)
    times = clock.rounds({dtype: lambda: a @ a})
    return significant(2 * 768**3 / clock.medians(times)[dtype] / 1e9)


def verdict(entry: dict[str, Any]) -> str | None:
    """What was missed, in words; None if nothing was."""
    name, gate = f"{entry['operation']}, {entry['dtype']}", entry["gate"]
    if gate is None:
        return None
    if "ratio" in entry:
        return (
            f"  {name}: {entry['ratio']} of PyTorch's time; at most {gate}" if entry["ratio"] > gate else None
        )
    if entry.get("gemm_share", 1.0) < GEMM_SHARE:
        return f"  {name}: {entry['gemm_share']} of GEMM's rate; at least {GEMM_SHARE}"
    return None


def line(entry: dict[str, Any]) -> str:
    """One line of the printed table; a mark where the gate is missed."""
    times = dict(entry["milliseconds"])
    ours, theirs = times.pop("snippets"), times.pop("PyTorch", None)
    cells = [
        f"{entry['operation'] + ' ' * 2 + entry['dtype'] * (entry['dtype'] != 'float32'):<54}",
        f"{ours:>9.3g}",
        f"{theirs:>9.3g}" if theirs else f"{'–':>9}",
        f"{entry['ratio']:>7.2f}" if theirs else f"{'–':>7}",
        f"{entry['gate'] or '–':>6}",
        f"{entry['gemm_share']:>6.0%}" if "gemm_share" in entry else f"{'–':>6}",
        *(f"  {who} {time / ours:.3g}×" for who, time in times.items()),
        "  MISSED" if verdict(entry) else "",
    ]
    return "".join(cells).rstrip()


def report(gemm: dict[str, float], measured: list[dict[str, Any]]) -> dict[str, Any]:
    """What docs/measured.json holds: the figures, and on what they were measured."""
    t, blas = torch(), np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {"processor": processor(), "system": platform.system(), "threads": 1},
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "blas": f"{blas['name']} {blas['version']}",
            "torch": t.__version__ if t else None,
        },
        "clock": f"processor time, median of {clock.ROUNDS} interleaved rounds; "
        f"over {clock.SLOW:g} s ran once",
        "gemm_gigaflops": gemm,
        "operations": measured,
    }


def processor() -> str:
    """The processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    names = (
        [text for text in info.read_text().splitlines() if text.startswith("model name")]
        if info.exists()
        else []
    )
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
