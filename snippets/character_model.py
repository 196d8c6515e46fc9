"""A character model: a recurrent network reads a text and says, after each character, what may come next."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.clipping import clip_by_norm
from snippets.init import orthogonal
from snippets.losses import cross_entropy, cross_entropy_backward, log_softmax, softmax
from snippets.optim import Adam, cosine
from snippets.rnn import rnn, rnn_with_backward


class CharacterModel:
    """A tanh network that reads characters, and holds its parameters as one vector and by name.

    Shapes: weight_ih (H, V), weight_hh (H, H), bias (H,), weight_out (V, H), bias_out (V,), where V is the
    number of characters and H that of the units; `vector` holds them all.
    Raises ValueError for no character, one that occurs twice, or no unit.
    """

    def __init__(self, characters, hidden, *, rng):
        V, H = len(characters), hidden
        if V == 0 or len(set(characters)) < V:
            raise ValueError(f"characters is {characters!r}; expected at least one, and none twice")
        if H < 1:
            raise ValueError(f"hidden is {hidden!r}; expected at least one unit")
        self.characters = characters
        first = {
            "weight_ih": rng.normal(size=(H, V)) / np.sqrt(H),
            "weight_hh": orthogonal(rng, H, H, dtype=np.float64),
            "bias": np.zeros(H),
            "weight_out": rng.normal(size=(V, H)) / np.sqrt(H),
            "bias_out": np.zeros(V),
        }
        self.vector = np.concatenate([array.ravel() for array in first.values()])
        ends = np.cumsum([array.size for array in first.values()])
        self.parameters = {
            name: self.vector[end - array.size : end].reshape(array.shape)
            for (name, array), end in zip(first.items(), ends, strict=True)
        }

    def load(self, arrays):
        """Copy named arrays into the parameters; a ValueError, and none, if a name or shape is another."""
        if set(arrays) != set(self.parameters):
            raise ValueError(f"arrays has {sorted(arrays)}; expected {sorted(self.parameters)}")
        for name, parameter in self.parameters.items():
            if np.shape(arrays[name]) != parameter.shape:
                raise ValueError(f"{name} has shape {np.shape(arrays[name])}; expected {parameter.shape}")
        for name, parameter in self.parameters.items():
            parameter[...] = arrays[name]


def encode(text, characters):
    """Turn a text into symbols, the places of its characters in `characters`.

    Shapes: -> (len(text),), whole numbers.
    Raises ValueError for a character that is not there.
    """
    places = {character: place for place, character in enumerate(characters)}
    for at, character in enumerate(text):
        if character not in places:
            raise ValueError(f"text[{at}] is {character!r}; expected one of {characters!r}")
    return np.array([places[character] for character in text], int)


def decode(symbols, characters):
    """Turn symbols back into a text."""
    return "".join(characters[symbol] for symbol in symbols)


# --8<-- [start:scores]
def scores(symbols, h, weight_ih, weight_hh, bias, weight_out, bias_out):
    """Score every character as the next one, after each symbol; return the last state.

    Shapes: symbols (T, N), h (N, H) or None, see CharacterModel -> (T, N, V), (N, H).
    """
    x = one_hot(symbols, len(weight_out))
    states, h = rnn(x, weight_ih, weight_hh, bias, h0=h)
    return states @ weight_out.T + bias_out, h
    # --8<-- [end:scores]


# --8<-- [start:loss_and_gradients]
def loss_and_gradients(symbols, h, weight_ih, weight_hh, bias, weight_out, bias_out):
    """Compare the scores after each symbol with the next one; go back through time.

    Shapes: symbols (T + 1, N), the others as `scores` -> the mean loss in nats,
    a list of the gradients of the five arrays, the last state (N, H).
    """
    x, target = one_hot(symbols, len(weight_out))[:-1], np.ravel(symbols[1:])
    (states, h), backward = rnn_with_backward(x, weight_ih, weight_hh, bias, h0=h)
    rows = states.reshape(-1, states.shape[2])  # one for each target: (T * N, H)
    logits = rows @ weight_out.T + bias_out
    grad_logits = cross_entropy_backward(1, logits, target)
    _, *grads, _, _ = backward((grad_logits @ weight_out).reshape(states.shape), None)
    grads += [grad_logits.T @ rows, grad_logits.sum(axis=0)]
    return cross_entropy(logits, target), grads, h
    # --8<-- [end:loss_and_gradients]


# --8<-- [start:fit]
def fit(model, text, *, streams, steps, passes, lr, limit=1.0):
    """Train on a text cut into `streams` parallel parts; return every loss in bits.

    A chunk begins in the state that ended the last one. No gradient crosses the border.
    """
    chunks = in_chunks(encode(text, model.characters), streams, steps)
    optimizer, losses = Adam(model.vector, lr), []
    for _ in range(passes):
        h = None
        for chunk in chunks:
            loss, grads, h = loss_and_gradients(chunk, h, **model.parameters)
            optimizer.lr = cosine(len(losses), passes * len(chunks), lr)
            optimizer.step(np.concatenate([g.ravel() for g in clip_by_norm(grads, limit)]))
            losses.append(loss / np.log(2))
    return np.array(losses)
    # --8<-- [end:fit]


# --8<-- [start:sample]
def sample(model, start, count, *, temperature, rng):
    """Continue a text by `count` characters, each drawn and then read like any other."""
    if not start:
        raise ValueError(f"start is {start!r}; expected at least one character to continue")
    logits, h = scores(encode(start, model.characters)[:, None], None, **model.parameters)
    symbols = []
    for number in rng.random(count):
        symbols.append(draw(at_temperature(logits[-1, 0], temperature), number))
        logits, h = scores([symbols[-1:]], h, **model.parameters)
    return decode(symbols, model.characters)
    # --8<-- [end:sample]


# --8<-- [start:at_temperature]
def at_temperature(logits, temperature):
    """Divide the scores by a temperature, then take the softmax: below 1 the best gain.

    Shapes: logits (V,) -> probabilities (V,).
    Raises ValueError unless the temperature is above 0.
    """
    if not temperature > 0:
        raise ValueError(f"temperature is {temperature!r}; expected a number above 0")
    (logits,) = floating(logits=logits)
    check_shape("logits", logits, "(V,)")
    # From the largest score down, so that a temperature near 0 gives -inf, never NaN.
    with np.errstate(over="ignore"):
        return softmax((logits - logits.max(initial=-np.inf)) / temperature)
    # --8<-- [end:at_temperature]


def draw(probabilities, number):
    """Return the first place where the running sum of the probabilities exceeds a number from 0 to 1.

    Raises ValueError for a number outside, and for probabilities that are NaN or all 0.
    """
    cumulative = np.cumsum(probabilities)
    if not cumulative[-1] > 0:
        raise ValueError(f"probabilities add up to {cumulative[-1]}; expected a sum above 0")
    if not 0 <= number < 1:
        raise ValueError(f"number is {number!r}; expected 0 or more, and less than 1")
    return int(np.searchsorted(cumulative / cumulative[-1], number, side="right"))


def bits(model, text):
    """Say how many bits each character costs: minus the binary logarithm of the probability it was given.

    Shapes: -> (len(text) - 1,), for the first character is read and not predicted.
    """
    symbols = encode(text, model.characters)
    logits, _ = scores(symbols[:-1, None], None, **model.parameters)
    given = log_softmax(logits[:, 0])[np.arange(len(symbols) - 1), symbols[1:]]
    return -given / np.log(2)


def one_hot(symbols, V):
    """Write each symbol as a row of V numbers, a one at its place and else zeros.

    Shapes: symbols (T, N) -> (T, N, V).
    Raises ValueError for anything but whole numbers from 0 to V - 1.
    """
    symbols = np.asarray(symbols)
    check_shape("symbols", symbols, "(T, N)")
    if symbols.dtype.kind not in "iu":
        raise ValueError(f"symbols holds {symbols.dtype}; expected whole numbers from 0 to {V - 1}")
    wrong = symbols[(symbols < 0) | (symbols >= V)]
    if wrong.size:
        raise ValueError(f"symbols holds {wrong[0]}; expected numbers from 0 to {V - 1}, one a character")
    return np.eye(V)[symbols]


def in_chunks(symbols, streams, steps):
    """Cut a text into equal parts, side by side, and these into chunks, each up to the start of the next.

    What is left over at the end is dropped; the last chunk may be shorter.
    Shapes: symbols (L,) -> a list of (steps + 1, streams).
    Raises ValueError if a part would have less than two characters, one to read and one to predict, or a
    chunk no step.
    """
    if streams < 1 or len(symbols) < 2 * streams:
        found = f"text has {len(symbols)} characters"
        raise ValueError(f"streams is {streams!r}; expected 1 to {len(symbols) // 2}, as {found}")
    if steps < 1:
        raise ValueError(f"steps is {steps!r}; expected a whole number from 1: how long a chunk is")
    length = len(symbols) // streams
    parts = symbols[: length * streams].reshape(streams, length).T
    return [parts[t : t + steps + 1] for t in range(0, length - 1, steps)]
