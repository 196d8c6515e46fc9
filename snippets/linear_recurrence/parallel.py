"""The linear recurrence as a scan: steps are joined in pairs, and the pairs in pairs, all at once."""

from collections import deque

import numpy as np

from snippets.linear_recurrence.loop import recurrence_arguments, run_backwards


# --8<-- [start:combine]
def combine(earlier, later):
    """Join two stretches of steps into one: apply the earlier, then the later.

    A stretch is a pair (a, b) that turns the state h into a * h + b.
    Shapes: two pairs of numbers or of arrays -> one pair.
    Source: Blelloch 1990, Prefix sums and their applications, section 1.4.
    """
    (a, b), (a_later, b_later) = earlier, later
    return a_later * a, a_later * b + b_later
    # --8<-- [end:combine]


# --8<-- [start:scan_steps]
def scan_steps(x, a, h0=None):
    """Yield (a, b) of the stretch that ends at each t: 1, 2, 4, ... steps long.

    Shapes, errors: as `linear_recurrence` -> pairs of arrays (T, N, D); in the
    last, every stretch reaches back to the start, and its b is the state.
    Source: Hillis and Steele 1986, Data parallel algorithms.
    """
    x, a, h0 = recurrence_arguments(x, a, h0)
    b = np.concatenate([x[:1] + a[:1] * h0, x[1:]])
    yield a, b
    reach = 1
    while reach < len(x):
        a_longer, b_longer = combine((a[:-reach], b[:-reach]), (a[reach:], b[reach:]))
        a = np.concatenate([a[:reach], a_longer])
        b = np.concatenate([b[:reach], b_longer])
        yield a, b
        reach *= 2
    # --8<-- [end:scan_steps]


def scan(x, a, h0=None):
    """Compute the states of `linear_recurrence` in log2(T) steps, each for all places at once.

    Shapes, errors: as `linear_recurrence`. It multiplies factors that the loop never does: where a product
    of `a` overflows, states may be infinite or NaN though the loop's are not.
    Source: Hillis and Steele 1986, Data parallel algorithms; Martin and Cundy 2018, arXiv:1709.04057.
    """
    ((_, states),) = deque(scan_steps(x, a, h0), maxlen=1)  # the last step's
    return states


def scan_backward(grad_output, x, a, h0=None):
    """Send the gradient of the states back to the arguments, by a scan from the last step to the first.

    Shapes, errors: as `linear_recurrence_backward`.
    Source: Martin and Cundy 2018, arXiv:1709.04057, section 2.2.
    """
    return run_backwards(scan, grad_output, x, a, h0)
