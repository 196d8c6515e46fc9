"""CRNN: built as counted, read from left to right, its gradients PyTorch's, and a word learned from them."""

import numpy as np
import pytest

from snippets.architectures import BiLSTM, Columns, Conv, Linear, MaxPool, ReLU, crnn
from snippets.clipping import clip_by_norm
from snippets.crnn import Frames, built, digit_reader, read, reading_loss
from snippets.losses import log_softmax
from snippets.optim import Adam
from snippets.summary import rows, totals
from tests.oracles import WARNINGS_RAISE, reference
from tests.vectors.crnn_cases import FILE, SMALL, TARGET_LENGTHS, TARGETS


def model(described=SMALL, dtype=np.float64):
    return built(described, rng=np.random.default_rng(0), dtype=dtype)


def images(N=2, H=8, W=9):
    return np.random.default_rng(1).normal(size=(N, 1, H, W))


@pytest.mark.parametrize(
    ("described", "sizes"),
    [
        (SMALL, (8, 9)),
        (digit_reader(), (12, 108)),
        (digit_reader(hidden=0), (12, 30)),
        (digit_reader(5, height=17, hidden=3), (17, 12)),
    ],
)
def test_what_is_built_is_what_was_counted(described, sizes):
    counted = rows(described, (1, *sizes))
    network = model(described)
    scores = network.forward(images(2, *sizes))
    assert network.vector.size == totals(counted)[0]
    T, classes = counted[-1].output_shape
    assert scores.shape == (T, 2, classes)


def test_the_reader_of_digits_has_as_many_parameters_by_hand():
    seen = 16 * (9 + 1) + 32 * (16 * 9 + 1) + 64 * (32 * 3 + 1)
    lstms = 2 * 4 * 64 * (64 + 64 + 1)
    assert totals(rows(digit_reader(), (1, 12, 108)))[0] == seen + lstms + 11 * 129 == 78_475
    assert totals(rows(digit_reader(hidden=0), (1, 12, 108)))[0] == seen + 11 * 65 == 11_723


def test_columns_become_frames_from_left_to_right():
    x = np.arange(2 * 3 * 2 * 4).reshape(2, 3, 2, 4)
    frames = Frames()
    found = frames.forward(x)
    assert found.shape == (4, 2, 6)
    for t in range(4):
        for n in range(2):
            assert found[t, n].tolist() == [x[n, c, h, t] for c in range(3) for h in range(2)]
    np.testing.assert_array_equal(frames.backward(found), x)


@pytest.mark.parametrize("hidden", [0, 4])
def test_without_recurrence_a_frame_sees_six_columns_and_with_it_all(hidden):
    # Two windows of three columns and a pool of two: frame t sees the columns 2t - 2 to 2t + 3.
    network = model(digit_reader(5, hidden=hidden))
    before, after = images(1, 12, 24), images(1, 12, 24)
    after[..., 10] += 1
    moved = (network.forward(before) != network.forward(after)).any(axis=(1, 2))
    expected = range(12) if hidden else [t for t in range(12) if 2 * t - 2 <= 10 <= 2 * t + 3]
    assert np.flatnonzero(moved).tolist() == list(expected)


