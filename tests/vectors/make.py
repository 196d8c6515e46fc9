"""Write pytorch.npz: what PyTorch computes in float64 for small inputs, forward and backward.

Run `python -m tests.vectors.make` after adding a case. The tests read the file, so they need no PyTorch.
"""

import numpy as np
import torch

from tests.vectors.cases import CONV2D, FILE, MAX_POOL2D, OPTIMIZERS, RNN
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    return {
        f"{operation.__name__}/{case}/{name}": array
        for operation, cases in (
            (conv2d, CONV2D),
            (max_pool2d, MAX_POOL2D),
            (rnn, RNN),
            (optimizer, OPTIMIZERS),
        )
        for number, case in enumerate(cases)
        for name, array in operation(np.random.default_rng(number), case, cases[case]).items()
    } | {
        f"cross_entropy/plain/{name}": array
        for name, array in cross_entropy(np.random.default_rng(0)).items()
    }


def conv2d(rng, case, parameters):
    x_shape, weight_shape, options = parameters
    inputs = {
        "x": rng.normal(size=x_shape),
        "weight": rng.normal(size=weight_shape),
        "bias": rng.normal(size=weight_shape[0]),
    }
    return forward_and_backward(
        rng, lambda **t: torch.conv2d(t["x"], t["weight"], t["bias"], **options), inputs
    )


def max_pool2d(rng, case, parameters):
    shape, options = parameters
    x = rng.integers(0, 4, size=shape).astype(float)  # many ties
    return forward_and_backward(rng, lambda x: torch.nn.functional.max_pool2d(x, **options), {"x": x})


def cross_entropy(rng):
    target = rng.integers(0, 5, size=7)
    inputs = {"logits": 10 * rng.normal(size=(7, 5))}
    results = forward_and_backward(
        rng, lambda logits: torch.nn.functional.cross_entropy(logits, torch.tensor(target)), inputs
    )
    return results | {"target": target}


def rnn(rng, case, options):
    T, N, D, H = 6, 3, 2, 4
    network = torch.nn.RNN(D, H, dtype=torch.float64, **options)
    x, h0 = rng.normal(size=(T, N, D)), rng.normal(size=(N, H))
    inputs = {"x": x, "h0": h0}
    for name, parameter in network.named_parameters():
        values = rng.normal(size=parameter.shape)
        parameter.data = torch.tensor(values)
        inputs[name.removesuffix("_l0")] = values
    with torch.no_grad():
        output, h = network(torch.tensor(x), torch.tensor(h0)[None])
    return inputs | {"output": output.numpy(), "h": h[0].numpy()}


def optimizer(rng, case, options):
    start, grads = rng.normal(size=5), rng.normal(size=(6, 5))
    parameter = torch.nn.Parameter(torch.tensor(start))
    torch_optimizer = getattr(torch.optim, case.partition(",")[0])([parameter], **options)
    path = []
    for grad in grads:
        parameter.grad = torch.tensor(grad)
        torch_optimizer.step()
        path.append(parameter.detach().numpy().copy())
    return {"start": start, "grads": grads, "path": np.array(path)}


def forward_and_backward(rng, function, inputs):
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in inputs.items()}
    output = function(**tensors)
    grad_output = rng.normal(size=tuple(output.shape))
    output.backward(torch.tensor(grad_output))
    grads = {f"grad_{name}": tensor.grad.numpy() for name, tensor in tensors.items()}
    return inputs | grads | {"output": output.detach().numpy(), "grad_output": np.asarray(grad_output)}


if __name__ == "__main__":
    write(FILE, compute())
