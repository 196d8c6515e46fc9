"""Exercises of docs/recurrence/character_model.md."""

import numpy as np

from exercises.kit import choice, function, main, number

SCORES = [
    (np.array([0.0, 1.0]), 1.0),
    (np.array([1.0, 2.2, -3.0, 4.1]), 0.5),
    (np.array([-1.0, 0.5, 0.25]), 3.0),
]
PROBABILITIES = [(np.array([0.5, 0.125]),), (np.array([1.0, 0.25, 0.3]),), (np.array([0.9]),)]
TEXTS = [(np.array([2, 0, 1]),), (np.array([4, 0, 3, 3, 1]),)]


def perplexity_stub():
    # --8<-- [start:perplexity-stub]
    perplexity = ...
    # --8<-- [end:perplexity-stub]
    return perplexity


def perplexity_solution():
    # --8<-- [start:perplexity-solution]
    perplexity = 2**3
    # --8<-- [end:perplexity-solution]
    return perplexity


def probabilities_stub():
    # --8<-- [start:probabilities-stub]
    import numpy as np

    def probabilities(logits, temperature):
        # logits (V,) -> probabilities (V,)
        return ...

    # --8<-- [end:probabilities-stub]
    return probabilities


def probabilities_solution():
    # --8<-- [start:probabilities-solution]
    import numpy as np

    def probabilities(logits, temperature):
        z = np.exp((logits - logits.max()) / temperature)
        return z / z.sum()

    # --8<-- [end:probabilities-solution]
    return probabilities


def multiplied(logits, temperature):
    return probabilities_solution()(logits, 1 / temperature)


def ignored(logits, temperature):
    return probabilities_solution()(logits, 1.0)


def not_shared_out(logits, temperature):
    return np.exp(logits / temperature)


def bits_stub():
    # --8<-- [start:bits-stub]
    import numpy as np

    def bits(given):
        # given (T,): the probability that each character was given before it came
        return ...

    # --8<-- [end:bits-stub]
    return bits


def bits_solution():
    # --8<-- [start:bits-solution]
    import numpy as np

    def bits(given):
        return -np.log2(given).mean()

    # --8<-- [end:bits-solution]
    return bits


def nats(given):
    return -np.log(given).mean()


def of_the_mean(given):
    return -np.log2(given.mean())


def of_the_whole_text(given):
    return -np.log2(given).sum()


def without_sign(given):
    return np.log2(given).mean()


def pairs_stub():
    # --8<-- [start:pairs-stub]
    def pairs(symbols):
        x = symbols[:-1]
        target = ...
        return x, target

    # --8<-- [end:pairs-stub]
    return pairs


def pairs_solution():
    # --8<-- [start:pairs-solution]
    def pairs(symbols):
        x = symbols[:-1]
        target = symbols[1:]
        return x, target

    # --8<-- [end:pairs-solution]
    return pairs


def the_same(symbols):
    return symbols[:-1], symbols[:-1]


def the_one_before(symbols):
    return symbols[1:], symbols[:-1]


def round_the_end(symbols):
    return symbols, np.roll(symbols, -1)


def two_ahead(symbols):
    return symbols[:-2], symbols[2:]


def cut_stub():
    # --8<-- [start:cut-stub]
    # "the state", "the gradient" or "both"
    cut = ...
    # --8<-- [end:cut-stub]
    return cut


def cut_solution():
    # --8<-- [start:cut-solution]
    cut = "the gradient"
    # --8<-- [end:cut-solution]
    return cut


EXERCISES = [
    number(
        "perplexity",
        perplexity_stub,
        perplexity_solution,
        wrong={
            "bits are taken for characters": (
                3,
                "One bit tells two characters apart, each bit more doubles.",
            ),
            "the bits are multiplied by 2": (6, "Each bit doubles the number: 2 · 2 · 2."),
            "e is raised to the power of bits": (float(np.exp(3)), "Bits belong to logarithms of base 2."),
        },
        tolerance=1e-3,
    ),
    function(
        "probabilities",
        probabilities_stub,
        probabilities_solution,
        SCORES,
        wrong={
            "the temperature multiplies": (
                multiplied,
                "Then a high temperature would sharpen: divide by it.",
            ),
            "the temperature is left out, or divides probabilities before they are shared out again": (
                ignored,
                "It has to divide the scores, before the exponential.",
            ),
            "nothing is shared out": (not_shared_out, "Divide by the sum, so that they add up to 1."),
        },
    ),
    function(
        "bits",
        bits_stub,
        bits_solution,
        PROBABILITIES,
        wrong={
            "the natural logarithm is taken": (nats, "That gives nats: bits come from np.log2."),
            "the probabilities are averaged first": (
                of_the_mean,
                "One character that was thought impossible must cost without limit: average the costs.",
            ),
            "the costs are added up": (of_the_whole_text, "Per character: take the mean."),
            "the sign is forgotten": (
                without_sign,
                "The logarithm of a probability is below 0: a cost is not.",
            ),
        },
    ),
    function(
        "pairs",
        pairs_stub,
        pairs_solution,
        TEXTS,
        wrong={
            "a character is its own target": (
                the_same,
                "The network then learns to repeat what it reads: shift the target by one.",
            ),
            "the target is the character before": (
                the_one_before,
                "That is the way back: target[t] is x[t + 1].",
            ),
            "the last character is followed by the first": (
                round_the_end,
                "Nothing is known to follow the last character: leave it out of x.",
            ),
            "the target is two ahead": (two_ahead, "The next one: shift by one."),
        },
    ),
    choice(
        "cut",
        cut_stub,
        cut_solution,
        wrong={
            "the state": "It is handed from chunk to chunk, as if there were no border.",
            "both": "The state crosses the border; only one of the two stops there.",
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
