"""The ConvLSTM: one step by its formulas, whole sequences of images, and the definition place by place."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import conv2d
from snippets.convolution.geometry import pad, padding_pairs
from snippets.gates import sigmoid
from snippets.lstm import lstm_cell
from snippets.sequences import or_zeros


# --8<-- [start:conv_lstm_cell]
def conv_lstm_gates(x, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Compute the gates at every place from windows of input and last state.

    Shapes: x (N, C, H, W), h (N, M, H, W), weight_ih (4M, C, KH, KW), weight_hh
    (4M, M, KH, KW), biases (4M,), rows i, f, g, o -> i, f, g, o, each (N, M, H, W).
    Raises ValueError for shapes that do not go together.
    Source: as `conv_lstm`.
    """
    given = x, weight_ih, weight_hh, bias_ih, bias_hh
    x, weight_ih, weight_hh, bias_ih, bias_hh, h = step_arguments(*given, h=h)
    z = conv2d(x, weight_ih, bias_ih, padding="same")
    z += conv2d(h, weight_hh, bias_hh, padding="same")
    i, f, g, o = np.split(z, 4, axis=1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def conv_lstm_cell(x, h, c, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Take one step: at every place forget a part, add a part, show a part.

    Shapes: c as h, the others as `conv_lstm_gates` -> h, c (N, M, H, W).
    Raises ValueError for shapes that do not go together.
    Source: as `conv_lstm`.
    """
    *_, h, c = step_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h=h, c=c)
    i, f, g, o = conv_lstm_gates(x, h, weight_ih, weight_hh, bias_ih, bias_hh)
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c
    # --8<-- [end:conv_lstm_cell]


def conv_lstm(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Carry maps of cells and states through a sequence of images; every place has the same weights.

    Beyond the border lie zeros, in the image and in the state.
    Shapes: x (T, N, C, H, W), weight_ih (4M, C, KH, KW), weight_hh (4M, M, KH, KW), biases (4M,), rows
    i, f, g, o; h0 and c0 (N, M, H, W), zero if None -> the states after every step (T, N, M, H, W), the last
    h and the last c (N, M, H, W).
    Raises ValueError for shapes that do not go together, a sequence without a step, an image without a cell.
    Source: Shi et al. 2015, arXiv:1506.04214, eq. 3, without its weights from the cell to the gates.
    """
    return run(*conv_lstm_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0))[:3]


def run(x, weight_ih, weight_hh, bias_ih, bias_hh, h, c):
    """Take all steps, and keep what the way back needs: the gates of each step, and all cells from the first.

    Shapes: as `conv_lstm` -> as `conv_lstm`, and gates (T, 4, N, M, H, W), cells (T + 1, N, M, H, W).
    """
    T, N = x.shape[:2]
    from_input = conv2d(x.reshape(T * N, *x.shape[2:]), weight_ih, bias_ih + bias_hh, padding="same")
    from_input = from_input.reshape(T, N, *from_input.shape[1:])
    output, gates = np.empty((T, *h.shape), x.dtype), np.empty((T, 4, *h.shape), x.dtype)
    cells = np.empty((T + 1, *h.shape), x.dtype)
    cells[0] = c
    for t in range(T):
        i, f, g, o = np.split(from_input[t] + conv2d(h, weight_hh, padding="same"), 4, axis=1)
        i, f, g, o = gates[t] = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = cells[t + 1] = f * c + i * g
        h = output[t] = o * np.tanh(c)
    return output, h, c, gates, cells


def conv_lstm_naive(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None):
    """Put one LSTM at every place, all with the same weights; each reads a window of x and one of h.

    Shapes, errors, source: as `conv_lstm`.
    """
    arrays = conv_lstm_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0)
    x, weight_ih, weight_hh, bias_ih, bias_hh, h, c = arrays
    no_state, rows = np.zeros(h.shape[:2], h.dtype), len(weight_ih)
    weights = np.concatenate([weight_ih.reshape(rows, -1), weight_hh.reshape(rows, -1)], axis=1)
    output = []
    for image in x:
        seen_x, seen_h = windows_of(image, weight_ih), windows_of(h, weight_hh)
        h, c = h.copy(), c.copy()
        for place in np.ndindex(h.shape[2:]):
            seen = np.concatenate([seen_x(place), seen_h(place)], axis=1)
            step = seen, no_state, c[:, :, *place], weights, np.zeros((rows, h.shape[1]), h.dtype)
            h[:, :, *place], c[:, :, *place] = lstm_cell(*step, bias_ih, bias_hh)
        output.append(h)
    return np.stack(output), h, c


def windows_of(maps, weight):
    """Return a function of a place (row, column) that gives what the kernel covers there, a row an image."""
    (KH, KW), numbers = weight.shape[2:], weight[0].size
    padded = pad(maps, padding_pairs("same", (KH, KW), (1, 1), (1, 1)))

    def window(place):
        row, column = place
        return padded[:, :, row : row + KH, column : column + KW].reshape(len(maps), numbers)

    return window


def conv_lstm_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0):
    """Check what `conv_lstm` was given; return it as arrays of one dtype, with zeros for what was None."""
    (x,) = floating(x=x)
    check_shape("x", x, "(T, N, C, H, W)")
    if len(x) == 0:
        raise ValueError(f"x has shape {x.shape}; expected (T, N, C, H, W) with at least one step")
    return image_arguments(x, x.shape[1:], weight_ih, weight_hh, bias_ih, bias_hh, h0=h0, c0=c0)


def step_arguments(x, weight_ih, weight_hh, bias_ih, bias_hh, **states):
    """Check what one step was given, x (N, C, H, W) and its states, as `conv_lstm_arguments` does."""
    (x,) = floating(x=x)
    check_shape("x", x, "(N, C, H, W)")
    for name in (name for name, state in states.items() if state is None):
        check_shape(name, None, "(N, M, H, W)")
    return image_arguments(x, x.shape, weight_ih, weight_hh, bias_ih, bias_hh, **states)


def image_arguments(x, shape, weight_ih, weight_hh, bias_ih, bias_hh, **states):
    """Check weights, biases and states against the shape (N, C, H, W) of one image of x."""
    x, weight_ih, weight_hh, bias_ih, bias_hh, *starts = floating(
        x=x, weight_ih=weight_ih, weight_hh=weight_hh, bias_ih=bias_ih, bias_hh=bias_hh, **states
    )
    N, C, H, W = shape
    if 0 in (H, W):
        raise ValueError(f"x has shape {x.shape}; expected images of at least one cell")
    check_shape("weight_hh", weight_hh, "(4M, M, KH, KW)")
    M = weight_hh.shape[1]
    check_shape("weight_hh", weight_hh, "(4M, M, KH, KW)", 4 * M, M, None, None)
    check_shape("weight_ih", weight_ih, "(4M, C, KH, KW)", 4 * M, C, None, None)
    for name, weight in (("weight_ih", weight_ih), ("weight_hh", weight_hh)):
        if 0 in weight.shape:
            raise ValueError(f"{name} has shape {weight.shape}; expected at least one on every axis")
    bias_ih = or_zeros("bias_ih", bias_ih, "(4M,)", (4 * M,), x.dtype)
    bias_hh = or_zeros("bias_hh", bias_hh, "(4M,)", (4 * M,), x.dtype)
    starts = [
        or_zeros(name, start, "(N, M, H, W)", (N, M, H, W), x.dtype)
        for name, start in zip(states, starts, strict=True)
    ]
    return x, weight_ih, weight_hh, bias_ih, bias_hh, *starts
