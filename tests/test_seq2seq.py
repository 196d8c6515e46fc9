"""An encoder and a decoder: step by step as at once, gradients through the one state, a pair set by hand."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.decoding import beam_search, greedy_decode
from snippets.gru import gru, gru_backward
from snippets.losses import cross_entropy, cross_entropy_backward, log_softmax
from snippets.lstm import lstm, lstm_backward
from snippets.rnn import rnn, rnn_backward
from snippets.seq2seq import (
    decoder_step,
    encode,
    encoder_decoder,
    encoder_decoder_backward,
    one_hot,
    reverser,
    shifted_targets,
)
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, assert_gradients, reference

CELLS = {"RNN": (rnn, rnn_backward, 1), "LSTM": (lstm, lstm_backward, 4), "GRU": (gru, gru_backward, 3)}
EACH = pytest.mark.parametrize("name", CELLS)
RELU = partial(rnn, nonlinearity="relu")
K, END = 3, 2
FILE = Path(__file__).with_name("vectors") / "seq2seq.npz"
ENDS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def some(name, *, D=2, H=4, T=4, S=3, N=2, biases=True, seed=0):
    """x, targets, encoder, decoder, weight_ho, bias_o, drawn at random."""
    rng, rows = np.random.default_rng(seed), CELLS[name][2] * H

    def arrays(columns):
        shapes = [(rows, columns), (rows, H)] + [rows, rows] * biases
        return tuple(rng.normal(size=shape) for shape in shapes)

    targets = rng.integers(0, K, size=(S, N))
    x, encoder, decoder = rng.normal(size=(T, N, D)), arrays(D), arrays(K)
    return x, targets, encoder, decoder, rng.normal(size=(K, H)), rng.normal(size=K) if biases else None


@EACH
@pytest.mark.parametrize("biases", [True, False])
def test_scoring_an_answer_at_once_is_decoding_it_step_by_step(name, biases):
    cell, *_ = CELLS[name]
    x, targets, encoder, decoder, *readout = some(name, biases=biases)
    y = shifted_targets(targets, END, K)
    scores = log_softmax(encoder_decoder(cell, x, y, encoder, decoder, *readout))
    step = decoder_step(cell, decoder, *readout)
    for n in range(2):
        state, last = encode(cell, x[:, n : n + 1], encoder), END
        for s, symbol in enumerate(targets[:, n]):
            log_probs, state = step(last, state)
            np.testing.assert_allclose(log_probs, scores[s, n], rtol=1e-12)
            last = symbol


@EACH
def test_the_decoder_goes_on_where_the_encoder_stopped(name):
    cell, *_ = CELLS[name]
    x, _, encoder, *_ = some(name, D=K)
    y = np.random.default_rng(1).normal(size=(3, 2, K))
    whole, *_ = cell(np.concatenate([x, y]), *encoder)
    scores = encoder_decoder(cell, x, y, encoder, encoder, np.eye(4))
    np.testing.assert_allclose(scores, whole[4:], rtol=1e-12)


@EACH
def test_sequences_of_different_lengths_are_encoded_as_if_each_were_alone(name):
    cell, *_ = CELLS[name]
    x, targets, *weights = some(name)
    x[1:, 0] = np.nan  # the padding
    y = shifted_targets(targets, END, K)
    with np.errstate(**WARNINGS_RAISE):
        together = encoder_decoder(cell, x, y, *weights, lengths=[1, 4])
    for n, length in enumerate([1, 4]):
        alone = encoder_decoder(cell, x[:length, n : n + 1], y[:, n : n + 1], *weights)
        np.testing.assert_allclose(together[:, n : n + 1], alone, rtol=1e-12)


@EACH
def test_nan_stays_in_its_sequence_there_and_back(name):
    cell, cell_backward, _ = CELLS[name]
    x, targets, *weights = some(name)
    y, grad = shifted_targets(targets, END, K), np.ones((3, 2, K))
    clean = encoder_decoder(cell, x, y, *weights)
    clean_x, *_ = encoder_decoder_backward(cell, cell_backward, grad, x, y, *weights)
    x[2, 0, 0] = np.nan
    scores = encoder_decoder(cell, x, y, *weights)
    grad_x, *_ = encoder_decoder_backward(cell, cell_backward, grad, x, y, *weights)
    assert np.isnan(scores[:, 0]).all()
    np.testing.assert_array_equal(scores[:, 1], clean[:, 1])
    np.testing.assert_array_equal(grad_x[:, 1], clean_x[:, 1])


@EACH
def test_no_sequence_and_arrays_in_another_order_of_memory(name):
    cell, cell_backward, _ = CELLS[name]
    x, targets, *weights = some(name)
    y = shifted_targets(targets, END, K)
    none = encoder_decoder(cell, x[:, :0], y[:, :0], *weights)
    assert none.shape == (3, 0, K)
    grad_x, _, _, _, grad_weight_ho, _ = encoder_decoder_backward(
        cell, cell_backward, none, x[:, :0], y[:, :0], *weights
    )
    assert grad_x.shape == (4, 0, 2)
    assert not grad_weight_ho.any()
    turned = [
        tuple(np.asfortranarray(a) for a in w) if isinstance(w, tuple) else np.asfortranarray(w)
        for w in weights
    ]
    scores = encoder_decoder(cell, np.asfortranarray(x), y[:, ::-1][:, ::-1], *turned)
    np.testing.assert_allclose(scores, encoder_decoder(cell, x, y, *weights), rtol=1e-12)


@EACH
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("lengths", [None, [4, 2]])
def test_gradients_are_central_differences(name, biases, lengths):
    cell, cell_backward, _ = CELLS[name]
    x, targets, encoder, decoder, *readout = some(name, H=2, biases=biases)
    y, count = shifted_targets(targets, END, K).astype(float), len(encoder)

    def called(x, y, *rest):
        return x, y, rest[:count], rest[count : 2 * count], *rest[2 * count :]

    def scores(*arrays):
        return encoder_decoder(cell, *called(*arrays), lengths=lengths)

    def gradients(grad, *arrays):
        grads = encoder_decoder_backward(cell, cell_backward, grad, *called(*arrays), lengths=lengths)
        grad_x, grad_y, grad_encoder, grad_decoder, *grad_readout = grads
        return grad_x, grad_y, *grad_encoder, *grad_decoder, *grad_readout

    arrays = [x, y, *encoder, *decoder, *readout]
    assert_gradients(scores, gradients, arrays, np.random.default_rng(1))


@EACH
def test_loss_and_gradients_of_a_training_step_are_pytorchs(name):
    cell, cell_backward, _ = CELLS[name]
    stored = reference("seq2seq", name, FILE)
    targets, lengths = stored.pop("targets"), [3, 5, 1]
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 5e-6)):
        cast = {key: array.astype(dtype) for key, array in stored.items()}
        parts = [[f"{part}.{end}" for end in ENDS] for part in ("encoder", "decoder")]
        readout = ["readout.weight", "readout.bias"]
        weights = [tuple(cast[key] for key in keys) for keys in parts] + [cast[key] for key in readout]
        y = shifted_targets(targets, END, K)
        scores = encoder_decoder(cell, cast["x"], y, *weights, lengths=lengths)
        loss = cross_entropy(scores.reshape(-1, K), targets.ravel())
        grad = cross_entropy_backward(1.0, scores.reshape(-1, K), targets.ravel()).reshape(scores.shape)
        grad_x, _, *grads = encoder_decoder_backward(
            cell, cell_backward, grad, cast["x"], y, *weights, lengths=lengths
        )
        found = {"scores": scores, "loss": loss, "grad_x": grad_x}
        keys = [*parts[0], *parts[1], *readout]
        flat = [*grads[0], *grads[1], *grads[2:]]
        found |= {f"grad_{key}": grad for key, grad in zip(keys, flat, strict=True)}
        assert set(stored) == {"x", *keys, *found}
        for key, array in found.items():
            assert array.dtype == dtype
            np.testing.assert_allclose(array, stored[key], rtol=0, atol=tolerance, err_msg=key)


def test_a_pair_learns_to_write_a_sequence_backwards_from_its_own_gradients():
    rng = np.random.default_rng(0)
    letters = np.array(np.meshgrid([0, 1], [0, 1])).reshape(2, -1)  # all four words of two letters
    x = one_hot(letters, 2).astype(float)
    targets = np.concatenate([letters[::-1], np.full((1, 4), END)])
    y = shifted_targets(targets, END, K)
    weights = [tuple(rng.normal(size=s) for s in ((24, d), (24, 8), 24)) for d in (2, K)]
    weights += [rng.normal(size=(K, 8)), np.zeros(K)]

    def loss():
        return cross_entropy(encoder_decoder(gru, x, y, *weights).reshape(-1, K), targets.ravel())

    before = loss()
    for _ in range(150):
        scores = encoder_decoder(gru, x, y, *weights)
        grad = cross_entropy_backward(1.0, scores.reshape(-1, K), targets.ravel()).reshape(scores.shape)
        _, _, *grads = encoder_decoder_backward(gru, gru_backward, grad, x, y, *weights)
        flat = zip([*weights[0], *weights[1], *weights[2:]], [*grads[0], *grads[1], *grads[2:]], strict=True)
        for array, slope in flat:
            array[...] -= slope
    assert loss() < before / 10
    step = decoder_step(gru, *weights[1:])
    for n in range(4):
        symbols, _ = greedy_decode(step, encode(gru, x[:, n : n + 1], weights[0]), end=END, max_length=5)
        assert symbols == tuple(targets[:, n])


@SAME_EXAMPLES
@given(st.integers(2, 4), st.integers(1, 5), st.data())
def test_the_pair_set_by_hand_writes_every_sequence_backwards_that_has_a_place_for_each_symbol(
    K, slots, data
):
    word = data.draw(st.lists(st.integers(0, K - 2), min_size=1, max_size=slots))
    encoder, decoder, *readout = reverser(K, slots)
    state = encode(RELU, one_hot(word, K - 1)[:, None], encoder)
    step = decoder_step(RELU, decoder, *readout)
    for decoded in (
        greedy_decode(step, state, end=K - 1, max_length=slots + 1),
        beam_search(step, state, end=K - 1, max_length=slots + 1, width=3)[0],
    ):
        assert decoded[0] == (*word[::-1], K - 1)
        assert decoded[1] > -1e-5


def test_what_is_longer_than_the_state_loses_its_beginning():
    encoder, decoder, *readout = reverser(K, 3)
    step = decoder_step(RELU, decoder, *readout)
    for word in ([0, 0, 1, 0], [1, 0, 1, 0]):
        state = encode(RELU, one_hot(word, 2)[:, None], encoder)
        assert greedy_decode(step, state, end=END, max_length=9)[0] == (0, 1, 0, END)


def test_the_shelf_of_the_pair_set_by_hand_by_hand():
    encoder, decoder, weight_ho, bias_o = reverser(3, 2)
    (h,) = encode(RELU, one_hot([0, 1], 2)[:, None], encoder)
    assert h.tolist() == [[0, 0, 0, 1, 1, 0]]  # place 0 is empty, place 1 holds symbol 1, place 2 symbol 0
    moved, _ = RELU(np.zeros((1, 1, 3)), *decoder, None, None, h)
    assert moved.tolist() == [[[0, 1, 1, 0, 0, 0]]]
    assert (moved @ weight_ho.T + bias_o).tolist() == [[[0, 40, 20]]]


def test_the_decoder_reads_the_end_first_and_never_the_last_symbol():
    y = shifted_targets([[0, 1], [1, 0], [2, 2]], END, K)
    assert y.argmax(axis=2).tolist() == [[2, 2], [0, 1], [1, 0]]
    assert (y.sum(axis=2) == 1).all()
    y = shifted_targets(np.uint8([[0], [1]]), 300, 301)  # a byte holds no 300
    assert y.argmax(axis=2).tolist() == [[300], [0]]


def test_single_precision_stays():
    x, targets, *weights = some("GRU")
    cast = [tuple(np.float32(a) for a in w) if isinstance(w, tuple) else np.float32(w) for w in weights]
    y = shifted_targets(targets, END, K)
    scores = encoder_decoder(gru, np.float32(x), y, *cast)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, encoder_decoder(gru, x, y, *weights), atol=5e-6)
    _, _, *grads = encoder_decoder_backward(gru, gru_backward, scores, np.float32(x), y, *cast)
    assert {grad.dtype for grad in [*grads[0], *grads[1], *grads[2:]]} == {np.dtype(np.float32)}
    log_probs, _ = decoder_step(gru, *cast[1:])(END, encode(gru, np.float32(x[:, :1]), cast[0]))
    assert log_probs.dtype == np.float32


def test_a_state_that_is_nan_is_not_decoded():
    _, _, _, decoder, *readout = some("GRU")
    with pytest.raises(ValueError, match=r"log_probs\[0\] is NaN at the first step"):
        greedy_decode(decoder_step(gru, decoder, *readout), (np.full((1, 4), np.nan),), end=END, max_length=3)


X, TARGETS, *WEIGHTS = some("GRU")
Y = shifted_targets(TARGETS, END, K)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: encoder_decoder(gru, X, Y, *WEIGHTS[:2], WEIGHTS[2].T),
            "weight_ho has shape (4, 3); expected (K, H) = (any, 4)",
        ),
        (
            lambda: encoder_decoder(gru, X, Y, *WEIGHTS[:3], np.zeros(4)),
            "bias_o has shape (4,); expected (K,) = (3)",
        ),
        (
            lambda: encoder_decoder(gru, X, Y[:, :1], *WEIGHTS),
            "h0 has shape (2, 4); expected (N, H) = (1, 4)",
        ),
        (
            lambda: encoder_decoder_backward(gru, gru_backward, X, X, Y, *WEIGHTS),
            "grad_output has shape (4, 2, 2); expected (S, N, K) = (3, 2, 3)",
        ),
        (
            lambda: decoder_step(gru, *WEIGHTS[1:])(3, encode(gru, X[:, :1], WEIGHTS[0])),
            "a symbol is 3; expected 0 to K - 1 = 2",
        ),
        (lambda: shifted_targets([[0, 1], [3, 1]], END, K), "a symbol is 3; expected 0 to K - 1 = 2"),
        (lambda: shifted_targets([[0, -1], [0, 1]], END, K), "a symbol is -1; expected 0 to K - 1 = 2"),
        (lambda: shifted_targets([[0, 1]], 3, K), "a symbol is 3; expected 0 to K - 1 = 2"),
        (
            lambda: shifted_targets([[0, 1]], 1.5, K),
            "symbols hold float64; expected whole numbers from 0 to K - 1 = 2",
        ),
        (lambda: shifted_targets([0, 1], END, K), "targets has shape (2,); expected (S, N)"),
        (
            lambda: shifted_targets(np.zeros((0, 2), int), END, K),
            "targets has shape (0, 2); expected (S, N) with at least one step",
        ),
        (
            lambda: shifted_targets([[0.0, 1.0]], END, K),
            "symbols hold float64; expected whole numbers from 0 to K - 1 = 2",
        ),
        (lambda: decoder_step(gru, WEIGHTS[1], X), "weight_ho has shape (4, 2, 2); expected (K, H)"),
        (lambda: reverser(1, 3), "K is 1; expected 2 or more: a letter and the end"),
        (lambda: reverser(3, 0), "slots is 0; expected 1 or more"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
