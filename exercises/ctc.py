"""Exercises of docs/together/ctc.md."""

import itertools
from fractions import Fraction
from typing import Any

import numpy as np

from exercises.kit import function, main, number

PATHS = [([1, 1],), ([0, 1, 0, 0],), ([1, 0, 1],), ([2, 2, 0, 2, 1, 1],), ([0, 0],), ([],)]
STEPS = [
    # alpha before, what each state emits, the labels with their blanks
    ([0.5, 0.5, 0.0], [0.5, 0.25, 0.5], [0, 1, 0]),
    ([0.5, 0.25, 0.25, 0.125, 0.5], [0.5, 0.25, 0.5, 0.125, 0.5], [0, 1, 0, 2, 0]),
    ([0.5, 0.25, 0.25, 0.125, 0.5], [0.5, 0.25, 0.5, 0.25, 0.5], [0, 1, 0, 1, 0]),
]


def paths_stub():
    # --8<-- [start:paths-stub]
    paths = ...
    # --8<-- [end:paths-stub]
    return paths


def paths_solution():
    # --8<-- [start:paths-solution]
    paths = 5  # aab, abb, ab-, a-b, -ab
    # --8<-- [end:paths-solution]
    return paths


def shortest_stub():
    # --8<-- [start:shortest-stub]
    shortest = ...
    # --8<-- [end:shortest-stub]
    return shortest


def shortest_solution():
    # --8<-- [start:shortest-solution]
    shortest = len("balloon") + 2
    # --8<-- [end:shortest-solution]
    return shortest


def slope_stub():
    # --8<-- [start:slope-stub]
    slope = ...
    # --8<-- [end:slope-stub]
    return slope


def slope_solution():
    # --8<-- [start:slope-solution]
    # a-, -a, aa: each 1/4 of all, 1/3 of those that spell a
    slope = 1 / 2 - 2 / 3
    # --8<-- [end:slope-solution]
    return slope


def collapse_stub():
    # --8<-- [start:collapse-stub]
    def collapse(path):  # a list of classes; 0 is the blank
        return ...  # a list of labels

    # --8<-- [end:collapse-stub]
    return collapse


def collapse_solution():
    # --8<-- [start:collapse-solution]
    def collapse(path):  # a list of classes; 0 is the blank
        before, labels = 0, []
        for k in path:
            if k not in (before, 0):
                labels.append(k)
            before = k
        return labels

    # --8<-- [end:collapse-solution]
    return collapse


def blanks_first(path):
    return [k for k, _ in itertools.groupby(k for k in path if k != 0)]


def blanks_stay(path):
    return [k for k, _ in itertools.groupby(path)]


def repeats_stay(path):
    return [k for k in path if k != 0]


def alpha_step_stub():
    # --8<-- [start:alpha_step-stub]
    import numpy as np

    # alpha: sums after the frame before; emitted: what each state's class
    # has at this frame; states: the classes, such as [0, 1, 0, 2, 0]
    def alpha_step(alpha, emitted, states):
        return ...  # the sums after this frame, probabilities as they are

    # --8<-- [end:alpha_step-stub]
    return alpha_step


def alpha_step_solution():
    # --8<-- [start:alpha_step-solution]
    import numpy as np

    def alpha_step(alpha, emitted, states):
        new = np.array(alpha)
        for s in range(1, len(states)):
            new[s] += alpha[s - 1]
            if s > 1 and states[s] != 0 and states[s] != states[s - 2]:
                new[s] += alpha[s - 2]
        return new * emitted

    # --8<-- [end:alpha_step-solution]
    return alpha_step


def stepped(alpha, emitted, states, skip):
    """One step with another rule for the skip."""
    new = np.array(alpha)
    new[1:] += alpha[:-1]
    for s in range(2, len(states)):
        new[s] += alpha[s - 2] * skip(states, s)
    return new * emitted


def never_skips(alpha, emitted, states):
    return stepped(alpha, emitted, states, lambda states, s: False)


def skips_repeats(alpha, emitted, states):
    return stepped(alpha, emitted, states, lambda states, s: states[s] != 0)


def skips_letters(alpha, emitted, states):
    return stepped(alpha, emitted, states, lambda states, s: True)


def one_way_only(alpha, emitted, states):
    ways = np.zeros((3, len(states)))
    for s in range(len(states)):
        ways[0, s] = alpha[s]
        ways[1, s] = alpha[s - 1] if s > 0 else 0
        skip = s > 1 and states[s] != 0 and states[s] != states[s - 2]
        ways[2, s] = alpha[s - 2] if skip else 0
    return ways.max(axis=0) * emitted


def plain(answer: Any, path: list[int]) -> Any:
    """A list or a tuple of labels: both will do."""
    labels = answer(path)
    return list(labels) if isinstance(labels, tuple) else labels


EXERCISES = [
    number(
        "paths",
        paths_stub,
        paths_solution,
        {
            "only letters are counted": (
                2,
                "A frame may hold a blank: before, between or after the letters.",
            ),
            "only blanks fill up": (3, "A letter may last for two frames: aab and abb spell ab too."),
            "every path is counted": (27, "That is 3³; most of them spell something else."),
        },
    ),
    number(
        "shortest",
        shortest_stub,
        shortest_solution,
        {
            "equal neighbours need nothing in between": (
                7,
                "Without a blank, ll merges into one l, and oo into one o.",
            ),
            "only one repeat is counted": (8, "There are two: ll and oo."),
            "the formula U + 2r − 1 is used": (10, "One blank a repeat is enough."),
            "a blank stands between all letters": (13, "Only equal neighbours need one."),
        },
    ),
    number(
        "slope",
        slope_stub,
        slope_solution,
        {
            "the sign is turned round": (
                Fraction(1, 6),
                "A larger score makes a, and the text, more probable: the loss falls.",
            ),
            "the share is taken for the gradient": (
                Fraction(2, 3),
                "Subtract it from the probability of a, ½.",
            ),
            "the share is taken of all paths": (
                0,
                "Only paths that spell a count: two of three have a at frame 1.",
            ),
            "every frame is to show a": (-0.5, "p − 1 is the gradient if frame 1 were labelled a."),
        },
        tolerance=1e-3,
    ),
    function(
        "collapse",
        collapse_stub,
        collapse_solution,
        PATHS,
        {
            "blanks go first": (blanks_first, "Merge first: the blank keeps equal letters apart."),
            "blanks stay": (blanks_stay, "Drop the blanks once neighbours are merged."),
            "neighbours are not merged": (repeats_stay, "A letter that lasts for two frames is one letter."),
        },
        run=plain,
    ),
    function(
        "alpha_step",
        alpha_step_stub,
        alpha_step_solution,
        STEPS,
        {
            "there is no skip": (
                never_skips,
                "From one letter to another, the blank between may be left out.",
            ),
            "a skip joins equal letters": (
                skips_repeats,
                "Between two equal letters there has to be a blank.",
            ),
            "a blank is reached past a letter": (
                skips_letters,
                "No letter may be left out: into a blank there is no skip.",
            ),
            "the best way is taken": (
                one_way_only,
                "Add the ways up: that is what makes it the sum over all paths.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
