"""Exercises of docs/applications/images_and_text.md."""

from itertools import pairwise

from exercises.kit import function, main, number


def parameters_stub():
    # --8<-- [start:parameters-stub]
    parameters = ...
    # --8<-- [end:parameters-stub]
    return parameters


def parameters_solution():
    # --8<-- [start:parameters-solution]
    parameters = 4 * 10 * (28 + 10 + 1) + 4 * (10 + 1)
    # --8<-- [end:parameters-solution]
    return parameters


def width_stub():
    # --8<-- [start:width-stub]
    width = ...
    # --8<-- [end:width-stub]
    return width


def width_solution():
    # --8<-- [start:width-solution]
    width = 7 + 1
    # --8<-- [end:width-solution]
    return width


def praises_stub():
    # --8<-- [start:praises-stub]
    def praises(words):
        """Whether a list of words praises: it holds "good" or "bad" once, and "not" at most once."""
        return ...

    # --8<-- [end:praises-stub]
    return praises


def praises_solution():
    # --8<-- [start:praises-solution]
    def praises(words):
        turned = False  # the state: has "not" been read?
        for word in words:
            if word == "not":
                turned = True
            if word in ("good", "bad"):
                return (word == "good") != turned

    # --8<-- [end:praises-solution]
    return praises


def turns_wherever_it_stands(words):
    return ("good" in words) != ("not" in words)


def turns_its_neighbour(words):
    return ("good" in words) != any(
        pair[0] == "not" and pair[1] in ("good", "bad") for pair in pairwise(words)
    )


def ignores_it(words):
    return "good" in words


EXERCISES = (
    number(
        "parameters",
        parameters_stub,
        parameters_solution,
        {
            "every row has weights of its own": (
                28 * 4 * 10 * (28 + 10 + 1) + 4 * (10 + 1),
                "All rows share one set of weights, whatever their number.",
            ),
            "one gate is counted": (
                10 * (28 + 10 + 1) + 4 * (10 + 1),
                "An LSTM has four blocks of weights: three gates and the candidate.",
            ),
            "all cells enter at once": (
                4 * 10 * (28 * 28 + 10 + 1) + 4 * (10 + 1),
                "A step reads one row: 28 numbers.",
            ),
        },
    ),
    number(
        "width",
        width_stub,
        width_solution,
        {
            "the distance is the width": (
                7,
                "Two words 7 apart have 6 between them: the window must hold both ends as well.",
            ),
            "both ends are added to the distance": (
                9,
                "The distance counts one of the two ends already.",
            ),
        },
    ),
    function(
        "praises",
        praises_stub,
        praises_solution,
        [
            (["good"],),
            (["not", "good"],),
            (["not", "a", "film", "that", "is", "bad"],),
            (["bad", "and", "not", "so"],),
            (["good", "story", "it", "was", "not", "the", "film"],),
        ],
        {
            "a not turns the opinion wherever it stands": (
                turns_wherever_it_stands,
                'A "not" after the opinion belongs to something else: what matters is the order.',
            ),
            "a not turns the next word only": (
                turns_its_neighbour,
                "That is a window of two. Keep the not in mind until the opinion comes.",
            ),
            "a not is not heard": (
                ignores_it,
                "Read the words in turn, and remember whether there was a not.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
