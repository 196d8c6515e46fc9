"""Write character_model.npz: what PyTorch computes in float64 for one training step of a character model.

Run `python -m tests.vectors.character_model_make` after changing it.
"""

from pathlib import Path

import numpy as np
import torch

from tests.vectors.writing import write

FILE = Path(__file__).with_name("character_model.npz")


def compute():
    """Return the inputs and PyTorch's results, named "step/plain/array"."""
    rng, (T, N, V, H) = np.random.default_rng(0), (6, 3, 5, 4)
    symbols, h0 = rng.integers(0, V, size=(T + 1, N)), rng.normal(size=(N, H))
    recurrent = torch.nn.RNN(V, H, dtype=torch.float64)
    linear = torch.nn.Linear(H, V, dtype=torch.float64)
    parameters = {
        "weight_ih": recurrent.weight_ih_l0,
        "weight_hh": recurrent.weight_hh_l0,
        "bias": recurrent.bias_ih_l0,
        "weight_out": linear.weight,
        "bias_out": linear.bias,
    }
    inputs = {name: rng.normal(size=parameter.shape) for name, parameter in parameters.items()}
    for name, parameter in parameters.items():
        parameter.data = torch.tensor(inputs[name])
    recurrent.bias_hh_l0.data.zero_()
    x = torch.nn.functional.one_hot(torch.tensor(symbols[:-1]), V).double()
    states, h = recurrent(x, torch.tensor(h0)[None])
    logits = linear(states)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, V), torch.tensor(symbols[1:]).reshape(-1))
    loss.backward()
    results = {"logits": logits, "loss": loss, "h": h[0]}
    arrays = inputs | {"symbols": symbols, "h0": h0}
    arrays |= {name: tensor.detach().numpy() for name, tensor in results.items()}
    arrays |= {f"grad_{name}": parameter.grad.numpy() for name, parameter in parameters.items()}
    return {f"step/plain/{name}": array for name, array in arrays.items()}


if __name__ == "__main__":
    write(FILE, compute())
