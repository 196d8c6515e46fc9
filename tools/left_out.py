"""What a run of the tests left out, so that its last line can say so.

Skipped tests are counted by conftest.py; whatever else leaves something out calls `left_out`.
"""

from collections import Counter

REASONS: Counter[str] = Counter()


def left_out(reason: str) -> None:
    """Count something that did not run; `reason` says what and why, and how to mend it."""
    REASONS[reason] += 1


def summary() -> str:
    return "Did not run: " + "; ".join(f"{reason} ({count}×)" for reason, count in sorted(REASONS.items()))
