"""What gated cells share: the sigmoid that cannot overflow, and the checks of their stacked weights."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.sequences import check_lengths, check_sequence, or_zeros, without_padding

BLOCKS = {1: "a plain RNN", 3: "a GRU", 4: "an LSTM"}  # how many blocks of H rows the weights of each have


def sigmoid(z):
    """Squeeze numbers between 0 and 1: 1 / (1 + exp(-z)), written as a tanh, which cannot overflow.

    Shapes: z (...) -> (...).
    """
    (z,) = floating(z=z)
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def gated_arguments(gates, x, weight_ih, weight_hh, bias_ih, bias_hh, lengths, **states):
    """Check what a gated cell was given; return it as arrays, zeros for what was None and for the padding.

    `gates` names the blocks of H rows, such as "ifgo"; `states` are the first ones, by name.
    Raises ValueError for shapes that do not go together; of weights that are transposed or another cell's
    it says so.
    """
    x, weight_ih, weight_hh, bias_ih, bias_hh, *states_given = floating(
        x=x, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh, **states
    )
    T, N, D = check_sequence(x)
    check_shape("weight_ih", weight_ih, f"({len(gates)}H, D)")
    check_shape("weight_hh", weight_hh, f"({len(gates)}H, H)")
    H = weight_hh.shape[1]
    if weight_hh.shape == (H // len(gates), H):  # transposed
        H = len(weight_hh)
    check_rows("weight_hh", weight_hh, gates, H, "H")
    check_rows("weight_ih", weight_ih, gates, H, "D", D)
    rows = len(gates) * H
    for name, bias in (("bias_ih", bias_ih), ("bias_hh", bias_hh)):
        if bias is not None:
            check_rows(name, bias, gates, H)
    biases = [np.zeros(rows, x.dtype) if bias is None else bias for bias in (bias_ih, bias_hh)]
    starts = [
        or_zeros(name, start, "(N, H)", (N, H), x.dtype)
        for name, start in zip(states, states_given, strict=True)
    ]
    lengths = check_lengths(lengths, T, N)
    return without_padding(x, lengths), weight_ih, weight_hh, *biases, *starts, lengths


def step_arguments(gates, x, weight_ih, weight_hh, bias_ih, bias_hh, **states):
    """Check what one step of a cell was given, x (N, D) and its states, as `gated_arguments` does."""
    (x,) = floating(x=x)
    check_shape("x", x, "(N, D)")
    for name in (name for name, state in states.items() if state is None):
        check_shape(name, None, "(N, H)")
    x, *arrays, _ = gated_arguments(gates, x[None], weight_ih, weight_hh, bias_ih, bias_hh, None, **states)
    return x[0], *arrays


def check_rows(name, array, gates, H, column="", columns=None):
    """Raise ValueError unless `array` has H rows for each gate, and the columns named; guess what it is."""
    count = len(gates)
    expected = (count * H,) + ((H if columns is None else columns,) if column else ())
    if array.shape == expected:
        return
    axes = f"({count}H, {column})" if column else f"({count}H,)"
    message = f"{name} has shape {array.shape}; expected {axes} = {expected}, rows {', '.join(gates)}"
    others = [cell for blocks, cell in BLOCKS.items() if array.shape == (blocks * H, *expected[1:])]
    if array.shape == expected[::-1]:
        message += f". → Transpose it, and see in which order its columns hold {', '.join(gates)}"
    elif others:
        message += f"; this is the shape for {others[0]}"
    elif not column and array.shape == (2, count * H):
        message += ". → Its two rows are bias_ih and bias_hh"
    raise ValueError(message)
