"""Exercises of docs/together/tcn.md."""

from typing import Any

import numpy as np

from exercises.kit import drawn, function, main, number

# x, weight, dilation: one signal, the smallest first.
SIGNALS = [
    (np.array([1.0, 2, 3, 4]), np.array([10.0, 1]), 1),
    (np.array([1.0, 2, 3, 4, 5]), np.array([100.0, 10, 1]), 2),
    (*drawn(0, 9, 3), 3),
]
# past, weight, dilation, x: what was read before, the oldest first, and what is read now.
STEPS = [
    (np.array([7.0]), np.array([10.0, 1]), 1, 2.0),
    (np.array([1.0, 2, 3, 4]), np.array([100.0, 10, 1]), 2, 5.0),
    (*drawn(1, 6, 3), 3, 0.5),
]


def steps_seen_stub():
    # --8<-- [start:steps_seen-stub]
    steps_seen = ...
    # --8<-- [end:steps_seen-stub]
    return steps_seen


def steps_seen_solution():
    # --8<-- [start:steps_seen-solution]
    steps_seen = 1 + 2 * (5 - 1) * (2**6 - 1)
    # --8<-- [end:steps_seen-solution]
    return steps_seen


def levels_stub():
    # --8<-- [start:levels-stub]
    levels = ...
    # --8<-- [end:levels-stub]
    return levels


def levels_solution():
    # --8<-- [start:levels-solution]
    levels = next(n for n in range(1, 100) if 1 + 2 * 2 * (2**n - 1) >= 8760)
    # --8<-- [end:levels-solution]
    return levels


def look_back_stub():
    # --8<-- [start:look_back-stub]
    import numpy as np

    # x (L,), weight (K,); the last weight is for the step itself
    def look_back(x, weight, dilation):
        return ...  # the outputs (L,)

    # --8<-- [end:look_back-stub]
    return look_back


def look_back_solution():
    # --8<-- [start:look_back-solution]
    import numpy as np

    def look_back(x, weight, dilation):
        before = dilation * (len(weight) - 1)
        padded = np.concatenate([np.zeros(before), x])
        output = np.zeros(len(x))
        for k, w in enumerate(weight):
            output += w * padded[k * dilation : k * dilation + len(x)]
        return output

    # --8<-- [end:look_back-solution]
    return look_back


def padded_at_the_end(x, weight, dilation):
    return look_back_solution()(x[::-1], weight[::-1], dilation)[::-1]


def padded_on_both_sides(x, weight, dilation):
    total = dilation * (len(weight) - 1)
    padded = np.pad(x, (total // 2, total - total // 2))
    return sum(w * padded[k * dilation : k * dilation + len(x)] for k, w in enumerate(weight))


def nothing_cut_off(x, weight, dilation):
    before = dilation * (len(weight) - 1)
    return look_back_solution()(np.pad(x, (0, before)), weight, dilation)


def next_step_stub():
    # --8<-- [start:next_step-stub]
    import numpy as np

    # past: the last dilation * (K - 1) inputs, the oldest first
    def next_step(past, weight, dilation, x):
        return ...  # the output, the new past

    # --8<-- [end:next_step-stub]
    return next_step


def next_step_solution():
    # --8<-- [start:next_step-solution]
    import numpy as np

    def next_step(past, weight, dilation, x):
        inputs = np.append(past, x)
        return weight @ inputs[::dilation], inputs[1:]

    # --8<-- [end:next_step-solution]
    return next_step


def the_past_grows(past, weight, dilation, x):
    output, _ = next_step_solution()(past, weight, dilation, x)
    return output, np.append(past, x)


def the_past_stays(past, weight, dilation, x):
    output, _ = next_step_solution()(past, weight, dilation, x)
    return output, past


def newest_first(past, weight, dilation, x):
    output, new = next_step_solution()(past, weight[::-1], dilation, x)
    return output, new


def neighbours(past, weight, dilation, x):
    inputs = np.append(past, x)
    return weight @ inputs[-len(weight) :], inputs[1:]


EXERCISES: list[Any] = [
    number(
        "steps_seen",
        steps_seen_stub,
        steps_seen_solution,
        wrong={
            "each level has one convolution": (1 + 4 * 63, "Each level has two, with the same dilation."),
            "a kernel of 5 adds 5 steps": (
                1 + 2 * 5 * 63,
                "One of its weights is for the step itself, so it looks 5 − 1 taps back.",
            ),
            "the output's own step is left out": (
                2 * 4 * 63,
                "An output sees its own step too: 1 more.",
            ),
            "the last dilation alone is counted": (1 + 2 * 4 * 32, "Add up the dilations: 1 + 2 + … + 32."),
        },
    ),
    number(
        "levels",
        levels_stub,
        levels_solution,
        wrong={
            "each level has one convolution": (13, "Two a level see twice as far."),
            "the last level is rounded away": (11, "Eleven levels see 8,189 steps, too few: round up."),
            "the dilation stays 1": (2190, "Let the dilation double from level to level."),
        },
    ),
    function(
        "look_back",
        look_back_stub,
        look_back_solution,
        SIGNALS,
        wrong={
            "the zeros stand at the end": (
                padded_at_the_end,
                "Each output then looks ahead: put all zeros before the first step.",
            ),
            "the zeros are shared out between both ends": (
                padded_on_both_sides,
                'That is "same": half of the taps look ahead.',
            ),
            "the weights are turned round": (
                lambda x, weight, dilation: look_back_solution()(x, weight[::-1], dilation),
                "The last weight is for the step itself, the first for the step farthest back.",
            ),
            "the dilation is left out": (
                lambda x, weight, dilation: look_back_solution()(x, weight, 1),
                "Neighbouring weights look at steps that lie `dilation` apart.",
            ),
            "there are zeros on both sides and all outputs are kept": (
                nothing_cut_off,
                "There are as many outputs as inputs: no zeros after the end.",
            ),
        },
    ),
    function(
        "next_step",
        next_step_stub,
        next_step_solution,
        STEPS,
        wrong={
            "the past keeps everything": (
                the_past_grows,
                "The oldest input is looked at for the last time: let it go.",
            ),
            "the new input is not kept": (the_past_stays, "The next step will look back at this one."),
            "the first weight is for the step itself": (
                newest_first,
                "The past begins with the oldest input, and the weights with the one for it.",
            ),
            "neighbouring steps are looked at": (neighbours, "Take every `dilation`-th input."),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
