"""Convolutions beside PyTorch, the im2col of a course, SciPy, and loops."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from snippets.convolution import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    conv2d_fft,
    conv2d_fft_backward,
    conv2d_naive,
    conv_transpose2d,
    conv_transpose2d_backward,
)
from tools.operations.kit import Operation, Runs, with_torch
from tools.rivals.convolution import im2col_both, im2col_forward, positions_forward, scipy_forward

Function = Callable[..., Any]
Gates = tuple[float | None, float | None]
LAYERS: dict[str, tuple[Function, Function, str]] = {  # ours, its gradients, and PyTorch's name for it
    "conv1d": (conv1d, conv1d_backward, "conv1d"),
    "conv2d": (conv2d, conv2d_backward, "conv2d"),
    "conv2d_fft": (conv2d_fft, conv2d_fft_backward, "conv2d"),
    "conv_transpose2d": (conv_transpose2d, conv_transpose2d_backward, "conv_transpose2d"),
}


def layer(
    kind: str,
    x: tuple[int, ...],
    weight: tuple[int, ...],
    gates: Gates,
    *,
    wide: bool = True,
    dtype: str = "float32",
    **options: int,
) -> Iterator[Operation]:
    """Two lines: a layer forward, and with its gradients; the rate of GEMM concerns the wide ones."""
    transposed, groups = kind == "conv_transpose2d", options.get("groups", 1)
    filters = weight[1] * groups if transposed else weight[0]
    told = {"stride": "stride {}", "dilation": "dilation {}", "groups": "{} groups"}
    words = [words.format(options[option]) for option, words in told.items() if option in options]
    name = ", ".join([f"{kind} {'×'.join(map(str, x))}→{filters}", "×".join(map(str, weight[2:])), *words])
    places = x[2:] if transposed else [size // options.get("stride", 1) for size in x[2:]]
    flops = 2 * x[0] * int(np.prod(places)) * int(np.prod(weight)) * wide
    for backward, gate in enumerate(gates):
        yield Operation(
            name + (", with gradients" if backward else ""),
            partial(runs, kind, x, weight, filters, dtype, options, bool(backward), loops=not wide),
            gate,
            dtype,
            float(flops * (3 if backward else 1)),
        )


def runs(
    kind: str,
    x_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    filters: int,
    dtype: str,
    options: dict[str, int],
    backward: bool,
    *,
    loops: bool,
) -> Runs:
    rng = np.random.default_rng(0)
    x, weight, bias = (rng.normal(size=shape).astype(dtype) for shape in (x_shape, weight_shape, (filters,)))
    forward, gradients, name = LAYERS[kind]
    grad = np.ones_like(forward(x, weight, bias, **options))

    def both() -> object:
        return forward(x, weight, bias, **options), gradients(grad, x, weight, bias, **options)

    everybody: Runs = {"snippets": both if backward else partial(forward, x, weight, bias, **options)}
    with_torch(
        everybody,
        lambda t: getattr(t.nn.functional, name),
        (x, weight, bias),
        options,
        grad if backward else None,
    )
    if dtype == "float32" and not backward:
        everybody |= forward_rivals(kind, (x, weight, bias), options, loops=loops)
    elif dtype == "float32" and kind == "conv2d" and "groups" not in options:
        everybody["im2col"] = partial(
            im2col_both, grad, x, weight, bias, options.get("stride", 1), options["padding"]
        )
    return everybody


def forward_rivals(kind: str, arrays: tuple[Any, Any, Any], options: dict[str, int], *, loops: bool) -> Runs:
    """Other ways to the same output."""
    if kind == "conv2d_fft":
        return {"windows": partial(conv2d, *arrays, **options)}
    if kind != "conv2d" or "groups" in options:
        return {}
    where = options.get("stride", 1), options["padding"]
    rivals: Runs = {
        "im2col": partial(im2col_forward, *arrays, *where),
        "positions": partial(positions_forward, *arrays, *where),
    }
    if "stride" not in options:
        rivals["SciPy"] = partial(scipy_forward, *arrays, options["padding"])
    if loops:
        rivals["loops"] = partial(conv2d_naive, *arrays, **options)
    return rivals


def images(
    x: tuple[int, int, int, int], filters: int, gates: Gates, *, wide: bool = True, **more: Any
) -> Iterator[Operation]:
    """Two lines of 3×3 filters with padding 1."""
    weight = filters, x[1] // more.get("groups", 1), 3, 3
    return layer("conv2d", x, weight, gates, wide=wide, padding=1, **more)


WIDE = (1.8, 2.0)
OPERATIONS = [
    *images((64, 1, 28, 28), 8, (0.8, 0.5), wide=False),
    *images((32, 32, 16, 64), 64, WIDE),
    *images((8, 64, 56, 56), 64, WIDE),
    *images((8, 64, 56, 56), 128, WIDE, stride=2),
    *images((64, 1, 28, 28), 8, (1.0, 1.0), dtype="float64", wide=False),
    *images((32, 32, 16, 64), 64, (1.0, 1.0), dtype="float64"),
    *images((8, 64, 56, 56), 64, (1.0, 1.0), dtype="float64"),
    *images((8, 64, 56, 56), 128, (1.0, 1.0), dtype="float64", stride=2),
    *images((8, 64, 56, 56), 64, (None, None), groups=64, wide=False),
    *layer("conv1d", (16, 32, 4096), (32, 32, 9), (1.9, 2.1), padding=4),
    *layer("conv1d", (16, 32, 4096), (32, 32, 9), (1.9, 2.1), padding=16, dilation=4),
    *layer("conv_transpose2d", (8, 64, 14, 14), (64, 32, 4, 4), (2.2, 2.2), padding=1, stride=2),
    *layer("conv2d_fft", (4, 3, 128, 128), (8, 3, 31, 31), (0.35, 0.35), wide=False, padding=15),
]
