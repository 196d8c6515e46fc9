"""The exercises of docs/cases/phrase_and_distance.py."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from exercises import kit


def layers_stub() -> Any:
    # --8<-- [start:layers-stub]
    layers = ...
    # --8<-- [end:layers-stub]
    return layers


def layers_solution() -> Any:
    # --8<-- [start:layers-solution]
    def reach(layers):
        return sum(2 * 2**layer for layer in range(layers))

    layers = next(n for n in range(100) if reach(n) >= 100)
    # --8<-- [end:layers-solution]
    return layers


def unseen_stub() -> Any:
    # --8<-- [start:unseen-stub]
    unseen = ...
    # --8<-- [end:unseen-stub]
    return unseen


def unseen_solution() -> Any:
    # --8<-- [start:unseen-solution]
    from fractions import Fraction

    unseen = Fraction(1, 2) * 1 + Fraction(1, 2) * Fraction(1, 4)
    # --8<-- [end:unseen-solution]
    return unseen


def exact_to_stub() -> Any:
    # --8<-- [start:exact_to-stub]
    def exact_to(shares):
        return ...  # a distance, or 0

    # --8<-- [end:exact_to-stub]
    return exact_to


def exact_to_solution() -> Any:
    # --8<-- [start:exact_to-solution]
    def exact_to(shares):
        farthest = 0
        for distance in sorted(shares, key=int):
            if shares[distance] < 0.99:
                break
            farthest = int(distance)
        return farthest

    # --8<-- [end:exact_to-solution]
    return exact_to


def anywhere(shares: Mapping[str, float]) -> int:
    return max((int(distance) for distance, share in shares.items() if share >= 0.99), default=0)


def by_letters(shares: Mapping[str, float]) -> int:
    farthest = 0
    for distance in sorted(shares):
        if shares[distance] < 0.99:
            break
        farthest = int(distance)
    return farthest


def as_they_come(shares: Mapping[str, float]) -> int:
    farthest = 0
    for distance, share in shares.items():
        if share < 0.99:
            break
        farthest = int(distance)
    return farthest


def first_failure(shares: Mapping[str, float]) -> int:
    return next((int(distance) for distance in sorted(shares, key=int) if shares[distance] < 0.99), 0)


def no_slip(shares: Mapping[str, float]) -> int:
    return int(exact_to_solution()({distance: float(share == 1) for distance, share in shares.items()}))


EXERCISES = [
    kit.number(
        "layers",
        layers_stub,
        layers_solution,
        wrong={
            "no layer is dilated": (50, "The distance between the steps doubles from layer to layer."),
            "a layer adds its dilation once": (7, "Between 3 steps there are two gaps: a layer adds 2 · d."),
            "the last doubling is missing": (5, "Five layers reach 2 · (1 + 2 + 4 + 8 + 16) = 62 steps."),
        },
    ),
    kit.number(
        "unseen",
        unseen_stub,
        unseen_solution,
        tolerance=1e-9,
        wrong={
            "only what it sees counts": (Fraction(1, 2), "Of the rest it names a quarter by guessing."),
            "it always guesses": (Fraction(1, 4), "Half of the texts begin inside its reach."),
            "a guess is right for half of the texts": (
                Fraction(3, 4),
                "There are four letters to choose from.",
            ),
        },
    ),
    kit.function(
        "exact_to",
        exact_to_stub,
        exact_to_solution,
        cases=[
            ({"1": 0.25},),
            ({"1": 1.0, "2": 0.25},),
            ({"1": 1.0, "2": 1.0, "12": 0.25},),
            ({"1": 1.0, "2": 0.995, "4": 0.5, "8": 1.0},),
            ({"12": 0.25, "2": 1.0, "1": 1.0},),
            ({"1": 1.0, "2": 1.0, "4": 1.0},),
            ({},),
        ],
        wrong={
            "a lucky share further out counts": (anywhere, "Stop at the first distance that falls below."),
            "distances are sorted as words": (by_letters, 'As words "12" comes before "2": sort by int.'),
            "distances are taken as they come": (as_they_come, "Nobody promised an order: sort them."),
            "the first failure is returned": (first_failure, "Return the last distance before it."),
            "a single slip counts as a failure": (no_slip, "A share of .99 is enough."),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
