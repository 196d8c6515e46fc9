"""Exercises of docs/applications/captions_and_emotion.md."""

from exercises.kit import choice, function, main, number


def probability_stub():
    # --8<-- [start:probability-stub]
    probability = ...
    # --8<-- [end:probability-stub]
    return probability


def probability_solution():
    # --8<-- [start:probability-solution]
    probability = 3 / 4 * 1 / 2
    # --8<-- [end:probability-solution]
    return probability


def say_stub():
    # --8<-- [start:say-stub]
    def say(next_word, longest):
        """Return the list of words that a decoder says when it reads its own."""
        return ...

    # --8<-- [end:say-stub]
    return say


def say_solution():
    # --8<-- [start:say-solution]
    def say(next_word, longest):
        said = []
        word = next_word("end")
        for _ in range(longest):
            if word == "end":
                break
            said.append(word)
            word = next_word(word)
        return said

    # --8<-- [end:say-solution]
    return say


def question_stub():
    # --8<-- [start:question-stub]
    question = ...  # "how long", "before or after", or "fading or growing"
    # --8<-- [end:question-stub]
    return question


def question_solution():
    # --8<-- [start:question-solution]
    question = "how long"  # for what share of the film somebody smiles
    # --8<-- [end:question-solution]
    return question


def keeps_the_end(next_word, longest):
    return [*say_solution()(next_word, longest), "end"][:longest]


def reads_the_start_again(next_word, longest):
    word = next_word("end")
    return [] if word == "end" else [word] * longest


def never_stops_by_itself(next_word, longest):
    said, word = [], "end"
    for _ in range(longest):
        word = next_word(word)
        said.append(word)
    return said


SHORT = {"end": "a", "a": "three", "three": "end"}
LONG = {"end": "a", "a": "three", "three": "above", "above": "an", "an": "eight", "eight": "end"}
ROUND = {"end": "a", "a": "dot", "dot": "and", "and": "a"}


def spoken(answer, table, longest):
    """What an answer says with a table of next words."""
    return answer(table.__getitem__, longest)


EXERCISES = (
    number(
        "probability",
        probability_stub,
        probability_solution,
        {
            "the article is taken for granted": (0.5, 'That is "nine" given "a". How probable is "a"?'),
            "the digit is forgotten": (0.75, 'That is "a" alone. Half of it goes on with "three".'),
            "the two are added": (1.25, "No probability is above 1: multiply."),
        },
    ),
    function(
        "say",
        say_stub,
        say_solution,
        [(SHORT, 9), (LONG, 9), (LONG, 2), (ROUND, 7), ({"end": "end"}, 3), (SHORT, 0)],
        {
            "the end is said as a word": (keeps_the_end, 'Leave "end" out of what is returned.'),
            "the start is read again and again": (
                reads_the_start_again,
                "Read the word that was said last.",
            ),
            "nothing stops it but its length": (never_stops_by_itself, 'Stop when it says "end".'),
        },
        run=spoken,
    ),
    choice(
        "question",
        question_stub,
        question_solution,
        {
            "before or after": "Whether the smile came before the word: shuffled frames have the same mean.",
            "fading or growing": "A smile that fades, played backwards, grows, and its mean is the same.",
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
