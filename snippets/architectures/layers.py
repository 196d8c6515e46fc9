"""The kinds of layers that describe a network, with PyTorch's argument names, and the path through it."""

from collections import namedtuple

from snippets.receptive_field import receptive_field

Conv = namedtuple(
    "Conv",
    "in_channels out_channels kernel_size stride padding dilation groups bias",
    defaults=[1, 0, 1, 1, True],
)
MaxPool = namedtuple("MaxPool", "kernel_size stride padding dilation ceil_mode", defaults=[None, 0, 1, False])
AvgPool = namedtuple("AvgPool", "kernel_size stride padding ceil_mode", defaults=[None, 0, False])
GlobalAvgPool = namedtuple("GlobalAvgPool", "")  # (C, H, W) -> (C,)
BatchNorm = namedtuple("BatchNorm", "num_features")
Flatten = namedtuple("Flatten", "")  # (C, H, W) -> (C*H*W,)
Linear = namedtuple("Linear", "in_features out_features bias", defaults=[True])
ReLU = namedtuple("ReLU", "")  # described only where a network is to be built
Columns = namedtuple("Columns", "")  # (C, H, W) -> (W, C*H): each column of the maps becomes a step
BiLSTM = namedtuple("BiLSTM", "in_features hidden biases", defaults=[1])  # (T, in_features) -> (T, 2*hidden)
Add = namedtuple("Add", "branches")  # the sum of what the branches give; a branch () hands on its input
Concatenate = namedtuple("Concatenate", "branches")  # their channels, one after the other


def conv_bn(in_channels, out_channels, kernel_size, **options):
    """A convolution and the normalisation after it, whose shift replaces the bias."""
    return Conv(in_channels, out_channels, kernel_size, bias=False, **options), BatchNorm(out_channels)


def spatial_path(layers):
    """Yield (kernel_size, stride, padding, dilation) of the windows that an output looks through, in order.

    Of branches it follows the one that widens the view most, so that the path sees what the network sees.
    It ends at the first layer that sees whole maps or columns: GlobalAvgPool, Flatten, Linear or Columns. A
    layer whose window is one cell and whose stride is 1, such as a 1x1 convolution, is yielded too.
    Source: Araujo, Norris, Sim, Computing receptive fields of convolutional neural networks, Distill 2019.
    """
    for layer in layers:
        match layer:
            case Conv() | MaxPool():
                yield layer.kernel_size, layer.stride or layer.kernel_size, layer.padding, layer.dilation
            case AvgPool(kernel_size, stride, padding):
                yield kernel_size, stride or kernel_size, padding, 1
            case Add(branches) | Concatenate(branches):
                yield from max((list(spatial_path(branch)) for branch in branches), key=receptive_field)
            case GlobalAvgPool() | Flatten() | Linear() | Columns():
                return
