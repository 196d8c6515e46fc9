"""Layers and their stack: the functions they call, gradients, one vector of parameters, training."""

import io
import sys

import numpy as np
import pytest

from snippets import nn
from snippets.convolution import conv2d
from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.optim import SGD
from tests.oracles import central_difference


def small_model(rng, dtype=np.float64):
    """Every kind of layer once, on images of 2 x 6 x 6."""
    return nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1, rng=rng, dtype=dtype),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(27, 4, rng=rng, dtype=dtype),
    )


def test_a_linear_layer_by_hand():
    layer = nn.Linear(2, 1, rng=np.random.default_rng(0), dtype=np.float64)
    layer.parameters["weight"][...] = [[10, 100]]
    layer.parameters["bias"][...] = [1]
    assert layer.forward(np.array([[1, 2], [3, 4]])).tolist() == [
        [1 * 10 + 2 * 100 + 1],
        [3 * 10 + 4 * 100 + 1],
    ]
    assert layer.backward(np.array([[1], [2]])).tolist() == [[10, 100], [20, 200]]
    assert layer.gradients["weight"].tolist() == [[1 * 1 + 2 * 3, 1 * 2 + 2 * 4]]
    assert layer.gradients["bias"].tolist() == [1 + 2]


def test_relu_by_hand():
    layer = nn.ReLU()
    assert layer.forward(np.array([-2.0, 0.0, 3.0])).tolist() == [0, 0, 3]
    assert layer.backward(np.array([5.0, np.inf, 7.0])).tolist() == [0, 0, 7]


def test_a_convolution_layer_calls_conv2d_with_its_parameters():
    rng = np.random.default_rng(0)
    layer, x = nn.Conv2d(2, 3, 3, padding=1, rng=rng, dtype=np.float64), rng.normal(size=(2, 2, 5, 5))
    expected = conv2d(x, layer.parameters["weight"], layer.parameters["bias"], padding=1)
    np.testing.assert_array_equal(layer.forward(x), expected)


def test_a_convolution_layer_with_a_stride_by_hand():
    layer = nn.Conv2d(1, 1, 2, stride=2, padding=1, rng=np.random.default_rng(0), dtype=np.float64)
    layer.parameters["weight"][...] = [[1, 10], [100, 1000]]
    layer.parameters["bias"][...] = [5]
    x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    # windows of the padded image 0 0 0 0, 0 1 2 0, 0 3 4 0, 0 0 0 0: in rows and columns 0 and 2
    assert layer.forward(x).tolist() == [[[[1000 * 1 + 5, 100 * 2 + 5], [10 * 3 + 5, 1 * 4 + 5]]]]
    assert layer.backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]])).tolist() == [[[[1000, 200], [30, 4]]]]
    assert layer.gradients["weight"].tolist() == [[[[4 * 4, 3 * 3], [2 * 2, 1 * 1]]]]
    assert layer.gradients["bias"].tolist() == [1 + 2 + 3 + 4]


def test_global_average_pooling_by_hand():
    layer = nn.GlobalAvgPool2d()
    assert layer.forward(np.array([[[[1.0, 2.0], [3.0, 6.0]], [[0.0, 0.0], [4.0, 0.0]]]])).tolist() == [
        [3, 1]
    ]
    assert layer.backward(np.array([[4.0, 8.0]])).tolist() == [[[[1, 1], [1, 1]], [[2, 2], [2, 2]]]]


def test_flatten_keeps_the_order_and_gives_it_back_even_for_no_image():
    layer, x = nn.Flatten(), np.arange(24).reshape(2, 3, 2, 2)
    assert layer.forward(x).tolist() == [list(range(12)), list(range(12, 24))]
    np.testing.assert_array_equal(layer.backward(layer.forward(x)), x)
    assert layer.forward(x[:0]).shape == (0, 12)


