"""What the snippets are held against: central differences, PyTorch's results, warnings as errors, memory."""

import tracemalloc

import numpy as np
from hypothesis import settings

from snippets.gradients import central_difference
from tests.vectors.cases import FILE

# The same examples on every run and every machine: a red test is red for everyone.
SAME_EXAMPLES = settings(derandomize=True, deadline=None, max_examples=60, database=None)

WARNINGS_RAISE = {"divide": "raise", "over": "raise", "invalid": "raise"}  # what NumPy warns of by default


def assert_gradients(forward, backward, arrays, rng, **options):
    """Hold every gradient that `backward` returns against central differences of `forward`."""
    grad_output = rng.normal(size=np.shape(forward(*arrays, **options)))
    grads = backward(grad_output, *arrays, **options)
    for i, grad in enumerate(grads if isinstance(grads, tuple) else (grads,)):
        if arrays[i] is None:
            assert grad is None
            continue

        def loss(array, i=i):
            changed = [*arrays[:i], array, *arrays[i + 1 :]]
            return float((grad_output * forward(*changed, **options)).sum())

        np.testing.assert_allclose(grad, central_difference(loss, arrays[i]), rtol=1e-8, atol=1e-8)


def reference(operation, case, file=FILE):
    """Return one case's arrays, inputs and PyTorch's results, by name."""
    with np.load(file) as stored:
        start = f"{operation}/{case}/"
        return {name.removeprefix(start): stored[name] for name in stored.files if name.startswith(start)}


def assert_stored(found, stored, dtype, tolerance):
    """Hold arrays by name against PyTorch's, relative to the largest entry; None was never asked for."""
    for name, array in found.items():
        if name not in stored:
            assert array is None
            continue
        assert array.dtype == dtype
        scale = max(1, abs(stored[name]).max())
        np.testing.assert_allclose(array, stored[name], rtol=0, atol=tolerance * scale, err_msg=name)


def memory(function, *arrays, **options):
    """Return what the function returns, and how much memory it had at most, the result included."""
    tracemalloc.start()
    try:
        start = tracemalloc.get_traced_memory()[0]
        result = function(*arrays, **options)
        return result, tracemalloc.get_traced_memory()[1] - start
    finally:
        tracemalloc.stop()


def memory_limit(*arrays):
    """Return what a forward call may take: little more than what goes in and comes out."""
    return 1.5 * sum(array.nbytes for array in arrays) + 16 * 10**6
