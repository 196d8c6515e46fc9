"""Recurrent or not, convolutional or not: four networks that read frames, and two questions about them."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.conv_lstm import conv_lstm
from snippets.convolution import conv2d
from snippets.lstm import lstm


def four_networks(size, rng):
    """Make one network of each kind, with random weights.

    Shapes: each takes frames (T, size, size) and gives as many.
    """
    pixels = size * size
    dense, dense_ih, dense_hh = (rng.normal(size=(k * pixels, pixels)) / size for k in (1, 4, 4))
    kernel, kernel_ih, kernel_hh = (rng.normal(size=(k, 1, 3, 3)) for k in (1, 4, 4))

    def mlp(frames):
        return np.tanh(frames.reshape(-1, pixels) @ dense.T).reshape(frames.shape)

    def cnn(frames):
        return np.tanh(conv2d(frames[:, None], kernel, padding="same")).reshape(frames.shape)

    def recurrent(frames):
        return lstm(frames.reshape(-1, 1, pixels), dense_ih, dense_hh)[0].reshape(frames.shape)

    def both(frames):
        return conv_lstm(frames[:, None, None], kernel_ih, kernel_hh)[0].reshape(frames.shape)

    return {"MLP": mlp, "CNN": cnn, "LSTM": recurrent, "ConvLSTM": both}


# --8<-- [start:remembers]
def remembers(network, frame):
    """Show the same frame twice: is the second answer another one?

    Shapes: frame (H, W) -> True or False.
    """
    (frame,) = floating(frame=frame)
    check_shape("frame", frame, "(H, W)")
    first, second = network(np.stack([frame, frame]))
    return not np.allclose(first, second)


def follows(network, frame, shift):
    """Shift the frame: is the answer shifted as well, and else the same?

    Shapes: frame (H, W), shift (rows, columns) -> True or False.
    Raises ValueError unless the border of the frame is empty, before and after.
    """
    (frame,) = floating(frame=frame)
    check_shape("frame", frame, "(H, W)")
    moved = np.roll(frame, shift, axis=(0, 1))
    for edges in (frame, moved):
        if edges[[0, -1]].any() or edges[:, [0, -1]].any():
            raise ValueError("frame has something at its border; expected zeros, also after the shift")
    (still,), (after,) = network(frame[None]), network(moved[None])
    return np.allclose(after, np.roll(still, shift, axis=(0, 1)))
    # --8<-- [end:remembers]
