"""Exercises of docs/recurrence/backpropagation_through_time.md."""

import numpy as np

from exercises.kit import choice, function, main, number
from snippets.gradients import central_difference
from snippets.rnn import rnn

CASES = [
    (
        np.array([[[1.0]], [[0.0]]]),
        np.array([[[1.0]], [[2.0]]]),
        np.array([[0.5]]),
        np.array([[1.0]]),
        np.array([0.0]),
    ),
    (
        np.array([[[1.0, 0.0], [0.5, -1.0]], [[0.0, 2.0], [1.0, 1.0]], [[-1.0, 0.5], [0.0, 1.0]]]),
        np.array([[[1.0], [0.5]], [[-1.0], [2.0]], [[0.0], [1.0]]]),
        np.array([[0.5], [-0.25]]),
        np.array([[0.5, 1.0], [-0.5, 0.25]]),
        np.array([0.125, -0.5]),
    ),
]


# --8<-- [start:three]
def backward_1(grad, x, weight_ih, weight_hh):
    h, _ = rnn(x, weight_ih, weight_hh)
    before, delta = np.concatenate([0 * h[:1], h[:-1]]), np.zeros_like(h)
    for t in reversed(range(len(x))):
        later = delta[t + 1] @ weight_hh if t + 1 < len(x) else 0
        delta[t] = (grad[t] + later) * (1 + h[t] ** 2)
    return np.einsum("tnh,tnd->hd", delta, x), np.einsum("tnh,tnk->hk", delta, before)


def backward_2(grad, x, weight_ih, weight_hh):
    h, _ = rnn(x, weight_ih, weight_hh)
    before, delta = np.concatenate([0 * h[:1], h[:-1]]), np.zeros_like(h)
    for t in reversed(range(len(x))):
        later = delta[t + 1] @ weight_hh if t + 1 < len(x) else 0
        delta[t] = (grad[t] + later) * (1 - h[t] ** 2)
    return np.einsum("tnh,tnd->dh", delta, x), np.einsum("tnh,tnk->hk", delta, before)


def backward_3(grad, x, weight_ih, weight_hh):
    h, _ = rnn(x, weight_ih, weight_hh)
    delta = np.zeros_like(h)
    for t in reversed(range(len(x))):
        later = delta[t + 1] @ weight_hh if t + 1 < len(x) else 0
        delta[t] = (grad[t] + later) * (1 - h[t] ** 2)
    return np.einsum("tnh,tnd->hd", delta, x), np.einsum("tnh,tnk->hk", delta, h)
    # --8<-- [end:three]


def backward_mended(grad, x, weight_ih, weight_hh):
    h, _ = rnn(x, weight_ih, weight_hh)
    before, delta = np.concatenate([0 * h[:1], h[:-1]]), np.zeros_like(h)
    for t in reversed(range(len(x))):
        later = delta[t + 1] @ weight_hh if t + 1 < len(x) else 0
        delta[t] = (grad[t] + later) * (1 - h[t] ** 2)
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
    import numpy as np

    from snippets.rnn import rnn

    def bptt(grad, x, weight_ih, weight_hh, bias):
        h, _ = rnn(x, weight_ih, weight_hh, bias)
        grad_ih, grad_hh = np.zeros(weight_ih.shape), np.zeros(weight_hh.shape)
        grad_bias = ...
        later = 0
        for t in reversed(range(len(x))):
            delta = (grad[t] + later) * (1 - h[t] ** 2)
            grad_ih += delta.T @ x[t]
            if t > 0:
                grad_hh += delta.T @ h[t - 1]
            later = delta @ weight_hh
        return grad_ih, grad_hh, grad_bias

    # --8<-- [end:bptt-stub]
    return bptt


