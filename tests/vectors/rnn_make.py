"""Write rnn.npz: what PyTorch computes in float64 for recurrent networks, forward and backward.

Run `python -m tests.vectors.rnn_make` after adding a case.
"""

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.vectors.rnn_cases import FILE, RNN_BACKWARD
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "rnn_backward/case/array"."""
    return {
        f"rnn_backward/{case}/{name}": array
        for number, case in enumerate(RNN_BACKWARD)
        for name, array in rnn_backward(np.random.default_rng(number), **RNN_BACKWARD[case]).items()
    }


def rnn_backward(rng, *, nonlinearity, lengths=None, bias=True, h0=True, T=6):
    N, D, H = 3, 2, 4
    network = torch.nn.RNN(D, H, nonlinearity=nonlinearity, bias=bias, dtype=torch.float64)
    inputs = {"x": rng.normal(size=(T, N, D))}
    for name, parameter in network.named_parameters():
        inputs[name.removesuffix("_l0")] = values = rng.normal(size=parameter.shape)
        parameter.data = torch.tensor(values)
    if h0:
        inputs["h0"] = rng.normal(size=(N, H))
    x, start = (
        torch.tensor(inputs[name], requires_grad=True) if name in inputs else None for name in ("x", "h0")
    )
    state = None if start is None else start[None]
    if lengths is None:
        output, h = network(x, state)
    else:
        packed, h = network(pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False), state)
        output, _ = pad_packed_sequence(packed, total_length=T)
    grad_output, grad_h = rng.normal(size=(T, N, H)), rng.normal(size=(N, H))
    (output * torch.tensor(grad_output)).sum().add((h[0] * torch.tensor(grad_h)).sum()).backward()
    grads = {"grad_x": x.grad} | ({"grad_h0": start.grad} if h0 else {})
    grads |= {f"grad_{name.removesuffix('_l0')}": p.grad for name, p in network.named_parameters()}
    results = grads | {"output": output.detach(), "h": h[0].detach()}
    return (
        inputs | {"grad_output": grad_output, "grad_h": grad_h} | {k: v.numpy() for k, v in results.items()}
    )


if __name__ == "__main__":
    write(FILE, compute())