def test_scores_loss_and_gradients_are_pytorchs():
    stored = reference("crnn", "small", FILE)
    network = model()
    ends = {"weight_ih": "weight_ih_l0", "weight_hh": "weight_hh_l0", "bias_ih": "bias_ih_l0"}
    places = [0, 3, 6, 9, 10, 11, 12]  # of the layers that have parameters, as described
    made = sorted({int(name.partition(".")[0]) for name in network.parameters})
    names = {}
    for name in network.parameters:
        place, _, key = name.partition(".")
        way, _, end = key.rpartition(".")
        theirs = ends[end] + "_reverse" * (way == "backward") if way else key
        names[name] = f"{places[made.index(int(place))]}.{theirs}"
    network.load({name: stored[theirs] for name, theirs in names.items()})
    with np.errstate(**WARNINGS_RAISE):
        loss = reading_loss(network, stored["images"], TARGETS, TARGET_LENGTHS)
        scores = network.forward(stored["images"])
    np.testing.assert_allclose(scores, stored["scores"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(loss, stored["loss"], rtol=1e-12)
    expected = np.concatenate([stored[f"grad_{theirs}"].ravel() for theirs in names.values()])
    np.testing.assert_allclose(network.gradient(), expected, rtol=0, atol=1e-12)
    assert len(names) == len([name for name in stored if name.startswith("grad_")]) - 1  # the images' own


def test_the_gradient_is_the_slope_in_every_direction_tried():
    network = model()
    x = images()
    reading_loss(network, x, TARGETS, TARGET_LENGTHS)
    grad, start = network.gradient(), network.vector.copy()

    def loss(vector):
        network.vector[...] = vector
        return reading_loss(network, x, TARGETS, TARGET_LENGTHS)

    for direction in np.random.default_rng(2).normal(size=(8, start.size)):
        slope = (loss(start + 1e-5 * direction) - loss(start - 1e-5 * direction)) / 2e-5
        np.testing.assert_allclose(grad @ direction, slope, rtol=1e-7)


def test_images_in_a_batch_are_read_as_if_each_were_alone():
    network, x = model(), images(3)
    alone = np.concatenate([network.forward(x[n : n + 1]) for n in range(3)], axis=1)
    np.testing.assert_allclose(network.forward(x), alone, rtol=1e-12)
    assert read(network, x) == [read(network, x[n : n + 1])[0] for n in range(3)]


def test_blobs_are_learned_as_words_and_read_greedily_and_with_a_beam():
    # A word is a row of bars: a high one is label 1, a low one label 2; where they stand, nobody says.
    words = [(1, 2), (2, 2), (2, 1, 1), (1,)]
    x = np.zeros((4, 1, 12, 24), np.float32)
    for strip, word in zip(x[:, 0], words, strict=True):
        for place, label in enumerate(word):
            rows_of_bar = slice(0, 5) if label == 1 else slice(7, 12)
            strip[rows_of_bar, 3 + 7 * place : 6 + 7 * place] = 1
    targets = np.array([word + (0,) * (3 - len(word)) for word in words])
    network = model(digit_reader(3, hidden=16), np.float32)
    optimizer, losses = Adam(network.vector, 0.01), []
    for _ in range(80):
        losses.append(reading_loss(network, x, targets, [len(word) for word in words]))
        (gradient,) = clip_by_norm([network.gradient()], 2)
        optimizer.step(gradient)
    assert losses[-1] < losses[0] / 100
    assert read(network, x) == read(network, x, width=4) == words
    assert network.vector.dtype == losses[-1].dtype == np.float32


def test_a_reader_says_what_greedy_and_beam_say_and_with_another_blank():
    network, x = model(), images(1)
    log_probs = log_softmax(network.forward(x))
    path = log_probs.argmax(axis=2)[:, 0]
    kept = [k for t, k in enumerate(path) if k != 3 and (t == 0 or k != path[t - 1])]
    assert read(network, x, blank=3) == [tuple(kept)]
    assert reading_loss(network, x, [[0, 2]], [2], blank=3) > 0


def with_nan():
    x = images()
    x[1, 0, 2, 3] = np.nan
    return x


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: reading_loss(model(), images(W=5), [[1, 1, 3], [2, 2, 1]], [3, 3]),
            "targets[0] needs 4 frames, the network makes 2. → Pool less along the width",
        ),
        (
            lambda: reading_loss(model(), images(), TARGETS, [3, 4]),
            "target_lengths[1] is 4; expected 0 to S = 3",
        ),
        (
            lambda: reading_loss(model(), images(), [[1, 4, 1], [2, 0, 0]], TARGET_LENGTHS),
            "targets[0, 1] is 4; expected 0 to 3, as log_probs has 4 classes",
        ),
        (lambda: read(model(), with_nan()), "log_probs[0, 1, 0] is NaN; expected a log-probability"),
        (lambda: read(model(), images(), width=0), "width is 0; expected a whole number, 1 or more"),
        (
            lambda: built(crnn(), rng=np.random.default_rng(0)),
            "layer 7 is BatchNorm(num_features=256); expected Conv, MaxPool, ReLU, Columns, BiLSTM with one "
            "bias, or Linear. → For CRNN, describe it with normalised=False",
        ),
        (
            lambda: model((BiLSTM(2, 3, biases=2),)),
            "layer 0 is BiLSTM(in_features=2, hidden=3, biases=2); expected Conv, MaxPool, ReLU, Columns, "
            "BiLSTM with one bias, or Linear. → For CRNN, describe it with normalised=False",
        ),
        (
            lambda: rows((Columns(), Columns()), (1, 2, 3)),
            "layer 1, Columns(): the input has shape (3, 2); expected (C, H, W)",
        ),
        (
            lambda: rows((Columns(), BiLSTM(5, 2)), (1, 2, 3)),
            "layer 1, BiLSTM(5, 2): the input has shape (3, 2); expected (T, in_features) = (any, 5)",
        ),
        (
            lambda: rows((Columns(), Linear(5, 2)), (1, 2, 3)),
            "layer 1, Linear(5, 2): the input has shape (3, 2); expected (T, in_features) = (any, 5)",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_a_convolution_without_bias_and_one_with_groups_are_built_as_described():
    described = (
        Conv(2, 4, (3, 1), 2, groups=2, bias=False),
        MaxPool(2, 1),
        ReLU(),
        Columns(),
        Linear(8, 2),
    )
    network, x = model(described), np.random.default_rng(1).normal(size=(2, 2, 8, 6))
    T, classes = rows(described, (2, 8, 6))[-1].output_shape
    assert network.forward(x).shape == (T, 2, classes)
    network.backward(np.ones((T, 2, classes)))
    assert network.gradient().size == network.vector.size == totals(rows(described, (2, 8, 6)))[0]
