"""Every file of reference vectors is what PyTorch computes, wherever PyTorch is installed."""

import importlib
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch is not installed (make torch)")

FOLDER = Path(__file__).with_name("vectors")
MAKERS = sorted(path.stem for path in FOLDER.glob("*make.py"))  # each with FILE, and compute() for its arrays


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.filterwarnings("ignore:Using padding=.same.")  # it copies the input: no matter here
def test_the_vectors_in_a_file_are_what_pytorch_computes(maker):
    module = importlib.import_module(f"tests.vectors.{maker}")
    expected = module.compute()
    with np.load(module.FILE) as stored:
        assert sorted(stored.files) == sorted(expected), f"→ python -m tests.vectors.{maker}"
        for name, array in expected.items():
            np.testing.assert_allclose(stored[name], array, rtol=1e-12, atol=1e-12, err_msg=name)


def test_every_file_of_vectors_has_its_maker():
    made = {importlib.import_module(f"tests.vectors.{maker}").FILE for maker in MAKERS}
    assert made == set(FOLDER.glob("*.npz"))
