"""What the tests of several cases ask: slopes of whole networks, demands of a bar, figures of a notebook."""

from xml.etree import ElementTree

import numpy as np

from figures.grammar import COLOURS
from snippets.gradients import central_difference
from snippets.layers.joined import move


def assert_slopes(model, x, grad, rng):
    """Hold some gradients of a Sequential, in float64, against central differences of its outputs."""
    move(model, model.vector.astype(np.float64))
    model.forward(x)
    model.backward(grad)
    found, chosen = model.gradient(), rng.choice(model.vector.size, 40, replace=False)

    def loss(values):
        model.vector[chosen] = values
        return float((grad * model.forward(x)).sum())

    slope = central_difference(loss, model.vector[chosen].copy())
    np.testing.assert_allclose(found[chosen], slope, rtol=1e-6, atol=1e-8)


def assert_descent(descent, count, rtol):
    """The same of a training's loss, on one batch that is drawn again and again."""
    model = descent.model
    move(model, model.vector.astype(np.float64))
    _, found = descent.loss(model, np.random.default_rng(4))
    chosen = np.random.default_rng(3).choice(model.vector.size, count, replace=False)

    def loss(values):
        model.vector[chosen] = values
        return descent.loss(model, np.random.default_rng(4))[0]

    slope = central_difference(loss, model.vector[chosen].copy())
    np.testing.assert_allclose(found[chosen], slope, rtol=rtol, atol=1e-8)


def assert_demand(case, good, name, changed, demand):
    """Hold that good results clear the bar, and that one seed with other metrics is named with its demand."""
    assert case.misses({run: [metrics] for run, metrics in good.items()}) == []
    bad = {run: [good[run], good[run] | (changed if run == name else {})] for run in good}
    (missed,) = case.misses(bad)
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


def assert_drawings(drawings, most):
    """Hold that a notebook's figures have labels, follow the palette, and weigh less than `most` bytes."""
    known = {f"var(--cr-{name}, {light})" for name, (light, _) in COLOURS.items()} | {"none"}
    for text in drawings:
        root = ElementTree.fromstring(text)
        assert root.get("role") == "img"
        assert len(root.get("aria-label")) > 40
        assert {e.get(key, "none") for e in root.iter() for key in ("fill", "stroke")} <= known
        assert len(text) < most
