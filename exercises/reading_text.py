"""Exercises of docs/applications/reading_text.md."""

from typing import Any

import numpy as np

from exercises.kit import function, main, number


def frames_stub():
    # --8<-- [start:frames-stub]
    frames = ...
    # --8<-- [end:frames-stub]
    return frames


def frames_solution():
    # --8<-- [start:frames-solution]
    frames = 160 // 2 // 2 + 1 + 1 - 1
    # --8<-- [end:frames-solution]
    return frames


def columns_stub():
    # --8<-- [start:columns-stub]
    columns = ...
    # --8<-- [end:columns-stub]
    return columns


def columns_solution():
    # --8<-- [start:columns-solution]
    columns = 6 + (3 - 1) * 2
    # --8<-- [end:columns-solution]
    return columns


def to_frames_stub():
    # --8<-- [start:to_frames-stub]
    def to_frames(maps):
        """Make each column of all maps a frame, from left to right: (N, C, H, W) -> (W, N, C*H)."""
        return ...

    # --8<-- [end:to_frames-stub]
    return to_frames


def to_frames_solution():
    # --8<-- [start:to_frames-solution]
    def to_frames(maps):
        N, C, H, W = maps.shape
        return maps.transpose(3, 0, 1, 2).reshape(W, N, C * H)

    # --8<-- [end:to_frames-solution]
    return to_frames


def only_reshapes(maps: Any) -> Any:
    N, C, H, W = maps.shape
    return maps.reshape(W, N, C * H)


def takes_rows(maps: Any) -> Any:
    N, C, H, W = maps.shape
    return maps.transpose(2, 0, 1, 3).reshape(H, N, C * W)


def puts_rows_before_maps(maps: Any) -> Any:
    N, C, H, W = maps.shape
    return maps.transpose(3, 0, 2, 1).reshape(W, N, H * C)


def reads_from_the_right(maps: Any) -> Any:
    return to_frames_solution()(maps)[::-1]


CASES = [
    (np.arange(N * C * H * W).reshape(N, C, H, W),)
    for N, C, H, W in ((1, 1, 1, 2), (1, 2, 2, 3), (2, 3, 2, 4))
]

EXERCISES = (
    number(
        "frames",
        frames_stub,
        frames_solution,
        {
            "the padding of the later poolings is left out": (
                39,
                "They are padded left and right, and move by one column: each adds a column.",
            ),
            "the last convolution is left out": (
                42,
                "It is 2 wide and has no padding: one column is lost.",
            ),
            "all four poolings halve the width": (
                9,
                "The last two move by one column at a time, stride=(2, 1): only the height is halved.",
            ),
            "there are always as many as for 100 pixels": (
                26,
                "The weights are the same at every column: a wider picture makes more frames.",
            ),
        },
    ),
    number(
        "columns",
        columns_stub,
        columns_solution,
        {
            "the pooling is forgotten": (
                6 + 2,
                "Behind a pooling by 2, the neighbours of a column lie two columns of the strip away.",
            ),
            "the kernel is multiplied with what was seen": (
                6 * 3,
                "The fields of neighbours overlap: add two steps, one for each neighbour.",
            ),
            "one side is forgotten": (
                6 + 2 - 1,
                "The kernel has a neighbour on the left and one on the right.",
            ),
        },
    ),
    function(
        "to_frames",
        to_frames_stub,
        to_frames_solution,
        CASES,
        {
            "the array is reshaped without moving its axes": (
                only_reshapes,
                "The numbers keep their order then: move the width to the front first, with transpose.",
            ),
            "rows become frames": (
                takes_rows,
                "Text runs along the width: the axis to be the first is the last one.",
            ),
            "the rows of a column come before its maps": (
                puts_rows_before_maps,
                "Keep the order (C, H) in a frame: all rows of the first map, then those of the second.",
            ),
            "the last column comes first": (
                reads_from_the_right,
                "Frame 0 is column 0, on the left.",
            ),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
