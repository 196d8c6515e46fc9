"""Exercises of docs/recurrence/wiring.md."""

import numpy as np

from exercises.kit import choice, function, main

OUTPUTS = [
    (np.arange(6).reshape(3, 1, 2),),
    (np.arange(12).reshape(1, 3, 4),),
    (np.arange(24).reshape(3, 2, 4),),
]
BATCHES = [
    (np.arange(1, 4).reshape(3, 1, 1), np.array([3])),
    (np.arange(1, 9).reshape(4, 2, 1), np.array([4, 2])),
    (np.arange(1, 25).reshape(4, 3, 2), np.array([1, 3, 4])),
]
BEAMS = [
    ([((0,), -0.5), ((1,), -1.0)], [[-1.0, -2.0], [-0.25, -4.0]], 2),
    ([((0, 1), -0.5), ((1, 1), -1.0)], [[-3.0, -0.5, -2.25], [-1.5, -0.125, -2.0]], 3),
    ([((2,), -0.25)], [[-2.0, -1.0, -0.5]], 1),
]


def last_states_stub():
    # --8<-- [start:last_states-stub]
    import numpy as np

    def last_states(output):  # (T, N, 2H)
        return ...  # (N, 2H)

    # --8<-- [end:last_states-stub]
    return last_states


def last_states_solution():
    # --8<-- [start:last_states-solution]
    import numpy as np

    def last_states(output):  # (T, N, 2H)
        H = output.shape[2] // 2
        return np.concatenate([output[-1, :, :H], output[0, :, H:]], axis=1)

    # --8<-- [end:last_states-solution]
    return last_states


def from_both_ends(output, forward, backward):
    """The forward half of one step beside the backward half of another."""
    H = output.shape[2] // 2
    return np.concatenate([output[forward, :, :H], output[backward, :, H:]], axis=1)


def cheats_stub():
    # --8<-- [start:cheats-stub]
    # "two layers", "bidirectional" or "encoder-decoder, past to future"
    cheats = ...
    # --8<-- [end:cheats-stub]
    return cheats


def cheats_solution():
    # --8<-- [start:cheats-solution]
    cheats = "bidirectional"
    # --8<-- [end:cheats-solution]
    return cheats


def reverse_stub():
    # --8<-- [start:reverse-stub]
    import numpy as np

    def reverse(x, lengths):  # (T, N, D), (N,)
        return ...  # (T, N, D)

    # --8<-- [end:reverse-stub]
    return reverse


def reverse_solution():
    # --8<-- [start:reverse-solution]
    import numpy as np

    def reverse(x, lengths):  # (T, N, D), (N,)
        turned = x.copy()
        for n, length in enumerate(lengths):
            turned[:length, n] = x[:length, n][::-1]
        return turned

    # --8<-- [end:reverse-solution]
    return reverse


def padding_turned_too(x, lengths):
    return x[::-1]


def rolled(x, lengths):
    turned = x.copy()
    for n, length in enumerate(lengths):
        turned[-length:, n] = x[:length, n][::-1]
    return turned


def padding_cleared(x, lengths):
    turned = np.zeros_like(x)
    for n, length in enumerate(lengths):
        turned[:length, n] = x[:length, n][::-1]
    return turned


def sequences_turned(x, lengths):
    return x[:, ::-1]


def widen_stub():
    # --8<-- [start:widen-stub]
    def widen(beam, log_probs, width):
        return ...  # a list of (symbols, log_prob)

    # --8<-- [end:widen-stub]
    return widen


def widen_solution():
    # --8<-- [start:widen-solution]
    def widen(beam, log_probs, width):
        candidates = [
            ((*symbols, next_symbol), log_prob + log_probs[k][next_symbol])
            for k, (symbols, log_prob) in enumerate(beam)
            for next_symbol in range(len(log_probs[k]))
        ]
        candidates.sort(key=lambda candidate: candidate[1], reverse=True)
        return candidates[:width]

    # --8<-- [end:widen-solution]
    return widen


def candidates(beam, log_probs, combine):
    return [
        ((*symbols, s), combine(log_prob, step))
        for (symbols, log_prob), steps in zip(beam, log_probs, strict=True)
        for s, step in enumerate(steps)
    ]


def added(so_far, step):
    return so_far + step


def last_only(beam, log_probs, width):
    return sorted(candidates(beam, log_probs, lambda _, step: step), key=lambda c: -c[1])[:width]


def multiplied(beam, log_probs, width):
    return sorted(candidates(beam, log_probs, lambda a, b: a * b), key=lambda c: -c[1])[:width]


def worst(beam, log_probs, width):
    return sorted(candidates(beam, log_probs, added), key=lambda c: c[1])[:width]


def one_each(beam, log_probs, width):
    best = [
        max(candidates([one], [steps], added), key=lambda c: c[1])
        for one, steps in zip(beam, log_probs, strict=True)
    ]
    return sorted(best, key=lambda c: -c[1])[:width]


EXERCISES = [
    function(
        "last_states",
        last_states_stub,
        last_states_solution,
        OUTPUTS,
        wrong={
            "both halves are taken from the last step": (
                lambda output: output[-1],
                "At the last step the direction from the end has read one input. It ends at step 0.",
            ),
            "both halves are taken from the first step": (
                lambda output: output[0],
                "At the first step the forward direction has read one input. It ends at step -1.",
            ),
            "the two ends are exchanged": (
                lambda output: from_both_ends(output, 0, -1),
                "The first H numbers are the forward direction's, which ends at step -1.",
            ),
        },
    ),
    choice(
        "cheats",
        cheats_stub,
        cheats_solution,
        wrong={
            "two layers": "A layer on top sees the states below it, and those have seen the past.",
            "encoder-decoder, past to future": "The encoder is given the past alone.",
        },
    ),
    function(
        "reverse",
        reverse_stub,
        reverse_solution,
        BATCHES,
        wrong={
            "the padding is turned round as well": (
                padding_turned_too,
                "Then a short sequence begins with its padding. Turn the first lengths[n] steps only.",
            ),
            "each sequence is moved to the end": (
                rolled,
                "The turned sequence stands at the same steps, 0 to lengths[n] - 1.",
            ),
            "the padding becomes 0": (padding_cleared, "Leave the padding as it is."),
            "the sequences change places": (sequences_turned, "Time is the first axis, not the second."),
        },
    ),
    function(
        "widen",
        widen_stub,
        widen_solution,
        BEAMS,
        wrong={
            "only the last symbol counts": (last_only, "Add to what the sequence has already."),
            "log-probabilities are multiplied": (
                multiplied,
                "Probabilities multiply, so their logarithms add up.",
            ),
            "the worst are kept": (worst, "The best have the largest log-probability, the one nearest to 0."),
            "each sequence goes on in one way": (
                one_each,
                "One sequence may supply all of the best: let every candidate compete.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
