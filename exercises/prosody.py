"""Exercises of docs/cases/prosody.py."""

from itertools import groupby

from exercises.kit import function, main, number


def pause_stub():
    # --8<-- [start:pause-stub]
    pause = ...
    # --8<-- [end:pause-stub]
    return pause


def pause_solution():
    # --8<-- [start:pause-solution]
    reach = 5 + 3 - 1
    pause = reach - 1
    # --8<-- [end:pause-solution]
    return pause


def guessed_stub():
    # --8<-- [start:guessed-stub]
    guessed = ...
    # --8<-- [end:guessed-stub]
    return guessed


def guessed_solution():
    # --8<-- [start:guessed-solution]
    guessed = 2 / 4 * 1 + 2 / 4 * 1 / 2
    # --8<-- [end:guessed-solution]
    return guessed


def first_move_stub():
    # --8<-- [start:first_move-stub]
    def first_move(pitch):
        """Where the first phrase leads: 1 up, -1 down, 0 if it ends as it began.

        `pitch` is a list of numbers in Hz, one for each frame, 0 in silence; somebody speaks.
        """
        return ...

    # --8<-- [end:first_move-stub]
    return first_move


def first_move_solution():
    # --8<-- [start:first_move-solution]
    def first_move(pitch):
        first = None  # the state: where the phrase began, and what was heard last
        for now in pitch:
            if now and first is None:
                first = now
            if not now and first is not None:
                break
            last = now
        return (last > first) - (last < first)

    # --8<-- [end:first_move-solution]
    return first_move


def sign(change):
    return (change > 0) - (change < 0)


def from_first_to_last_frame(pitch):
    return sign(pitch[-1] - pitch[0])


def forgets_the_pause(pitch):
    spoken = [now for now in pitch if now]
    return sign(spoken[-1] - spoken[0])


def looks_at_the_last_phrase(pitch):
    phrases = [list(phrase) for speech, phrase in groupby(pitch, bool) if speech]
    return sign(phrases[-1][-1] - phrases[-1][0])


EXERCISES = (
    number(
        "pause",
        pause_stub,
        pause_solution,
        {
            "the pause is as long as the window": (
                7,
                "A window of 7 with one frame in each phrase has fewer frames between them.",
            ),
            "both ends of the window are taken off": (
                5,
                "With 5 frames of silence a window of 7 still has one frame in each phrase.",
            ),
            "the windows of both layers are added": (
                8,
                "The second layer's window is 3 outputs wide: it adds 2 frames, not 3.",
            ),
        },
    ),
    number(
        "guessed",
        guessed_stub,
        guessed_solution,
        {
            "every kind is guessed": (0.25, "Two of the four kinds can be told without any order."),
            "all with an order are counted wrong": (0.5, "A guess between two is right half of the time."),
            "the two shares are averaged over three kinds": (
                2 / 3,
                "Four kinds are equally frequent: two are known, two are guessed.",
            ),
        },
        tolerance=1e-6,
    ),
    function(
        "first_move",
        first_move_stub,
        first_move_solution,
        [
            ([100, 110],),
            ([110, 100, 0],),
            ([0, 100, 120, 0, 140, 90],),
            ([0, 120, 110, 0, 0, 90, 130, 0],),
            ([100, 130, 100, 0, 90],),
            ([0, 150, 0],),
        ],
        {
            "the first and the last frame are compared": (
                from_first_to_last_frame,
                "They may be silent: 0 is no pitch.",
            ),
            "silence is left out, and both phrases taken as one": (
                forgets_the_pause,
                "Stop at the first silence after the phrase has begun.",
            ),
            "the last phrase is looked at": (
                looks_at_the_last_phrase,
                "The first phrase is asked for: keep what it told, over the pause.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
