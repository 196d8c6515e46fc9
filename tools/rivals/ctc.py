"""The CTC loss and its gradient as loops over sequences, frames and states, as lecture code writes them.

For `make bench` to compare with `ctc_loss_with_backward`. Shapes and arguments as there, with the class 0 for
a blank and without lengths.
"""

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def loops(log_probs: Array, targets: Array) -> tuple[Array, Array]:
    """Return the losses (N,) and the gradients for the scores (T, N, C): alpha and beta, state by state."""
    T, N, _ = log_probs.shape
    losses, grad = np.zeros(N, log_probs.dtype), np.exp(log_probs)
    for n in range(N):
        states = [0]
        for label in targets[n].tolist():
            states += [label, 0]
        rows = [[frame[k] for k in states] for frame in log_probs[:, n].tolist()]
        alpha = sums(rows, states)
        beta = [row[::-1] for row in sums([row[::-1] for row in rows[::-1]], states[::-1])[::-1]]
        log_likelihood = add(*alpha[-1][-2:])
        losses[n] = -log_likelihood
        for t in range(T):
            for s, k in enumerate(states):
                grad[t, n, k] -= math.exp(alpha[t][s] + beta[t][s] - rows[t][s] - log_likelihood)
    return losses, grad


def sums(rows: list[list[float]], states: list[int]) -> list[list[float]]:
    """The sum of all ways to each state at each frame, as a logarithm, with what the state emits there."""
    found = [[row if s < 2 else -math.inf for s, row in enumerate(rows[0])]]
    for row in rows[1:]:
        before, now = found[-1], []
        for s, emitted in enumerate(row):
            total = before[s]
            if s > 0:
                total = add(total, before[s - 1])
            if s > 1 and states[s] != states[s - 2]:
                total = add(total, before[s - 2])
            now.append(total + emitted)
        found.append(now)
    return found


def add(a: float, b: float) -> float:
    """Add two probabilities given as logarithms."""
    a, b = max(a, b), min(a, b)
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))
