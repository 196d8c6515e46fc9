"""The exercises of docs/decide/choose.md."""

from typing import Any

from exercises import kit
from snippets.choose import SITUATIONS
from snippets.choose import choose as recommend

SENSOR = SITUATIONS["predict the next hour of a sensor, on a microcontroller"]


def changed_stub() -> Any:
    # --8<-- [start:changed-stub]
    changed = {
        ...: ...,  # one question of the sensor, answered otherwise
    }
    # --8<-- [end:changed-stub]
    return changed


def changed_solution() -> Any:
    # --8<-- [start:changed-solution]
    changed = {
        "examples": 300,
    }
    # --8<-- [end:changed-solution]
    return changed


def check_changed(answer: Any) -> None:
    if not isinstance(answer, dict):
        raise kit.Wrong(f"changed is {kit.show(answer)}; expected one question with its new answer.")
    if ... in answer or ... in answer.values():
        raise kit.Unanswered("changed is not answered yet.")
    if len(answer) != 1:
        raise kit.Wrong(f"changed answers {len(answer)} questions; change one.")
    ((question, value),) = answer.items()
    if question not in SENSOR:
        raise kit.Wrong(f"{question!r} is no question; they are {', '.join(SENSOR)}.")
    if value == SENSOR[question]:
        raise kit.Wrong(f"{question} is {value!r} for the sensor already.")
    try:
        name = recommend(**SENSOR | answer).name
    except ValueError as error:
        raise kit.Wrong(f"These answers cannot be: {error}.") from error
    if name == "GRU":
        raise kit.Wrong(
            f"With {question} {value!r} it is still the GRU. Which rule above it in the figure could hold?"
        )
    if not name.startswith("autoregression"):
        raise kit.Wrong(
            f"With {question} {value!r} the guide says {name}. When is no network worth its cost?"
        )


def leak_stub() -> Any:
    # --8<-- [start:leak-stub]
    leak = ...  # "A", "B", "C" or "D"
    # --8<-- [end:leak-stub]
    return leak


def leak_solution() -> Any:
    # --8<-- [start:leak-solution]
    leak = "C"
    # --8<-- [end:leak-solution]
    return leak


def first_rule_stub() -> Any:
    # --8<-- [start:first_rule-stub]
    def first_rule(rules, found):
        return ...  # the name

    # --8<-- [end:first_rule-stub]
    return first_rule


def first_rule_solution() -> Any:
    # --8<-- [start:first_rule-solution]
    def first_rule(rules, found):
        for name, conditions in rules:
            if all(found[fact] in words for fact, words in conditions.items()):
                return name
        return None

    # --8<-- [end:first_rule-solution]
    return first_rule


def last_rule(rules: Any, found: Any) -> Any:
    fits = [
        name for name, conditions in rules if all(found[fact] in words for fact, words in conditions.items())
    ]
    return fits[-1] if fits else None


def any_condition(rules: Any, found: Any) -> Any:
    for name, conditions in rules:
        if any(found[fact] in words for fact, words in conditions.items()):
            return name
    return None


def most_conditions(rules: Any, found: Any) -> Any:
    fits = [
        (len(conditions), -place, name)
        for place, (name, conditions) in enumerate(rules)
        if all(found[fact] in words for fact, words in conditions.items())
    ]
    return max(fits)[2] if fits else None


def spoken_stub() -> Any:
    # --8<-- [start:spoken-stub]
    spoken = ...  # "one", "each", "next", "read" or "write"
    # --8<-- [end:spoken-stub]
    return spoken


def spoken_solution() -> Any:
    # --8<-- [start:spoken-solution]
    spoken = "read"
    # --8<-- [end:spoken-solution]
    return spoken


RULES = [
    ("counts", {"answer": ["one"], "distance": ["none"]}),
    ("AR", {"answer": ["next"], "examples": ["few"]}),
    ("GRU", {"answer": ["one", "next"], "machine": ["small"]}),
    ("TCN", {"answer": ["next"], "distance": ["near", "far"], "machine": ["small", "large"]}),
    ("BiLSTM", {}),
]


def facts(answer: str, distance: str, examples: str, machine: str) -> dict[str, str]:
    return {"answer": answer, "distance": distance, "examples": examples, "machine": machine}


EXERCISES = [
    kit.Exercise(
        "changed",
        changed_stub,
        changed_solution,
        check_changed,
        wrong={
            "the distance is known": ({"distance": 24}, "still the GRU"),
            "the machine is larger": ({"machine": "ordinary"}, "the guide says LSTM"),
            "it looks very far back": ({"distance": 5000}, "the guide says linear recurrence"),
            "order does not matter": ({"distance": 0}, "These answers cannot be"),
            "two answers are changed": ({"machine": "large", "examples": 300}, "change one"),
            "the question is misspelt": ({"example": 300}, "is no question"),
            "nothing is changed": ({"streaming": True}, "already"),
        },
    ),
    kit.choice(
        "leak",
        leak_stub,
        leak_solution,
        wrong={
            "A": "It looks back only, and the last value is known when the forecast is made.",
            "B": "Scaled by the training years alone: nothing of the test years is in it.",
            "D": "Stacking earlier values is a window. All of them are known in time.",
        },
    ),
    kit.function(
        "first_rule",
        first_rule_stub,
        first_rule_solution,
        cases=[
            ([("all else", {})], facts("one", "none", "few", "small")),
            (RULES, facts("one", "none", "few", "small")),
            (RULES, facts("next", "far", "few", "small")),
            (RULES, facts("next", "far", "some", "small")),
            (RULES, facts("next", "far", "some", "large")),
            (RULES, facts("one", "far", "many", "large")),
            (RULES[:1], facts("each", "none", "few", "small")),
        ],
        wrong={
            "the last rule that fits decides": (last_rule, "Return as soon as one fits."),
            "one condition is enough": (any_condition, "All conditions must hold."),
            "the rule with most conditions decides": (most_conditions, "The order of the rules decides."),
        },
    ),
    kit.choice(
        "spoken",
        spoken_stub,
        spoken_solution,
        wrong={
            "one": "A number of ten digits is a row, and not one of a few answers.",
            "each": "Nobody knows which moment belongs to which digit.",
            "next": "Nothing is forecast.",
            "write": "The digits stand in the order in which they are spoken, and in no other.",
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
