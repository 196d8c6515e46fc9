"""The exercises of docs/convolution/receptive_field.md."""

from typing import Any

from exercises import kit
from snippets.receptive_field import receptive_field as solve

FEWEST_CELLS, MOST_LAYERS, WIDEST_KERNEL, WIDEST_STEP = 32, 6, 3, 4


def field_stub() -> Any:
    # --8<-- [start:field-stub]
    field = ...  # cells
    # --8<-- [end:field-stub]
    return field


def field_solution() -> Any:
    # --8<-- [start:field-solution]
    field = 1 + 2 * 1 + 1 * 1 + 2 * 2 + 1 * 2 + 2 * 4
    # --8<-- [end:field-solution]
    return field


def levels_stub() -> Any:
    # --8<-- [start:levels-stub]
    levels = ...  # layers
    # --8<-- [end:levels-stub]
    return levels


def levels_solution() -> Any:
    # --8<-- [start:levels-solution]
    levels = next(n for n in range(100) if 1 + 2 * (2**n - 1) >= 1000)
    # --8<-- [end:levels-solution]
    return levels


def wide_view_stub() -> Any:
    # --8<-- [start:wide_view-stub]
    wide_view = [
        ...,  # (kernel size, stride) of the first layer, then the others
    ]
    # --8<-- [end:wide_view-stub]
    return wide_view


def wide_view_solution() -> Any:
    # --8<-- [start:wide_view-solution]
    wide_view = [(3, 2), (3, 2), (3, 1), (3, 1), (3, 1), (3, 1)]
    # --8<-- [end:wide_view-solution]
    return wide_view


def check_wide_view(answer: Any) -> None:
    kit.refuse_unanswered("wide_view", answer)
    if not isinstance(answer, (list, tuple)) or not all(
        isinstance(layer, (list, tuple)) and len(layer) == 2 for layer in answer
    ):
        raise kit.Wrong(f"wide_view is {kit.show(answer)}; expected a list of pairs (kernel size, stride).")
    try:
        field = solve(answer)
    except ValueError as error:
        raise kit.Wrong(f"wide_view holds something that is no layer: {error}.") from error
    step = 1
    for kernel_size, stride in answer:
        step *= stride
        if kernel_size > WIDEST_KERNEL:
            raise kit.Wrong(f"A kernel of {kernel_size} is too wide; at most {WIDEST_KERNEL} is allowed.")
    if len(answer) > MOST_LAYERS:
        raise kit.Wrong(f"These are {len(answer)} layers; at most {MOST_LAYERS} are allowed.")
    if step > WIDEST_STEP:
        hint = "Every stride widens the view and coarsens the map: use fewer of them, and early."
        raise kit.Wrong(f"The outputs lie {step} cells apart; at most {WIDEST_STEP} are allowed. {hint}")
    if field < FEWEST_CELLS:
        hint = "A stride widens every layer after it: put the strides first."
        raise kit.Wrong(f"An output sees {field} cells, less than {FEWEST_CELLS}. {hint}")


def seen_cells_stub() -> Any:
    # --8<-- [start:seen_cells-stub]
    def seen_cells(layers):  # each a tuple (kernel_size, stride, dilation)
        return ...

    # --8<-- [end:seen_cells-stub]
    return seen_cells


def seen_cells_solution() -> Any:
    # --8<-- [start:seen_cells-solution]
    def seen_cells(layers):
        size, step = 1, 1
        for kernel_size, stride, dilation in layers:
            size += dilation * (kernel_size - 1) * step
            step *= stride
        return size

    # --8<-- [end:seen_cells-solution]
    return seen_cells


def own_stride_too(layers: Any) -> Any:
    size, step = 1, 1
    for kernel_size, stride, dilation in layers:
        step *= stride
        size += dilation * (kernel_size - 1) * step
    return size


def last_stride_only(layers: Any) -> Any:
    size, step = 1, 1
    for kernel_size, stride, dilation in layers:
        size += dilation * (kernel_size - 1) * step
        step = stride
    return size


def no_strides(layers: Any) -> Any:
    return 1 + sum(dilation * (kernel_size - 1) for kernel_size, _, dilation in layers)


def no_dilation(layers: Any) -> Any:
    return solve([(kernel_size, stride) for kernel_size, stride, _ in layers])


def dilated_kernel(layers: Any) -> Any:
    size, step = 1, 1
    for kernel_size, stride, dilation in layers:
        size += (dilation * kernel_size - 1) * step
        step *= stride
    return size


def deeper_stub() -> Any:
    # --8<-- [start:deeper-stub]
    deeper = ...  # "stays as wide", "doubles" or "grows fourfold"
    # --8<-- [end:deeper-stub]
    return deeper


def deeper_solution() -> Any:
    # --8<-- [start:deeper-solution]
    deeper = "doubles"
    # --8<-- [end:deeper-solution]
    return deeper


EXERCISES = [
    kit.number(
        "field",
        field_stub,
        field_solution,
        wrong={
            "the strides are left out": (9, "Behind a stride of 2, a step of one output is two cells wide."),
            "a layer's stride counts for the layer itself": (
                21,
                "Only the layers after it take wider steps.",
            ),
            "the kernel sizes are added up": (13, "Neighbouring windows overlap: add each kernel less one."),
            "the 1 for the cell itself is missing": (17, "A single cell sees 1, before any layer."),
        },
    ),
    kit.number(
        "levels",
        levels_stub,
        levels_solution,
        wrong={
            "every layer has dilation 1": (500, "Double the dilation from layer to layer: 1, 2, 4, …"),
            "the kernel's three cells count as one": (10, "A kernel of 3 adds twice its dilation, not once."),
            "the last doubling is missing": (8, "With 8 layers an output sees 511 cells."),
        },
    ),
    kit.Exercise(
        "wide_view",
        wide_view_stub,
        wide_view_solution,
        check_wide_view,
        wrong={
            "no layer has a stride": ([(3, 1)] * 6, "sees 13 cells"),
            "the strides come last": ([(3, 1)] * 4 + [(3, 2)] * 2, "put the strides first"),
            "every layer has a stride": ([(3, 2)] * 5, "lie 32 cells apart"),
            "one kernel is as wide as the view": ([(32, 1)], "A kernel of 32 is too wide"),
            "there are many layers": ([(3, 1)] * 16, "These are 16 layers"),
            "a stride is 0": ([(3, 0)] * 6, "no layer"),
        },
    ),
    kit.function(
        "seen_cells",
        seen_cells_stub,
        seen_cells_solution,
        cases=[
            ([(3, 1, 1)],),
            ([(3, 1, 1), (3, 1, 1)],),
            ([(3, 2, 1), (3, 1, 1)],),
            ([(3, 2, 1), (2, 2, 1), (5, 1, 2), (3, 1, 1)],),
            ([],),
        ],
        wrong={
            "a layer's stride counts for the layer itself": (
                own_stride_too,
                "Widen the step after you have used it.",
            ),
            "only the stride of the layer before counts": (
                last_stride_only,
                "Strides multiply: step *= stride.",
            ),
            "the strides are left out": (no_strides, "Multiply what a layer adds by the step so far."),
            "the dilation is left out": (no_dilation, "Dilation multiplies the kernel's gaps."),
            "the dilation multiplies the kernel, not its gaps": (
                dilated_kernel,
                "Between k cells there are k − 1 gaps.",
            ),
        },
    ),
    kit.choice(
        "deeper",
        deeper_stub,
        deeper_solution,
        wrong={
            "stays as wide": "The middle widens too, only more slowly than the whole field.",
            "grows fourfold": "The whole field does. What counts most of it lies closer to the middle.",
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
