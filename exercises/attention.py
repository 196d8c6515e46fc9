"""Exercises of docs/together/attention.md."""

import numpy as np

from exercises.kit import choice, drawn, function, main, number

KEYS, VALUES = np.array([3, 2, 2]), np.array([2, 8, 4])
SCORES = [
    (np.array([[0.0, 5.0], [0.0, 0.0]]),),
    (np.array([[2.0, -1.0, 0.5], [0.0, 1.0, 3.0], [1.0, 1.0, 1.0]]),),
    (3 * drawn(0, (5, 5))[0],),
]


def output_stub():
    # --8<-- [start:output-stub]
    output = ...
    # --8<-- [end:output-stub]
    return output


def output_solution():
    # --8<-- [start:output-solution]
    output = (8 * 2 + 4 * 8 + 4 * 4) / (8 + 4 + 4)
    # --8<-- [end:output-solution]
    return output


def shuffled_stub():
    # --8<-- [start:shuffled-stub]
    # "convolution", "recurrence" or "attention"
    shuffled = ...
    # --8<-- [end:shuffled-stub]
    return shuffled


def shuffled_solution():
    # --8<-- [start:shuffled-solution]
    shuffled = "attention"
    # --8<-- [end:shuffled-solution]
    return shuffled


def places_stub():
    # --8<-- [start:places-stub]
    places = ...  # n
    # --8<-- [end:places-stub]
    return places


def places_solution():
    # --8<-- [start:places-solution]
    d = 64
    # 2 * n**2 * d = 3 * 4 * n * d**2
    places = 3 * 4 * d // 2
    # --8<-- [end:places-solution]
    return places


def causal_weights_stub():
    # --8<-- [start:causal_weights-stub]
    import numpy as np

    def causal_weights(scores):  # (T, T): of query t for the key at place s
        return ...  # (T, T)

    # --8<-- [end:causal_weights-stub]
    return causal_weights


def causal_weights_solution():
    # --8<-- [start:causal_weights-solution]
    import numpy as np

    def causal_weights(scores):  # (T, T): of query t for the key at place s
        past = np.tri(len(scores), dtype=bool)
        shares = np.exp(np.where(past, scores, -np.inf))
        return shares / shares.sum(axis=1, keepdims=True)

    # --8<-- [end:causal_weights-solution]
    return causal_weights


def shares(scores, axis=1):
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def seen(scores, diagonal=0):
    return np.tri(len(scores), k=diagonal, dtype=bool)


def masked_afterwards(scores):
    return np.where(seen(scores), shares(scores), 0)


def future_only(scores):
    return shares(np.where(seen(scores).T, scores, -np.inf))


def zeros_for_scores(scores):
    return shares(np.where(seen(scores), scores, 0))


def by_column(scores):
    return shares(np.where(seen(scores), scores, -np.inf), axis=0)


EXERCISES = [
    number(
        "output",
        output_stub,
        output_solution,
        wrong={
            "all weights are equal": (
                float(VALUES.mean()),
                "A query of log 2 turns the keys 3, 2, 2 into 8, 4, 4.",
            ),
            "the keys themselves are the shares": (
                float((KEYS * VALUES).sum() / KEYS.sum()),
                "The shares are the exponentials of the scores: 2 to the power of the key.",
            ),
            "the shares are not divided by their sum": ((2**KEYS * VALUES).sum(), "Weights add up to 1."),
            "only the best key counts": (VALUES[KEYS.argmax()], "The others take part, by their weights."),
        },
        tolerance=1e-6,
    ),
    choice(
        "shuffled",
        shuffled_stub,
        shuffled_solution,
        wrong={
            "convolution": "Its window would see other neighbours, so other numbers would come out.",
            "recurrence": "Each state depends on the one before it, and that would be another.",
        },
    ),
    number(
        "places",
        places_stub,
        places_solution,
        wrong={
            "the products are as expensive as the projections": (128, "Three times as expensive, it says."),
            "only one of the two products is counted": (
                768,
                "Scores take n * n * d, and so do the averages.",
            ),
            "only three projections are counted": (288, "The result is projected too: four in all."),
            "d is forgotten": (6, "Both sides have a factor n * d, and d is left on one of them."),
        },
    ),
    function(
        "causal_weights",
        causal_weights_stub,
        causal_weights_solution,
        SCORES,
        wrong={
            "the mask comes after the softmax": (
                masked_afterwards,
                "Then the weights of a row no longer add up to 1. Mask the scores.",
            ),
            "the future is left instead of the past": (future_only, "Query t may look at s <= t."),
            "a score of 0 is meant to hide a place": (
                zeros_for_scores,
                "exp(0) is 1. A score of minus infinity gives a share of 0.",
            ),
            "weights add up to 1 for each key": (by_column, "For each query: along a row."),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