@pytest.mark.parametrize("head", ["flatten", "global maximum", "global average"])
def test_the_gradients_of_the_whole_stack_are_its_differences(head):
    rng = np.random.default_rng(0)
    model = small_model(rng)
    if head != "flatten":
        model = nn.Sequential(
            nn.Conv2d(2, 3, 3, stride=2, padding=1, rng=rng, dtype=np.float64),
            nn.GlobalMaxPool2d() if head == "global maximum" else nn.GlobalAvgPool2d(),
            nn.Linear(3, 4, rng=rng, dtype=np.float64),
        )
    x, target = rng.normal(size=(3, 2, 6, 6)), np.array([0, 3, 1])
    grad_x = model.backward(cross_entropy_backward(1, model.forward(x), target))
    grad, start = model.gradient(), model.vector.copy()

    def loss(vector):
        model.vector[...] = vector
        return cross_entropy(model.forward(x), target)

    np.testing.assert_allclose(grad, central_difference(loss, start), rtol=1e-7, atol=1e-8)
    model.vector[...] = start
    expected = central_difference(lambda images: cross_entropy(model.forward(images), target), x)
    np.testing.assert_allclose(grad_x, expected, rtol=1e-7, atol=1e-8)


def test_all_parameters_are_views_of_one_vector_in_order():
    model = small_model(np.random.default_rng(0))
    assert list(model.parameters) == ["0.weight", "0.bias", "4.weight", "4.bias"]
    assert model.vector.size == 3 * (2 * 3 * 3 + 1) + 4 * (27 + 1)
    np.testing.assert_array_equal(
        model.vector, np.concatenate([p.ravel() for p in model.parameters.values()])
    )
    model.vector[...] = 7
    assert all((layer.parameters["bias"] == 7).all() for layer in model.layers if layer.parameters)


def test_a_stack_keeps_what_its_layers_began_with():
    rng = np.random.default_rng(0)
    layers = [nn.Conv2d(2, 3, 3, rng=rng), nn.Linear(3, 5, rng=rng)]
    before = [array.copy() for layer in layers for array in layer.parameters.values()]
    model = nn.Sequential(*layers)
    for expected, array in zip(before, model.parameters.values(), strict=True):
        np.testing.assert_array_equal(array, expected)


def test_the_first_parameters_are_even_within_one_over_the_root_of_fan_in_as_pytorchs():
    layer = nn.Conv2d(4, 200, 3, rng=np.random.default_rng(0))
    bound = 1 / np.sqrt(4 * 3 * 3)
    for parameter in layer.parameters.values():
        assert parameter.dtype == np.float32
        assert 0.97 * bound < abs(parameter).max() <= bound
        assert abs(parameter.mean()) < 0.1 * bound
        assert abs(parameter.std() - bound / np.sqrt(3)) < 0.1 * bound
    assert nn.Linear(9, 2, rng=np.random.default_rng(0)).parameters["weight"].shape == (2, 9)


def test_a_model_is_kept_by_savez_and_comes_back():
    model, other = small_model(np.random.default_rng(0)), small_model(np.random.default_rng(1))
    file = io.BytesIO()
    np.savez(file, **model.parameters)
    file.seek(0)
    assert not np.array_equal(other.vector, model.vector)
    with np.load(file) as stored:
        other.load(stored)
    np.testing.assert_array_equal(other.vector, model.vector)


