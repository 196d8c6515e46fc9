"""What `make bench` times: every operation, beside PyTorch and other NumPy code; one line in OPERATIONS."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from snippets.convolution import conv2d, conv2d_backward, conv2d_naive
from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.optim import Adam
from snippets.pooling import max_pool2d, max_pool2d_backward
from tools.rivals import im2col_both, im2col_forward

Run = Callable[[], object]
Runs = dict[str, Run]


@dataclass(frozen=True)
class Operation:
    """One line of the table: what is timed, and how much of PyTorch's time it may take."""

    name: str
    prepare: Callable[[], Runs]  # makes the arrays; who runs, "snippets" first
    gate: float | None  # snippets' time over PyTorch's; None where numerics promise nothing
    dtype: str = "float32"
    flops: float = 0.0  # of a wide product, to be compared with the rate of GEMM


def torch() -> Any:
    """PyTorch with one thread, or None."""
    try:
        module = importlib.import_module("torch")
    except ImportError:
        return None
    module.set_num_threads(1)
    return module


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


def pooling_runs(backward: bool) -> Runs:
    x = np.random.default_rng(0).normal(size=(32, 64, 16, 64)).astype(np.float32)
    grad = np.ones((32, 64, 8, 32), np.float32)
    runs: Runs = {"snippets": lambda: max_pool2d(x, 2)}
    if backward:
        runs["snippets"] = lambda: (max_pool2d(x, 2), max_pool2d_backward(grad, x, 2))
    options = {"kernel_size": 2}
    return with_torch(runs, lambda t: t.nn.functional.max_pool2d, (x,), options, grad if backward else None)


def cross_entropy_runs() -> Runs:
    rng = np.random.default_rng(0)
    logits, target = rng.normal(size=(4096, 10)).astype(np.float32), rng.integers(0, 10, size=4096)
    runs: Runs = {
        "snippets": lambda: (cross_entropy(logits, target), cross_entropy_backward(1, logits, target)),
    }

    def loss(t: Any) -> Any:
        labels = t.tensor(target)
        return lambda scores: t.nn.functional.cross_entropy(scores, labels)

    return with_torch(runs, loss, (logits,), {}, np.ones((), np.float32))


def adam_runs() -> Runs:
    rng = np.random.default_rng(0)
    parameters, grad = (rng.normal(size=100_000).astype(np.float32) for _ in range(2))
    optimizer = Adam(parameters.copy())
    runs: Runs = {"snippets": lambda: optimizer.step(grad)}
    if t := torch():
        tensor = t.nn.Parameter(t.tensor(parameters))
        tensor.grad = t.tensor(grad)
        runs["PyTorch"] = t.optim.Adam([tensor]).step
    return runs


def with_torch(runs: Runs, function: Any, arrays: tuple[Any, ...], options: Any, grad: Any) -> Runs:
    """Add PyTorch's run, with gradients of all arrays if `grad` is given."""
    if t := torch():
        tensors = [t.tensor(array, requires_grad=grad is not None) for array in arrays]
        call = partial(function(t), *tensors, **options)
        runs["PyTorch"] = call
        if grad is not None:
            grad_tensor = t.tensor(grad)
            runs["PyTorch"] = lambda: t.autograd.grad(call(), tensors, grad_tensor)
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
    Operation("max_pool2d 2×2, 32×64×16×64", partial(pooling_runs, False), 0.2),
    Operation("max_pool2d 2×2, 32×64×16×64, with gradients", partial(pooling_runs, True), 0.85),
    Operation("cross_entropy 4096×10, with gradients", cross_entropy_runs, 0.5),
    Operation("Adam, a step of 100,000 parameters", adam_runs, 1.5),
]
