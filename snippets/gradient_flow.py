"""How much of a gradient comes back from a network's answer to the states it began with."""

import numpy as np


# --8<-- [start:flow]
def flow(model, x, steps):
    """Return how long the answer's gradients are at the first states, after each number of steps.

    `model` is a recurrent layer, its last step, a linear answer, as in `snippets.adding`. At the last state
    the gradient sets out with length 1, in the direction in which the answer reads that state.
    Shapes: x (T, N, D), steps S whole numbers from 1 to T -> "h0" and, of an LSTM, "c0": (S, N) each.
    Raises ValueError for other numbers of steps.
    Source: Pascanu, Mikolov, Bengio, arXiv:1211.5063, eq. 5.
    """
    if wrong := [T for T in steps if not 1 <= T <= len(x)]:
        raise ValueError(f"steps holds {wrong[0]!r}; expected 1 to {len(x)}, the length of x")
    layer, read = model.layers[0], model.layers[-1].parameters["weight"].astype(np.float64)
    weights = {name: array.astype(np.float64) for name, array in layer.parameters.items()}
    N, H = x.shape[1], read.shape[1]
    first = {name: np.zeros((N, H)) for name in ("h0", "c0")[: layer.states]}
    grad_last = [np.repeat(read / np.linalg.norm(read), N, axis=0), None][: layer.states]
    lengths = {name: [] for name in first}
    for T in steps:
        _, backward = layer.cell(x[:T], **weights, **first)
        grads = backward(None, *grad_last)[-layer.states :]
        for name, grad in zip(first, grads, strict=True):
            lengths[name].append(np.linalg.norm(grad, axis=1))
    return {name: np.array(rows) for name, rows in lengths.items()}
    # --8<-- [end:flow]


def typical(lengths):
    """The geometric mean over sequences, for lengths of many sizes: (S, N) -> (S,)."""
    return np.exp(np.log(lengths).mean(axis=1))
