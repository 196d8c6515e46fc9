"""Exercises of docs/recurrence/backpropagation_through_time.md."""

from functools import partial

import numpy as np

from exercises.kit import choice, function, main, number
from snippets.gradients import central_difference
from snippets.rnn import rnn

CASES = [  # a gradient for every state, states, the states before them, weight_hh
    (
        np.array([[[1.0]], [[0.0]]]),
        np.array([[[0.5]], [[-0.5]]]),
        np.array([[[0.0]], [[0.5]]]),
        np.array([[2.0]]),
    ),
    (
        np.array([[[1.0, 0.0], [0.5, -1.0]], [[0.0, 2.0], [1.0, 1.0]], [[-1.0, 0.5], [0.0, 1.0]]]),
        np.array([[[0.5, 0.0], [0.25, -0.5]], [[-0.5, 0.75], [0.0, 0.5]], [[0.25, 0.5], [-0.25, 0.0]]]),
        np.array([[[0.0, 0.0], [0.0, 0.0]], [[0.5, 0.0], [0.25, -0.5]], [[-0.5, 0.75], [0.0, 0.5]]]),
        np.array([[0.5, 1.0], [-0.5, 0.25]]),
    ),
]


def run(x, weight_ih, weight_hh):
    """The states after every step, and the states before every step."""
    h, _ = rnn(x, weight_ih, weight_hh)
    return h, np.concatenate([0 * h[:1], h[:-1]])


def walk_back(grad, slope, weight_hh):
    """The gradient for the sum of every step, from the last to the first."""
    delta, later = np.zeros_like(grad), 0
    for t in reversed(range(len(grad))):
        delta[t] = (grad[t] + later) * slope[t]
        later = delta[t] @ weight_hh
    return delta


# --8<-- [start:three]
def backward_1(grad, x, weight_ih, weight_hh):
    h, before = run(x, weight_ih, weight_hh)
    delta = walk_back(grad, 1 + h**2, weight_hh)
    return np.einsum("tnh,tnd->hd", delta, x), np.einsum("tnh,tnk->hk", delta, before)


def backward_2(grad, x, weight_ih, weight_hh):
    h, before = run(x, weight_ih, weight_hh)
    delta = walk_back(grad, 1 - h**2, weight_hh)
    return np.einsum("tnh,tnd->dh", delta, x), np.einsum("tnh,tnk->hk", delta, before)


def backward_3(grad, x, weight_ih, weight_hh):
    h, _ = run(x, weight_ih, weight_hh)
    delta = walk_back(grad, 1 - h**2, weight_hh)
    return np.einsum("tnh,tnd->hd", delta, x), np.einsum("tnh,tnk->hk", delta, h)
    # --8<-- [end:three]


def backward_mended(grad, x, weight_ih, weight_hh):
    h, before = run(x, weight_ih, weight_hh)
    delta = walk_back(grad, 1 - h**2, weight_hh)
    return np.einsum("tnh,tnd->hd", delta, x), np.einsum("tnh,tnk->hk", delta, before)


def by_hand_stub():
    # --8<-- [start:by_hand-stub]
    by_hand = ...
    # --8<-- [end:by_hand-stub]
    return by_hand


def by_hand_solution():
    # --8<-- [start:by_hand-solution]
    by_hand = 0.25 * 1 + 0.5 * 2 + 1 * 3
    # --8<-- [end:by_hand-solution]
    return by_hand


def bptt_stub():
    # --8<-- [start:bptt-stub]
    def bptt(grad, h, before, weight_hh):
        grad_hh, grad_bias, later = 0, ..., 0
        for t in reversed(range(len(h))):
            delta = (grad[t] + later) * (1 - h[t] ** 2)
            grad_hh = grad_hh + delta.T @ before[t]
            later = delta @ weight_hh
        return grad_hh, grad_bias

    # --8<-- [end:bptt-stub]
    return bptt


def bptt_solution():
    # --8<-- [start:bptt-solution]
    def bptt(grad, h, before, weight_hh):
        grad_hh, grad_bias, later = 0, 0, 0
        for t in reversed(range(len(h))):
            delta = (grad[t] + later) * (1 - h[t] ** 2)
            grad_hh = grad_hh + delta.T @ before[t]
            grad_bias = grad_bias + delta.sum(axis=0)
            later = delta @ weight_hh
        return grad_hh, grad_bias

    # --8<-- [end:bptt-solution]
    return bptt


def with_bias(bias_of):
    """An answer whose gradient of weight_hh is right, and whose bias gradient is what `bias_of` returns."""

    def bptt(grad, h, before, weight_hh):
        deltas = walk_back(grad, 1 - h**2, weight_hh)
        return np.einsum("tnh,tnk->hk", deltas, before), bias_of(deltas, h, grad)

    return bptt


def caught_by_shape_stub():
    # --8<-- [start:caught_by_shape-stub]
    # "backward_1", "backward_2" or "backward_3"
    caught_by_shape = ...
    # --8<-- [end:caught_by_shape-stub]
    return caught_by_shape


def caught_by_shape_solution():
    # --8<-- [start:caught_by_shape-solution]
    caught_by_shape = "backward_2"
    # --8<-- [end:caught_by_shape-solution]
    return caught_by_shape


