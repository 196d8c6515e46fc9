"""Recurrent cells beside PyTorch; the LSTM beside two other ways to write its loop."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from snippets.gru import gru, gru_with_backward
from snippets.lstm import lstm, lstm_with_backward
from snippets.rnn import rnn, rnn_with_backward
from tools.operations.kit import Operation, Runs, with_torch
from tools.rivals.lstm import inputs_first, one_product

Sizes = tuple[int, int, int, int]
CELLS: dict[str, tuple[int, int, Callable[..., Any], Callable[..., Any]]] = {
    # gates, states, and the functions
    "LSTM": (4, 2, lstm, lstm_with_backward),
    "GRU": (3, 1, gru, gru_with_backward),
    "RNN": (1, 1, rnn, rnn_with_backward),
}
OF_TORCH = {"LSTM": "lstm", "GRU": "gru", "RNN": "rnn_tanh"}


def recurrent(
    cell: str, sizes: Sizes, gates: tuple[float | None, float | None], dtype: str = "float32"
) -> Iterator[Operation]:
    """Two lines: a layer forward, and with its gradients; a gate of None leaves its line out."""
    T, N, D, H = sizes
    name = f"{cell} N {N}, T {T}, D {D}, H {H}"
    flops = 2 * T * N * CELLS[cell][0] * H * (D + H)
    for backward, gate in enumerate(gates):
        if gate is not None:
            yield Operation(
                name + (", with gradients" if backward else ""),
                partial(runs, cell, sizes, dtype, bool(backward)),
                gate,
                dtype,
                float(flops * (3 if backward else 1)) * (N > 1),  # one sequence alone makes no wide product
            )


def runs(cell: str, sizes: Sizes, dtype: str, backward: bool) -> Runs:
    T, N, D, H = sizes
    blocks, states, forward, with_backward = CELLS[cell]
    rng = np.random.default_rng(0)
    shapes: list[tuple[int, ...]] = [
        (T, N, D),
        (blocks * H, D),
        (blocks * H, H),
        (blocks * H,),
        (blocks * H,),
    ]
    x, *weights = (rng.normal(size=shape).astype(dtype) for shape in shapes)
    weights = [weight / H**0.5 for weight in weights]
    grad = np.ones((T, N, H), dtype)

    def train() -> object:
        results, back = with_backward(x, *weights)
        return results, back(grad, *[None] * states)

    def of_torch(t: Any) -> Any:
        zeros = t.zeros((1, N, H), dtype=getattr(t, dtype))
        layer, start = getattr(t, OF_TORCH[cell]), (zeros, zeros) if cell == "LSTM" else zeros
        # with biases, one layer, no dropout, training, one direction, time first
        return lambda x, *weights: layer(x, start, weights, True, 1, 0.0, backward, False, False)[0]

    result: Runs = {"snippets": train if backward else lambda: forward(x, *weights)}
    with_torch(result, of_torch, (x, *weights), {}, grad if backward else None)
    if cell == "LSTM" and not backward:
        result["one product"] = lambda: one_product(x, *weights)
        result["inputs first"] = lambda: inputs_first(x, *weights)
    return result


SIZES = (128, 32, 64, 128)
OPERATIONS = [
    *recurrent("LSTM", SIZES, (1.35, 1.35)),
    *recurrent("LSTM", SIZES, (0.9, 0.9), "float64"),
    *recurrent("LSTM", (50, 1, 64, 64), (3.0, None)),
    *recurrent("GRU", SIZES, (0.9, 0.75)),
    *recurrent("RNN", SIZES, (0.9, 0.9)),
]
