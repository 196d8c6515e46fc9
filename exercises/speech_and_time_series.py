"""Exercises of docs/applications/speech_and_time_series.md."""

import numpy as np

from exercises.kit import choice, function, main, number
from snippets.bidirectional import bidirectional
from snippets.rnn import rnn


def two_ahead_stub():
    # --8<-- [start:two_ahead-stub]
    two_ahead = ...
    # --8<-- [end:two_ahead-stub]
    return two_ahead


def two_ahead_solution():
    # --8<-- [start:two_ahead-solution]
    one_ahead = 2 + 0.5 * 8 - 0.25 * 4
    two_ahead = 2 + 0.5 * one_ahead - 0.25 * 8
    # --8<-- [end:two_ahead-solution]
    return two_ahead


def subtitles_stub():
    # --8<-- [start:subtitles-stub]
    subtitles = ...  # "both ends", "one end", "one end, late"
    # --8<-- [end:subtitles-stub]
    return subtitles


def subtitles_solution():
    # --8<-- [start:subtitles-solution]
    subtitles = "one end, late"
    # --8<-- [end:subtitles-solution]
    return subtitles


def seasonal_stub():
    # --8<-- [start:seasonal-stub]
    def seasonal(series, season, ahead):
        """The seasonal-naive forecast so many steps after the end of `series`, a list."""
        return ...

    # --8<-- [end:seasonal-stub]
    return seasonal


def seasonal_solution():
    # --8<-- [start:seasonal-solution]
    def seasonal(series, season, ahead):
        last = series[-season:]
        return last[(ahead - 1) % season]

    # --8<-- [end:seasonal-solution]
    return seasonal


def persistence(series, season, ahead):
    return series[-1]


def counts_from_the_end(series, season, ahead):
    return series[-season:][ahead % season]


def stays_at_the_first(series, season, ahead):
    return series[-season]


def leaks_stub():
    # --8<-- [start:leaks-stub]
    import numpy as np

    def leaks(reader, x, t):
        """Whether the answer of `reader` at step t depends on a later step of x.

        `reader` maps x (T,) to answers (T,).
        """
        return ...

    # --8<-- [end:leaks-stub]
    return leaks


def leaks_solution():
    # --8<-- [start:leaks-solution]
    import numpy as np

    def leaks(reader, x, t):
        changed = np.array(x, dtype=float)
        changed[t + 1 :] += 1
        return bool(reader(changed)[t] != reader(x)[t])

    # --8<-- [end:leaks-solution]
    return leaks


def changes_the_step_itself(reader, x, t):
    changed = np.array(x, dtype=float)
    changed[t:] += 1
    return bool(reader(changed)[t] != reader(x)[t])


def changes_the_past(reader, x, t):
    changed = np.array(x, dtype=float)
    changed[:t] += 1
    return bool(reader(changed)[t] != reader(x)[t])


def compares_all_steps(reader, x, t):
    changed = np.array(x, dtype=float)
    changed[t + 1 :] += 1
    return bool((reader(changed) != reader(x)).any())


def changes_the_next_step_only(reader, x, t):
    changed = np.array(x, dtype=float)
    changed[t + 1 : t + 2] += 1
    return bool(reader(changed)[t] != reader(x)[t])


def both_ends(x):
    arrays = np.full((1, 1), 0.5), np.full((1, 1), 0.5)
    output, *_ = bidirectional(rnn, np.asarray(x, float)[:, None, None], arrays, arrays)
    return output[:, 0].sum(axis=1)


def last_year(x):
    return np.concatenate([[0.0], x[:-1]])


def itself(x):
    return 2 * np.asarray(x, float)


def two_later(x):
    return np.concatenate([x[2:], [0.0, 0.0]])


def one_end(x):
    weight = np.full((1, 1), 0.5)
    return rnn(np.asarray(x, float)[:, None, None], weight, weight)[0][:, 0, 0]


def asked(answer, name, t):
    """Call the answer with a reader by its name, which a message can show."""
    return answer(READERS[name], X, t)


X = np.array([0.5, -1.0, 2.0, 0.25, 1.5])
READERS = {
    "last_year": last_year,
    "itself": itself,
    "one_end": one_end,
    "two_later": two_later,
    "both_ends": both_ends,
}

EXERCISES = (
    number(
        "two_ahead",
        two_ahead_stub,
        two_ahead_solution,
        {
            "it stops after one value": (5, "Five is the next value; forecast once more, as if it had come."),
            "the two weights are exchanged": (
                2 + 0.5 * 8 - 0.25 * 5,
                "The weight .5 belongs to the value nearest to the forecast.",
            ),
            "the old values are read again": (
                2 + 0.5 * 8 - 0.25 * 8,
                "The last value before the second forecast is the first forecast.",
            ),
        },
    ),
    choice(
        "subtitles",
        subtitles_stub,
        subtitles_solution,
        {
            "both ends": "The end of the speech is an hour away, and subtitles are due now.",
            "one end": "It works, and throws away half a second in which it may listen on.",
        },
    ),
    function(
        "seasonal",
        seasonal_stub,
        seasonal_solution,
        [
            ([3, 9, 5, 1], 4, 1),
            ([3, 9, 5, 1, 4, 8, 6, 2], 4, 2),
            ([3, 9, 5, 1, 4, 8, 6, 2], 4, 4),
            ([3, 9, 5, 1, 4, 8, 6, 2], 4, 7),
            ([7, 1, 2], 2, 2),
        ],
        {
            "the last value is repeated": (persistence, "That is persistence: go back by a season."),
            "the season is counted from 0 ahead": (
                counts_from_the_end,
                "One step ahead is the first place of the season, the index 0.",
            ),
            "the first place of the season is always taken": (
                stays_at_the_first,
                "The further ahead, the further into the season; after its end, begin again.",
            ),
        },
    ),
    function(
        "leaks",
        leaks_stub,
        leaks_solution,
        [
            ("last_year", 2),
            ("itself", 2),
            ("one_end", 3),
            ("two_later", 1),
            ("both_ends", 2),
            ("both_ends", 4),
        ],
        {
            "the step itself is changed too": (
                changes_the_step_itself,
                "An answer may depend on its own step: change x[t + 1:] alone.",
            ),
            "what came before is changed": (
                changes_the_past,
                "To read the past is allowed; change the future.",
            ),
            "the answers of all steps are compared": (
                compares_all_steps,
                "Later answers may change: compare the one at t.",
            ),
            "only the next step is changed": (
                changes_the_next_step_only,
                "A reader may look further than one step: change all that comes later.",
            ),
        },
        run=asked,
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
