"""Exercises of docs/applications/video_and_dna.md."""

from exercises.kit import choice, function, main, number


def place_stub():
    # --8<-- [start:place-stub]
    place = ...
    # --8<-- [end:place-stub]
    return place


def place_solution():
    # --8<-- [start:place-solution]
    place = 6
    # --8<-- [end:place-solution]
    return place


def steps_stub():
    # --8<-- [start:steps-stub]
    steps = ...
    # --8<-- [end:steps-stub]
    return steps


def steps_solution():
    # --8<-- [start:steps-solution]
    steps = (2000 - 26 + 1) // 13
    # --8<-- [end:steps-solution]
    return steps


def other_strand_stub():
    # --8<-- [start:other_strand-stub]
    def other_strand(text):
        """Return the other strand of a text of A, C, G and T, as it is read."""
        return ...

    # --8<-- [end:other_strand-stub]
    return other_strand


def other_strand_solution():
    # --8<-- [start:other_strand-solution]
    def other_strand(text):
        partner = {"A": "T", "C": "G", "G": "C", "T": "A"}
        return "".join(partner[base] for base in reversed(text))

    # --8<-- [end:other_strand-solution]
    return other_strand


def camera_stub():
    # --8<-- [start:camera-stub]
    camera = ...  # "mean over frames", "BiLSTM" or "LSTM"
    # --8<-- [end:camera-stub]
    return camera


def camera_solution():
    # --8<-- [start:camera-solution]
    camera = "LSTM"
    # --8<-- [end:camera-solution]
    return camera


def reads_on_the_same_strand(text):
    return text[::-1]


def forgets_to_turn_round(text):
    return other_strand_solution()(text)[::-1]


def takes_the_wrong_partner(text):
    return text[::-1].translate(str.maketrans("ACGT", "CATG"))


EXERCISES = (
    number(
        "place",
        place_stub,
        place_solution,
        {
            "the first good fit is taken for the best": (2, "GATT has three of four bases: look further."),
            "places are counted from 1": (7, "The first place is 0."),
            "the place of the last base is given": (9, "A place is where the first base of the motif lies."),
        },
    ),
    number(
        "steps",
        steps_stub,
        steps_solution,
        {
            "75 is doubled": (150, "975 places are left of 1,000. How many are left of 2,000?"),
            "the filters' length is forgotten": (
                153,
                "2,000 bases give fewer places than that: the last windows would hang over the end.",
            ),
            "the last pool is rounded up": (152, "What does not fill a pool is dropped."),
        },
    ),
    function(
        "other_strand",
        other_strand_stub,
        other_strand_solution,
        [("A",), ("AC",), ("GATTACA",), ("TGACTCA",), ("",)],
        {
            "the text is read backwards on the same strand": (
                reads_on_the_same_strand,
                "Opposite each base lies its partner: A and T, C and G.",
            ),
            "the partner is not read from its own end": (
                forgets_to_turn_round,
                "The other strand runs the other way.",
            ),
            "A is paired with C and G with T": (takes_the_wrong_partner, "A pairs with T, C with G."),
        },
    ),
    choice(
        "camera",
        camera_stub,
        camera_solution,
        {
            "mean over frames": "In and out have the same frames in reverse order, and the same mean.",
            "BiLSTM": "It reads from the end as well, and a camera that never stops has none.",
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
