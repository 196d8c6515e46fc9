"""The exercises of docs/convolution/output_size.md."""

from typing import Any

import numpy as np

from exercises import kit
from snippets.convolution import output_size


def longest_row_stub() -> Any:
    # --8<-- [start:longest_row-stub]
    longest_row = ...
    # --8<-- [end:longest_row-stub]
    return longest_row


def longest_row_solution() -> Any:
    # --8<-- [start:longest_row-solution]
    # up to the end of window 5, and 3 pixels,
    # too few for another step
    longest_row = (5 - 1) * 4 + 3 + 3
    # --8<-- [end:longest_row-solution]
    return longest_row


def same_on_both_sides_stub() -> Any:
    # --8<-- [start:same_on_both_sides-stub]
    # "k=2, d=1", "k=4, d=1",
    # "k=2, d=2" or "k=4, d=3"
    same_on_both_sides = ...
    # --8<-- [end:same_on_both_sides-stub]
    return same_on_both_sides


def same_on_both_sides_solution() -> Any:
    # --8<-- [start:same_on_both_sides-solution]
    same_on_both_sides = "k=2, d=2"
    # --8<-- [end:same_on_both_sides-solution]
    return same_on_both_sides


def smallest_input_stub() -> Any:
    # --8<-- [start:smallest_input-stub]
    def smallest_input(places, kernel_size, stride, padding, dilation):
        return ...

    # --8<-- [end:smallest_input-stub]
    return smallest_input


def smallest_input_solution() -> Any:
    # --8<-- [start:smallest_input-solution]
    def smallest_input(places, kernel_size, stride, padding, dilation):
        reach = dilation * (kernel_size - 1) + 1
        return (places - 1) * stride + reach - 2 * padding

    # --8<-- [end:smallest_input-solution]
    return smallest_input


def halving_stub() -> Any:
    # --8<-- [start:halving-stub]
    halving = ...  # (kernel_size, stride, padding)
    # --8<-- [end:halving-stub]
    return halving


def halving_solution() -> Any:
    # --8<-- [start:halving-solution]
    halving = (3, 2, 1)
    # --8<-- [end:halving-solution]
    return halving


def check_halving(answer: Any) -> None:
    kit.refuse_unanswered("halving", answer)
    if not (
        isinstance(answer, (tuple, list))
        and len(answer) == 3
        and all(isinstance(part, (int, np.integer)) for part in answer)
    ):
        raise kit.Wrong(f"halving is {kit.show(answer)}; expected three whole numbers.")
    kernel_size, stride, padding = answer
    if kernel_size == 1:
        raise kit.Wrong("A window of one pixel skips every other pixel: each pixel is to be in a window.")
    for size in range(4, 65, 2):
        try:
            found = output_size(size, kernel_size, stride=stride, padding=padding)
        except ValueError as error:
            raise kit.Wrong(f"For {size} pixels: {error}.") from None
        if found != size // 2:
            hint = (
                "How many cells more than both paddings must the window have?"
                if stride == 2
                else "Mind the stride."
            )
            raise kit.Wrong(f"{size} pixels give {found} places, expected {size // 2}. {hint}")


def last_window_forgotten(places: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return places * stride + dilation * (kernel_size - 1) + 1 - 2 * padding


def dilation_left_out(places: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return (places - 1) * stride + kernel_size - 2 * padding


def padded_on_one_side(places: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return (places - 1) * stride + dilation * (kernel_size - 1) + 1 - padding


def last_cell_left_out(places: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return (places - 1) * stride + dilation * (kernel_size - 1) - 2 * padding


def dilation_times_kernel(places: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return (places - 1) * stride + dilation * kernel_size - 2 * padding


EXERCISES = [
    kit.number(
        "longest_row",
        longest_row_stub,
        longest_row_solution,
        wrong={
            "the last window is to end at the last pixel": (
                19,
                "That is the shortest such row: up to how many pixels may be left over?",
            ),
            "a whole step is left over": (23, "With 23 pixels there is a place more, from pixel 20 on."),
            "there are as many steps as places": (
                26,
                "From the first place to the fifth there are four steps.",
            ),
        },
    ),
    kit.choice(
        "same_on_both_sides",
        same_on_both_sides_stub,
        same_on_both_sides_solution,
        wrong={
            "k=2, d=1": "It reaches over 2 cells, so 1 cell is missing: it cannot be shared by both sides.",
            "k=4, d=1": "It reaches over 4 cells, so 3 are missing: one side gets more than the other.",
            "k=4, d=3": "d (k − 1) is 9, which is odd.",
        },
    ),
    kit.function(
        "smallest_input",
        smallest_input_stub,
        smallest_input_solution,
        cases=[(4, 3, 2, 0, 1), (1, 3, 1, 0, 2), (5, 3, 1, 1, 1), (6, 4, 3, 1, 2), (112, 7, 2, 3, 1)],
        wrong={
            "places are counted as steps": (
                last_window_forgotten,
                "Between `places` places there are `places - 1` steps.",
            ),
            "dilation is left out": (dilation_left_out, "The window reaches over d (k − 1) + 1 pixels."),
            "padding is taken off once": (padded_on_one_side, "It stands on both sides."),
            "the first cell of the last window is not counted": (
                last_cell_left_out,
                "From its first cell to its last there are d (k − 1) steps, which makes one cell more.",
            ),
            "the window is taken to reach over d · k pixels": (
                dilation_times_kernel,
                "From its first cell to its last there are k − 1 steps of d.",
            ),
        },
    ),
    kit.Exercise(
        "halving",
        halving_stub,
        halving_solution,
        check_halving,
        wrong={
            "nothing is padded": ((3, 2, 0), "4 pixels give 1 places, expected 2"),
            "every place is kept": ((3, 1, 1), "Mind the stride"),
            "there is too much padding": ((3, 2, 2), "4 pixels give 3 places"),
            "pixels are skipped": ((1, 2, 0), "each pixel is to be in a window"),
            "it is one number": (2, "expected three whole numbers"),
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
