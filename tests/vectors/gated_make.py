"""Write gated.npz: what PyTorch computes in float64 for LSTMs, GRUs and wirings, forward and backward.

Run `python -m tests.vectors.gated_make` after adding a case. The arrays of a layer are named as
PyTorch names its parameters, such as weight_ih_l0 and weight_ih_l0_reverse; so are its first states, h0_l0.
"""

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.vectors.gated_cases import FILE, GATED, WIRED
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    asked = [("lstm", case, {"cell": "LSTM", "directions": 1} | GATED[case]) for case in GATED]
    asked += [("gru", case, {"cell": "GRU", "directions": 1} | GATED[case]) for case in GATED]
    asked += [("wired", case, WIRED[case]) for case in WIRED]
    return {
        f"{operation}/{case}/{name}": array
        for number, (operation, case, options) in enumerate(asked)
        for name, array in network(np.random.default_rng(number), **options).items()
    }


def network(rng, *, cell, directions=2, layers=1, lengths=None, bias=True, h0=True, T=6):
    N, D, H = 3, 2, 4
    module = getattr(torch.nn, cell)(
        D, H, num_layers=layers, bias=bias, bidirectional=directions == 2, dtype=torch.float64
    )
    inputs = {"x": rng.normal(size=(T, N, D))}
    for name, parameter in module.named_parameters():
        inputs[name] = values = rng.normal(size=parameter.shape)
        parameter.data = torch.tensor(values)
    ends = [f"_l{layer}{end}" for layer in range(layers) for end in ("", "_reverse")[:directions]]
    states = ("h", "c") if cell == "LSTM" else ("h",)
    if h0:
        inputs |= {f"{state}0{end}": rng.normal(size=(N, H)) for state in states for end in ends}
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in inputs.items()}
    start = tuple(torch.stack([tensors[f"{s}0{end}"] for end in ends]) for s in states) if h0 else None
    if start and cell != "LSTM":
        (start,) = start
    if lengths is None:
        output, last = module(tensors["x"], start)
    else:
        packed = pack_padded_sequence(tensors["x"], torch.tensor(lengths), enforce_sorted=False)
        packed, last = module(packed, start)
        output, _ = pad_packed_sequence(packed, total_length=T)
    results = {"output": output}
    for state, array in zip(states, last if cell == "LSTM" else (last,), strict=True):
        results |= {f"{state}{end}": array[k] for k, end in enumerate(ends)}
    sent = {f"grad_{name}": rng.normal(size=tuple(array.shape)) for name, array in results.items()}
    sum((array * torch.tensor(sent[f"grad_{name}"])).sum() for name, array in results.items()).backward()
    grads = {f"grad_{name}": parameter.grad for name, parameter in module.named_parameters()}
    grads |= {f"grad_{name}": tensor.grad for name, tensor in tensors.items() if tensor.grad is not None}
    arrays = results | grads
    return inputs | sent | {name: array.detach().numpy() for name, array in arrays.items()}


if __name__ == "__main__":
    write(FILE, compute())
