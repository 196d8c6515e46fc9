"""Pooling beside PyTorch."""

from functools import partial

import numpy as np

from snippets.pooling import max_pool2d, max_pool2d_backward
from tools.operations.kit import Operation, Runs, with_torch


def pooling_runs(backward: bool) -> Runs:
    x = np.random.default_rng(0).normal(size=(32, 64, 16, 64)).astype(np.float32)
    grad = np.ones((32, 64, 8, 32), np.float32)
    runs: Runs = {"snippets": lambda: max_pool2d(x, 2)}
    if backward:
        runs["snippets"] = lambda: (max_pool2d(x, 2), max_pool2d_backward(grad, x, 2))
    options = {"kernel_size": 2}
    return with_torch(runs, lambda t: t.nn.functional.max_pool2d, (x,), options, grad if backward else None)


OPERATIONS = [
    Operation("max_pool2d 2×2, 32×64×16×64", partial(pooling_runs, False), 0.2),
    Operation("max_pool2d 2×2, 32×64×16×64, with gradients", partial(pooling_runs, True), 0.85),
]
