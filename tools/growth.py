"""How time and memory of a call grow with its sizes; `make bench` records them."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from tools import clock
from tools.clock import significant
from tools.operations.growth import Call, Growth

SPARE = 16 * 10**6  # bytes that a forward call may take, whatever its sizes
TIMES = 1.5  # and so many times what goes in and comes out


def time(growth: Growth) -> dict[str, Any]:
    """The median of milliseconds at every size, and the slope between their logarithms."""
    medians = clock.medians(clock.rounds({size: growth.prepare(size) for size in growth.sizes}))
    return entry(growth, "milliseconds", [significant(1e3 * seconds) for seconds in medians.values()])


def bytes_by_size(growth: Growth) -> dict[str, Any]:
    """What a call allocates at every size, and the slope between the logarithms."""
    return entry(growth, "bytes", [allocated(growth.prepare(size)) for size in growth.sizes])


def entry(growth: Growth, what: str, measured: list[float] | list[int]) -> dict[str, Any]:
    slope = np.polyfit(np.log(growth.sizes), np.log(measured), 1)[0]
    return {
        "operation": growth.name,
        "against": growth.against,
        "sizes": growth.sizes,
        what: measured,
        "slope": significant(slope),
        "gate": growth.gate,
    }


def memory(call: Call) -> dict[str, Any]:
    """What a forward call allocates, its output included, and how much it may."""
    run, inputs = call.prepare()
    outputs = run()
    arrays = [*inputs, *(outputs if isinstance(outputs, tuple) else (outputs,))]
    through = sum(array.nbytes for array in arrays)
    return {
        "operation": call.name,
        "bytes": allocated(run),
        "through": through,
        "gate": round(TIMES * through) + SPARE,
    }


def allocated(run: Callable[[], object]) -> int:
    """The most bytes held at a time during a call, beyond those held before it."""
    run()  # whatever is made once and kept does not count
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        result = run()  # noqa: F841  held until the peak is read
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def verdict(entry: dict[str, Any]) -> str | None:
    """What grows faster, or takes more, than it may; None if nothing does."""
    if "slope" in entry and entry["slope"] > entry["gate"]:
        by = f"{entry['operation']} by {entry['against']}"
        return f"  {by} has slope {entry['slope']}; at most {entry['gate']}"
    if "through" in entry and entry["bytes"] > entry["gate"]:
        return f"  {entry['operation']} allocates {entry['bytes']:,} bytes; at most {entry['gate']:,}"
    return None


def line(entry: dict[str, Any]) -> str:
    """One line of what is printed; a mark where the gate is missed."""
    missed = "  MISSED" if verdict(entry) else ""
    if "slope" not in entry:
        return f"{entry['operation']:<54}{entry['bytes']:>13,} bytes of {entry['gate']:>13,}{missed}"
    unit = "milliseconds" if "milliseconds" in entry else "bytes"
    steps = ", ".join(f"{size:,}: {value:,}" for size, value in zip(entry["sizes"], entry[unit], strict=True))
    return (
        f"{entry['operation']:<54}{unit} by {entry['against']}: slope {entry['slope']:.2f}{missed}  ({steps})"
    )
