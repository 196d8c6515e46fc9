"""Receptive fields: the formula against probing, published numbers, and how much of a field counts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets import nn, pooling, rnn
from snippets.architectures import (
    ARCHITECTURES,
    Add,
    AvgPool,
    Concatenate,
    Conv,
    Flatten,
    GlobalAvgPool,
    MaxPool,
    spatial_path,
)
from snippets.convolution import conv2d, output_size
from snippets.receptive_field import (
    along_one_axis,
    effective_field,
    middle_gradient,
    probe,
    receptive_field,
    seen_from,
)
from tests.oracles import SAME_EXAMPLES, WARNINGS_RAISE, central_difference

# By formula


def test_the_first_layer_sees_its_kernel_and_each_further_one_its_kernel_less_one_more():
    assert [receptive_field([(3,)] * count) for count in range(5)] == [1, 3, 3 + 2, 5 + 2, 7 + 2]


def test_a_stride_widens_the_layers_after_it_and_not_its_own():
    assert receptive_field([(3, 2)]) == 3
    assert receptive_field([(3, 2), (3,)]) == 3 + 2 * 2
    assert receptive_field([(3, 2), (3, 2), (3,)]) == 3 + 2 * 2 + 2 * 4


def test_dilation_spreads_the_kernel_and_padding_changes_nothing():
    assert receptive_field([(3, 1, 0, 4)]) == 1 + 4 * 2
    assert receptive_field([(3, 2, 1, 4), (2, 1, 5, 3)]) == 1 + 4 * 2 + 3 * 1 * 2


def test_doubled_dilations_grow_the_field_exponentially():
    assert [receptive_field([(3, 1, 0, 2**level) for level in range(levels)]) for levels in range(1, 6)] == [
        3,
        7,
        15,
        31,
        63,
    ]


def test_pixels_of_lenet_5():
    conv, pool = (5,), (2, 2)
    # 1 + 4·1, + 1·1, + 4·2, + 1·2, + 4·4
    assert [receptive_field([conv, pool, conv, pool, conv][:n]) for n in range(1, 6)] == [5, 6, 14, 16, 32]


def test_the_field_of_an_output_starts_before_the_input_by_the_padding():
    layers = [(3, 1, 1), (2, 2), (3, 1, 1)]
    # the first output's window begins one cell before, the padded pooled map two more before that
    assert [seen_from(place, layers) for place in (0, 1, 5)] == [(-3, 4), (-1, 6), (7, 14)]
    assert seen_from(4, [(3, 1, (2, 0)), (3, 1, (4, 0), 2)]) == (4 - 6, 4)


# By probing: NaN in, NaN out


def cells_seen(row):
    return set(np.flatnonzero(row).tolist())


def cells_by_definition(layers, place, cells):
    """From the last layer down, every place looks at its window, as far as that lies in the map below."""
    sizes = [cells]
    for kernel_size, stride, padding, dilation in layers:
        sizes.append(output_size(sizes[-1], kernel_size, stride=stride, padding=padding, dilation=dilation))
    places = {place}
    for (kernel_size, stride, padding, dilation), size in zip(layers[::-1], sizes[-2::-1], strict=True):
        windows = {at * stride - padding + dilation * j for at in places for j in range(kernel_size)}
        places = windows & set(range(size))
    return places


def enough_cells(layers):
    """An input so long that at least one output has its whole field inside, with all paddings."""
    step = int(np.prod([stride for _, stride, _, _ in layers], dtype=int))
    return receptive_field(layers) + step - seen_from(0, layers)[0]


def a_whole_field(seen, layers):
    """What is seen by the first output whose field begins inside the input."""
    place = next(place for place in range(len(seen)) if seen_from(place, layers)[0] >= 0)
    return place, cells_seen(seen[place])


layer = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3))


@SAME_EXAMPLES
@given(st.lists(layer, min_size=1, max_size=4))
def test_probing_finds_the_cells_of_the_definition_and_the_formula_their_first_and_last(layers):
    cells = enough_cells(layers)
    seen = probe(along_one_axis(layers), (cells,))
    for place, row in enumerate(seen):
        assert cells_seen(row) == cells_by_definition(layers, place, cells)
    place, found = a_whole_field(seen, layers)
    assert (min(found), max(found)) == seen_from(place, layers)
    assert max(found) - min(found) + 1 == receptive_field(layers)


def test_probing_sees_through_relu_maxima_zero_weights_and_rounding():
    weight = np.array([[[[2.0**-60, -1, 0]]]])

    def f(x):
        return np.maximum(pooling.max_pool2d(conv2d(x, weight), (1, 2)) - 5, 0)

    assert cells_seen(probe(f, (1, 1, 8))[0, 0, 1]) == {2, 3, 4, 5}


def test_probing_works_in_two_dimensions_and_keeps_channels_apart():
    weight = np.ones((2, 1, 1, 3))  # two groups: each output channel looks at its own input channel
    seen = probe(lambda x: conv2d(x, weight, groups=2), (2, 2, 4))
    assert seen.shape == (2, 2, 2, 2, 2, 4)
    expected = np.zeros((2, 2, 4), bool)
    expected[1, 0, 1:] = True
    np.testing.assert_array_equal(seen[1, 0, 1], expected)


def test_an_output_of_a_recurrence_sees_its_past_and_no_more():
    def f(x):
        states, _ = rnn.rnn(x.T[:, :, None], np.ones((2, 1)), np.eye(2))
        return states.swapaxes(0, 1)

    seen = probe(f, (5,))
    np.testing.assert_array_equal(seen[:, 0], np.tri(5, dtype=bool))


def test_a_long_input_is_probed_in_blocks_with_the_same_result(monkeypatch):
    f, calls = along_one_axis([(3, 2), (2, 1, 1, 3)]), []
    whole = probe(f, (20,))
    monkeypatch.setattr("snippets.receptive_field.PROBE_CELLS", 100)
    blocked = probe(lambda x: calls.append(len(x)) or f(x), (20,))
    np.testing.assert_array_equal(blocked, whole)
    assert calls == [1 + 5] * 4


def test_probing_raises_no_floating_point_warning():
    with np.errstate(**WARNINGS_RAISE):
        probe(along_one_axis([(3,), (2, 2), (3, 1, 1, 2)]), (16,))


def test_what_cannot_be_probed_is_named():
    with pytest.raises(
        ValueError, match=r"f returns int64 in shape \(5,\); expected floating numbers, 5 exam"
    ):
        probe(lambda x: x.argmax(axis=1), (4,))
    with pytest.raises(
        ValueError, match=r"f returns float64 in shape \(1, 4\); expected floating numbers, 5 "
    ):
        probe(lambda x: x[:1], (4,))
    with pytest.raises(ValueError, match="f gives NaN for an example of zeros; expected none, not even from"):
        probe(lambda x: x - x.mean(axis=0), (4,))  # as batch normalisation does in training


# Published networks, up to their last map

PROBED_WHOLE = [
    name for name, network in ARCHITECTURES.items() if receptive_field(spatial_path(network.layers)) < 1000
]


@pytest.mark.parametrize(
    ("name", "field"),
    [  # Araujo, Norris, Sim 2019, last table; for the ResNet, its strides as PyTorch places them
        ("AlexNet", 195),
        ("VGG-16", 212),
        ("MobileNet v1", 315),
        ("ResNet-50", 427),
    ],
)
def test_published_fields_come_out(name, field):
    assert receptive_field(spatial_path(ARCHITECTURES[name].layers)) == field


def test_the_first_fully_connected_layer_of_lenet_5_sees_the_whole_image():
    (_, width, _), layers = ARCHITECTURES["LeNet-5"]
    path = list(spatial_path(layers))
    assert receptive_field([*path, (5,)]) == width == 32
    assert seen_from(0, [*path, (5,)]) == (0, 31)


def test_twenty_networks_are_probed_whole():
    assert len(PROBED_WHOLE) >= 20
    assert {"LeNet-5", "AlexNet", "VGG-16", "ResNet-50", "MobileNet v1"} <= set(PROBED_WHOLE)


@pytest.mark.parametrize("name", PROBED_WHOLE)
def test_probing_finds_the_formulas_field_of_a_network(name):
    path = list(spatial_path(ARCHITECTURES[name].layers))
    seen = probe(along_one_axis(path), (enough_cells(path),))
    place, found = a_whole_field(seen, path)
    assert (min(found), max(found)) == seen_from(place, path)
    assert max(found) - min(found) + 1 == receptive_field(path)


def with_all_branches(layers, x):
    """The whole network on signals: maxima are maxima, a branch adds to its sum, all weights are 1."""
    for layer in layers:
        match layer:
            case Conv():
                weight = np.ones((1, 1, 1, layer.kernel_size))
                places = {"stride": layer.stride, "dilation": layer.dilation}
                x = conv2d(x, weight, padding=(0, layer.padding), **places)
            case MaxPool(kernel_size, stride, padding, _, ceil_mode):
                stride = (1, stride or kernel_size)
                places = {"stride": stride, "padding": (0, padding), "ceil_mode": ceil_mode}
                x = pooling.max_pool2d(x, (1, kernel_size), **places)
            case AvgPool(kernel_size, stride, padding):
                stride = (1, stride or kernel_size)
                x = pooling.avg_pool2d(x, (1, kernel_size), stride=stride, padding=(0, padding))
            case Add(branches) | Concatenate(branches):
                x = sum(with_all_branches(branch, x) for branch in branches)
            case GlobalAvgPool() | Flatten():
                break
    return x


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_with_all_its_branches_a_network_sees_the_formulas_first_and_last_cell_and_none_beyond(name):
    layers = ARCHITECTURES[name].layers
    path = list(spatial_path(layers))
    step = int(np.prod([stride for _, stride, _, _ in path]))
    place = -(seen_from(0, path)[0] - 1) // step + 1
    first, last = seen_from(place, path)
    x = np.zeros((4, 1, 1, last + 2 + step))
    x[range(4), 0, 0, [first - 1, first, last, last + 1]] = np.nan
    y = with_all_branches(layers, x)
    assert np.isnan(y[:, 0, 0, place]).tolist() == [False, True, True, False]


# The effective field


def binomial_like(kernel, layers):
    row = np.ones(1)
    for _ in range(layers):
        row = np.convolve(row, kernel)
    return row


def test_of_ten_averages_over_three_95_percent_lie_within_11_of_21_cells():
    gradient = binomial_like([1, 1, 1], 10)
    assert receptive_field([(3,)] * 10) == len(gradient) == 21
    assert gradient.sum() == 3**10
    assert gradient[5:16].sum() == 57267  # .9698 of all 59049
    assert gradient[6:15].sum() == 54363  # .9206
    assert effective_field(gradient) == 11
    assert effective_field(gradient, 0.92) == 9
    assert effective_field(gradient, 1) == 21


def test_four_times_as_many_layers_double_the_effective_field_and_quadruple_the_field():
    assert [effective_field(binomial_like([1, 1, 1], layers)) for layers in (10, 40)] == [11, 21]
    assert [receptive_field([(3,)] * layers) for layers in (10, 40)] == [21, 81]


def test_the_effective_field_by_hand():
    assert effective_field([1, 0, -6, 3, 0], 0.9) == 2  # 9 of 10 in the third and fourth cell
    assert effective_field([1, 0, -6, 3, 0], 0.6) == 1
    assert effective_field([1, 0, -6, 3, 0], 1) == 4
    assert effective_field([0, 0, 7], 1) == 1


@SAME_EXAMPLES
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12).filter(any), st.integers(1, 16))
def test_the_effective_field_is_the_shortest_of_all_stretches(values, sixteenths):
    absolute = np.abs(values)
    needed = sixteenths / 16 * absolute.sum()
    stretches = [
        stop - start
        for start in range(len(values))
        for stop in range(start, len(values) + 1)
        if absolute[start:stop].sum() >= needed
    ]
    assert effective_field(values, sixteenths / 16) == min(stretches)


def stack(layers, kernel_size, rng, channels=1):
    widths = [1, *[channels] * layers]
    return nn.Sequential(
        *(
            part
            for before, after in pairwise(widths)
            for part in (nn.Conv2d(before, after, kernel_size, rng=rng, dtype=np.float64), nn.ReLU())
        )
    )


def test_the_middle_gradient_is_the_difference():
    rng = np.random.default_rng(0)
    model, x = stack(2, 3, rng, channels=3), rng.normal(size=(2, 1, 7, 8))
    assert model.forward(x).shape == (2, 3, 3, 4)
    expected = central_difference(lambda x: model.forward(x)[:, :, 1, 2].sum(), x)
    np.testing.assert_allclose(middle_gradient(model, x), expected, rtol=1e-7, atol=1e-8)


def test_the_middle_gradient_of_averages_is_the_kernel_convolved_with_itself():
    model = stack(4, 3, np.random.default_rng(0))
    for name, parameter in model.parameters.items():
        parameter[...] = 1 if name.endswith("weight") else 0
    row = binomial_like([1, 1, 1], 4)
    gradient = middle_gradient(model, np.ones((1, 1, 9, 9)))
    assert gradient[0, 0].tolist() == np.outer(row, row).tolist()


@pytest.mark.parametrize(
    ("gradient", "share", "message"),
    [
        ([[1.0]], 0.95, "gradient has shape (1, 1); expected (L,), finite, not 0 everywhere"),
        ([0.0, 0.0], 0.95, "gradient has shape (2,); expected (L,), finite, not 0 everywhere"),
        ([], 0.95, "gradient has shape (0,); expected (L,), finite, not 0 everywhere"),
        ([1.0, np.nan], 0.95, "gradient has shape (2,); expected (L,), finite, not 0 everywhere"),
        ([1.0, 2.0], 95, "share is 95; expected a number above 0, at most 1"),
        ([1.0, 2.0], 0, "share is 0; expected a number above 0, at most 1"),
    ],
)
def test_an_effective_field_needs_a_gradient_and_a_share(gradient, share, message):
    with pytest.raises(ValueError) as error:
        effective_field(gradient, share)
    assert message in str(error.value)


@pytest.mark.parametrize("function", [receptive_field, along_one_axis, lambda layers: seen_from(0, layers)])
@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (3, "a layer is 3; expected (kernel_size, stride=1, padding=0, dilation=1)"),
        ((), "a layer is (); expected (kernel_size, stride=1, padding=0, dilation=1)"),
        (
            (3, 1, 0, 1, 1),
            "a layer is (3, 1, 0, 1, 1); expected (kernel_size, stride=1, padding=0, dilation=1)",
        ),
        ((0,), "kernel_size is 0; expected a whole number, at least 1"),
        ((3, 0), "stride is 0; expected a whole number, at least 1"),
        ((3, 1, -1), "padding is -1; expected a whole number or a pair of them, at least 0"),
        ((3, 1, 0, 1.0), "dilation is 1.0; expected a whole number, at least 1"),
    ],
)
def test_what_is_no_layer_is_named(function, layer, message):
    with pytest.raises(ValueError) as error:
        function([(3,), layer])
    assert message in str(error.value)
