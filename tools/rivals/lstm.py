"""Two other ways to write the LSTM's loop, both often advised, for `make bench` to compare with `lstm`.

`lstm` takes, at every step, one product for each gate, of [x, h, 1] with the gate's weights. Both of these
take one product for all gates; the second takes the inputs' part out of the loop, for all steps at once.
Shapes and arguments as `snippets.lstm.lstm`, with both biases and without first states or lengths.
"""

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def one_product(x: Array, weight_ih: Array, weight_hh: Array, bias_ih: Array, bias_hh: Array) -> Array:
    """At every step one product of [x, h, 1] with the weights of all gates side by side."""
    (T, N, D), H = x.shape, weight_hh.shape[1]
    half = halves(N, H, x)
    rest = 1 - half
    columns = np.concatenate([weight_ih, weight_hh, (bias_ih + bias_hh)[:, None]], axis=1)
    weight = np.ascontiguousarray((columns * halves(1, H, x).T).T)
    row, c = np.ones((N, D + H + 1), x.dtype), np.zeros((N, H), x.dtype)
    row[:, D:-1] = 0
    output, gates = np.empty((T, N, H), x.dtype), np.empty((N, 4 * H), x.dtype)
    for t in range(T):
        row[:, :D] = x[t]
        output[t], c = step(np.matmul(row, weight, out=gates), c, half, rest)
        row[:, D:-1] = output[t]
    return output


def inputs_first(x: Array, weight_ih: Array, weight_hh: Array, bias_ih: Array, bias_hh: Array) -> Array:
    """Before the loop one product of all inputs with their weights, at every step one of the state alone."""
    (T, N, D), H = x.shape, weight_hh.shape[1]
    half = halves(N, H, x)
    rest = 1 - half
    weight = np.ascontiguousarray((weight_hh * halves(1, H, x).T).T)
    sums = (x.reshape(T * N, D) @ (weight_ih * halves(1, H, x).T).T).reshape(T, N, 4 * H)
    sums += (bias_ih + bias_hh) * halves(1, H, x)
    h, c = np.zeros((2, N, H), x.dtype)
    output = np.empty((T, N, H), x.dtype)
    for t in range(T):
        sums[t] += h @ weight
        h, c = step(sums[t], c, half, rest)
        output[t] = h
    return output


def halves(N: int, H: int, x: Array) -> Array:
    """What a sum is multiplied by before its tanh, and the tanh after it, to be a sigmoid: 1 for g."""
    return np.tile(np.repeat(np.array([0.5, 0.5, 1, 0.5], x.dtype), H), (N, 1))


def step(gates: Array, c: Array, half: Array, rest: Array) -> tuple[Array, Array]:
    """One tanh for all gates, in place; the new state and cell."""
    H = c.shape[1]
    np.tanh(gates, out=gates)
    gates *= half
    gates += rest
    i, f, g, o = (gates[:, first : first + H] for first in range(0, 4 * H, H))  # np.split takes longer
    c = f * c + i * g
    return o * np.tanh(c), c
