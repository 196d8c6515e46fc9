"""First weights: those before a ReLU get the spread that keeps a signal's size, the others stay."""

import numpy as np

from snippets.crnn import built, digit_reader
from snippets.nn import Linear, ReLU, Sequential
from snippets.start import wide


def deep(layers, start, width=256):
    """The spread of what a stack of Linear and ReLU hands on, for inputs of spread 1."""
    rng = np.random.default_rng(0)
    model = start(
        Sequential(*(part for _ in range(layers) for part in (Linear(width, width, rng=rng), ReLU())))
    )
    x = model.forward(rng.normal(size=(64, width)).astype(np.float32))
    return float(np.sqrt(np.mean(x**2)))


def test_a_signal_keeps_its_size_through_twenty_relus_and_dies_without():
    assert 0.5 < deep(20, wide) < 2
    assert deep(20, lambda model: model) < 0.1


def test_each_weight_before_a_relu_is_a_root_of_six_wider_and_its_bias_0():
    plain = built(digit_reader(), rng=np.random.default_rng(0))
    wider = wide(built(digit_reader(), rng=np.random.default_rng(0)))
    factors = {}
    for name, array in plain.parameters.items():
        if name.endswith("weight"):
            factors[name] = float((wider.parameters[name] / array).mean())
        elif name.endswith("bias") and not wider.parameters[name].any():
            factors[name] = 0
    seen = [f"{place}.{part}" for place in (0, 3, 8) for part in ("weight", "bias")]
    assert [name for name, factor in factors.items() if abs(factor - 1) > 1e-6] == seen
    for name in seen[::2]:
        np.testing.assert_allclose(factors[name], np.sqrt(6), rtol=1e-6)
        fan_in = np.prod(wider.parameters[name].shape[1:])
        assert abs(wider.parameters[name].var() * fan_in / 2 - 1) < 0.15  # He: a variance of 2 / fan_in
    for name in set(plain.parameters) - set(seen):
        np.testing.assert_array_equal(plain.parameters[name], wider.parameters[name])


def test_the_vector_that_adam_steps_is_widened_with_the_weights():
    model = wide(built(digit_reader(), rng=np.random.default_rng(0)))
    np.testing.assert_array_equal(
        model.vector, np.concatenate([array.ravel() for array in model.parameters.values()])
    )
