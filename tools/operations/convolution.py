"""Convolutions beside PyTorch, the im2col of a course, and loops."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from snippets.convolution import conv2d, conv2d_backward, conv2d_naive
from tools.operations.kit import Operation, Runs, with_torch
from tools.rivals.convolution import im2col_both, im2col_forward


def convolution(
    x: tuple[int, int, int, int],
    filters: int,
    gates: tuple[float | None, float | None],
    *,
    stride: int = 1,
    groups: int = 1,
    dtype: str = "float32",
    wide: bool = True,
) -> Iterator[Operation]:
    """Two lines: a layer of 3×3 filters with padding 1 forward, and with its gradients."""
    name = f"conv2d {'×'.join(map(str, x))}→{filters}, 3×3"
    name += f", stride {stride}" * (stride > 1) + f", {groups} groups" * (groups > 1)
    flops = 2 * x[0] * filters * (x[2] // stride) * (x[3] // stride) * (x[1] // groups) * 9
    for backward, gate in enumerate(gates):
        yield Operation(
            name + (", with gradients" if backward else ""),
            partial(convolution_runs, x, filters, stride, groups, dtype, bool(backward), loops=not wide),
            gate,
            dtype,
            float(flops * (3 if backward else 1) * wide),
        )


def convolution_runs(
    shape: tuple[int, ...], filters: int, stride: int, groups: int, dtype: str, backward: bool, *, loops: bool
) -> Runs:
    rng = np.random.default_rng(0)
    x, weight, bias = (
        rng.normal(size=size).astype(dtype) for size in (shape, (filters, shape[1] // groups, 3, 3), filters)
    )
    options = {"stride": stride, "padding": 1, "groups": groups}
    grad = np.ones_like(conv2d(x, weight, bias, **options))
    runs: Runs = {"snippets": lambda: conv2d(x, weight, bias, **options)}
    if backward:
        runs["snippets"] = lambda: (
            conv2d(x, weight, bias, **options),
            conv2d_backward(grad, x, weight, bias, **options),
        )
    with_torch(runs, lambda t: t.conv2d, (x, weight, bias), options, grad if backward else None)
    if groups == 1 and dtype == "float32":
        runs["im2col"] = lambda: im2col_forward(x, weight, bias, stride, 1)
        if backward:
            runs["im2col"] = lambda: im2col_both(grad, x, weight, bias, stride, 1)
        elif loops:
            runs["loops"] = lambda: conv2d_naive(x, weight, bias, **options)
    return runs


WIDE = (1.8, 2.0)
OPERATIONS = [
    *convolution((64, 1, 28, 28), 8, (0.8, 0.5), wide=False),
    *convolution((32, 32, 16, 64), 64, WIDE),
    *convolution((8, 64, 56, 56), 64, WIDE),
    *convolution((8, 64, 56, 56), 128, WIDE, stride=2),
    *convolution((64, 1, 28, 28), 8, (1.0, 1.0), dtype="float64", wide=False),
    *convolution((32, 32, 16, 64), 64, (1.0, 1.0), dtype="float64"),
    *convolution((8, 64, 56, 56), 64, (1.0, 1.0), dtype="float64"),
    *convolution((8, 64, 56, 56), 128, (1.0, 1.0), dtype="float64", stride=2),
    *convolution((8, 64, 56, 56), 64, (None, None), groups=64, wide=False),
]
