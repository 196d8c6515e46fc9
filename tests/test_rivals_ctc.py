"""CTC written as loops, which `make bench` times beside ours, computes the same."""

import numpy as np

from snippets.ctc import ctc_loss_with_backward
from snippets.losses import log_softmax
from tools.rivals.ctc import loops


def test_loops_over_states_compute_the_same_loss_and_gradient():
    rng = np.random.default_rng(0)
    log_probs, targets = log_softmax(rng.normal(size=(9, 4, 3))), rng.integers(1, 3, size=(4, 4))
    before = log_probs.copy()
    loss, backward = ctc_loss_with_backward(log_probs, targets, [9] * 4, [4] * 4)
    found = loops(log_probs, targets)
    np.testing.assert_allclose(found[0], loss, rtol=1e-12)
    np.testing.assert_allclose(found[1], backward(np.ones(4)), rtol=0, atol=1e-13)
    np.testing.assert_array_equal(log_probs, before)
