"""Counting: by hand, against real arrays, against layers that count what they multiply, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets import nn
from snippets.architectures import (
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
    lenet5,
    resnet,
)
from snippets.convolution import conv2d, conv2d_naive
from snippets.pooling import avg_pool2d, max_pool2d
from snippets.summary import (
    conv_multiply_adds,
    conv_parameters,
    linear_parameters,
    lstm_parameters,
    rows,
    summary,
    totals,
)
from tests.oracles import SAME_EXAMPLES

# Counted by hand


def test_the_parameters_of_a_convolution_by_hand():
    assert conv_parameters(1, 32, 3, bias=False) == 32 * 3 * 3 == 288
    assert conv_parameters(1, 32, 3) == 288 + 32 == 320
    assert conv_parameters(3, 32, 3, bias=False) == 32 * 3 * 3 * 3 == 864
    assert conv_parameters(3, 32, 3) == 864 + 32 == 896
    assert conv_parameters(32, 32, 3) == 32 * (32 * 3 * 3 + 1) == 9248
    assert conv_parameters(3, 96, 11) == 96 * (3 * 11 * 11 + 1) == 34_944
    assert conv_parameters(4, 6, (2, 5)) == 6 * (4 * 2 * 5 + 1)
    assert conv_parameters(32, 64, 1, bias=False) == 32 * 64


def test_in_groups_a_filter_sees_its_groups_channels_only():
    assert conv_parameters(32, 32, 3, groups=32) == 32 * (1 * 3 * 3 + 1)
    assert conv_parameters(6, 4, 3, groups=2, bias=False) == 4 * (3 * 3 * 3)


def test_the_multiply_adds_of_a_convolution_by_hand():
    assert conv_multiply_adds(1, 32, 3, (26, 26)) == 26 * 26 * 32 * 9 == 194_688
    assert conv_multiply_adds(6, 4, (3, 2), (5, 7), groups=2) == 5 * 7 * 4 * 3 * 3 * 2


def test_the_parameters_of_a_fully_connected_layer_by_hand():
    assert linear_parameters(400, 120) == 400 * 120 + 120
    assert linear_parameters(400, 120, bias=False) == 400 * 120
    pixels, outputs = 224 * 224 * 3, 222 * 222 * 32
    assert linear_parameters(pixels, outputs, bias=False) == pixels * outputs == 237_397_479_552 - outputs


def test_the_parameters_of_an_lstm_by_hand():
    assert lstm_parameters(10, 20) == 4 * 20 * (10 + 20 + 1) == 2480
    assert lstm_parameters(10, 20, biases=2) == 2480 + 4 * 20
    assert lstm_parameters(10, 20, biases=0) == 4 * 20 * 30


def test_columns_become_steps_and_each_step_is_treated_alike():
    table = rows((Columns(), ReLU(), BiLSTM(6, 5, biases=2), Linear(10, 4)), (2, 3, 7))
    assert [row.output_shape for row in table] == [(7, 6), (7, 6), (7, 10), (7, 4)]
    assert [row.parameters for row in table] == [0, 0, 2 * 4 * 5 * (6 + 5 + 2), 44]
    assert [row.multiply_adds for row in table] == [0, 0, 7 * 2 * 4 * 5 * (6 + 5), 7 * 10 * 4]


def test_a_described_layer_without_bias_has_none():
    (convolution,) = rows((Conv(3, 4, 2, bias=False),), (3, 5, 5))
    (linear,) = rows((Linear(7, 4, bias=False),), (7,))
    assert (convolution.parameters, linear.parameters) == (4 * 3 * 2 * 2, 4 * 7)


def test_a_lenet_layer_by_layer():
    counted = rows(lenet5(), (1, 32, 32))
    assert [row.place for row in counted] == list("01234567")
    assert [row.output_shape for row in counted] == [
        (6, 28, 28),
        (6, 14, 14),
        (16, 10, 10),
        (16, 5, 5),
        (400,),
        (120,),
        (84,),
        (10,),
    ]
    assert [row.parameters for row in counted] == [
        6 * (5 * 5 + 1),
        0,
        16 * (6 * 5 * 5 + 1),
        0,
        0,
        (400 + 1) * 120,
        (120 + 1) * 84,
        (84 + 1) * 10,
    ]
    assert [row.multiply_adds for row in counted] == [
        28 * 28 * 6 * 25,
        0,
        10 * 10 * 16 * 6 * 25,
        0,
        0,
        400 * 120,
        120 * 84,
        84 * 10,
    ]
    assert totals(counted) == (61_706, 416_520)


def test_normalisation_has_a_scale_and_a_shift_for_every_map_and_no_multiply_adds():
    (row,) = rows((BatchNorm(7),), (7, 4, 5))
    assert (row.output_shape, row.parameters, row.multiply_adds) == ((7, 4, 5), 14, 0)


def test_branches_are_counted_where_they_stand_and_then_joined():
    layers = Conv(1, 4, 1), Add(((Conv(4, 4, 3, padding=1), BatchNorm(4)), ())), GlobalAvgPool()
    counted = rows(layers, (1, 6, 5))
    assert [(row.place, row.layer, row.output_shape) for row in counted] == [
        ("0", "Conv(1, 4, 1)", (4, 6, 5)),
        ("1.0.0", "Conv(4, 4, 3, padding=1)", (4, 6, 5)),
        ("1.0.1", "BatchNorm(4)", (4, 6, 5)),
        ("1", "Add", (4, 6, 5)),
        ("2", "GlobalAvgPool()", (4,)),
    ]
    assert totals(counted) == (8 + 148 + 8, 6 * 5 * (4 + 4 * 4 * 9))


def test_concatenated_branches_add_their_channels():
    branches = (Conv(3, 4, 1),), (Conv(3, 5, 3, stride=1, padding=1), MaxPool(1)), ()
    counted = rows((Concatenate(branches), Conv(12, 1, 1)), (3, 6, 7))
    assert [row.place for row in counted] == ["0.0.0", "0.1.0", "0.1.1", "0", "1"]
    assert counted[3].output_shape == (4 + 5 + 3, 6, 7)


def test_branches_may_branch_again():
    inner = Add(((Conv(2, 2, 1),), ()))
    counted = rows((Add(((inner,), (inner,))),), (2, 3, 3))
    assert [row.place for row in counted] == ["0.0.0.0.0", "0.0.0", "0.1.0.0.0", "0.1.0", "0"]
    assert totals(counted)[0] == 2 * 2 * (2 + 1)


# Against real arrays and layers

small = st.integers(1, 3)


@st.composite
def convolutions(draw):
    """A described convolution and an image that it fits."""
    groups, kernel_size, stride, dilation = draw(small), draw(small), draw(small), draw(small)
    layer = Conv(
        groups * draw(small),
        groups * draw(small),
        kernel_size,
        stride,
        draw(st.integers(0, 2)),
        dilation,
        groups,
        draw(st.booleans()),
    )
    reach = dilation * (kernel_size - 1) + 1
    return layer, (layer.in_channels, reach + draw(st.integers(0, 5)), reach + draw(st.integers(0, 5)))


def arrays_of(layer):
    """The weight and bias that such a layer has, filled with ones."""
    window = layer.kernel_size, layer.kernel_size
    weight = np.ones((layer.out_channels, layer.in_channels // layer.groups, *window))
    return weight, np.ones(layer.out_channels) if layer.bias else None


@SAME_EXAMPLES
@given(convolutions())
def test_a_described_convolution_has_the_shape_and_the_arrays_of_a_real_one(arguments):
    layer, shape = arguments
    weight, bias = arrays_of(layer)
    options = {key: getattr(layer, key) for key in ("stride", "padding", "dilation", "groups")}
    (row,) = rows((layer,), shape)
    assert row.output_shape == conv2d(np.ones((1, *shape)), weight, bias, **options).shape[1:]
    assert row.parameters == weight.size + (0 if bias is None else bias.size)


@SAME_EXAMPLES
@given(convolutions())
def test_a_layer_of_ones_over_ones_sums_up_how_often_it_multiplied(arguments):
    layer, shape = arguments
    weight, _ = arrays_of(layer)
    x = np.ones((1, *(shape[:1] + tuple(size + 2 * layer.padding for size in shape[1:]))))
    options = {key: getattr(layer, key) for key in ("stride", "dilation", "groups")}
    (row,) = rows((layer,), shape)  # zeros of the padding are multiplied too: here they are ones
    assert row.multiply_adds == conv2d_naive(x, weight, **options).sum()


@SAME_EXAMPLES
@given(small, small, st.integers(0, 1), small, st.booleans(), st.integers(3, 9), st.integers(3, 9))
def test_a_described_pooling_has_the_shape_of_a_real_one(
    size, stride, padding, dilation, ceil, height, width
):
    padding = min(padding, size // 2)
    x = np.ones((1, 2, height + 4, width + 4))
    (row,) = rows((MaxPool(size, stride, padding, dilation, ceil),), x.shape[1:])
    pooled = max_pool2d(x, size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil)
    assert (row.output_shape, row.parameters, row.multiply_adds) == (pooled.shape[1:], 0, 0)
    (row,) = rows((AvgPool(size, None, padding, ceil),), x.shape[1:])
    assert row.output_shape == avg_pool2d(x, size, padding=padding, ceil_mode=ceil).shape[1:]


def test_a_described_pooling_leaves_out_what_is_left_over_unless_told_otherwise():
    for pooling in (MaxPool, AvgPool):
        counted = rows((pooling(2),), (1, 5, 7)), rows((pooling(2, ceil_mode=True),), (1, 5, 7))
        assert [row.output_shape for (row,) in counted] == [(1, 2, 3), (1, 3, 4)]


def model(rng):
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, rng=rng),
        nn.Flatten(),
        nn.Linear(6 * 4 * 5, 10, rng=rng),
    )


def test_a_model_that_runs_and_its_description_have_the_same_counts():
    description = (
        Conv(1, 4, 3, padding=1),
        MaxPool(2),
        Conv(4, 6, 3),
        Flatten(),
        Linear(6 * 4 * 5, 10),
    )
    running = model(np.random.default_rng(0))
    counted = [row for row in rows(running, (1, 12, 14)) if row.layer != "ReLU"]
    assert [row[2:] for row in counted] == [row[2:] for row in rows(description, (1, 12, 14))]
    assert totals(counted)[0] == running.vector.size


def test_counting_leaves_the_parameters_of_a_model_alone():
    running = model(np.random.default_rng(0))
    before = running.vector.copy()
    summary(running, (1, 12, 14))
    np.testing.assert_array_equal(running.vector, before)


def test_rows_may_be_chosen_on_the_fly_before_they_are_added_up():
    counted = rows(lenet5(), (1, 32, 32))
    assert totals(row for row in counted if row.layer.startswith("Conv")) == (156 + 2416, 117_600 + 240_000)
    assert totals([]) == (0, 0)


# The table


def test_the_table_has_a_line_for_each_layer_and_the_totals():
    layers = (
        Conv(3, 8, 3, stride=2, bias=False),
        Add(((Conv(8, 8, 1),), ())),
        Flatten(),
        Linear(8 * 3 * 3, 1000),
    )
    assert summary(layers, (3, 8, 8)).splitlines() == [
        "layer                                  output shape  parameters  multiply-adds",
        "─" * 78,
        "0 Conv(3, 8, 3, stride=2, bias=False)     8 × 3 × 3         216          1,944",
        "    1.0.0 Conv(8, 8, 1)                   8 × 3 × 3          72            576",
        "1 Add                                     8 × 3 × 3           0              0",
        "2 Flatten()                                      72           0              0",
        "3 Linear(72, 1000)                             1000      73,000         72,000",
        "─" * 78,
        "total                                                    73,288         74,520",
    ]


def test_every_line_of_a_table_is_as_long_as_the_others():
    lines = summary(resnet(50), (3, 224, 224)).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].split() == ["total", "25,557,032", "4,089,184,256"]


# Bad input

FITS = (3, 8, 8)


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        (
            lenet5(),
            (1, 28, 28),
            "layer 5, Linear(400, 120): the input has shape (256,); expected (in_features,)",
        ),
        (
            lenet5(),
            (3, 32, 32),
            "layer 0, Conv(1, 6, 5): the input has shape (3, 32, 32); expected (C, H, W) = (1,",
        ),
        (lenet5(), (32, 32), "layer 0, Conv(1, 6, 5): the input has shape (32, 32); expected (C, H, W)"),
        (lenet5(), (1, 4, 9), "layer 0, Conv(1, 6, 5): the kernel reaches over 5 cells"),
        (lenet5(), (1, 0, 9), "input_shape is 0; expected a whole number, at least 1"),
        (lenet5(), (1, 32.5, 32), "input_shape is 32.5; expected a whole number, at least 1"),
        (lenet5(), 32, "input_shape is 32; expected the sizes of one input, as in (C, H, W)"),
        (5, FITS, "model is 5; expected a sequence of layers, or an nn.Sequential"),
        (
            Conv(3, 4, 3),
            FITS,
            "layer 0, int: is 3; expected a layer of snippets.architectures or snippets.nn",
        ),
        ((("a", "b"),), FITS, "layer 0, tuple: is ('a', 'b'); expected a layer of snippets.architectures or"),
        ((Conv(3, 4, 3, stride=0),), FITS, "layer 0, Conv(3, 4, 3, stride=0): stride is 0; expected a whole"),
        ((Conv(3, 4, 3, padding=-1),), FITS, "padding is -1; expected a whole number, at least 0"),
        ((Conv(3, 4, 3, padding=(1, 2)),), FITS, "padding is (1, 2); expected a whole number, at least 0"),
        ((Conv(3, 4, 3, dilation=0),), FITS, "dilation is 0; expected a whole number, at least 1"),
        ((Conv(3, 4, 0),), FITS, "kernel_size is 0; expected a whole number"),
        ((Conv(3, 0, 3),), FITS, "out_channels is 0; expected a whole number, at least 1"),
        ((Conv(3, 4, 3, groups=3),), FITS, "out_channels is 4; expected a multiple of groups, 3"),
        ((Conv(3, 4, 3, groups=2),), FITS, "in_channels is 3; expected a multiple of groups, 2"),
        ((MaxPool(2), MaxPool(5)), FITS, "layer 1, MaxPool(5): the kernel reaches over 5 cells"),
        (
            (MaxPool(2, padding=2),),
            FITS,
            "padding is (2, 2); expected at most half of the",
        ),
        ((AvgPool(2),), (8,), "layer 0, AvgPool(2): the input has shape (8,); expected (C, H, W)"),
        (
            (GlobalAvgPool(), GlobalAvgPool()),
            FITS,
            "layer 1, GlobalAvgPool(): the input has shape (3,); exp",
        ),
        (
            (BatchNorm(4),),
            FITS,
            "layer 0, BatchNorm(4): the input has shape (3, 8, 8); expected (C",
        ),
        (
            (Linear(8, 2),),
            FITS,
            "layer 0, Linear(8, 2): the input has shape (3, 8, 8); expected (in_features,)",
        ),
        ((Linear(3, 0),), (3,), "out_features is 0; expected a whole number, at least 1"),
        (
            (MaxPool(2), Add(((Conv(3, 3, 1), Conv(4, 4, 1)), ()))),
            FITS,
            "layer 1.0.1, Conv(4, 4, 1): the input has shape (3, 4, 4)",
        ),
        (
            (Add(((Conv(3, 4, 1),), ())),),
            FITS,
            "layer 0, Add: another branch has shape (3, 8, 8); expected the first branch's shape = (4, 8, 8)",
        ),
        (
            (Concatenate(((Conv(3, 4, 3),), (), ())),),
            FITS,
            "layer 0, Concatenate: another branch has shape (3, 8, 8); expected (C, H, W) = (any, 6, 6)",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_layer(layers, shape, message):
    with pytest.raises(ValueError) as error:
        summary(layers, shape)
    assert message in str(error.value)


def test_a_running_layer_that_does_not_fit_is_named_too():
    with pytest.raises(ValueError) as error:
        summary(model(np.random.default_rng(0)), (1, 12, 12))
    assert str(error.value) == "layer 5, Linear: x has shape (1, 96); expected (N, in_features) = (any, 120)"


def test_a_layer_with_parameters_of_unknown_use_is_refused_rather_than_counted_wrong():
    class Scale(nn.ReLU):
        def __init__(self):
            super().__init__()
            self.parameters = {"scale": np.ones(3)}

    with pytest.raises(ValueError) as error:
        rows([Scale()], FITS)
    assert str(error.value).startswith("layer 0, Scale: has parameters; expected a layer of which")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv_parameters(0, 4, 3), "in_channels is 0; expected a whole number, at least 1"),
        (lambda: conv_parameters(3, 4, (3, 0)), "kernel_size is (3, 0); expected a whole number or a pair"),
        (lambda: conv_parameters(3, 4, 3, groups=0), "groups is 0; expected a whole number, at least 1"),
        (lambda: conv_parameters(4, 6, 3, groups=4), "out_channels is 6; expected a multiple of groups, 4"),
        (lambda: conv_multiply_adds(3, 4, 3, (0, 2)), "output_shape is (0, 2); expected a whole number or"),
        (
            lambda: conv_multiply_adds(3, 4, 2.5, (1, 2)),
            "kernel_size is 2.5; expected a whole number or a pair",
        ),
        (lambda: linear_parameters(3, -1), "out_features is -1; expected a whole number, at least 1"),
        (lambda: linear_parameters("3", 1), "in_features is '3'; expected a whole number, at least 1"),
    ],
)
def test_a_formula_says_what_is_no_size(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)
