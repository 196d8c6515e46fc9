"""Networks whose layers branch and join: ResNet, DenseNet, SqueezeNet, GoogLeNet, MobileNet v2."""

from snippets.architectures.layers import (
    Add,
    AvgPool,
    BatchNorm,
    Concatenate,
    Conv,
    GlobalAvgPool,
    Linear,
    MaxPool,
    conv_bn,
)

RESNET = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def resnet(depth, *, groups=1, group_width=64):
    """ResNet: every block adds to its input what it computes, so that the input always has a direct way.

    `depth` counts the layers with weights: 18, 34, 50, 101 or 152. From 50 on, a block is a bottleneck of
    `groups` times `group_width` channels in its first stage: 32 times 4 make it ResNeXt, 128 wide.
    Source: He et al., arXiv:1512.03385, table 1; the stride in the 3x3 convolution, as PyTorch has it;
    Xie et al., arXiv:1611.05431, table 1; Zagoruyko and Komodakis, arXiv:1605.07146.
    """
    layers, channels = [*conv_bn(3, 64, 7, stride=2, padding=3), MaxPool(3, 2, padding=1)], 64
    for stage, repeats in enumerate(RESNET[depth]):
        width = 64 * 2**stage
        for block in range(repeats):
            stride = 2 if stage and not block else 1
            if depth < 50:
                out_channels, main = width, basic(channels, width, stride)
            else:
                out_channels = 4 * width
                inside = groups * group_width * 2**stage
                main = bottleneck(channels, inside, out_channels, stride, groups)
            shortcut = conv_bn(channels, out_channels, 1, stride=stride) if channels != out_channels else ()
            layers.append(Add((main, shortcut)))
            channels = out_channels
    return (*layers, GlobalAvgPool(), Linear(channels, 1000))


def basic(in_channels, width, stride):
    """Two 3x3 convolutions."""
    return (
        *conv_bn(in_channels, width, 3, stride=stride, padding=1),
        *conv_bn(width, width, 3, padding=1),
    )


def bottleneck(in_channels, width, out_channels, stride, groups):
    """A 1x1 convolution to fewer channels, a 3x3 convolution there, and a 1x1 convolution back to more."""
    return (
        *conv_bn(in_channels, width, 1),
        *conv_bn(width, width, 3, stride=stride, padding=1, groups=groups),
        *conv_bn(width, out_channels, 1),
    )


def mobilenet_v2():
    """MobileNet v2: bottlenecks turned inside out, wide where each channel is convolved by itself.

    Source: Sandler et al., arXiv:1801.04381, table 2.
    """
    layers, channels = [*conv_bn(3, 32, 3, stride=2, padding=1)], 32
    for expansion, width, repeats, first_stride in (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for block in range(repeats):
            stride, inside = (1 if block else first_stride), expansion * channels
            main = (
                *(conv_bn(channels, inside, 1) if expansion > 1 else ()),
                *conv_bn(inside, inside, 3, stride=stride, padding=1, groups=inside),
                *conv_bn(inside, width, 1),
            )
            layers += [Add((main, ()))] if (stride, channels) == (1, width) else main
            channels = width
    return (*layers, *conv_bn(320, 1280, 1), GlobalAvgPool(), Linear(1280, 1000))


def densenet(repeats, *, growth=32):
    """DenseNet: a layer reads the maps of all layers before it in its block, and adds `growth` to them.

    `repeats` has the layers of each block: (6, 12, 24, 16) make DenseNet-121.
    Source: Huang et al., arXiv:1608.06993, table 1.
    """
    channels = 2 * growth
    layers = [*conv_bn(3, channels, 7, stride=2, padding=3), MaxPool(3, 2, padding=1)]
    for block, repeat in enumerate(repeats):
        for _ in range(repeat):
            inside = 4 * growth
            grown = bn_conv(channels, inside, 1) + bn_conv(inside, growth, 3, padding=1)
            layers.append(Concatenate(((), grown)))
            channels += growth
        if block < len(repeats) - 1:
            layers += [*bn_conv(channels, channels // 2, 1), AvgPool(2)]
            channels //= 2
    return (*layers, BatchNorm(channels), GlobalAvgPool(), Linear(channels, 1000))


def squeezenet():
    """SqueezeNet 1.0: AlexNet's accuracy with a fiftieth of its weights.

    Source: Iandola et al., arXiv:1602.07360, table 1.
    """
    pool = MaxPool(3, 2, ceil_mode=True)
    return (
        Conv(3, 96, 7, stride=2),
        pool,
        *fire(96, 16, 64),
        *fire(128, 16, 64),
        *fire(128, 32, 128),
        pool,
        *fire(256, 32, 128),
        *fire(256, 48, 192),
        *fire(384, 48, 192),
        *fire(384, 64, 256),
        pool,
        *fire(512, 64, 256),
        Conv(512, 1000, 1),
        GlobalAvgPool(),
    )


def fire(in_channels, squeeze, expand):
    """Few channels first, then 1x1 and 3x3 convolutions side by side."""
    beside = (Conv(squeeze, expand, 1),), (Conv(squeeze, expand, 3, padding=1),)
    return Conv(in_channels, squeeze, 1), Concatenate(beside)


def googlenet():
    """GoogLeNet: windows of several sizes side by side, without the two classifiers that only training uses.

    Source: Szegedy et al., arXiv:1409.4842, table 1; with normalisation, and 3x3 where the paper has 5x5,
    as PyTorch has it.
    """
    pool = MaxPool(3, 2, ceil_mode=True)
    return (
        *conv_bn(3, 64, 7, stride=2, padding=3),
        pool,
        *conv_bn(64, 64, 1),
        *conv_bn(64, 192, 3, padding=1),
        pool,
        inception(192, 64, 96, 128, 16, 32, 32),
        inception(256, 128, 128, 192, 32, 96, 64),
        pool,
        inception(480, 192, 96, 208, 16, 48, 64),
        inception(512, 160, 112, 224, 24, 64, 64),
        inception(512, 128, 128, 256, 24, 64, 64),
        inception(512, 112, 144, 288, 32, 64, 64),
        inception(528, 256, 160, 320, 32, 128, 128),
        MaxPool(2, 2, ceil_mode=True),
        inception(832, 256, 160, 320, 32, 128, 128),
        inception(832, 384, 192, 384, 48, 128, 128),
        GlobalAvgPool(),
        Linear(1024, 1000),
    )


def inception(in_channels, one, reduce_three, three, reduce_five, five, pooled):
    """Four branches: 1x1; 1x1 then 3x3; the same narrower; and max pooling, then 1x1."""
    return Concatenate(
        (
            conv_bn(in_channels, one, 1),
            conv_bn(in_channels, reduce_three, 1) + conv_bn(reduce_three, three, 3, padding=1),
            conv_bn(in_channels, reduce_five, 1) + conv_bn(reduce_five, five, 3, padding=1),
            (MaxPool(3, 1, padding=1), *conv_bn(in_channels, pooled, 1)),
        )
    )


def bn_conv(in_channels, out_channels, kernel_size, **options):
    """The normalisation first, then the convolution."""
    return BatchNorm(in_channels), Conv(in_channels, out_channels, kernel_size, bias=False, **options)
