"""The CTC loss and its gradient: sums over all paths, in time proportional to frames times labels.

The states of the lattice are the labels with a blank before, between and after them: S' = 2S + 1. Arrays
over states have two more in front, from which the first is reached.
"""

from itertools import cycle

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.ctc.arguments import check_frames, check_targets

FLOOR = -1e30  # the logarithm of 0 in here: minus infinity less minus infinity would be NaN


def ctc_loss(log_probs, targets, input_lengths, target_lengths, *, blank=0):
    """Return minus the log-probability of each target: that of all paths which collapse to it.

    It is infinite where no path does, or all have probability 0. Sums are made in float64, and
    log-probabilities below -1e29 count as those of 0.
    Shapes: log_probs (T, N, C); targets (N, S) of labels, padded with anything; input_lengths (N,) from
    0 to T; target_lengths (N,) from 0 to S -> (N,), in nats, never reduced.
    Raises ValueError for other shapes and lengths, a label that is no class or the blank, a blank that is
    no class, and where the probabilities of a frame add up to more than 1.
    Source: Graves, Fernández, Gomez, Schmidhuber 2006, section 4.1; PyTorch's `ctc_loss`.
    """
    log_probs, states, *ends = lattice(log_probs, targets, input_lengths, target_lengths, blank)
    alpha, _ = forward(emissions(log_probs, states), barred(states))
    return likelihood(alpha, *ends)[0].astype(log_probs.dtype)


def ctc_loss_backward(grad_output, log_probs, targets, input_lengths, target_lengths, *, blank=0):
    """Return the gradient for the scores that log_softmax made log_probs of: probabilities minus shares.

    As PyTorch's, it has gone through log_softmax already; going through it again changes nothing, for
    each frame's gradient sums to 0. It is 0 in the padding and where the loss is infinite, since no small
    change of the scores makes it finite; there PyTorch's is NaN, or 0 with `zero_infinity`.
    Shapes: grad_output (N,), the others as in `ctc_loss` -> (T, N, C).
    Raises ValueError as `ctc_loss`, and for a grad_output of another shape.
    Source: Graves and others 2006, equation 16.
    """
    _, backward = ctc_loss_with_backward(log_probs, targets, input_lengths, target_lengths, blank=blank)
    return backward(grad_output)


def ctc_loss_with_backward(log_probs, targets, input_lengths, target_lengths, *, blank=0):
    """Return what `ctc_loss` returns, and a function that makes of its gradient that of the scores.

    To train with: `ctc_loss_backward` alone would compute every frame once more.
    Shapes, errors: as `ctc_loss`; the function as `ctc_loss_backward`, of grad_output alone.
    """
    log_probs, states, *ends = lattice(log_probs, targets, input_lengths, target_lengths, blank)
    loss, known, shares = loss_and_shares(log_probs, states, *ends)

    def backward(grad_output):
        (grad_output,) = floating(grad_output=grad_output)
        check_shape("grad_output", grad_output, "(N,)", *loss.shape)
        grad = (np.exp(log_probs, dtype=np.float64) - shares) * grad_output[:, None]
        return np.where(known, grad, 0).astype(log_probs.dtype)

    return loss.astype(log_probs.dtype), backward


def class_shares(log_probs, targets, input_lengths, target_lengths, *, blank=0):
    """Tell how probable each class is at each frame, given that the path collapses to the target.

    It is 0 in the padding and where the loss is infinite.
    Shapes: as `ctc_loss` -> (T, N, C).
    Raises ValueError as `ctc_loss`.
    Source: Graves and others 2006, equation 14, divided by p(l|x).
    """
    log_probs, states, *ends = lattice(log_probs, targets, input_lengths, target_lengths, blank)
    _, known, shares = loss_and_shares(log_probs, states, *ends)
    return np.where(known, shares, 0).astype(log_probs.dtype)


