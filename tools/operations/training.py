"""Losses and optimisers beside PyTorch."""

from typing import Any

import numpy as np

from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.optim import Adam
from tools.operations.kit import Operation, Runs, torch, with_torch


def cross_entropy_runs() -> Runs:
    rng = np.random.default_rng(0)
    logits, target = rng.normal(size=(4096, 10)).astype(np.float32), rng.integers(0, 10, size=4096)
    runs: Runs = {
        "snippets": lambda: (cross_entropy(logits, target), cross_entropy_backward(1, logits, target)),
    }

    def loss(t: Any) -> Any:
        labels = t.tensor(target)
        return lambda scores: t.nn.functional.cross_entropy(scores, labels)

    return with_torch(runs, loss, (logits,), {}, np.ones((), np.float32))


def adam_runs() -> Runs:
    rng = np.random.default_rng(0)
    parameters, grad = (rng.normal(size=100_000).astype(np.float32) for _ in range(2))
    optimizer = Adam(parameters.copy())
    runs: Runs = {"snippets": lambda: optimizer.step(grad)}
    if t := torch():
        tensor = t.nn.Parameter(t.tensor(parameters))
        tensor.grad = t.tensor(grad)
        runs["PyTorch"] = t.optim.Adam([tensor]).step
    return runs


OPERATIONS = [
    Operation("cross_entropy 4096×10, with gradients", cross_entropy_runs, 0.5),
    Operation("Adam, a step of 100,000 parameters", adam_runs, 1.5),
]
