"""Recurrent or not, convolutional or not: five networks that read frames, and two questions about them."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.conv_lstm import conv_lstm
from snippets.convolution import conv2d
from snippets.convolution.geometry import whole
from snippets.lstm import lstm


def five_networks(size, rng):
    """Make a network of each kind and a CNN that sees four frames, with random weights.

    Shapes: each takes frames (T, size, size) and gives as many.
    Raises ValueError for a size below 1.
    """
    size = whole("size", size, 1)
    pixels = size * size
    dense, dense_ih, dense_hh = (rng.normal(size=(k * pixels, pixels)) / size for k in (1, 4, 4))
    kernel, kernel_ih, kernel_hh = (rng.normal(size=(k, 1, 3, 3)) for k in (1, 4, 4))
    kernel_of_four = rng.normal(size=(1, 4, 3, 3))

    def mlp(frames):
        return np.tanh(frames.reshape(-1, pixels) @ dense.T).reshape(frames.shape)

    def cnn(frames):
        return np.tanh(conv2d(frames[:, None], kernel, padding="same")).reshape(frames.shape)

    def cnn_of_four(frames):
        past = np.concatenate([np.zeros((3, size, size)), frames])
        stacks = np.stack(
            [past[t : t + 4] for t in range(len(frames))]
        )  # each frame with the three before it
        return np.tanh(conv2d(stacks, kernel_of_four, padding="same")).reshape(frames.shape)

    def recurrent(frames):
        return lstm(frames.reshape(-1, 1, pixels), dense_ih, dense_hh)[0].reshape(frames.shape)

    def both(frames):
        return conv_lstm(frames[:, None, None], kernel_ih, kernel_hh)[0].reshape(frames.shape)

    return {"MLP": mlp, "CNN": cnn, "CNN, 4 frames": cnn_of_four, "LSTM": recurrent, "ConvLSTM": both}


# --8<-- [start:remembers]
def remembers(network, frame, dark):
    """Show the frame, then `dark` dark ones: does the last answer tell that it was there?

    A window over time does not, if it sees `dark` frames or fewer.
    Shapes: frame (H, W) -> True or False.
    """
    frame = checked(frame)
    film = np.zeros((1 + whole("dark", dark, 0), *frame.shape))
    *_, never = network(film)
    film[0] = frame
    *_, once = network(film)
    return not np.allclose(once, never)


def follows(network, frame, shift):
    """Shift the frame: is the answer shifted as well, and else the same?

    Shapes: frame (H, W), shift (rows, columns) -> True or False.
    Raises ValueError unless the border of the frame is empty, before and after.
    """
    frame = checked(frame)
    moved = np.roll(frame, shift, axis=(0, 1))
    for edges in (frame, moved):
        if edges[[0, -1]].any() or edges[:, [0, -1]].any():
            raise ValueError("frame has something at its border; expected zeros, also after the shift")
    (still,), (after,) = network(frame[None]), network(moved[None])
    return np.allclose(after, np.roll(still, shift, axis=(0, 1)))
    # --8<-- [end:remembers]


def checked(frame):
    """Return a frame as an array. Raises ValueError for another rank, or no cell."""
    (frame,) = floating(frame=frame)
    check_shape("frame", frame, "(H, W)")
    if frame.size == 0:
        raise ValueError(f"frame has shape {frame.shape}; expected (H, W) with at least one cell")
    return frame
