"""Write linear_recurrence.npz: what PyTorch computes in float64, forward and backward.

Run `python -m tests.vectors.linear_recurrence_make` after adding a case.
"""

import numpy as np
import torch

from tests.vectors.linear_recurrence_cases import CONVOLUTION, FILE, RECURRENCE, STATE_SPACE
from tests.vectors.writing import write

T, N, D = 7, 3, 4


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    return {
        f"{make.__name__}/{case}/{name}": array
        for make, cases in ((recurrence, RECURRENCE), (convolution, CONVOLUTION), (state_space, STATE_SPACE))
        for number, case in enumerate(cases)
        for name, array in make(np.random.default_rng(number), cases[case]).items()
    }


def recurrence(rng, case):
    shape = (T, N, D) if case["varying"] else (D,)
    inputs = {"x": rng.normal(size=(T, N, D)), "a": rng.normal(size=shape)}
    if case["complex_a"]:
        inputs["a"] = inputs["a"] + 1j * rng.normal(size=shape)
    if case["h0"]:
        inputs["h0"] = rng.normal(size=(N, D))

    def states(x, a, h0=None):
        h = torch.zeros(N, D, dtype=torch.float64) if h0 is None else h0
        output = []
        for t in range(T):
            h = (a[t] if a.ndim == 3 else a) * h + x[t]
            output.append(h)
        return torch.stack(output)

    return results(rng, states, inputs)


def convolution(rng, kernel_shape):
    inputs = {"x": rng.normal(size=(T, N, D)), "kernel": rng.normal(size=kernel_shape)}

    def convolved(x, kernel):
        if kernel.ndim == 2:
            kernel = kernel[:, :, None]
        signals = torch.nn.functional.pad(x.permute(1, 2, 0), (len(kernel) - 1, 0))
        groups = D // kernel.shape[2]
        return torch.nn.functional.conv1d(signals, kernel.flip(0).permute(1, 2, 0), groups=groups).permute(
            2, 0, 1
        )

    return results(rng, convolved, inputs)


def state_space(rng, case):
    read, held, put_out = case["sizes"]
    shapes = {"x": (T, N, read), "A": (held, held), "B": (held, read), "C": (put_out, held)}
    if case["skip"]:
        shapes["D"] = put_out, read
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}

    def outputs(x, A, B, C, D=None):
        h, output = torch.zeros(N, held, dtype=torch.float64), []
        for t in range(T):
            h = torch.nn.functional.linear(h, A) + torch.nn.functional.linear(x[t], B)
            y = torch.nn.functional.linear(h, C)
            output.append(y if D is None else y + torch.nn.functional.linear(x[t], D))
        return torch.stack(output)

    return results(rng, outputs, inputs)


def results(rng, function, inputs):
    """Return inputs, output, a gradient for the output, and the gradients that PyTorch makes of it."""
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in inputs.items()}
    output = function(*tensors.values())
    grad_output = rng.normal(size=output.shape)
    if output.is_complex():
        grad_output = grad_output + 1j * rng.normal(size=output.shape)
    output.backward(torch.tensor(grad_output))
    grads = {f"grad_{name}": tensor.grad.numpy() for name, tensor in tensors.items()}
    return inputs | {"grad_output": grad_output, "output": output.detach().numpy()} | grads


if __name__ == "__main__":
    write(FILE, compute())
