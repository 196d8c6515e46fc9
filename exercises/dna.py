"""Exercises of docs/cases/dna.py."""

from itertools import pairwise

from exercises.kit import function, main, number


def bases_stub():
    # --8<-- [start:bases-stub]
    bases = ...
    # --8<-- [end:bases-stub]
    return bases


def bases_solution():
    # --8<-- [start:bases-solution]
    bases = 11 + (8 - 1)
    # --8<-- [end:bases-solution]
    return bases


def bits_stub():
    # --8<-- [start:bits-stub]
    bits = ...
    # --8<-- [end:bits-stub]
    return bits


def bits_solution():
    # --8<-- [start:bits-solution]
    bits = 2 - (1 / 2 * 1 + 1 / 4 * 2 + 1 / 4 * 2)
    # --8<-- [end:bits-solution]
    return bits


def second_first_stub():
    # --8<-- [start:second_first-stub]
    def second_first(hits):
        """Whether the first motif is found at some step after the second one was.

        `hits` holds a pair of booleans for each step: first motif here, second motif here.
        """
        return ...

    # --8<-- [end:second_first-stub]
    return second_first


def second_first_solution():
    # --8<-- [start:second_first-solution]
    def second_first(hits):
        waiting = False  # the state: has the second motif been seen?
        for first, second in hits:
            if first and waiting:
                return True
            waiting = waiting or second
        return False

    # --8<-- [end:second_first-solution]
    return second_first


def only_asks_whether_both_occur(hits):
    return any(first for first, _ in hits) and any(second for _, second in hits)


def forgets_after_a_step(hits):
    return any(before[1] and now[0] for before, now in pairwise(hits))


def asks_the_other_way_round(hits):
    return second_first_solution()([(second, first) for first, second in hits])


NO, ONE, TWO = (False, False), (True, False), (False, True)

EXERCISES = (
    number(
        "bases",
        bases_stub,
        bases_solution,
        {
            "the windows that are pooled do not overlap": (
                8 * 11,
                "A window starts one base after the last, not eleven after it.",
            ),
            "the pooling alone is counted": (
                8,
                "It joins eight windows, and each of these sees eleven bases.",
            ),
            "window and pooling are added": (
                11 + 8,
                "Eight windows side by side begin at eight places: seven bases further than one.",
            ),
        },
    ),
    number(
        "bits",
        bits_stub,
        bits_solution,
        {
            "it is the uncertainty that is written down": (
                1.5,
                "That is what is still unknown; a letter's stack shows what is left of 2 bits.",
            ),
            "the likeliest base alone is counted": (
                1,
                "The two others, a quarter each, leave more doubt than one other base of a half would.",
            ),
        },
        tolerance=1e-6,
    ),
    function(
        "second_first",
        second_first_stub,
        second_first_solution,
        [
            ([TWO, ONE],),
            ([ONE, TWO],),
            ([TWO, NO, NO, ONE],),
            ([NO, ONE, NO],),
            ([NO, TWO, NO, TWO],),
            ([ONE, NO, TWO, NO, ONE],),
            ([(True, True)],),
            ([],),
        ],
        {
            "it is asked only whether both motifs occur": (
                only_asks_whether_both_occur,
                "Global pooling knows that much. Keep, from step to step, whether the second was seen.",
            ),
            "the state lasts for one step": (
                forgets_after_a_step,
                "The motifs may be many steps apart: what was seen must stay known.",
            ),
            "the motifs are exchanged": (
                asks_the_other_way_round,
                "True is asked for where the second motif, the second of a pair, was seen before the first.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
