"""Described networks: published counts of parameters and multiply-adds, published shapes, and the path."""

import pytest

from snippets.architectures import (
    ARCHITECTURES,
    HYBRIDS,
    Add,
    AvgPool,
    BatchNorm,
    Concatenate,
    Conv,
    Flatten,
    GlobalAvgPool,
    Linear,
    MaxPool,
    crnn,
    danq,
    spatial_path,
)
from snippets.convolution import output_size
from snippets.receptive_field import receptive_field
from snippets.summary import rows, totals

# `num_params` and `GFLOPS` (multiply-adds, in billions) of https://docs.pytorch.org/vision/stable/models.html
TORCHVISION = {
    "AlexNet": (61_100_840, 0.71),
    "DenseNet-121": (7_978_856, 2.83),
    "DenseNet-161": (28_681_000, 7.73),
    "DenseNet-169": (14_149_480, 3.36),
    "DenseNet-201": (20_013_928, 4.29),
    "GoogLeNet": (6_624_904, 1.50),
    "MobileNet v2": (3_504_872, 0.30),
    "ResNeXt-50 32x4d": (25_028_904, 4.23),
    "ResNet-101": (44_549_160, 7.80),
    "ResNet-152": (60_192_808, 11.51),
    "ResNet-18": (11_689_512, 1.81),
    "ResNet-34": (21_797_672, 3.66),
    "ResNet-50": (25_557_032, 4.09),
    "SqueezeNet": (1_248_424, 0.82),
    "VGG-11": (132_863_336, 7.61),
    "VGG-13": (133_047_848, 11.31),
    "VGG-16": (138_357_544, 15.47),
    "VGG-19": (143_667_240, 19.63),
    "Wide ResNet-50-2": (68_883_240, 11.40),
}

OTHERS = {
    # LeCun et al. 1998 have 60,000: their C3 sees some of the maps only, 1,516 instead of 2,416 parameters;
    # and their pooling layers learn 12 and 32, their output layer nothing: 60,000 + 900 - 12 - 32 + 850.
    "LeNet-5": 61_706,
    "LeNet of Caffe": 431_080,  # Han et al., arXiv:1506.02626, table 1: 431K
    "AlexNet 2012": 60_965_224,  # Caffe's bvlc_alexnet; the paper says 60 million
    # AlexNet 2012 with 7 x 7 in its first layer, both halves in the others, no groups
    "ZFNet": 60_965_224 - 96 * 3 * (11**2 - 7**2) + 256 * 48 * 25 + 384 * 192 * 9 + 256 * 192 * 9,
    "Network in Network": 7_595_176,  # the Caffe model's 29 MB, at four bytes each
    "All-CNN-C": 1_369_738,  # the paper's table 4: 1.4 M
    "MobileNet v1": 4_231_976,  # Keras' MobileNet, trainable; the paper's table 8: 4.2 million
}


def totals_of(name):
    network = ARCHITECTURES[name]
    return totals(rows(network.layers, network.input_shape))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_parameters_are_as_many_as_published(name):
    published = OTHERS[name] if name in OTHERS else TORCHVISION[name][0]
    assert totals_of(name)[0] == published


@pytest.mark.parametrize("name", TORCHVISION)
def test_the_multiply_adds_are_as_many_as_published(name):
    assert round(totals_of(name)[1] / 1e9, 2) == TORCHVISION[name][1]


def test_a_mobilenet_multiplies_569_million_times_as_its_paper_says():
    assert round(totals_of("MobileNet v1")[1] / 1e6) == 569  # arXiv:1704.04861, table 4


def test_at_least_twenty_architectures_are_described():
    assert len(ARCHITECTURES) >= 20


def widths(name):
    """Return the widths of the maps, in the order in which the network comes to them."""
    network = ARCHITECTURES[name]
    maps = [
        row.output_shape for row in rows(network.layers, network.input_shape) if len(row.output_shape) == 3
    ]
    assert all(height == width for _, height, width in maps)
    return list(dict.fromkeys(width for _, _, width in maps))


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("LeNet-5", [28, 14, 10, 5]),  # LeCun et al. 1998, figure 2
        ("LeNet of Caffe", [24, 12, 8, 4]),
        ("AlexNet 2012", [55, 27, 13, 6]),
        ("AlexNet", [55, 27, 13, 6]),
        ("ZFNet", [110, 55, 26, 13, 6]),  # Zeiler and Fergus 2013, figure 3
        ("Network in Network", [54, 27, 13, 6]),
        ("All-CNN-C", [32, 16, 8, 6]),
        ("VGG-16", [224, 112, 56, 28, 14, 7]),
        ("GoogLeNet", [112, 56, 28, 14, 7]),  # Szegedy et al. 2014, table 1
        ("SqueezeNet", [109, 54, 27, 13]),
        ("ResNet-50", [112, 56, 28, 14, 7]),  # He et al. 2015, table 1
        ("DenseNet-121", [112, 56, 28, 14, 7]),  # Huang et al. 2016, table 1
        ("MobileNet v1", [112, 56, 28, 14, 7]),  # Howard et al. 2017, table 1
        ("MobileNet v2", [112, 56, 28, 14, 7]),
    ],
)
def test_the_maps_are_as_wide_as_published(name, published):
    assert widths(name) == published