def bptt_solution():
    # --8<-- [start:bptt-solution]
    import numpy as np

    from snippets.rnn import rnn

    def bptt(grad, x, weight_ih, weight_hh, bias):
        h, _ = rnn(x, weight_ih, weight_hh, bias)
        grad_ih, grad_hh = np.zeros(weight_ih.shape), np.zeros(weight_hh.shape)
        grad_bias = np.zeros(bias.shape)
        later = 0
        for t in reversed(range(len(x))):
            delta = (grad[t] + later) * (1 - h[t] ** 2)
            grad_ih += delta.T @ x[t]
            if t > 0:
                grad_hh += delta.T @ h[t - 1]
            grad_bias += delta.sum(axis=0)
            later = delta @ weight_hh
        return grad_ih, grad_hh, grad_bias

    # --8<-- [end:bptt-solution]
    return bptt


def with_bias(bias_of):
    """An answer whose weights' gradients are right, and whose bias gradient is what `bias_of` returns."""

    def bptt(grad, x, weight_ih, weight_hh, bias):
        h, _ = rnn(x, weight_ih, weight_hh, bias)
        deltas, later = [], 0
        for t in reversed(range(len(x))):
            deltas.append((grad[t] + later) * (1 - h[t] ** 2))
            later = deltas[-1] @ weight_hh
        deltas = np.array(deltas[::-1])
        before = np.concatenate([0 * h[:1], h[:-1]])
        products = [np.einsum("tnh,tnk->hk", deltas, read) for read in (x, before)]
        return *products, bias_of(deltas, h, grad)

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
        weight_ih, weight_hh = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))

        def loss(weight_ih, weight_hh):
            return (grad * rnn(x, weight_ih, weight_hh)[0]).sum()

        claimed = backward(grad, x, weight_ih, weight_hh)  # for weight_ih and weight_hh
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
        weight_ih, weight_hh = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))

        def loss(weight_ih, weight_hh):
            return (grad * rnn(x, weight_ih, weight_hh)[0]).sum()

        claimed = backward(grad, x, weight_ih, weight_hh)  # for weight_ih and weight_hh
        measured = (
            central_difference(lambda w: loss(w, weight_hh), weight_ih),
            central_difference(lambda w: loss(weight_ih, w), weight_hh),
        )
        for a, b in zip(claimed, measured, strict=True):
            if a.shape != b.shape or not np.allclose(a, b):
                return False
        return True

    # --8<-- [end:is_right-solution]
    return is_right


def checker(shapes=False, ih=False, hh=False):
    """An answer that checks only what is named."""

    def is_right(backward):
        rng = np.random.default_rng(0)
        x, grad = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 2, 3))
        weight_ih, weight_hh = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))
        grad_ih, grad_hh = backward(grad, x, weight_ih, weight_hh)

        def loss(weight_ih, weight_hh):
            return (grad * rnn(x, weight_ih, weight_hh)[0]).sum()

        fine = not shapes or (grad_ih.shape == weight_ih.shape and grad_hh.shape == weight_hh.shape)
        if fine and ih:
            fine = np.allclose(
                grad_ih.T if grad_ih.shape == (2, 3) else grad_ih, slopes(loss, weight_ih, weight_hh, 0)
            )
        if fine and hh:
            fine = np.allclose(grad_hh, slopes(loss, weight_ih, weight_hh, 1))
        return fine

    return is_right


def slopes(loss, weight_ih, weight_hh, which):
    if which == 0:
        return central_difference(lambda w: loss(w, weight_hh), weight_ih)
    return central_difference(lambda w: loss(weight_ih, w), weight_hh)


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
                checker(shapes=True),
                "Two of the three have the right shapes and the wrong numbers: compare numbers.",
            ),
            "weight_hh is not checked": (
                checker(shapes=True, ih=True),
                "A right gradient of weight_ih says nothing about the one of weight_hh: check both.",
            ),
            "weight_ih is not checked": (
                checker(hh=True),
                "A right gradient of weight_hh says nothing about the one of weight_ih: check both.",
            ),
            "every one is believed": (checker(), "Compare with central differences."),
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
