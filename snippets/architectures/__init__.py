"""Published networks described layer by layer, as data: what to count, and what an output can see.

What changes neither the shape nor the number of parameters is left out: ReLU, dropout, softmax, and the
local response normalisation of AlexNet.
"""

from collections import namedtuple

from snippets.architectures.branched import densenet, googlenet, mobilenet_v2, resnet, squeezenet
from snippets.architectures.hybrids import crnn, danq
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
    spatial_path,
)
from snippets.architectures.plain import (
    alexnet,
    alexnet_2012,
    all_cnn_c,
    lenet5,
    lenet_caffe,
    mobilenet_v1,
    network_in_network,
    vgg,
    zfnet,
)

Network = namedtuple("Network", "input_shape layers")  # (C, H, W), and what the image passes through

ARCHITECTURES = {
    "LeNet-5": Network((1, 32, 32), lenet5()),
    "LeNet of Caffe": Network((1, 28, 28), lenet_caffe()),
    "AlexNet 2012": Network((3, 227, 227), alexnet_2012()),
    "AlexNet": Network((3, 224, 224), alexnet()),
    "ZFNet": Network((3, 224, 224), zfnet()),
    "Network in Network": Network((3, 224, 224), network_in_network()),
    "All-CNN-C": Network((3, 32, 32), all_cnn_c()),
    "VGG-11": Network((3, 224, 224), vgg(11)),
    "VGG-13": Network((3, 224, 224), vgg(13)),
    "VGG-16": Network((3, 224, 224), vgg(16)),
    "VGG-19": Network((3, 224, 224), vgg(19)),
    "GoogLeNet": Network((3, 224, 224), googlenet()),
    "SqueezeNet": Network((3, 224, 224), squeezenet()),
    "ResNet-18": Network((3, 224, 224), resnet(18)),
    "ResNet-34": Network((3, 224, 224), resnet(34)),
    "ResNet-50": Network((3, 224, 224), resnet(50)),
    "ResNet-101": Network((3, 224, 224), resnet(101)),
    "ResNet-152": Network((3, 224, 224), resnet(152)),
    "ResNeXt-50 32x4d": Network((3, 224, 224), resnet(50, groups=32, group_width=4)),
    "Wide ResNet-50-2": Network((3, 224, 224), resnet(50, group_width=128)),
    "DenseNet-121": Network((3, 224, 224), densenet((6, 12, 24, 16))),
    "DenseNet-169": Network((3, 224, 224), densenet((6, 12, 32, 32))),
    "DenseNet-201": Network((3, 224, 224), densenet((6, 12, 48, 32))),
    "DenseNet-161": Network((3, 224, 224), densenet((6, 12, 36, 24), growth=48)),
    "MobileNet v1": Network((3, 224, 224), mobilenet_v1()),
    "MobileNet v2": Network((3, 224, 224), mobilenet_v2()),
}

HYBRIDS = {
    "CRNN": Network((1, 32, 100), crnn()),
    "DanQ": Network((4, 1, 1000), danq()),
}

__all__ = [
    "ARCHITECTURES",
    "HYBRIDS",
    "Add",
    "AvgPool",
    "BatchNorm",
    "BiLSTM",
    "Columns",
    "Concatenate",
    "Conv",
    "Flatten",
    "GlobalAvgPool",
    "Linear",
    "MaxPool",
    "Network",
    "ReLU",
    "alexnet",
    "alexnet_2012",
    "all_cnn_c",
    "crnn",
    "danq",
    "densenet",
    "googlenet",
    "lenet5",
    "lenet_caffe",
    "mobilenet_v1",
    "mobilenet_v2",
    "network_in_network",
    "resnet",
    "spatial_path",
    "squeezenet",
    "vgg",
    "zfnet",
]
