"""The LSTM written otherwise, which `make bench` times beside ours, computes the same."""

import numpy as np
import pytest

from snippets.lstm import lstm
from tools.rivals.lstm import inputs_first, one_product


@pytest.mark.parametrize("rival", [one_product, inputs_first])
def test_the_rival_computes_the_same_states(rival):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((6, 3, 2), (16, 2), (16, 4), 16, 16)]
    before = [array.copy() for array in arrays]
    output, *_ = lstm(*arrays)
    np.testing.assert_allclose(rival(*arrays), output, rtol=1e-12)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
