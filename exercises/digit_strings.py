"""Exercises of docs/cases/digit_strings.py."""

from exercises.kit import function, main, number


def rate_stub():
    # --8<-- [start:rate-stub]
    rate = ...
    # --8<-- [end:rate-stub]
    return rate


def rate_solution():
    # --8<-- [start:rate-solution]
    rate = (0 + 1 + 2) / (4 + 5 + 4)
    # --8<-- [end:rate-solution]
    return rate


def sevens_stub():
    # --8<-- [start:sevens-stub]
    sevens = ...
    # --8<-- [end:sevens-stub]
    return sevens


def sevens_solution():
    # --8<-- [start:sevens-solution]
    sevens = (54 + 1) // 2  # U + (U - 1) is at most 54
    # --8<-- [end:sevens-solution]
    return sevens


def edits_stub():
    # --8<-- [start:edits-stub]
    def edits(found, wanted):
        """Count the fewest digits to insert, delete or replace that turn one list into the other."""
        return ...

    # --8<-- [end:edits-stub]
    return edits


def edits_solution():
    # --8<-- [start:edits-solution]
    def edits(found, wanted):
        row = list(range(len(wanted) + 1))  # from nothing: insert all
        for i, digit in enumerate(found, start=1):
            above, row = row, [i]
            for j, other in enumerate(wanted, start=1):
                replaced = above[j - 1] + (digit != other)
                row.append(min(replaced, above[j] + 1, row[j - 1] + 1))
        return row[-1]

    # --8<-- [end:edits-solution]
    return edits


def compares_place_by_place(found, wanted):
    differ = sum(a != b for a, b in zip(found, wanted, strict=False))
    return differ + abs(len(found) - len(wanted))


def charges_equal_digits(found, wanted):
    return max(len(found), len(wanted))


def never_replaces(found, wanted):
    row = list(range(len(wanted) + 1))
    for i, digit in enumerate(found, start=1):
        above, row = row, [i]
        for j, other in enumerate(wanted, start=1):
            row.append(above[j - 1] if digit == other else min(above[j], row[j - 1]) + 1)
    return row[-1]


EXERCISES = (
    number(
        "rate",
        rate_stub,
        rate_solution,
        {
            "the rates of the three strips are averaged": (
                (0 / 4 + 1 / 5 + 2 / 4) / 3,
                "A long strip then weighs as much as a short one: add up edits and digits first.",
            ),
            "whole strips are counted": (
                2 / 3,
                "That is the share of strips that are misread; the CER counts digits.",
            ),
            "a missing digit is no error": (
                2 / 13,
                "To get from 9025 to 90125 a digit has to be inserted: that is an edit.",
            ),
        },
        tolerance=1e-6,
    ),
    number(
        "sevens",
        sevens_stub,
        sevens_solution,
        {
            "one frame for each seven is enough": (
                54,
                "Sevens in neighbouring frames merge into one: there must be a blank between two.",
            ),
            "it is rounded up": (
                28,
                "28 sevens need 27 blanks between them: 55 frames, one more than there are.",
            ),
            "two blanks stand between neighbours": (
                18,
                "One blank keeps two sevens apart.",
            ),
        },
    ),
    function(
        "edits",
        edits_stub,
        edits_solution,
        [
            ([], []),
            ([7], [7]),
            ([1], [7]),
            ([], [2, 7]),
            ([9, 0, 2, 5], [9, 0, 1, 2, 5]),
            ([7, 3, 5, 6], [7, 9, 9, 6]),
            ([2, 7, 1, 8, 2, 8], [7, 1, 8, 2, 8]),
            ([1, 1, 1], [1, 1]),
            ([1, 2], [2, 1]),
        ],
        {
            "digits are compared place by place": (
                compares_place_by_place,
                "One missing digit moves all that follow by a place; inserting it is a single edit.",
            ),
            "nothing is ever replaced": (
                never_replaces,
                "A wrong digit counts once: replacing it is one edit, deleting and inserting are two.",
            ),
            "equal digits cost an edit too": (
                charges_equal_digits,
                "Where both lists have the same digit, it is kept, and that costs nothing.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
