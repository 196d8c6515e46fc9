"""Exercises of docs/decide/comparison.md."""

from exercises.kit import choice, main, number


def which_cell_stub():
    # --8<-- [start:which_cell-stub]
    which_cell = ...  # "memory, CNN", "position, CNN", "streaming, CNN" or "memory, RNN"
    # --8<-- [end:which_cell-stub]
    return which_cell


def which_cell_solution():
    # --8<-- [start:which_cell-solution]
    which_cell = "memory, CNN"
    # --8<-- [end:which_cell-solution]
    return which_cell


def kept_stub():
    # --8<-- [start:kept-stub]
    kept = ...
    # --8<-- [end:kept-stub]
    return kept


def kept_solution():
    # --8<-- [start:kept-solution]
    field = 1 + 2 * 2 * (1 + 2 + 4 + 8 + 16)
    kept = (field - 1) * 4
    # --8<-- [end:kept-solution]
    return kept


def window_stub():
    # --8<-- [start:window-stub]
    window = ...
    # --8<-- [end:window-stub]
    return window


def window_solution():
    # --8<-- [start:window-solution]
    window = 4 * 2
    # --8<-- [end:window-solution]
    return window


EXERCISES = [
    choice(
        "which_cell",
        which_cell_stub,
        which_cell_solution,
        wrong={
            "position, CNN": "That is about moving the whole input. Here one input changes.",
            "streaming, CNN": "That is about what is kept from one input to the next. Here nothing is.",
            "memory, RNN": "A state would let all fifty inputs through, however faintly.",
        },
    ),
    number(
        "kept",
        kept_stub,
        kept_solution,
        wrong={
            "the present step is kept too": (500, "It is read, and need not have been kept."),
            "the channels are forgotten": (124, "Each of the 4 channels has a past of its own."),
            "each level has one convolution": (248, "A level has two, and each adds twice its dilation."),
            "the old field is doubled": (480, "Four levels see 61 steps; the fifth adds 2 · 2 · 16 to it."),
        },
    ),
    number(
        "window",
        window_stub,
        window_solution,
        wrong={
            "only the input is multiplied": (4, "The last state is multiplied as well."),
            "it is compared with a plain RNN": (2, "An LSTM has four blocks of rows: i, f, g, o."),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
