"""The seven questions, the answers that each of them takes, and what the rules make of the numbers."""

from collections import namedtuple

import numpy as np

NEAR, FAR = 16, 1000  # steps: what a few layers of windows see; from where on a loop is long
FEW, MANY = 1000, 100_000  # examples: rules of thumb, and a baseline tells more than any

Question = namedtuple("Question", "name asks answers")

QUESTIONS = [
    Question(
        "data",
        "What do you read?",
        {
            "image": "one image",
            "frames": "images in a row, such as a clip",
            "series": "numbers or symbols in a row: readings, sound, DNA",
            "text": "words of a language",
        },
    ),
    Question(
        "answer",
        "What comes out, and is it known what belongs to what?",
        {
            "one": "one answer for the whole",
            "each": "one for each step or pixel, and it is known which",
            "next": "what comes next",
            "read": "what stands there, in its order, but not where each part stands",
            "write": "a row of words or symbols in an order of its own",
        },
    ),
    Question(
        "distance",
        "Does order (in an image: the place) matter, and over how many steps?",
        {0: "no", "a number": "the farthest that belong together", "unknown": "yes, but how far?"},
    ),
    Question(
        "streaming",
        "Must it answer while inputs still come?",
        {True: "yes", False: "no, all inputs are there first"},
    ),
    Question(
        "length", "Have all inputs one size?", {"fixed": "yes", "variable": "no, or a stream without an end"}
    ),
    Question(
        "examples",
        "How many examples are there, with their answers?",
        {"a number": f"below {FEW:,} are few, {MANY:,} many, as a rule of thumb"},
    ),
    Question(
        "machine",
        "How much memory and time is there for one answer?",
        {
            "small": "kilobytes, milliseconds: a microcontroller, a phone in your pocket",
            "ordinary": "a computer",
            "large": "graphics processors, and days to train",
        },
    ),
]
YES_OR_NO = "'yes' or 'no'"  # what is typed for True and False
BY_NAME = {question.name: question for question in QUESTIONS}


def facts(data, answer, distance, streaming, length, examples, machine):
    """Check the seven answers; return what the rules look at, each a word.

    Raises ValueError for an answer that a question does not take, or for two that contradict each other.
    """
    given = {"data": data, "answer": answer, "distance": distance, "streaming": streaming}
    given |= {"length": length, "examples": examples, "machine": machine}
    for name, value in given.items():
        check(name, value)
    if answer == "next" and distance == 0:
        raise ValueError("answer is 'next' and distance is 0; expected an order, if it tells what comes next")
    if data == "image" and (streaming or answer == "next"):
        raise ValueError("an image comes at once; for images, or rows of one, in turn, data is 'frames'")
    if streaming and answer == "write":
        raise ValueError(
            "streaming is True and answer is 'write'; expected the whole input before the first word"
        )
    return given | in_words(answer, distance, streaming, examples)


# --8<-- [start:in_words]
def in_words(answer, distance, streaming, examples):
    """Turn the answers into the words that the rules look at."""
    past_only = streaming or answer == "next"
    return {
        "distance": how_far(distance),
        "streaming": "yes" if streaming else "no",
        "past only": "yes" if past_only else "no",
        "examples": how_many(examples),
    }


def how_far(steps):
    if steps in (0, "unknown"):
        return "unknown" if steps else "none"
    return "near" if steps <= NEAR else "far" if steps <= FAR else "remote"


def how_many(examples):
    return "few" if examples < FEW else "some" if examples < MANY else "many"
    # --8<-- [end:in_words]


def check(name, value):
    """Raise ValueError unless a question takes this answer."""
    allowed = BY_NAME[name].answers
    number = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if name == "examples":
        fits = number and value >= 1
    elif name == "distance":
        fits = value == "unknown" if isinstance(value, str) else number and value >= 0
    elif name == "streaming":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str) and value in allowed
    if not fits:
        raise ValueError(f"{name} is {value!r}; expected {expected(name)}")


def expected(name, streaming="True or False"):
    """Say what a question takes, as messages do."""
    if name == "streaming":
        return streaming
    if name == "examples":
        return "a whole number, at least 1"
    if name == "distance":
        return "a whole number, at least 0, or 'unknown'"
    return " or ".join(map(repr, BY_NAME[name].answers))


def understood(name, text):
    """Turn what was typed into an answer. Raises ValueError as `check`."""
    text = text.strip().lower()
    value = text
    if name == "streaming":
        value = {"yes": True, "no": False}.get(text)
        if value is None:
            raise ValueError(f"streaming is {text!r}; expected {YES_OR_NO}")
    elif name in ("examples", "distance") and text.replace(",", "").isdecimal():
        value = int(text.replace(",", ""))
    check(name, value)
    return value
