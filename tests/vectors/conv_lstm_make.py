"""Write conv_lstm.npz: what PyTorch computes in float64 for the formulas of a ConvLSTM, with its own conv2d.

Run `python -m tests.vectors.conv_lstm_make` after adding a case.
"""

import numpy as np
import torch
from torch.nn.functional import conv2d

from tests.vectors.conv_lstm_cases import CASES, FILE
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "conv_lstm/case/array"."""
    return {
        f"conv_lstm/{case}/{name}": array
        for number, (case, options) in enumerate(CASES.items())
        for name, array in network(np.random.default_rng(number), **options).items()
    }


def network(rng, *, bias=True, start=True, T=3, H=4, W=3, ih=(3, 3), hh=(3, 3)):
    N, C, M = 2, 2, 2
    shapes = {"x": (T, N, C, H, W), "weight_ih": (4 * M, C, *ih), "weight_hh": (4 * M, M, *hh)}
    biases = [] if not bias else ["bias_ih", "bias_hh"] if bias is True else [bias]
    shapes |= dict.fromkeys(biases, (4 * M,))
    shapes |= {"h0": (N, M, H, W), "c0": (N, M, H, W)} if start else {}
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in inputs.items()}
    nothing = torch.zeros((N, M, H, W), dtype=torch.float64)
    h, c = tensors.get("h0", nothing), tensors.get("c0", nothing)
    states = []
    for image in tensors["x"]:
        z = conv2d(image, tensors["weight_ih"], tensors.get("bias_ih"), padding="same")
        z = z + conv2d(h, tensors["weight_hh"], tensors.get("bias_hh"), padding="same")
        i, f, g, o = z.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        states.append(h)
    results = {"output": torch.stack(states), "h": h, "c": c}
    sent = {f"grad_{name}": rng.normal(size=tuple(array.shape)) for name, array in results.items()}
    sum((array * torch.tensor(sent[f"grad_{name}"])).sum() for name, array in results.items()).backward()
    results |= {f"grad_{name}": tensor.grad for name, tensor in tensors.items()}
    return inputs | sent | {name: array.detach().numpy() for name, array in results.items()}


if __name__ == "__main__":
    write(FILE, compute())
