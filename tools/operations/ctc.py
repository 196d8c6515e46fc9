"""The CTC loss with its gradient, beside PyTorch and loops over the states."""

from functools import partial

import numpy as np

from snippets.ctc import ctc_loss_with_backward
from snippets.losses import log_softmax
from tools.operations.kit import Operation, Runs, with_torch
from tools.rivals.ctc import loops


def runs(sizes: tuple[int, int, int, int], dtype: str) -> Runs:
    N, T, L, C = sizes
    rng = np.random.default_rng(0)
    log_probs = log_softmax(rng.normal(size=(T, N, C)).astype(dtype))
    targets = rng.integers(1, C, size=(N, L))
    grad, lengths = np.ones(N, dtype), (np.full(N, T), np.full(N, L))

    def train() -> object:
        loss, backward = ctc_loss_with_backward(log_probs, targets, *lengths)
        return loss, backward(grad)

    result: Runs = {"snippets": train}
    with_torch(
        result,
        lambda t: (
            lambda given: t.nn.functional.ctc_loss(
                given, *map(t.tensor, (targets, *lengths)), reduction="none"
            )
        ),
        (log_probs,),
        {},
        grad,
    )
    result["loops"] = lambda: loops(log_probs, targets)
    return result


SIZES = (32, 64, 10, 11)
NAME = "CTC N {}, T {}, L {}, C {}, with gradients".format(*SIZES)
OPERATIONS = [Operation(NAME, partial(runs, SIZES, dtype), 0.9, dtype) for dtype in ("float32", "float64")]