@pytest.mark.parametrize(
    ("name", "join", "published"),
    [
        ("ResNet-18", Add, 2 + 2 + 2 + 2),
        ("ResNet-50", Add, 3 + 4 + 6 + 3),
        ("ResNet-152", Add, 3 + 8 + 36 + 3),
        ("MobileNet v2", Add, 1 + 2 + 3 + 2 + 2),  # all but the first block of each stage
        ("DenseNet-121", Concatenate, 6 + 12 + 24 + 16),
        ("GoogLeNet", Concatenate, 2 + 5 + 2),
        ("SqueezeNet", Concatenate, 3 + 4 + 1),
        ("VGG-16", Add, 0),
    ],
)
def test_as_many_blocks_branch_as_published(name, join, published):
    assert sum(isinstance(layer, join) for layer in ARCHITECTURES[name].layers) == published


@pytest.mark.parametrize(("name", "projections"), [("ResNet-18", 3), ("ResNet-50", 4), ("MobileNet v2", 0)])
def test_a_shortcut_has_weights_only_where_the_shape_changes(name, projections):
    joins = [layer for layer in ARCHITECTURES[name].layers if isinstance(layer, Add)]
    assert sum(shortcut != () for _, shortcut in (join.branches for join in joins)) == projections


def test_the_stride_of_a_resnet_is_in_its_3x3_convolution():
    strided = [
        layer.kernel_size
        for block in ARCHITECTURES["ResNet-50"].layers
        if isinstance(block, Add)
        for layer in block.branches[0]
        if isinstance(layer, Conv) and layer.stride == 2
    ]
    assert strided == [3, 3, 3]


# Receptive fields: Araujo et al., Distill 2019, table 1, where the network is the same
@pytest.mark.parametrize(("name", "published"), [("AlexNet", 195), ("VGG-16", 212), ("MobileNet v1", 315)])
def test_the_path_sees_as_far_as_published(name, published):
    assert receptive_field(spatial_path(ARCHITECTURES[name].layers)) == published


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        # one cell, and for every window the cells it adds times the step at which it looks
        ("LeNet-5", 1 + 4 + 1 + 4 * 2 + 1 * 2),
        ("LeNet of Caffe", 1 + 4 + 1 + 4 * 2 + 1 * 2),
        ("AlexNet 2012", 1 + 10 + 2 * 4 + 4 * 8 + 2 * 8 + 3 * 2 * 16 + 2 * 16),
        ("ZFNet", 1 + 6 + 2 * 2 + 4 * 4 + 2 * 8 + 3 * 2 * 16 + 2 * 16),
        ("Network in Network", 1 + 10 + 2 * 4 + 4 * 8 + 2 * 8 + 2 * 16 + 2 * 16 + 2 * 32),
        ("All-CNN-C", 1 + 3 * 2 + 3 * 2 * 2 + 2 * 4),
        ("VGG-11", 1 + 2 + 1 + 2 * 2 + 2 + 4 * 4 + 4 + 4 * 8 + 8 + 4 * 16 + 16),
        ("GoogLeNet", 1 + 6 + 2 * 2 + 2 * 4 + 2 * 4 + 2 * 2 * 8 + 2 * 8 + 5 * 2 * 16 + 16 + 2 * 2 * 32),
        ("SqueezeNet", 1 + 6 + 2 * 2 + 3 * 2 * 4 + 2 * 4 + 4 * 2 * 8 + 2 * 8 + 2 * 16),
        ("ResNet-18", 1 + 6 + 2 * 2 + 4 * 2 * 4 + (2 * 4 + 3 * 2 * 8) + (2 * 8 + 6 * 16) + (2 * 16 + 6 * 32)),
        ("ResNet-50", 1 + 6 + 2 * 2 + 3 * 2 * 4 + (2 * 4 + 6 * 8) + (2 * 8 + 10 * 16) + (2 * 16 + 4 * 32)),
        ("DenseNet-121", 1 + 6 + 2 * 2 + 12 * 4 + 4 + 24 * 8 + 8 + 48 * 16 + 16 + 32 * 32),
        (
            "MobileNet v2",
            1 + 2 + 2 * 2 + (2 * 2 + 2 * 4) + (2 * 4 + 4 * 8) + (2 * 8 + 12 * 16) + (2 * 16 + 6 * 32),
        ),
    ],
)
def test_the_path_sees_as_far_as_counted_by_hand(name, cells):
    assert receptive_field(spatial_path(ARCHITECTURES[name].layers)) == cells


