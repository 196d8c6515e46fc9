"""Solutions of channels and output_size, written as arithmetic, held against the functions they are about."""

from itertools import product

import numpy as np
import pytest

from exercises import channels, kit, output_size
from snippets import convolution
from snippets.architectures import ARCHITECTURES
from snippets.summary import conv_parameters, rows


def layers(name):
    network = ARCHITECTURES[name]
    return rows(network.layers, network.input_shape)


def test_alexnet_s_first_layer_is_counted_as_the_described_one():
    assert channels.alexnet_first_solution() == layers("AlexNet 2012")[0].parameters == 34_944


def test_the_layer_said_to_dominate_has_most_parameters():
    counted = [row for row in layers("VGG-16") if row.parameters]
    convolutions = [row.parameters for row in counted if row.layer.startswith("Conv")]
    linear = [row.parameters for row in counted if row.layer.startswith("Linear")]
    sizes = {
        "first Conv": convolutions[0],
        "last Conv": convolutions[-1],
        "first Linear": linear[0],
        "second Linear": linear[1],
    }
    assert channels.dominates_solution() == max(sizes, key=sizes.get)
    assert max(sizes.values()) == max(row.parameters for row in counted)


def test_one_more_filter_does_not_fit_the_budget():
    filters = channels.filters_solution()
    assert conv_parameters(5, filters, 3) <= 10_000 < conv_parameters(5, filters + 1, 3)


def test_a_matrix_product_is_a_1x1_convolution():
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(6, 3))
    expected = convolution.conv2d(x, weight[:, :, None, None])
    np.testing.assert_allclose(channels.pointwise_solution()(x, weight), expected, rtol=1e-12, atol=1e-12)


def test_the_longest_row_is_the_last_with_five_places():
    sizes = [size for size in range(3, 60) if convolution.output_size(size, 3, stride=4) == 5]
    assert sizes == [19, 20, 21, 22]
    assert output_size.longest_row_solution() == max(sizes)


def test_only_the_chosen_even_kernel_has_a_padding_that_keeps_the_size():
    keeps = {
        f"k={k}, d={d}"
        for k, d in ((2, 1), (4, 1), (2, 2), (4, 3))
        for p in range(9)
        if convolution.output_size(20, k, padding=p, dilation=d) == 20
    }
    assert keeps == {output_size.same_on_both_sides_solution()}


def test_the_smallest_input_is_the_first_with_so_many_places():
    smallest = output_size.smallest_input_solution()
    for k, s, p, d in product(range(1, 6), (1, 2, 3), (0, 1, 2), (1, 2)):
        for places in range(1, 8):
            size = smallest(places, k, s, p, d)
            if size >= 1:
                assert convolution.output_size(size, k, stride=s, padding=p, dilation=d) == places
            if size >= 2 and places > 1:
                assert convolution.output_size(size - 1, k, stride=s, padding=p, dilation=d) == places - 1


@pytest.mark.parametrize("answer", [(3, 2, 1), (2, 2, 0), (4, 2, 1), (5, 2, 2), [7, 2, 3]])
def test_every_answer_that_halves_is_taken(answer):
    output_size.check_halving(answer)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (("3", 2, 1), "expected three whole numbers"),
        ((3, 2), "expected three whole numbers"),
        ((9, 2, 1), "For 4 pixels: the kernel reaches over 9 cells"),
        ((3, 0, 1), "stride is 0"),
        ((2, 3, 0), "Mind the stride"),
        ((1, 2, 0), "each pixel is to be in a window"),
    ],
)
def test_every_other_answer_gets_a_hint(answer, hint):
    with pytest.raises(kit.Wrong) as error:
        output_size.check_halving(answer)
    assert hint in str(error.value)
