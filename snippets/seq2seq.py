"""An encoder and a decoder: one network reads a whole sequence, another writes one from its last state.

A `cell` is `rnn`, `lstm` or `gru`, or one with options set, such as partial(rnn, nonlinearity="relu"). The
arrays of encoder and decoder are what the cell takes after x, without the first states: weight_ih,
weight_hh, and if there are any bias_ih and bias_hh.
"""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.losses import log_softmax

ARRAYS = 4  # weight_ih, weight_hh, bias_ih, bias_hh


# --8<-- [start:encode]
def encode(cell, x, encoder, *, lengths=None):
    """Read whole sequences, and keep of each its last state alone.

    Shapes: x (T, N, D), lengths (N,) -> a tuple of what
    the cell returns after its output.
    """
    _, *state = cell(x, *encoder, lengths=lengths)
    return tuple(state)


def decoder_step(cell, decoder, weight_ho, bias_o=None):
    """Return the function that decoding asks for the next symbol: step(symbol, state).

    The state is a tuple as `encode` returns it, for one sequence.
    Shapes: step returns log-probabilities (K,), and the next state.
    Raises ValueError as `encoder_decoder`; `step` for a symbol that is none.
    """
    check_shape("weight_ho", np.asarray(weight_ho), "(K, H)")
    K = len(weight_ho)

    def step(symbol, state):
        output, *state = cell(one_hot([[symbol]], K), *four(decoder), *state)
        return log_softmax(readout(output, weight_ho, bias_o)[0, 0]), tuple(state)

    return step
    # --8<-- [end:encode]


def encoder_decoder(cell, x, y, encoder, decoder, weight_ho, bias_o=None, *, lengths=None):
    """Score the next symbol at every step of the answer, while the decoder reads the true ones before it.

    This is how the pair is trained ("teacher forcing"): `y` is what `shifted_targets` makes of
    the answer.
    Shapes: x (T, N, D), y (S, N, K), weight_ho (K, H), bias_o (K,), lengths (N,) of x
    -> scores (S, N, K).
    Raises ValueError as the cell, and for a readout of another shape.
    Source: Sutskever, Vinyals, Le 2014, arXiv:1409.3215, section 2.
    """
    output, *_ = cell(y, *four(decoder), *encode(cell, x, encoder, lengths=lengths))
    return readout(output, weight_ho, bias_o)


def encoder_decoder_backward(
    cell,
    cell_backward,
    grad_output,
    x,
    y,
    encoder,
    decoder,
    weight_ho,
    bias_o=None,
    *,
    lengths=None,
):
    """Return the gradients of `encoder_decoder`'s arrays; the encoder's come through the one state alone.

    Shapes: grad_output (S, N, K) -> grad_x (T, N, D), grad_y (S, N, K), two tuples of gradients, of the
    arrays in `encoder` and in `decoder`, grad_weight_ho (K, H), and grad_bias_o (K,) or None.
    Raises ValueError as `encoder_decoder`, and for a gradient that is not shaped as the scores.
    """
    state = encode(cell, x, encoder, lengths=lengths)
    output, *_ = cell(y, *four(decoder), *state)
    check_readout(output, weight_ho, bias_o)
    check_shape("grad_output", np.asarray(grad_output), "(S, N, K)", *output.shape[:2], len(weight_ho))
    grad_output, weight_ho, output = floating(grad_output=grad_output, weight_ho=weight_ho, output=output)
    nothing = (None,) * len(state)
    grad_y, *grads = cell_backward(grad_output @ weight_ho, *nothing, y, *four(decoder), *state)
    grad_decoder, grad_state = grads[:ARRAYS], grads[ARRAYS:]
    grad_x, *grad_encoder = cell_backward(None, *grad_state, x, *encoder, lengths=lengths)
    grad_weight_ho = np.einsum("snk,snh->kh", grad_output, output)
    grad_bias_o = None if bias_o is None else grad_output.sum(axis=(0, 1))
    grads = tuple(grad_encoder[: len(encoder)]), tuple(grad_decoder[: len(decoder)])
    return grad_x, grad_y, *grads, grad_weight_ho, grad_bias_o


def shifted_targets(targets, end, K):
    """Make of the answers what the decoder reads: first `end`, then each symbol but the last.

    Shapes: targets (S, N) of whole numbers from 0 to K - 1 -> (S, N, K), of truth values.
    Raises ValueError for other numbers, another number of axes, or no step.
    """
    targets = np.asarray(targets)
    check_shape("targets", targets, "(S, N)")
    if len(targets) == 0:
        raise ValueError(f"targets has shape {targets.shape}; expected (S, N) with at least one step")
    first, symbols = one_hot(np.full(targets.shape[1:], end), K), one_hot(targets, K)
    return np.concatenate([first[None], symbols[:-1]])


def one_hot(symbols, K):
    """Turn symbols into rows with a single 1, as truth values, which take on the dtype of what they meet.

    Shapes: symbols (...) of whole numbers from 0 to K - 1 -> (..., K).
    Raises ValueError for what is no symbol.
    """
    symbols = np.asarray(symbols)
    if symbols.dtype.kind not in "iu":
        raise ValueError(f"symbols hold {symbols.dtype}; expected whole numbers from 0 to K - 1 = {K - 1}")
    for wrong in symbols[(symbols < 0) | (symbols >= K)][:1]:
        raise ValueError(f"a symbol is {wrong}; expected 0 to K - 1 = {K - 1}")
    return np.eye(K, dtype=bool)[symbols]


# --8<-- [start:reverser]
def reverser(K, slots):
    """Set by hand an encoder and a decoder of relu units that write words backwards.

    The state is a shelf of `slots` + 1 places for one symbol each,
    of K - 1 letters and the end, K - 1. The encoder moves all up by
    one place and puts what it reads on place 1; the decoder moves
    all down and shows place 0. An empty place is shown as the end.
    Shapes: encoder and decoder (weight_ih, weight_hh), weight_ho (K, H),
    bias_o (K,), where H = (slots + 1)(K - 1) -> encoder, decoder, weight_ho, bias_o,
    for `rnn` with relu.
    Raises ValueError for no letter or no slot.
    """
    if K < 2:
        raise ValueError(f"K is {K}; expected 2 or more: a letter and the end")
    if slots < 1:
        raise ValueError(f"slots is {slots}; expected 1 or more")
    letters = np.eye(K - 1)
    up = np.kron(np.eye(slots + 1, k=-1), letters)  # place p takes over place p - 1
    write, shown = np.zeros((slots + 1, 1)), np.zeros((1, slots + 1))
    write[1], shown[0, 0] = 1, 1
    encoder = np.kron(write, letters), up
    decoder = np.zeros((len(up), K)), up.T
    weight_ho = np.vstack([np.kron(shown, letters), np.zeros(len(up))])
    bias_o = np.append(np.zeros(K - 1), 0.5)  # more than an empty place, less than a letter
    return encoder, decoder, 40 * weight_ho, 40 * bias_o  # 40: close to certain
    # --8<-- [end:reverser]


def readout(output, weight_ho, bias_o):
    check_readout(output, weight_ho, bias_o)
    scores = output @ np.swapaxes(weight_ho, 0, 1)
    return scores if bias_o is None else scores + bias_o


def check_readout(output, weight_ho, bias_o):
    check_shape("weight_ho", np.asarray(weight_ho), "(K, H)", None, output.shape[2])
    if bias_o is not None:
        check_shape("bias_o", np.asarray(bias_o), "(K,)", len(weight_ho))


def four(arrays):
    """Fill up with None, so that first states can follow."""
    return (*arrays, *[None] * (ARRAYS - len(arrays)))