def test_a_model_takes_only_its_own_names_and_shapes():
    model = small_model(np.random.default_rng(0))
    before = model.vector.copy()
    with pytest.raises(ValueError, match=r"arrays has \['0.weight'\]; expected \['0.bias', '0.weight', "):
        model.load({"0.weight": model.parameters["0.weight"]})
    with pytest.raises(ValueError, match=r"arrays has .*'5.weight'\]; expected \['0.bias', '0.weight', "):
        model.load({**model.parameters, "5.weight": np.zeros(3)})
    with pytest.raises(ValueError, match=r"4.bias has shape \(3,\); expected \(4,\)"):
        model.load({**model.parameters, "0.bias": np.zeros(3), "4.bias": np.zeros(3)})
    np.testing.assert_array_equal(model.vector, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_model_computes_in_its_own_type(dtype):
    model = small_model(np.random.default_rng(0), dtype)
    logits = model.forward(np.ones((2, 2, 6, 6), dtype))
    grad_x = model.backward(cross_entropy_backward(1, logits, [0, 1]))
    assert logits.dtype == grad_x.dtype == model.gradient().dtype == model.vector.dtype == dtype


# Training


def stripes(rng, count):
    """Images with one bright row (label 0) or column (label 1)."""
    x, target = rng.normal(scale=0.3, size=(count, 2, 6, 6)), rng.integers(0, 2, size=count)
    for image, label, place in zip(x, target, rng.integers(0, 6, size=count), strict=True):
        image.swapaxes(1, 2)[:, place] += 2 if label else 0
        image[:, place] += 0 if label else 2
    return x, target


def test_training_learns_to_tell_rows_from_columns():
    rng = np.random.default_rng(0)
    (x, target), (held_out, truth) = stripes(rng, 300), stripes(rng, 100)
    model = small_model(rng)
    losses = nn.fit(model, x, target, epochs=10, batch_size=32, lr=0.01, rng=rng)
    assert len(losses) == 10 * 10
    assert losses[:10].mean() > 3 * losses[-10:].mean()
    assert (model.forward(held_out).argmax(axis=1) == truth).mean() > 0.95


def test_with_all_of_each_label_smoothed_away_training_does_not_look_at_labels():
    vectors = []
    for label in (0, 1):
        rng = np.random.default_rng(0)
        model = nn.Sequential(nn.Linear(4, 3, rng=rng))
        x = rng.normal(size=(6, 4)).astype(np.float32)
        target = np.full(6, label)
        nn.fit(model, x, target, epochs=1, batch_size=3, lr=0.1, rng=rng, label_smoothing=1.0)
        vectors.append(model.vector)
    np.testing.assert_allclose(vectors[0], vectors[1], rtol=1e-6)


def test_training_twice_from_one_seed_gives_the_same_bytes():
    def trained():
        rng = np.random.default_rng(3)
        model = small_model(rng, np.float32)
        nn.fit(model, *stripes(rng, 40), epochs=2, batch_size=16, lr=0.01, rng=rng)
        return model.vector.tobytes()

    assert trained() == trained()


def test_every_row_is_used_once_an_epoch_and_the_rate_falls_along_the_cosine(monkeypatch):
    seen, rates = [], []

    class Watched(SGD):
        def step(self, grad):
            rates.append(self.lr)
            super().step(grad)

    monkeypatch.setattr(nn, "Adam", Watched)
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(1, 2, rng=rng, dtype=np.float64))
    forward = model.forward
    model.forward = lambda x: seen.append(x.ravel()) or forward(x)
    nn.fit(model, np.arange(10.0)[:, None], np.zeros(10, int), epochs=2, batch_size=4, lr=0.5, rng=rng)
    assert [len(rows) for rows in seen] == [4, 3, 3, 4, 3, 3]
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert sorted(first) == sorted(second) == list(range(10))
    assert first.tolist() != second.tolist()
    np.testing.assert_allclose(
        rates, [0.25 * (1 + np.cos(np.pi * step / 6)) for step in range(6)], rtol=1e-12
    )


def test_a_bar_grows_at_a_terminal_and_a_log_stays_clean(monkeypatch, capsys):
    assert list(nn.progress(range(2), "epoch")) == [0, 1]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(nn.progress(range(2), "epoch")) == [0, 1]
    assert capsys.readouterr().err == f"\repoch 1/2 {'━' * 20:<40}\repoch 2/2 {'━' * 40}\n"


def test_what_does_not_go_together_is_named():
    rng = np.random.default_rng(0)
    model = small_model(rng)
    with pytest.raises(ValueError, match="x has 3 rows and target 2 labels; expected as many"):
        nn.fit(model, np.ones((3, 2, 6, 6)), np.zeros(2, int), epochs=1, batch_size=2, lr=0.1, rng=rng)
    with pytest.raises(
        ValueError, match=r"x has shape \(2, 2, 6, 6\); expected \(N, in_features\) = \(any, 27\)"
    ):
        model.layers[4].forward(np.ones((2, 2, 6, 6)))
    with pytest.raises(ValueError, match=r"x has shape \(2, 26\); expected \(N, in_features\) = \(any, 27\)"):
        model.layers[4].forward(np.ones((2, 26)))
