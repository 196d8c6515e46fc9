"""What every line of `make bench` is made of."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

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

    def __str__(self) -> str:
        return f"{self.name} {self.dtype}"


def torch() -> Any:
    """PyTorch with one thread, or None."""
    try:
        module = importlib.import_module("torch")
    except ImportError:
        return None
    module.set_num_threads(1)
    return module


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
