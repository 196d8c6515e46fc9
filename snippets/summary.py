"""What a network costs, layer by layer: parameters to learn, and multiplications with additions to run it.

Counted as in the papers: a multiply-add is one weight times one number, added to a sum. Convolutions and
fully connected layers have them; biases, pooling and normalisation, a few percent, are left out.
"""

from collections import namedtuple
from math import prod

import numpy as np

from snippets import nn
from snippets.architectures.layers import (
    Add,
    AvgPool,
    BatchNorm,
    BiLSTM,
    Columns,
    Concatenate,
    Conv,
    Flatten,
    GlobalAvgPool,
    Linear,
    MaxPool,
    ReLU,
)
from snippets.arrays import check_shape
from snippets.convolution import output_size
from snippets.convolution.geometry import pair, whole
from snippets.pooling import max_pool2d

Row = namedtuple("Row", "place layer output_shape parameters multiply_adds")


# --8<-- [start:conv]
def conv_parameters(in_channels, out_channels, kernel_size, *, groups=1, bias=True):
    """Count the numbers that a convolution learns.

    `kernel_size` is a number, or a pair (height, width).
    Raises ValueError for a size below 1, or groups that do not divide the
    channels.
    """
    check_groups(in_channels, out_channels, groups)
    KH, KW = pair("kernel_size", kernel_size, 1)
    return out_channels * (in_channels // groups * KH * KW + bool(bias))


def conv_multiply_adds(
    in_channels,
    out_channels,
    kernel_size,
    output_shape,
    *,
    groups=1,
):
    """Count its products for one image: every weight, once at every place.

    `output_shape` is that of a map, (OH, OW); errors as `conv_parameters`.
    """
    OH, OW = pair("output_shape", output_shape, 1)
    sizes = in_channels, out_channels, kernel_size
    weights = conv_parameters(*sizes, groups=groups, bias=False)
    return OH * OW * weights
    # --8<-- [end:conv]


def check_groups(in_channels, out_channels, groups):
    """Raise ValueError unless these are sizes, and `groups` divides both."""
    whole("groups", groups, 1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if whole(name, channels, 1) % groups:
            raise ValueError(f"{name} is {channels}; expected a multiple of groups, {groups}")


def linear_parameters(in_features, out_features, *, bias=True):
    """Count the numbers that a fully connected layer learns: a weight for each pair, a bias for each output.

    Raises ValueError for a size below 1.
    """
    return whole("out_features", out_features, 1) * (whole("in_features", in_features, 1) + bool(bias))


def lstm_parameters(in_features, hidden, *, biases=1):
    """Count the numbers that an LSTM learns: of each block, weights for inputs and states, and its biases.

    PyTorch has two biases for each sum.
    Raises ValueError for a size below 1, or fewer than no biases.
    """
    rows = 4 * whole("hidden", hidden, 1)
    return rows * (whole("in_features", in_features, 1) + hidden + whole("biases", biases, 0))


def summary(model, input_shape):
    """Return a table of a model's layers as text: shape of the output, parameters, multiply-adds, totals.

    Shapes: input_shape without the batch, such as (C, H, W); model and errors as in `rows`.
    """
    table = [("layer", "output shape", "parameters", "multiply-adds")]
    counted = rows(model, input_shape)
    for row in counted:
        shape = " × ".join(map(str, row.output_shape))
        layer = "  " * row.place.count(".") + f"{row.place} {row.layer}"
        table.append((layer, shape, f"{row.parameters:,}", f"{row.multiply_adds:,}"))
    parameters, multiply_adds = totals(counted)
    table.append(("total", "", f"{parameters:,}", f"{multiply_adds:,}"))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in table]
    rule = "─" * len(lines[0])
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def totals(counted):
    """Add up the rows: (parameters, multiply-adds)."""
    counted = list(counted)
    return sum(row.parameters for row in counted), sum(row.multiply_adds for row in counted)


def rows(model, input_shape, within=""):
    """Count a model layer by layer, for one input.

    `model` is a description, a sequence of what `snippets.architectures` is made of, or an `nn.Sequential`,
    of which every layer is run once on zeros and its arrays are measured. A row's place counts layers from 0;
    what is in the branches of layer 3 stands before it, at 3.0.0 (branch 0, its layer 0), 3.0.1 and so on.
    Shapes: input_shape without the batch, such as (C, H, W).
    Raises ValueError, naming the layer, where layers do not fit together.
    """
    if not isinstance(input_shape, tuple | list):
        raise ValueError(f"input_shape is {input_shape!r}; expected the sizes of one input, as in (C, H, W)")
    layers = getattr(model, "layers", model)
    if not isinstance(layers, tuple | list):
        raise ValueError(f"model is {model!r}; expected a sequence of layers, or an nn.Sequential")
    shape, counted = tuple(whole("input_shape", size, 1) for size in input_shape), []
    for i, layer in enumerate(layers):
        place, ends = f"{within}{i}", []
        for b, branch in enumerate(getattr(layer, "branches", ())):
            inner = rows(branch, shape, f"{place}.{b}.")
            ends.append(inner[-1].output_shape if inner else shape)
            counted += inner
        try:
            count = described if isinstance(layer, tuple) else measured
            shape, parameters, multiply_adds = count(layer, *(ends or [shape]))
        except ValueError as error:
            raise ValueError(f"layer {place}, {name(layer)}: {error}") from error
        counted.append(Row(place, name(layer), shape, parameters, multiply_adds))
    return counted


def described(layer, shape, *others):
    """Count a described layer: (output shape, parameters, multiply-adds). A join has several input shapes."""
    out_shape, parameters, multiply_adds = shape, 0, 0
    match layer:
        case Conv(C_in, C_out, size, stride, padding, dilation, groups, bias):
            _, *image = expect(shape, "(C, H, W)", C_in, None, None)
            padding = whole("padding", padding, 0)
            places = {"stride": stride, "padding": padding, "dilation": dilation}
            windows = pair("kernel_size", size, 1)
            image = [output_size(n, k, **places) for n, k in zip(image, windows, strict=True)]
            out_shape = C_out, *image
            parameters = conv_parameters(C_in, C_out, size, groups=groups, bias=bias)
            multiply_adds = conv_multiply_adds(C_in, C_out, size, image, groups=groups)
        case MaxPool() | AvgPool():
            expect(shape, "(C, H, W)", None, None, None)
            nothing = np.empty((0, *shape))  # a batch without an image: its shape is pooled like any other
            out_shape = max_pool2d(nothing, **layer._asdict()).shape[1:]
        case GlobalAvgPool():
            out_shape = expect(shape, "(C, H, W)", None, None, None)[:1]
        case BatchNorm(features):
            expect(shape, "(C, H, W)", features, None, None)
            parameters = 2 * features  # a scale and a shift for each map
        case Flatten():
            out_shape = (prod(shape),)
        case Linear() | Columns() | BiLSTM():
            return described_steps(layer, shape)
        case ReLU():
            pass
        case Add():
            for other in others:
                expect(other, "the first branch's shape", *shape, name="another branch")
        case Concatenate():
            for other in others:
                expect(other, "(C, H, W)", None, *shape[1:], name="another branch")
            out_shape = sum(channels for channels, *_ in (shape, *others)), *shape[1:]
        case _:
            raise ValueError(f"is {layer!r}; expected a layer of snippets.architectures or snippets.nn")
    return out_shape, parameters, multiply_adds


def described_steps(layer, shape):
    """Count a layer that makes steps of columns, or treats each step alike; as `described`."""
    match layer:
        case Columns():
            C, H, W = expect(shape, "(C, H, W)", None, None, None)
            return (W, C * H), 0, 0
        case BiLSTM(features, hidden, biases):
            T, _ = expect(shape, "(T, in_features)", None, features)
            multiply_adds = 2 * T * lstm_parameters(features, hidden, biases=0)
            return (T, 2 * hidden), 2 * lstm_parameters(features, hidden, biases=biases), multiply_adds
        case Linear(features, out_features, bias):
            steps = shape[:1] if len(shape) == 2 else ()
            axes = "(T, in_features)" if steps else "(in_features,)"
            expect(shape, axes, *(None for _ in steps), features)
            parameters = linear_parameters(features, out_features, bias=bias)
            return (*steps, out_features), parameters, prod(steps) * features * out_features


def measured(layer, shape):
    """Run a layer of `snippets.nn` on zeros and measure its arrays: as `described`."""
    if not isinstance(layer, nn.Layer):
        raise ValueError(f"is {layer!r}; expected a layer of snippets.architectures or snippets.nn")
    out = layer.forward(np.zeros((1, *shape), np.float32))
    arrays = layer.parameters.values()
    match layer:
        case nn.Conv2d() | nn.Linear():
            multiply_adds = layer.parameters["weight"].size * prod(out.shape[2:])
        case _ if arrays:
            raise ValueError("has parameters; expected a layer of which is known how often it uses them")
        case _:
            multiply_adds = 0
    return out.shape[1:], sum(array.size for array in arrays), multiply_adds


def expect(shape, axes, *sizes, name="the input"):
    """Return the shape; raise ValueError unless it has these sizes, where they are not None."""
    check_shape(name, np.broadcast_to(0, shape), axes, *sizes)
    return shape


def name(layer):
    """Return how a layer is written, without the arguments that are what they are by default."""
    title = type(layer).__name__
    if not hasattr(layer, "_asdict") or hasattr(layer, "branches"):
        return title
    defaults = layer._field_defaults
    given = {key: value for key, value in layer._asdict().items() if defaults.get(key, ...) != value}
    words = [f"{value}" if key not in defaults else f"{key}={value}" for key, value in given.items()]
    return f"{title}({', '.join(words)})"
