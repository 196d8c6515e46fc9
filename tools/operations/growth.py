"""Whose time and memory `make bench` follows as sizes grow, and what a forward call may allocate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isqrt
from typing import Any

import numpy as np

from snippets.convolution import conv1d, conv2d, conv2d_fft, conv_transpose2d
from snippets.gru import gru
from snippets.lstm import lstm
from snippets.pooling import avg_pool2d, max_pool2d
from snippets.rnn import rnn, rnn_backward, rnn_backward_truncated
from tools.operations.kit import Run

Array = np.ndarray[Any, np.dtype[Any]]
Sizes = tuple[int, ...]
LINEAR, FLAT = 1.15, 0.1  # slopes, at most


@dataclass(frozen=True)
class Growth:
    """A call at growing sizes."""

    name: str
    against: str
    sizes: list[int]
    prepare: Callable[[int], Run]
    gate: float  # the slope between the logarithms of size and cost, at most

    def __str__(self) -> str:
        return f"{self.name} by {self.against}"


@dataclass(frozen=True)
class Call:
    """A forward call, and the arrays that go into it."""

    name: str
    prepare: Callable[[], tuple[Callable[[], Any], Sequence[Array]]]

    def __str__(self) -> str:
        return f"{self.name} memory"


def normal(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


# Time


def convolved(N: int, C: int, side: int) -> Run:
    x, weight = normal(N, C, side, side), normal(C, C, 3, 3)
    return lambda: conv2d(x, weight, padding=1)


def recurrent(cell: Callable[..., Any], gates: int, T: int) -> Run:
    x, *weights = cell_arrays(gates, T, 32, 64, 128)
    return lambda: cell(x, *weights)


def cell_arrays(gates: int, T: int, N: int, D: int, H: int) -> list[Array]:
    return [normal(T, N, D), *(normal(gates * H, size) / H**0.5 for size in (D, H))]


SCALING = [
    Growth("conv2d N×32×32×32→32, 3×3", "batch", [4, 8, 16, 32, 64], lambda N: convolved(N, 32, 32), LINEAR),
    Growth(
        "conv2d 8×C×32×32→C, 3×3",
        "channels in × out",
        [32**2, 64**2, 128**2, 256**2],
        lambda product: convolved(8, isqrt(product), 32),
        LINEAR,
    ),
    Growth(
        "conv2d 8×32×S×S→32, 3×3",
        "pixels",
        [16**2, 32**2, 64**2, 128**2],
        lambda pixels: convolved(8, 32, isqrt(pixels)),
        LINEAR,
    ),
    *(
        Growth(
            f"{name} N 32, D 64, H 128", "steps", [32, 64, 128, 256], partial(recurrent, cell, gates), LINEAR
        )
        for name, cell, gates in (("RNN", rnn, 1), ("LSTM", lstm, 4), ("GRU", gru, 3))
    ),
]


# Memory of a forward call


def called(function: Callable[..., Any], shapes: Sequence[Sizes], **options: Any) -> Any:
    arrays = [normal(*shape) for shape in shapes]
    return lambda: function(*arrays, **options), arrays


def forward(name: str, function: Callable[..., Any], *shapes: Sizes, **options: Any) -> Call:
    return Call(name, partial(called, function, shapes, **options))


MAPS, IMAGES = (8, 64, 56, 56), (64, 1, 28, 28)
MEMORY = [
    forward("conv2d 64×1×28×28→8, 3×3", conv2d, IMAGES, (8, 1, 3, 3), padding=1),
    forward("conv2d 8×64×56×56→64, 3×3", conv2d, MAPS, (64, 64, 3, 3), padding=1),
    forward("conv2d 8×64×56×56→128, 3×3, stride 2", conv2d, MAPS, (128, 64, 3, 3), padding=1, stride=2),
    forward("conv2d 8×64×56×56→64, 3×3, 64 groups", conv2d, MAPS, (64, 1, 3, 3), padding=1, groups=64),
    forward("conv2d 1×1×4000×4000→1, 3×3", conv2d, (1, 1, 4000, 4000), (1, 1, 3, 3)),
    forward("conv1d 16×32×4096→32, 9", conv1d, (16, 32, 4096), (32, 32, 9)),
    forward(
        "conv_transpose2d 8×64×14×14→32, 4×4, stride 2",
        conv_transpose2d,
        (8, 64, 14, 14),
        (64, 32, 4, 4),
        stride=2,
    ),
    forward("conv2d_fft 4×3×128×128→8, 31×31", conv2d_fft, (4, 3, 128, 128), (8, 3, 31, 31)),
    forward("max_pool2d 2×2, 32×64×16×64", max_pool2d, (32, 64, 16, 64), kernel_size=2),
    forward("avg_pool2d 2×2, 32×64×16×64", avg_pool2d, (32, 64, 16, 64), kernel_size=2),
    *(
        forward(
            f"{name} N 32, T 128, D 64, H 128", cell, (128, 32, 64), (gates * 128, 64), (gates * 128, 128)
        )
        for name, cell, gates in (("RNN", rnn, 1), ("LSTM", lstm, 4), ("GRU", gru, 3))
    ),
]


# Memory of a training step, whole and in chunks

STEPS = 50


def whole_step(T: int) -> Run:
    """The gradient of half the sum of squares of all states: they themselves."""
    arrays = cell_arrays(1, T, 8, 16, 32)

    def step() -> object:
        states, _ = rnn(*arrays)
        return rnn_backward(states, None, *arrays)

    return step


def step_in_chunks(T: int) -> Run:
    arrays = cell_arrays(1, T, 8, 16, 32)
    return lambda: rnn_backward_truncated(lambda t, states: states, *arrays, steps=STEPS)


LENGTHS = [500, 1000, 2000, 4000, 8000]
TRAINING = [
    Growth("RNN N 8, D 16, H 32, training step", "steps", LENGTHS, whole_step, LINEAR),
    Growth(f"RNN N 8, D 16, H 32, in chunks of {STEPS} steps", "steps", LENGTHS, step_in_chunks, FLAT),
]
