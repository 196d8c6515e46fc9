"""Processor time, and figures without digits that are only noise."""

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

Who = TypeVar("Who")

ROUNDS = 5
SAMPLE = 0.05  # seconds: a short run is repeated until the clock can tell
SLOW = 2.0  # seconds: what takes longer is run once


def rounds(runs: dict[Who, Callable[[], object]]) -> dict[Who, list[float]]:
    """Time everybody in turn, round after round, so that a slow moment meets all of them; in seconds."""
    first = {who: seconds(run, 1) for who, run in runs.items()}  # also the warming up
    repeats = {who: max(1, round(SAMPLE / max(first[who], 1e-6))) for who in runs}
    times: dict[Who, list[float]] = {who: [first[who]] if first[who] > SLOW else [] for who in runs}
    for _ in range(ROUNDS):
        for who, run in runs.items():
            if first[who] <= SLOW:
                times[who].append(seconds(run, repeats[who]))
    return times


def seconds(run: Callable[[], object], repeats: int) -> float:
    start = time.process_time()
    for _ in range(repeats):
        run()
    return (time.process_time() - start) / repeats


def medians(times: dict[Who, list[float]]) -> dict[Who, float]:
    return {who: statistics.median(values) for who, values in times.items()}


def significant(number: float) -> float:
    """Three digits: more would be noise."""
    return float(f"{number:.3g}")