@pytest.mark.parametrize(
    "name", [name for name in ARCHITECTURES if name not in ("Network in Network", "GoogLeNet", "SqueezeNet")]
)  # these three pool in ceil mode, of which a path does not tell
def test_the_path_leads_from_the_image_to_the_last_map(name):
    network = ARCHITECTURES[name]
    size = network.input_shape[1]
    for kernel_size, stride, padding, dilation in spatial_path(network.layers):
        size = output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    assert size == widths(name)[-1]


def test_the_path_has_a_step_for_every_convolution_and_pooling_and_ends_where_whole_maps_are_seen():
    layers = (
        Conv(1, 2, 3, stride=2, padding=1, dilation=4),
        BatchNorm(2),
        MaxPool(2),
        AvgPool(3, stride=1, padding=1),
        MaxPool(3, 2, dilation=2),
    )
    expected = [(3, 2, 1, 4), (2, 2, 0, 1), (3, 1, 1, 1), (3, 2, 0, 2)]
    for end in (Flatten(), GlobalAvgPool(), Linear(2, 2)):
        assert list(spatial_path((*layers, end, Conv(2, 2, 5)))) == expected


def test_of_branches_the_path_takes_the_one_that_widens_the_view_most_and_not_the_one_with_most_layers():
    narrow = tuple(Conv(1, 1, 1) for _ in range(3))
    wide = (Conv(1, 1, 3, padding=2, dilation=2),)  # reaches over five cells
    for branches in ((narrow, wide), (wide, narrow), ((), wide), (wide, (Conv(1, 1, 3, padding=1),))):
        for join in (Add, Concatenate):
            assert list(spatial_path((MaxPool(2), join(branches)))) == [(2, 2, 0, 1), (3, 1, 2, 2)]
    assert list(spatial_path((Add(((), ())), MaxPool(2)))) == [(2, 2, 0, 1)]


def test_a_stride_inside_a_branch_widens_what_comes_after_it():
    strided = (Conv(1, 1, 1, stride=2), Conv(1, 1, 3, padding=1))  # 1 + 2 * 2 cells
    plain = (Conv(1, 1, 3, stride=2, padding=1),)  # 3 cells
    assert list(spatial_path((Add((plain, strided)),))) == [(1, 2, 0, 1), (3, 1, 1, 1)]


# Networks with both


def test_crnn_makes_26_frames_of_100_columns_and_27_before_its_last_convolution():
    (_, _, width), layers = HYBRIDS["CRNN"]
    table = rows(layers, (1, 32, width))
    shapes = [row.output_shape for row in table if not row.layer.startswith(("ReLU", "BatchNorm"))]
    assert shapes == [
        (64, 32, 100),
        (64, 16, 50),
        (128, 16, 50),
        (128, 8, 25),
        (256, 8, 25),
        (256, 8, 25),
        (256, 4, 26),
        (512, 4, 26),
        (512, 4, 26),
        (512, 2, 27),
        (512, 1, 26),
        (26, 512),
        (26, 512),
        (26, 256),
        (26, 512),
        (26, 37),
    ]
    assert totals(table)[0] == 8_327_205


def test_crnn_with_the_biases_of_its_authors_code_has_a_few_thousand_parameters_more():
    *layers, first, join, second, readout = crnn()
    layers = [*layers, first._replace(biases=2), join, second._replace(biases=2), readout]
    one_layer_more = 256 + 37  # each direction has its own, with a bias, before both are added
    assert totals(rows(layers, (1, 32, 100)))[0] + one_layer_more == 8_331_594


def test_crnn_reads_wider_pictures_and_without_normalising_has_2560_parameters_fewer():
    table = rows(crnn(11, normalised=False), (1, 32, 200))
    assert table[-1].output_shape == (51, 11)
    assert totals(table)[0] == 8_327_205 - 2 * (256 + 512 + 512) - 26 * 513


def test_danq_scans_a_thousand_bases_into_75_steps():
    shape, layers = HYBRIDS["DanQ"]
    table = rows(layers, shape)
    assert [row.output_shape for row in table[:6]] == [
        (320, 1, 975),
        (320, 1, 975),
        (320, 1, 75),
        (75, 320),
        (75, 640),
        (48_000,),
    ]
    assert [row.parameters for row in table if row.parameters] == [33_600, 1_640_960, 44_400_925, 850_994]
    assert totals(table)[0] == 46_926_479


def test_the_path_through_a_hybrid_ends_at_its_columns():
    assert list(spatial_path(danq())) == [((1, 26), 1, 0, 1), ((1, 13), (1, 13), 0, 1)]
