"""Print the kernel of one eigenvalue: `python -m snippets.linear_recurrence 0.9`, or `0.6+0.6j`."""

import argparse
import cmath
import math

import numpy as np

from snippets.linear_recurrence import oscillator, state_space_kernel, window_for

WIDTH = 24  # characters of the longest bar


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m snippets.linear_recurrence",
        description="What a linear RNN with this eigenvalue remembers: its kernel, step by step.",
    )
    parser.add_argument("eigenvalue", type=complex, help="such as 0.9, -0.8, 0.6+0.6j")
    parser.add_argument("--steps", type=int, default=16, metavar="K", help="how many to print (default: 16)")
    chosen = parser.parse_args(arguments)
    if not cmath.isfinite(chosen.eigenvalue):
        parser.error(f"eigenvalue {chosen.eigenvalue}: expected a finite number")
    if chosen.steps < 1:
        parser.error(f"--steps {chosen.steps}: at least one is needed")
    with np.errstate(over="ignore", invalid="ignore"):  # what grows beyond all numbers is refused below
        kernel = state_space_kernel(*oscillator(chosen.eigenvalue), chosen.steps).ravel()
    if not np.isfinite(kernel).all():
        parser.error(f"--steps {chosen.steps}: {chosen.eigenvalue} grows beyond all numbers; ask for fewer")
    print(*description(chosen.eigenvalue), *bars(kernel), sep="\n")


def description(eigenvalue):
    """Say in two lines how long the memory is, and whether it oscillates."""
    size, angle = cmath.polar(eigenvalue)
    if size < 1:
        yield f"size {size:.4g}: steps until a thousandth is left: {window_for(eigenvalue, 1e-3)}"
    else:
        yield f"size {size:.4g}: an input never fades"
    if angle == 0:
        yield "angle 0: no oscillation"
    else:
        yield f"angle {math.degrees(angle):.4g} degrees: a period of {math.tau / abs(angle):.4g} steps"


def bars(kernel):
    """Draw each weight as a bar, to the right of a line if positive, to its left if negative."""
    largest = abs(kernel).max()
    for i, weight in enumerate(np.where(abs(kernel) < 1e-12 * largest, 0, kernel)):  # a rounding error is 0
        bar = "#" * round(WIDTH * abs(weight) / largest)
        left, right = (bar, "") if weight < 0 else ("", bar)
        yield f"{i:4} {weight:10.4g} {left:>{WIDTH}}|{right}"


if __name__ == "__main__":
    main()
