"""Exercises of docs/cases/captions.py."""

from exercises.kit import function, main, number


def sentences_stub():
    # --8<-- [start:sentences-stub]
    sentences = ...
    # --8<-- [end:sentences-stub]
    return sentences


def sentences_solution():
    # --8<-- [start:sentences-solution]
    sentences = 10 + 2 * 10 * 10
    # --8<-- [end:sentences-solution]
    return sentences


def share_stub():
    # --8<-- [start:share-stub]
    share = ...
    # --8<-- [end:share-stub]
    return share


def share_solution():
    # --8<-- [start:share-solution]
    share = 1 / 3 * 0.9 + 2 / 3 * 0.9**2
    # --8<-- [end:share-solution]
    return share


def asked_stub():
    # --8<-- [start:asked-stub]
    def asked(words):
        """Return a list of booleans: does each word of a padded sentence, such as [1, 5, 0, 0], count?"""
        return ...

    # --8<-- [end:asked-stub]
    return asked


def asked_solution():
    # --8<-- [start:asked-solution]
    def asked(words):
        return [0 not in words[:place] for place in range(len(words))]

    # --8<-- [end:asked-solution]
    return asked


def leaves_out_the_end(words):
    return [0 not in words[: place + 1] for place in range(len(words))]


def asks_for_the_padding(words):
    return [True for _ in words]


EXERCISES = (
    number(
        "sentences",
        sentences_stub,
        sentences_solution,
        {
            "scenes with a single digit are forgotten": (200, "A scene may show one digit alone."),
            "one layout of two is counted": (110, "The second digit may stand below, or to the right."),
            "the order of the two digits is ignored": (
                10 + 2 * 55,
                "A three above a seven is another scene than a seven above a three.",
            ),
            "two different digits are asked for": (10 + 2 * 90, "Both may be the same digit."),
        },
    ),
    number(
        "share",
        share_stub,
        share_solution,
        {
            "each sentence is given one digit": (0.9, "Two thirds of the sentences name two."),
            "each sentence is given two digits": (0.9**2, "A third of the sentences name one only."),
            "half of the scenes show two digits": (
                (0.9 + 0.9**2) / 2,
                "Weigh the two kinds as they occur: a third and two thirds.",
            ),
            "one right digit of two is enough": (
                1 / 3 * 0.9 + 2 / 3 * 0.99,
                "A sentence with one wrong digit is wrong.",
            ),
        },
        tolerance=1e-6,
    ),
    function(
        "asked",
        asked_stub,
        asked_solution,
        [([1, 5, 0, 0],), ([0],), ([2, 11],), ([1, 3, 13, 1, 4, 0, 0],), ([1, 0, 0, 0],), ([],)],
        {
            "the end is not asked for": (
                leaves_out_the_end,
                "Without it the network never learns when to stop: the first 0 counts.",
            ),
            "the padding counts": (
                asks_for_the_padding,
                "After the first end nothing is said, so nothing can be wrong.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
