"""CRNN: convolutions see, columns of what they saw become frames, LSTMs read these both ways, CTC spells.

A network is described with the layers of `snippets.architectures`, which are counted by `snippets.summary`
and built here. `digit_reader` is a small one; `architectures.crnn` the published one.
"""

import numpy as np

from snippets import layers as sequences
from snippets import nn
from snippets.architectures.layers import BiLSTM, Columns, Conv, Linear, MaxPool, ReLU
from snippets.convolution.geometry import pair
from snippets.ctc import beam_search_decode, ctc_loss_with_backward, greedy_decode, minimum_length
from snippets.losses import log_softmax
from snippets.pooling import max_pool2d, max_pool2d_backward


# --8<-- [start:digit_reader]
def digit_reader(classes=11, *, height=12, hidden=64):
    """Describe a small CRNN for strips of digits, (1, height, W): two convolutions, a frame for two columns.

    Without `hidden` units nothing is recurrent: each frame is read by itself.
    """
    between = (BiLSTM(64, hidden),) if hidden else ()
    return (
        Conv(1, 16, 3, padding=1),
        ReLU(),
        MaxPool((2, 1)),
        Conv(16, 32, 3, padding=1),
        ReLU(),
        MaxPool(2),
        Columns(),
        Linear(32 * (height // 4), 64),
        ReLU(),
        *between,
        Linear(2 * hidden or 64, classes),
    )
    # --8<-- [end:digit_reader]


def built(described, *, rng, dtype=np.float32):
    """Make a network of its description, with weights drawn at random.

    Shapes: of the network, x (N, C, H, W) -> scores (T, N, classes).
    Raises ValueError, naming the layer, for one that is not built here: those of images, ReLU, Columns, then
    BiLSTM with one bias, and Linear.
    """
    made = []
    for i, layer in enumerate(described):
        match layer:
            case Conv():
                made.append(Convolution(layer, rng=rng, dtype=dtype))
            case MaxPool():
                made.append(Pool(layer))
            case ReLU():
                made.append(nn.ReLU())
            case Columns():
                made.append(Frames())
            case BiLSTM(features, hidden, 1):
                made.append(sequences.BiLSTM(features, hidden, rng=rng, dtype=dtype))
            case Linear(features, out_features, True):
                made += sequences.each_step(nn.Linear(features, out_features, rng=rng, dtype=dtype))
            case _:
                raise ValueError(
                    f"layer {i} is {layer!r}; expected Conv, MaxPool, ReLU, Columns, BiLSTM with one "
                    "bias, or Linear. → For CRNN, describe it with normalised=False"
                )
    return nn.Sequential(*made)


def reading_loss(model, images, targets, target_lengths, *, blank=0):
    """Return the mean CTC loss of a batch, once its gradients are known to the model.

    Shapes: images (N, C, H, W), targets (N, S), target_lengths (N,) -> a number;
    `model.gradient()` is then the gradient of `model.vector`.
    Raises ValueError as `ctc_loss`, and for a target that needs more frames than there are.
    """
    scores = model.forward(images)
    T, N, _ = scores.shape
    lengths = np.full(N, T)
    losses, backward = ctc_loss_with_backward(
        log_softmax(scores), targets, lengths, target_lengths, blank=blank
    )
    for n in np.flatnonzero(np.isposinf(losses))[:1]:
        needed = minimum_length(np.asarray(targets)[n, : target_lengths[n]])
        raise ValueError(
            f"targets[{n}] needs {needed} frames, the network makes {T}. → Pool less along the width"
        )
    model.backward(backward(np.full(N, 1 / N, losses.dtype)))
    return losses.mean()


def read(model, images, *, width=None, blank=0):
    """Spell what the model sees in each image: greedily, or with a beam of `width`.

    Shapes: images (N, C, H, W) -> N tuples of labels.
    Raises ValueError as `greedy_decode` and `beam_search_decode`.
    """
    log_probs = log_softmax(model.forward(images))
    if width is None:
        return [labels for labels, _ in greedy_decode(log_probs, blank=blank)]
    return [best[0][0] for best in beam_search_decode(log_probs, width=width, blank=blank)]


class Convolution(nn.Conv2d):
    """A convolution as described: with windows, strides and padding of any kind."""

    def __init__(self, layer, *, rng, dtype):
        nn.Layer.__init__(self)
        windows = pair("kernel_size", layer.kernel_size, 1)
        shape = layer.out_channels, layer.in_channels // layer.groups, *windows
        self.parameters = nn.initial(rng, shape, dtype)
        if not layer.bias:
            del self.parameters["bias"]
        self.places = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "groups")}


class Pool(nn.Layer):
    """Max pooling as described: windows may overlap and be padded."""

    def __init__(self, layer):
        super().__init__()
        self.places = layer._asdict()

    def forward(self, x):
        self.x = x
        return max_pool2d(x, **self.places)

    def backward(self, grad_output):
        return max_pool2d_backward(grad_output, self.x, **self.places)


# --8<-- [start:frames]
class Frames(nn.Layer):
    """Each column of all maps becomes a frame, from left to right: (N, C, H, W) -> (W, N, C*H)."""

    def forward(self, x):
        self.shape = x.shape
        N, C, H, W = x.shape
        return x.transpose(3, 0, 1, 2).reshape(W, N, C * H)

    def backward(self, grad_output):
        N, C, H, W = self.shape
        return grad_output.reshape(W, N, C, H).transpose(1, 2, 3, 0)

    # --8<-- [end:frames]
