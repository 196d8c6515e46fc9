"""The exercises of docs/together/window_or_memory.md."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from exercises import kit
from snippets.twins import kgrams

K = 4


def k_needed_stub() -> Any:
    # --8<-- [start:k_needed-stub]
    k_needed = ...
    # --8<-- [end:k_needed-stub]
    return k_needed


def k_needed_solution() -> Any:
    # --8<-- [start:k_needed-solution]
    k_needed = 12 + 1
    # --8<-- [end:k_needed-solution]
    return k_needed


def fooled_stub() -> Any:
    # --8<-- [start:fooled-stub]
    # two different texts of the letters a and b
    fooled = ("...", "...")
    # --8<-- [end:fooled-stub]
    return fooled


def fooled_solution() -> Any:
    # --8<-- [start:fooled-solution]
    x, y, z = "aaa", "b", "bb"
    fooled = (x + y + x + z + x, x + z + x + y + x)
    # --8<-- [end:fooled-solution]
    return fooled


def check_fooled(answer: Any) -> None:
    kit.refuse_unanswered("fooled", answer)
    if (
        not isinstance(answer, (tuple, list))
        or len(answer) != 2
        or not all(isinstance(text, str) for text in answer)
    ):
        raise kit.Wrong(f"fooled is {kit.show(answer)}; expected two texts, as (first, second).")
    first, second = answer
    if set(first + second) == {"."}:
        raise kit.Unanswered("fooled is not answered yet.")
    if foreign := sorted(set(first + second) - set("ab")):
        raise kit.Wrong(f"fooled holds {foreign[0]!r}; use the letters a and b only.")
    if first == second:
        raise kit.Wrong("The two texts are the same. The network is fooled only by two different ones.")
    for text in answer:
        if len(text) < K:
            raise kit.Wrong(f"{kit.show(text)} has {len(text)} letters: no window of {K} fits into it.")
    left, right = kgrams(first, K), kgrams(second, K)
    if left == right:
        return
    gram = min((left - right) or (right - left))
    counts = f"{left[gram]} times in the first and {right[gram]} times in the second"
    message = f"The network tells them apart: {gram!r} occurs {counts}."
    if len(first) == len(second) and kgrams(first, K - 1) == kgrams(second, K - 1):
        message += f" Windows of {K - 1} are fooled already: make the part that repeats longer by one letter."
    elif Counter(first) == Counter(second):
        message += " Equal letters are not enough: the windows at the places where parts meet must be equal."
    raise kit.Wrong(message)


def read_out_stub() -> Any:
    # --8<-- [start:read_out-stub]
    # "maximum", "mean", "both" or "neither"
    read_out = ...
    # --8<-- [end:read_out-stub]
    return read_out


def read_out_solution() -> Any:
    # --8<-- [start:read_out-solution]
    read_out = "mean"
    # --8<-- [end:read_out-solution]
    return read_out


def fooling_stub() -> Any:
    # --8<-- [start:fooling-stub]
    def fooling(first, second):
        return [...]  # every k, the smallest first

    # --8<-- [end:fooling-stub]
    return fooling


def fooling_solution() -> Any:
    # --8<-- [start:fooling-solution]
    def fooling(first, second):
        most = min(len(first), len(second))
        return [k for k in range(1, most + 1) if bag(first, k) == bag(second, k)]

    def bag(text, k):
        return sorted(text[i : i + k] for i in range(len(text) - k + 1))

    # --8<-- [end:fooling-solution]
    return fooling


def fooled_windows(first: str, second: str, bag: Callable[[list[str]], Any]) -> list[int]:
    most = range(1, min(len(first), len(second)) + 1)
    grams = {
        k: [[text[i : i + k] for i in range(len(text) - k + 1)] for text in (first, second)] for k in most
    }
    return [k for k, (left, right) in grams.items() if bag(left) == bag(right)]


def by_sets(first: str, second: str) -> list[int]:
    return fooled_windows(first, second, set)


def in_order(first: str, second: str) -> list[int]:
    return fooled_windows(first, second, list)


def last_window_missing(first: str, second: str) -> list[int]:
    return fooled_windows(first, second, lambda grams: sorted(grams[:-1]))


def up_to_the_first(first: str, second: str) -> list[int]:
    found = fooled_windows(first, second, sorted)
    return [k for k in found if k == found.index(k) + 1]


EXERCISES = [
    kit.number(
        "k_needed",
        k_needed_stub,
        k_needed_solution,
        wrong={
            "k is the distance": (12, "Letters 12 steps apart are the first and the last of 13 neighbours."),
            "k is the number of letters between them": (
                11,
                "Both letters themselves must lie in the window.",
            ),
            "the window reaches as far to both sides": (
                25,
                "One side is enough: count from one letter to the other.",
            ),
        },
    ),
    kit.Exercise(
        "fooled",
        fooled_stub,
        fooled_solution,
        check_fooled,
        wrong={
            "both texts are the same": (("abababa", "abababa"), "only by two different ones"),
            "the pair of the page is taken": (("aabaa", "abaab"), "Windows of 3 are fooled already"),
            "one text is the other, read backwards": (("aaaabb", "bbaaaa"), "at the places where parts meet"),
            "the letters are others": (("cdcdc", "dcdcd"), "use the letters a and b only"),
            "the texts are too short for a window": (("aab", "aba"), "no window of 4 fits"),
            "the texts have other letters each": (("aaaaa", "bbbbb"), "The network tells them apart"),
        },
    ),
    kit.choice(
        "read_out",
        read_out_stub,
        read_out_solution,
        wrong={
            "maximum": "Both texts hold aaa and aab, so every maximum is over the same two values.",
            "both": "Which values does the maximum choose from in the first text, and which in the second?",
            "neither": "Count how large the share of aaa is among the windows of each text.",
        },
    ),
    kit.function(
        "fooling",
        fooling_stub,
        fooling_solution,
        cases=[
            ("ab", "aa"),
            ("ab", "ba"),
            ("aab", "aba"),
            ("aabaa", "abaab"),
            ("aab", "aabb"),
            ("aaabaaabbaaa", "aaabbaaabaaa"),
        ],
        wrong={
            "windows are compared as sets": (by_sets, "A bag also counts how often each occurs."),
            "windows are compared in their order": (in_order, "A bag has no order: sort, then compare."),
            "the last window is forgotten": (last_window_missing, "L letters have L − k + 1 windows."),
            "the search ends at the first k that is not fooled": (
                up_to_the_first,
                "A wider window can be fooled where a narrower one is not, as in the figure.",
            ),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
