"""Networks whose layers stand in one row: LeNet, AlexNet, ZFNet, VGG, Network in Network, MobileNet."""

from snippets.architectures.layers import AvgPool, Conv, Flatten, GlobalAvgPool, Linear, MaxPool, conv_bn


def lenet5():
    """LeNet-5 as it is taught today: every map of its second convolution sees all six below.

    Source: LeCun, Bottou, Bengio, Haffner, Proceedings of the IEEE 86, 1998, section II.B.
    """
    return (
        Conv(1, 6, 5),
        AvgPool(2),
        Conv(6, 16, 5),
        AvgPool(2),
        Flatten(),
        Linear(400, 120),
        Linear(120, 84),
        Linear(84, 10),
    )


def lenet_caffe():
    """The LeNet that came with Caffe for MNIST: wider, and with max pooling.

    Source: Jia et al. 2014, arXiv:1408.5093; its examples/mnist/lenet.prototxt.
    """
    return (
        Conv(1, 20, 5),
        MaxPool(2),
        Conv(20, 50, 5),
        MaxPool(2),
        Flatten(),
        Linear(800, 500),
        Linear(500, 10),
    )


def alexnet_2012():
    """AlexNet: on two graphics cards, so that three of its layers have two groups.

    Source: Krizhevsky, Sutskever, Hinton, NeurIPS 2012, section 3.5; 227 pixels wide, as the sizes ask.
    """
    return (
        Conv(3, 96, 11, stride=4),
        MaxPool(3, 2),
        Conv(96, 256, 5, padding=2, groups=2),
        MaxPool(3, 2),
        Conv(256, 384, 3, padding=1),
        Conv(384, 384, 3, padding=1, groups=2),
        Conv(384, 256, 3, padding=1, groups=2),
        MaxPool(3, 2),
        Flatten(),
        *classifier(256 * 6 * 6),
    )


def alexnet():
    """AlexNet on one card, as PyTorch has it.

    Source: Krizhevsky, One weird trick, arXiv:1404.5997; torchvision's `alexnet`.
    """
    return (
        Conv(3, 64, 11, stride=4, padding=2),
        MaxPool(3, 2),
        Conv(64, 192, 5, padding=2),
        MaxPool(3, 2),
        Conv(192, 384, 3, padding=1),
        Conv(384, 256, 3, padding=1),
        Conv(256, 256, 3, padding=1),
        MaxPool(3, 2),
        Flatten(),
        *classifier(256 * 6 * 6),
    )


def zfnet():
    """ZFNet: AlexNet with a smaller first window and stride.

    Source: Zeiler and Fergus, arXiv:1311.2901, figure 3.
    """
    return (
        Conv(3, 96, 7, stride=2, padding=1),
        MaxPool(3, 2, padding=1),
        Conv(96, 256, 5, stride=2),
        MaxPool(3, 2, padding=1),
        Conv(256, 384, 3, padding=1),
        Conv(384, 384, 3, padding=1),
        Conv(384, 256, 3, padding=1),
        MaxPool(3, 2),
        Flatten(),
        *classifier(256 * 6 * 6),
    )


def classifier(in_features):
    """The three fully connected layers that AlexNet, ZFNet and VGG end with."""
    return Linear(in_features, 4096), Linear(4096, 4096), Linear(4096, 1000)


VGG = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def vgg(depth):
    """VGG: windows of three in five stages, after each of which pooling halves the maps.

    `depth` counts the layers with weights: 11, 13, 16 or 19.
    Source: Simonyan and Zisserman, arXiv:1409.1556, table 1, columns A, B, D and E.
    """
    layers, channels = [], 3
    for width, repeats in zip((64, 128, 256, 512, 512), VGG[depth], strict=True):
        for _ in range(repeats):
            layers.append(Conv(channels, width, 3, padding=1))
            channels = width
        layers.append(MaxPool(2))
    return (*layers, Flatten(), *classifier(512 * 7 * 7))


def network_in_network():
    """Network in network: 1x1 convolutions between the windows, and no fully connected layer.

    Source: Lin, Chen, Yan, arXiv:1312.4400; the authors' ImageNet model for Caffe.
    """
    pool = MaxPool(3, 2, ceil_mode=True)
    return (
        *mlpconv(3, 96, 11, stride=4),
        pool,
        *mlpconv(96, 256, 5, padding=2),
        pool,
        *mlpconv(256, 384, 3, padding=1),
        pool,
        Conv(384, 1024, 3, padding=1),
        Conv(1024, 1024, 1),
        Conv(1024, 1000, 1),
        GlobalAvgPool(),
    )


def mlpconv(in_channels, out_channels, kernel_size, **options):
    """A convolution followed by two that look at one cell."""
    return (
        Conv(in_channels, out_channels, kernel_size, **options),
        Conv(out_channels, out_channels, 1),
        Conv(out_channels, out_channels, 1),
    )


def all_cnn_c():
    """All-CNN-C for CIFAR-10: a stride does what pooling did.

    Source: Springenberg et al., arXiv:1412.6806, tables 1 and 2.
    """
    return (
        Conv(3, 96, 3, padding=1),
        Conv(96, 96, 3, padding=1),
        Conv(96, 96, 3, stride=2, padding=1),
        Conv(96, 192, 3, padding=1),
        Conv(192, 192, 3, padding=1),
        Conv(192, 192, 3, stride=2, padding=1),
        Conv(192, 192, 3),
        Conv(192, 192, 1),
        Conv(192, 10, 1),
        GlobalAvgPool(),
    )


def mobilenet_v1():
    """MobileNet: every 3x3 convolution is taken apart, into one for each channel and one across channels.

    Source: Howard et al., arXiv:1704.04861, table 1.
    """
    layers, channels = [*conv_bn(3, 32, 3, stride=2, padding=1)], 32
    for width, stride in (
        (64, 1),
        (128, 2),
        (128, 1),
        (256, 2),
        (256, 1),
        (512, 2),
        *5 * [(512, 1)],
        (1024, 2),
        (1024, 1),
    ):
        layers += conv_bn(channels, channels, 3, stride=stride, padding=1, groups=channels)
        layers += conv_bn(channels, width, 1)
        channels = width
    return (*layers, GlobalAvgPool(), Linear(1024, 1000))