# --8<-- [start:forward]
def forward(emitted, bar, *, keep=False):
    """Sum up, from frame to frame, all ways that lead to each state of the lattice.

    A state is reached from itself, from the one before it, or from the one before
    that, to which `bar` adds 0, or FLOOR where there is no skip. All are logarithms.
    Shapes: emitted (T, S', N), bar (S', N) -> alpha (T + 1, S' + 2, N), row 0 the
    start; and (T, 3, S', N), which share of each sum came which way, of all frames
    or, unless `keep`, of one.
    Source: Graves and others 2006, equations 6 to 8.
    """
    T, S, N = emitted.shape
    shares = np.empty((T if keep else 1, 3, S, N))
    alpha = np.full((T + 1, S + 2, N), FLOOR)
    alpha[0, 1] = 0
    alpha[1:, 2:] = emitted
    np.maximum(alpha, FLOOR, out=alpha)
    frames = zip(alpha[:-1], alpha[1:, 2:], cycle(shares), strict=False)
    for before, after, share in frames:
        stay, step, skip = before[2:], before[1:-1], before[:-2] + bar
        top = np.maximum(np.maximum(stay, step), skip)  # so that exp cannot overflow
        for part, way in enumerate((stay, step, skip)):
            np.subtract(way, top, out=share[part])
        np.exp(share, out=share)
        total = share[0] + share[1] + share[2]
        np.add(after, np.log(total) + top, out=after)
        np.divide(share, total, out=share)
    return alpha, shares
    # --8<-- [end:forward]


def back(at_end, shares):
    """Hand on, from the last frame to the first, what reaches each state to those that it came from.

    Shapes: at_end (T + 1, S' + 2, N), 0 but where sequences end; shares (T, 3, S', N); both change in place.
    """
    for after, before, share in zip(at_end[:0:-1, 2:], at_end[-2::-1], shares[::-1], strict=True):
        stay, step, skip = before[2:], before[1:-1], before[:-2]
        np.multiply(share, after, out=share)
        stay += share[0]
        step += share[1]
        skip += share[2]


def loss_and_shares(log_probs, states, input_lengths, counts):
    """Return the loss (N,), where the gradient is known (T, N, 1), and shares of classes (T, N, C)."""
    T, _, C = log_probs.shape
    alpha, shares = forward(emissions(log_probs, states), barred(states), keep=True)
    loss, ends = likelihood(alpha, input_lengths, counts)
    alpha[:] = 0  # its memory is used again
    alpha[input_lengths, last_two(counts), np.arange(len(counts))] = ends
    back(alpha, shares)
    one_hot = states.T[:, :, None] == np.arange(C)
    by_class = (alpha[1:, 2:].transpose(2, 0, 1) @ one_hot.astype(float)).transpose(1, 0, 2)
    known = (np.arange(T)[:, None] < input_lengths) & ~np.isposinf(loss)
    return loss, known[:, :, None], by_class


def likelihood(alpha, input_lengths, counts):
    """Add up what reached the last label and the blank after it: the loss (N,), their shares (2, N)."""
    ends = alpha[input_lengths, last_two(counts), np.arange(len(counts))]
    top = ends.max(axis=0)
    shares = np.exp(ends - top)
    total = shares.sum(axis=0)
    loss = np.where(top < FLOOR / 10, np.inf, 0 - (top + np.log(total)))
    return loss, shares / total


def last_two(counts):
    return np.stack([counts, counts + 1])  # behind the two states in front


def emissions(log_probs, states):
    """Look up what each state's class has at each frame: (T, N, C), (S', N) -> (T, S', N)."""
    T, N, C = log_probs.shape
    columns = np.arange(N) * C + states
    return log_probs.reshape(T, N * C).take(columns, axis=1)


def barred(states):
    """Return FLOOR for states that the skip must not reach, blanks and labels that repeat, and else 0."""
    bar = np.zeros(states.shape)
    bar[2:][states[2:] == states[:-2]] = FLOOR  # two blanks are equal as well
    return bar


def lattice(log_probs, targets, input_lengths, target_lengths, blank):
    """Check the arguments; return log-probabilities, states (S', N), lengths and counts of states."""
    log_probs, input_lengths, blank = check_frames(log_probs, input_lengths, blank)
    _, N, C = log_probs.shape
    targets, target_lengths = check_targets(targets, target_lengths, N, C, blank)
    states = np.full((2 * targets.shape[1] + 1, N), blank)
    states[1::2] = targets.T
    return log_probs, states, input_lengths, 2 * target_lengths + 1
