"""What the networks of `snippets.characters` cost, what a text costs them, and what they write."""

import numpy as np

from snippets.alice import CHARACTERS
from snippets.character_model import at_temperature, decode, draw, encode
from snippets.losses import log_softmax


# --8<-- [start:multiply_adds]
def multiply_adds(model):
    """Count the products with weights for each character that a network reads.

    Every number of a matrix or a kernel is used once. A bias is added, and of an
    embedding, layer 0, one row is looked up: neither is counted.
    """
    arrays = model.parameters.items()
    return sum(array.size for name, array in arrays if not name.startswith("0.") and "bias" not in name)
    # --8<-- [end:multiply_adds]


def costs(model, text):
    """Say how many bits each character of a text costs a network that reads it in one go.

    Shapes: a string -> (len(text) - 1,), for the first character is read and not predicted.
    Raises ValueError for a character that is not in `alice.CHARACTERS`, or less than two of them.
    """
    symbols = encode(text, CHARACTERS)
    if len(symbols) < 2:
        raise ValueError(f"text is {text!r}; expected at least two characters: to read, and to predict")
    given = log_softmax(model.forward(symbols[:-1, None])[:, 0])
    return -given[np.arange(len(given)), symbols[1:]] / np.log(2)


# --8<-- [start:continued]
def continued(model, start, count, *, temperature, rng):
    """Continue a text: draw a character, read the whole text again, draw the next.

    An LSTM could go on from its state, and a TCN from its last 60 characters. To read
    all of it again costs more, and is right for both.
    Raises ValueError for an empty start, other characters, a temperature not above 0.
    """
    if not start:
        raise ValueError(f"start is {start!r}; expected at least one character to continue")
    symbols = encode(start, CHARACTERS).tolist()
    for number in rng.random(count):
        logits = model.forward(np.array(symbols)[:, None])[-1, 0]
        symbols.append(draw(at_temperature(logits, temperature), number))
    return decode(symbols[len(start) :], CHARACTERS)
    # --8<-- [end:continued]
