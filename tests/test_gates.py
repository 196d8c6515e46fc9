"""The sigmoid of the gates: its definition wherever that can be computed, and its limits everywhere else."""

import numpy as np
import pytest

from snippets.gates import sigmoid
from tests.oracles import WARNINGS_RAISE


def test_the_sigmoid_is_its_definition():
    z = np.linspace(-30, 30, 121)
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_number_is_too_large_for_the_sigmoid(dtype):
    z = np.array([-np.finfo(dtype).max, -1e4, 0, 1e4, np.finfo(dtype).max, np.inf, np.nan], dtype)
    with np.errstate(**WARNINGS_RAISE):
        squeezed = sigmoid(z)
    assert squeezed.dtype == dtype
    np.testing.assert_array_equal(squeezed, [0, 0, 0.5, 1, 1, 1, np.nan])
