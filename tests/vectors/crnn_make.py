"""Write crnn.npz: PyTorch's loss and gradients, in float64, for a small CRNN.

Run `python -m tests.vectors.crnn_make` after changing it.
"""

import numpy as np
import torch
from torch.nn import LSTM, Conv2d, Linear, MaxPool2d

from tests.vectors.crnn_cases import FILE, TARGET_LENGTHS, TARGETS
from tests.vectors.writing import write


def compute():
    """Return the inputs and PyTorch's results, named "crnn/small/array"; of each LSTM one bias is used."""
    rng = np.random.default_rng(0)
    parts = {
        "0": Conv2d(1, 2, 3, padding=1),
        "3": Conv2d(2, 3, 3, padding=1),
        "6": Conv2d(3, 4, 2),
        "9": LSTM(4, 2, bidirectional=True),
        "10": Linear(4, 3),
        "11": LSTM(3, 2, bidirectional=True),
        "12": Linear(4, 4),
    }
    network = torch.nn.ModuleDict(parts).double()
    inputs = {"images": rng.normal(size=(2, 1, 8, 9))}
    for name, parameter in network.named_parameters():
        inputs[name] = rng.normal(size=parameter.shape) * ("bias_hh" not in name)
        parameter.data = torch.tensor(inputs[name])
    images = torch.tensor(inputs["images"], requires_grad=True)
    x = MaxPool2d(2)(network["0"](images).relu())
    x = MaxPool2d(2, (2, 1), (0, 1))(network["3"](x).relu())
    x = network["6"](x).relu()
    x = x.squeeze(2).permute(2, 0, 1)
    x = network["10"](network["9"](x)[0])
    scores = network["12"](network["11"](x)[0])
    loss = torch.nn.functional.ctc_loss(
        scores.log_softmax(2),
        torch.tensor(TARGETS),
        torch.full((2,), len(scores)),
        torch.tensor(TARGET_LENGTHS),
        reduction="none",
    ).mean()
    loss.backward()
    grads = {f"grad_{name}": parameter.grad for name, parameter in network.named_parameters()}
    results = {"scores": scores, "loss": loss, "grad_images": images.grad} | grads
    arrays = inputs | {name: array.detach().numpy() for name, array in results.items()}
    return {f"crnn/small/{name}": array for name, array in arrays.items() if "bias_hh" not in name}


if __name__ == "__main__":
    write(FILE, compute())