def is_right_stub():
    # --8<-- [start:is_right-stub]
    import numpy as np

    from snippets.gradients import central_difference
    from snippets.rnn import rnn

    def is_right(backward):
        rng = np.random.default_rng(0)
        x, grad = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 2, 3))
        ih, hh = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))
        claimed = backward(grad, x, ih, hh)  # for L = (grad * rnn(x, ih, hh)[0]).sum()
        return ...

    # --8<-- [end:is_right-stub]
    return is_right


def is_right_solution():
    # --8<-- [start:is_right-solution]
    import numpy as np

    from snippets.gradients import central_difference
    from snippets.rnn import rnn

    def is_right(backward):
        rng = np.random.default_rng(0)
        x, grad = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 2, 3))
        ih, hh = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))
        claimed = backward(grad, x, ih, hh)  # for L = (grad * rnn(x, ih, hh)[0]).sum()
        measured = (
            central_difference(lambda ih: (grad * rnn(x, ih, hh)[0]).sum(), ih),
            central_difference(lambda hh: (grad * rnn(x, ih, hh)[0]).sum(), hh),
        )
        pairs = zip(claimed, measured, strict=True)
        return all(a.shape == b.shape and np.allclose(a, b) for a, b in pairs)

    # --8<-- [end:is_right-solution]
    return is_right


def checker(agrees, which):
    """An answer that compares only the gradients in `which` with central differences, by `agrees`."""

    def is_right(backward):
        rng = np.random.default_rng(0)
        x, grad = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 2, 3))
        weights = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))
        claimed = backward(grad, x, *weights)

        def loss(i, weight):
            changed = [*weights[:i], weight, *weights[i + 1 :]]
            return (grad * rnn(x, *changed)[0]).sum()

        return all(agrees(claimed[i], central_difference(partial(loss, i), weights[i])) for i in which)

    return is_right


def same_shape(a, b):
    return a.shape == b.shape


def same_numbers(a, b):
    return a.shape == b.shape and np.allclose(a, b)


def kept_stub():
    # --8<-- [start:kept-stub]
    kept = ...
    # --8<-- [end:kept-stub]
    return kept


def kept_solution():
    # --8<-- [start:kept-solution]
    kept = 16
    # --8<-- [end:kept-solution]
    return kept


EXERCISES = [
    number(
        "by_hand",
        by_hand_stub,
        by_hand_solution,
        tolerance=1e-9,
        wrong={
            "every state counts in the loss": (
                7.75,
                "That is the example above: now only the last state counts.",
            ),
            "the gradient does not shrink on its way back": (
                6,
                "Each step back multiplies it by the weight, 0.5.",
            ),
            "only the last step is taken": (3, "The weight is used at all three steps: sum all three."),
            "states stand in place of inputs": (
                0.25 * 1 + 0.5 * 2.5 + 4.25,
                "weight_ih multiplies inputs, so its gradient is δ times the input.",
            ),
        },
    ),
    function(
        "bptt",
        bptt_stub,
        bptt_solution,
        CASES,
        wrong={
            "the bias gets the last step's gradient only": (
                with_bias(lambda deltas, h, grad: deltas[-1].sum(axis=0)),
                "Every step adds the bias: add up over the steps too.",
            ),
            "the bias gets the first step's gradient only": (
                with_bias(lambda deltas, h, grad: deltas[0].sum(axis=0)),
                "In the loop, = overwrites what the later steps gave: use +=.",
            ),
            "the sequences are not summed": (
                with_bias(lambda deltas, h, grad: deltas.sum(axis=0)),
                "delta is (N, H) and the bias (H,): all N sequences share it.",
            ),
            "the slope is left out": (
                with_bias(lambda deltas, h, grad: (deltas / (1 - h**2)).sum(axis=(0, 1))),
                "The bias is added inside the tanh, so delta, with the slope, is what reaches it.",
            ),
            "what comes from later steps is left out": (
                with_bias(lambda deltas, h, grad: (grad * (1 - h**2)).sum(axis=(0, 1))),
                "Use delta as it is: it holds what comes from the loss and from the later steps.",
            ),
            "the bias is multiplied by the state": (
                with_bias(lambda deltas, h, grad: (deltas * h).sum(axis=(0, 1))),
                "A bias multiplies nothing: its gradient is the sum of the deltas.",
            ),
        },
    ),
    choice(
        "caught_by_shape",
        caught_by_shape_stub,
        caught_by_shape_solution,
        wrong={
            "backward_1": "Both gradients have the right shapes: the fault is a sign, in the slope of tanh.",
            "backward_3": "Both gradients have the right shapes: the fault is which state is multiplied.",
        },
    ),
    function(
        "is_right",
        is_right_stub,
        is_right_solution,
        [(backward_mended,), (backward_1,), (backward_2,), (backward_3,)],
        wrong={
            "only the shapes are compared": (
                checker(same_shape, (0, 1)),
                "Two of the three have the right shapes and the wrong numbers: compare numbers.",
            ),
            "weight_hh is not checked": (
                checker(same_numbers, (0,)),
                "A right gradient of weight_ih says nothing about the one of weight_hh: check both.",
            ),
            "weight_ih is not checked": (
                checker(same_numbers, (1,)),
                "A right gradient of weight_hh says nothing about the one of weight_ih: check both.",
            ),
            "every one is believed": (checker(same_shape, ()), "Compare with central differences."),
        },
    ),
    number(
        "kept",
        kept_stub,
        kept_solution,
        wrong={
            "every state is kept": (
                16_000,
                "The way back would read them all, but there is no way back: nothing is learned here.",
            ),
            "the sequence is kept": (
                1000,
                "Nobody reads the items again: what counts of them is in the state.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
