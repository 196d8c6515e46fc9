"""Arguments of convolutional layers, drawn by hypothesis: of every kind that goes together."""

import numpy as np
from hypothesis import strategies as st

small = st.integers(1, 3)


def sides(axes):
    """Every way of writing padding in numbers, for one or two axes."""
    cells = st.integers(0, 2)
    pairs = st.tuples(cells, cells)
    return st.one_of(cells, pairs, *[st.tuples(pairs, pairs)] * (axes == 2))


def either(axes, values):
    """One value for all axes, or, on two, a pair of them."""
    return values if axes == 1 else st.one_of(values, st.tuples(values, values))


@st.composite
def layers(draw, axes=2):
    """Draw (x, weight, bias) and the keywords of `conv1d` or `conv2d`."""
    groups, kernel = draw(small), [draw(small) for _ in range(axes)]
    dilation, stride = draw(either(axes, small)), draw(either(axes, small))
    paddings = [sides(axes), st.just("valid")]
    if np.max(stride) == 1:
        paddings.append(st.just("same"))
    if axes == 1:
        paddings.append(st.just("causal"))
    reach = np.broadcast_to(dilation, axes) * (np.array(kernel) - 1) + 1
    sizes = [int(cells) + draw(st.integers(0, 4)) for cells in reach]
    per_group, filters = draw(small), groups * draw(small)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.normal(size=(draw(st.integers(0, 3)), groups * per_group, *sizes))
    weight = rng.normal(size=(filters, per_group, *kernel))
    bias = rng.normal(size=filters) if draw(st.booleans()) else None
    options = {"stride": stride, "padding": draw(st.one_of(paddings)), "dilation": dilation, "groups": groups}
    return (x, weight, bias), options


@st.composite
def transposed_layers(draw):
    """Draw (x, weight, bias) and the keywords of `conv_transpose2d`."""
    groups, kernel = draw(small), np.array([draw(small), draw(small)])
    dilation, stride = draw(either(2, small)), draw(either(2, small))
    most = np.maximum(np.broadcast_to(dilation, 2), np.broadcast_to(stride, 2)) - 1
    output_padding = tuple(draw(st.integers(0, int(cells))) for cells in most)
    sizes = [draw(st.integers(1, 4)), draw(st.integers(1, 4))]
    filled = (np.array(sizes) - 1) * stride + dilation * (kernel - 1) + 1 + output_padding
    (top, bottom), (left, right) = (
        draw(
            st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(lambda cut, cells=cells: sum(cut) < cells)
        )
        for cells in filled
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.normal(size=(draw(st.integers(0, 3)), groups * draw(small), *sizes))
    weight = rng.normal(size=(x.shape[1], draw(small), *kernel))
    bias = rng.normal(size=weight.shape[1] * groups) if draw(st.booleans()) else None
    options = {"stride": stride, "padding": ((top, bottom), (left, right)), "output_padding": output_padding}
    return (x, weight, bias), options | {"dilation": dilation, "groups": groups}
