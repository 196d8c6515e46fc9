"""The file of reference vectors is what PyTorch computes, wherever PyTorch is installed."""

import numpy as np
import pytest

from tests.vectors.cases import FILE

pytest.importorskip("torch", reason="PyTorch is not installed (make torch)")


@pytest.mark.filterwarnings("ignore:Using padding=.same.")  # it copies the input: no matter here
def test_the_vectors_in_the_file_are_what_pytorch_computes():
    from tests.vectors.make import compute  # noqa: PLC0415 - imports PyTorch

    expected = compute()
    with np.load(FILE) as stored:
        assert sorted(stored.files) == sorted(expected), "→ python -m tests.vectors.make"
        for name, array in expected.items():
            np.testing.assert_allclose(stored[name], array, rtol=1e-12, atol=1e-12, err_msg=name)
