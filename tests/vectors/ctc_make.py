"""Write ctc.npz: PyTorch's CTC loss and gradient in float64.

Run `python -m tests.vectors.ctc_make` after adding a case.
"""

import numpy as np
import torch

from tests.vectors.ctc_cases import CASES, FILE
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "ctc/case/array"."""
    return {
        f"ctc/{case}/{name}": array
        for number, (case, options) in enumerate(CASES.items())
        for name, array in one(np.random.default_rng(number), **options).items()
    }


def one(rng, *, sizes, inputs=None, targets=None, blank=0, scale=1.0, stored=1):
    """The gradient goes through log_softmax, to the scores; of a long one every seventh frame is stored."""
    T, N, S, C = sizes
    scores = torch.tensor(scale * rng.normal(size=(T, N, C)), requires_grad=True)
    labels = rng.choice([k for k in range(C) if k != blank], size=(N, S))
    given = {
        "targets": labels,
        "input_lengths": np.array(inputs or [T] * N),
        "target_lengths": np.array(targets or [S] * N),
    }
    grad_output = rng.normal(size=N)
    log_probs = scores.log_softmax(2)
    loss = torch.nn.functional.ctc_loss(
        log_probs, *map(torch.tensor, given.values()), blank=blank, reduction="none"
    )
    sent = torch.tensor(grad_output)
    grad_log_probs, grad_scores = torch.autograd.grad(loss, (log_probs, scores), sent)
    results = {"scores": scores, "loss": loss}
    results |= {"grad_log_probs": grad_log_probs[::stored], "grad_scores": grad_scores[::stored]}
    arrays = {name: array.detach().numpy() for name, array in results.items()}
    return given | {"blank": np.array(blank), "grad_output": grad_output} | arrays


if __name__ == "__main__":
    write(FILE, compute())
