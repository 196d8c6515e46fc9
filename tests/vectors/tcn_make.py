"""Write tcn.npz: what PyTorch computes in float64 for TCNs built of padding, Conv1d and ReLU.

Run `python -m tests.vectors.tcn_make` after adding a case. The arrays are named as `snippets.tcn` names
them, and the level's number follows: weight1_0.
"""

import numpy as np
import torch
from torch import nn

from tests.vectors.tcn_cases import CASES, FILE
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "tcn/case/array"."""
    return {
        f"tcn/{case}/{name}": array
        for number, (case, options) in enumerate(CASES.items())
        for name, array in network(np.random.default_rng(number), **options).items()
    }


class Level(nn.Module):
    """A branch of padding, convolution, ReLU, once or twice, and what goes past it."""

    def __init__(self, C_in, C_out, K, dilation, convs, bias):
        super().__init__()
        branch = []
        for channels in (C_in, C_out)[:convs]:
            branch.append(nn.ConstantPad1d(((K - 1) * dilation, 0), 0))
            branch.append(nn.Conv1d(channels, C_out, K, dilation=dilation, bias=bias))
            branch.append(nn.ReLU())
        self.branch = nn.Sequential(*branch)
        self.skip = nn.Identity() if C_in == C_out else nn.Conv1d(C_in, C_out, 1, bias=bias)

    def forward(self, x):
        return nn.functional.relu(self.branch(x) + self.skip(x))


def network(rng, *, channels, C_in=1, K=3, L=11, convs=2, bias=True):
    counts = [C_in, *channels]
    levels = [Level(counts[i], counts[i + 1], K, 2**i, convs, bias) for i in range(len(channels))]
    module = nn.Sequential(*levels).double()
    ends = {"branch.1": "1", "branch.4": "2", "skip": "_skip"}
    inputs, parameters = {"x": rng.normal(size=(3, C_in, L))}, {}
    for place, parameter in module.named_parameters():
        level, part = place.split(".", 1)
        part, kind = part.rsplit(".", 1)
        name = f"{kind}{ends[part]}_{level}"
        parameters[name], inputs[name] = parameter, rng.normal(size=parameter.shape) / 2
        parameter.data = torch.tensor(inputs[name])
    x = torch.tensor(inputs["x"], requires_grad=True)
    output = module(x)
    inputs["grad_output"] = rng.normal(size=tuple(output.shape))
    output.backward(torch.tensor(inputs["grad_output"]))
    results = {"output": output, "grad_x": x.grad}
    results |= {f"grad_{name}": parameter.grad for name, parameter in parameters.items()}
    return inputs | {name: array.detach().numpy() for name, array in results.items()}


if __name__ == "__main__":
    write(FILE, compute())
