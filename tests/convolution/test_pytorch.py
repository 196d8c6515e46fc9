"""Layers on one axis and transposed, and their gradients, against PyTorch's."""

import numpy as np
import pytest

from snippets.convolution import conv1d, conv1d_backward, conv_transpose2d, conv_transpose2d_backward
from tests.oracles import reference
from tests.vectors.convolution_cases import CONV1D, CONV_TRANSPOSE2D, FILE

CASES = [
    pytest.param(forward, backward, case, options, id=f"{forward.__name__}, {case}")
    for forward, backward, cases in (
        (conv1d, conv1d_backward, CONV1D),
        (conv_transpose2d, conv_transpose2d_backward, CONV_TRANSPOSE2D),
    )
    for case, (_, _, options) in cases.items()
]


def ours(forward, backward, arrays, options, dtype):
    given = [arrays[name].astype(dtype) for name in ("x", "weight", "bias")]
    grads = backward(arrays["grad_output"].astype(dtype), *given, **options)
    names = ("output", "grad_x", "grad_weight", "grad_bias")
    return zip(names, (forward(*given, **options), *grads), strict=True)


@pytest.mark.parametrize(("forward", "backward", "case", "options"), CASES)
def test_a_layer_and_its_gradients_are_pytorchs(forward, backward, case, options):
    arrays = reference(forward.__name__, case, FILE)
    for name, result in ours(forward, backward, arrays, options, np.float64):
        assert result.shape == arrays[name].shape
        np.testing.assert_allclose(result, arrays[name], rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("forward", "backward", "case", "options"), CASES)
def test_in_float32_they_are_pytorchs_to_six_digits(forward, backward, case, options):
    arrays = reference(forward.__name__, case, FILE)
    for name, result in ours(forward, backward, arrays, options, np.float32):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, arrays[name], atol=5e-6 * abs(arrays[name]).max(), err_msg=name)
