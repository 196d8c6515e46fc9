"""Write seq2seq.npz: PyTorch's loss and gradients, in float64, for an encoder and a decoder of each cell.

Run `python -m tests.vectors.seq2seq_make` after changing it.
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence

from tests.vectors.writing import write

FILE = Path(__file__).with_name("seq2seq.npz")
CELLS = ("RNN", "LSTM", "GRU")
LENGTHS = [3, 5, 1]  # of the inputs


def compute():
    """Return the inputs and PyTorch's results, named "seq2seq/cell/array"."""
    return {
        f"seq2seq/{cell}/{name}": array
        for number, cell in enumerate(CELLS)
        for name, array in training_step(np.random.default_rng(number), cell).items()
    }


def training_step(rng, cell):
    """Teacher forcing: the decoder reads K - 1, the end, then each true symbol but the last."""
    (T, N, D), (S, K, H) = (5, 3, 2), (4, 3, 4)
    layer = getattr(torch.nn, cell)
    network = torch.nn.ModuleDict(
        {"encoder": layer(D, H), "decoder": layer(K, H), "readout": torch.nn.Linear(H, K)}
    ).double()
    inputs = {"x": rng.normal(size=(T, N, D))}
    for name, parameter in network.named_parameters():
        inputs[name] = rng.normal(size=parameter.shape)
        parameter.data = torch.tensor(inputs[name])
    targets = rng.integers(0, K, size=(S, N))
    x = torch.tensor(inputs["x"], requires_grad=True)
    _, state = network["encoder"](pack_padded_sequence(x, torch.tensor(LENGTHS), enforce_sorted=False))
    before = torch.tensor(np.concatenate([np.full((1, N), K - 1), targets[:-1]]))
    output, _ = network["decoder"](torch.nn.functional.one_hot(before, K).double(), state)
    scores = network["readout"](output)
    loss = torch.nn.functional.cross_entropy(scores.reshape(-1, K), torch.tensor(targets.ravel()))
    loss.backward()
    grads = {f"grad_{name}": parameter.grad for name, parameter in network.named_parameters()}
    results = {"scores": scores, "loss": loss, "grad_x": x.grad} | grads
    return inputs | {"targets": targets} | {name: array.detach().numpy() for name, array in results.items()}


if __name__ == "__main__":
    write(FILE, compute())
