"""Wiring of recurrent layers: two directions side by side, and one layer on top of another.

A `cell` here is `rnn`, `lstm` or `gru`, or one with options set, such as partial(rnn, nonlinearity="relu").
What it returns after its output is its state: `h`, or the pair `(h, c)`.
"""

from inspect import signature

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.sequences import check_lengths, check_sequence, reverse


# --8<-- [start:bidirectional]
def bidirectional(cell, x, forward, backward, *, lengths=None):
    """Read in both directions, each with its own weights; put the states side by side.

    The second direction reads each sequence from its own end, and its
    states are turned round again: the state at a step has read all
    from there to the end. Its last state stands at the first step.
    Shapes: x (T, N, D), `forward` and `backward` the arrays that `cell` takes after x,
    lengths (N,) -> output (T, N, 2H), the last state forward, the last state backward.
    Raises ValueError as the cell, and if the directions have not as many units,
    or are no tuples.
    Source: Schuster and Paliwal 1997; PyTorch's `bidirectional=True`.
    """
    check_directions(forward=forward, backward=backward)
    x, lengths = sequences(x, lengths)
    there, *forward_state = cell(x, *forward, lengths=lengths)
    back, *backward_state = cell(reverse(x, lengths), *backward, lengths=lengths)
    check_shape("the states of backward", back, "(T, N, H)", *there.shape)
    back = reverse(back, lengths)
    output = np.concatenate([there, back], axis=2)
    return output, unpacked(forward_state), unpacked(backward_state)
    # --8<-- [end:bidirectional]


def bidirectional_backward(
    cell_backward,
    grad_output,
    grad_forward_state,
    grad_backward_state,
    x,
    forward,
    backward,
    *,
    lengths=None,
):
    """Return the gradients of `bidirectional`'s arrays; what reaches x comes from both directions.

    Shapes: grad_output (T, N, 2H), the gradients of the states as `bidirectional` returns the states, each
    may be None; `cell_backward` is the cell's -> grad_x (T, N, D), and two tuples of gradients, of the arrays
    in `forward` and in `backward`.
    Raises ValueError as the cell, and for gradients that are not shaped as its results.
    """
    check_directions(forward=forward, backward=backward)
    x, lengths = sequences(x, lengths)
    there = back = None
    if grad_output is not None:
        (grad_output,) = floating(grad_output=grad_output)
        (weight_hh,) = floating(weight_hh=forward[1])
        check_shape("weight_hh of forward", weight_hh, "(rows, H)")
        H = weight_hh.shape[1]
        check_shape("grad_output", grad_output, "(T, N, 2H)", *x.shape[:2], 2 * H)
        there, back = grad_output[:, :, :H], reverse(grad_output[:, :, H:], lengths)
    grad_x, *grad_forward = cell_backward(
        there, *packed(cell_backward, grad_forward_state), x, *forward, lengths=lengths
    )
    grad_reversed, *grad_backward = cell_backward(
        back, *packed(cell_backward, grad_backward_state), reverse(x, lengths), *backward, lengths=lengths
    )
    grad_x = grad_x + reverse(grad_reversed, lengths)
    return grad_x, tuple(grad_forward[: len(forward)]), tuple(grad_backward[: len(backward)])


# --8<-- [start:stacked]
def stacked(cell, x, layers, *, lengths=None):
    """Give the states of each layer to the next one as its input.

    With partial(bidirectional, lstm) for a cell, each layer is
    a pair (forward, backward).
    Shapes: x (T, N, D), for each layer a tuple of what `cell` takes after x -> output
    (T, N, H), and for each layer what the cell returns after its output.
    Raises ValueError as the cell, and if there is no layer.
    """
    check_layers(layers)
    states = []
    for arrays in layers:
        x, *state = cell(x, *arrays, lengths=lengths)
        states.append(unpacked(state))
    return x, states
    # --8<-- [end:stacked]


def stacked_backward(cell, cell_backward, grad_output, grad_states, x, layers, *, lengths=None):
    """Return the gradients of `stacked`'s arrays: what reaches a layer's input goes to the output below it.

    Shapes: grad_output (T, N, H) or None, `grad_states` for each layer the gradient of its state, or None
    -> grad_x (T, N, D), and for each layer a tuple of gradients, of its arrays.
    Raises ValueError as `stacked`, for gradients that are not shaped as its results, and if there are not
    as many of states as layers.
    """
    check_layers(layers)
    if entries(grad_states) != len(layers):
        raise ValueError(f"grad_states {described(grad_states)}; expected one entry a layer: {len(layers)}")
    inputs = [x]
    for arrays in layers[:-1]:
        inputs.append(cell(inputs[-1], *arrays, lengths=lengths)[0])
    grads = []
    for below, arrays, grad_state in zip(inputs[::-1], layers[::-1], grad_states[::-1], strict=True):
        states = packed(cell_backward, grad_state)
        grad_output, *grad_arrays = cell_backward(grad_output, *states, below, *arrays, lengths=lengths)
        grads.append(tuple(grad_arrays[: len(arrays)]))
    return grad_output, grads[::-1]


def check_layers(layers):
    if entries(layers) < 1:
        raise ValueError(f"layers {described(layers)}; expected a tuple of arrays for each layer")
    check_directions(**{f"layers[{i}]": arrays for i, arrays in enumerate(layers)})


def check_directions(**directions):
    for name, arrays in directions.items():
        if entries(arrays) < 2:
            raise ValueError(f"{name} {described(arrays)}; expected a tuple: weight_ih, weight_hh, ...")


def entries(given):
    return len(given) if isinstance(given, (list, tuple)) else 0


def described(given):
    return f"has {len(given)} entries" if isinstance(given, (list, tuple)) else f"is {type(given).__name__}"


def sequences(x, lengths):
    """Check x and its lengths before anything is turned round."""
    (x,) = floating(x=x)
    T, N, _ = check_sequence(x)
    return x, check_lengths(lengths, T, N)


def unpacked(state):
    return state[0] if len(state) == 1 else tuple(state)


def packed(cell_backward, grad_state):
    """Turn the gradient of a state, None, h's or a pair, into as many arguments as `cell_backward` takes."""
    takes = signature(cell_backward).parameters
    names = [name for name in takes if name.startswith("grad_") and name != "grad_output"]
    if grad_state is None:
        return (None,) * len(names)
    grads = grad_state if isinstance(grad_state, tuple) else (grad_state,)
    if len(grads) != len(names):
        raise ValueError(
            f"the gradient of a state has {len(grads)} parts; expected {len(names)}: {', '.join(names)}"
        )
    return grads
