"""Exercises of docs/cases/characters.py."""

import numpy as np

from exercises.kit import function, main, number


def compressed_stub():
    # --8<-- [start:compressed-stub]
    compressed = ...
    # --8<-- [end:compressed-stub]
    return compressed


def compressed_solution():
    # --8<-- [start:compressed-solution]
    compressed = 12_000 * 2.2 / 8
    # --8<-- [end:compressed-solution]
    return compressed


def products_stub():
    # --8<-- [start:products-stub]
    products = ...
    # --8<-- [end:products-stub]
    return products


def products_solution():
    # --8<-- [start:products-solution]
    products = 4 * 96 * (32 + 96)
    # --8<-- [end:products-solution]
    return products


def mixed_stub():
    # --8<-- [start:mixed-stub]
    import numpy as np

    def mixed(first, second):
        # first, second (T,): the probability that each of two models gave the character that came
        return ...

    # --8<-- [end:mixed-stub]
    return mixed


def mixed_solution():
    # --8<-- [start:mixed-solution]
    import numpy as np

    def mixed(first, second):
        return -np.log2((first + second) / 2).mean()

    # --8<-- [end:mixed-solution]
    return mixed


def mixes_the_bits(first, second):
    return (-np.log2(first) - np.log2(second)).mean() / 2


def takes_the_better(first, second):
    return -np.log2(np.maximum(first, second)).mean()


def averages_before_the_logarithm(first, second):
    return -np.log2(((first + second) / 2).mean())


ONE, OTHER = np.array([0.5, 0.25, 0.5]), np.array([0.125, 0.5, 0.5])

EXERCISES = (
    number(
        "compressed",
        compressed_stub,
        compressed_solution,
        {
            "bits are taken for bytes": (12_000 * 2.2, "That is how many bits it takes. A byte has 8."),
            "a byte is spent on every character": (
                12_000,
                "That is the file as it is. The model's bits tell how short it can be made.",
            ),
            "it is divided by the bits": (
                12_000 * 8 / 2.2,
                "The fewer bits a character costs, the shorter the file: multiply by them.",
            ),
        },
        tolerance=1e-6,
    ),
    number(
        "products",
        products_stub,
        products_solution,
        {
            "one gate is counted, or the input alone": (
                96 * (32 + 96),
                "Three gates and the candidate, each of them from the input and from the last state.",
            ),
            "the read-out is counted": (
                4 * 96 * (32 + 96) + 96 * 38,
                "That is the whole network. The scores of 38 characters are made after the LSTM's step.",
            ),
            "the biases are counted": (
                4 * 96 * (32 + 96 + 1),
                "A bias is added, it is multiplied by nothing.",
            ),
        },
    ),
    function(
        "mixed",
        mixed_stub,
        mixed_solution,
        [(ONE[:1], OTHER[:1]), (ONE, OTHER), (OTHER, ONE), (ONE, ONE), (ONE[1:], OTHER[1:])],
        {
            "the bits are averaged": (
                mixes_the_bits,
                "That is the cost of two texts, one by each model. Average the probabilities, then ask.",
            ),
            "the better model is taken each time": (
                takes_the_better,
                "Nobody knows beforehand which is better: the probabilities would add up to more than 1.",
            ),
            "all characters are averaged first": (
                averages_before_the_logarithm,
                "Each character has a cost of its own. First the logarithm, then the mean over characters.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
