"""Ways to look at one sequence alone, at one size: page 28 holds their times beside their multiply-adds."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from snippets import cost
from snippets.attention import multi_head
from tools.operations.convolution import layer
from tools.operations.kit import Operation, Runs, with_torch
from tools.operations.recurrence import recurrent

LENGTH, WIDTH, WINDOW = 1024, 64, 3


def attending() -> Runs:
    rng = np.random.default_rng(0)
    shapes = (LENGTH, 1, WIDTH), (3 * WIDTH, WIDTH), (WIDTH, WIDTH)
    x, *weights = (rng.normal(size=shape).astype("float32") for shape in shapes)
    weights = [weight / np.float32(WIDTH**0.5) for weight in weights]

    def of_torch(t: Any) -> Any:
        forward = t.nn.functional.multi_head_attention_forward
        # one head, no biases, nothing added to keys and values, no dropout
        return lambda x, in_proj, out_proj: forward(
            x, x, x, WIDTH, 1, in_proj, None, None, None, False, 0.0, out_proj, None, need_weights=False
        )

    runs: Runs = {"snippets": partial(multi_head, x, x, x, *weights, num_heads=1)}
    return with_torch(runs, of_torch, (x, *weights), {}, None)


SIZES = LENGTH, 1, WIDTH, WIDTH
OPERATIONS = [
    next(layer("conv1d", (1, WIDTH, LENGTH), (WIDTH, WIDTH, WINDOW), (None, None), wide=False, padding=1)),
    *(replace(next(recurrent(cell, SIZES, (1.0, None))), gate=None) for cell in ("RNN", "GRU", "LSTM")),
    Operation(f"attention, 1 head, N 1, T {LENGTH}, D {WIDTH}", attending, None),
]
FORMULAS = [cost.convolution(LENGTH, WIDTH, WINDOW)]
FORMULAS += [formula(LENGTH, WIDTH) for formula in (cost.rnn, cost.gru, cost.lstm, cost.attention)]
MULTIPLY_ADDS = {
    operation.name: formula.multiply_adds for operation, formula in zip(OPERATIONS, FORMULAS, strict=True)
}
