"""Write attention.npz: what PyTorch computes in float64 for attention, forward and backward.

Run `python -m tests.vectors.attention_make` after adding a case.
"""

import numpy as np
import torch

from tests.vectors.attention_cases import DOT_PRODUCT, FILE, MULTI_HEAD
from tests.vectors.writing import write


def compute():
    """Return every case's inputs and PyTorch's results, named "operation/case/array"."""
    return {
        f"{operation.__name__}/{case}/{name}": array
        for operation, cases in ((dot_product, DOT_PRODUCT), (multi_head, MULTI_HEAD))
        for number, case in enumerate(cases)
        for name, array in operation(np.random.default_rng(number), **cases[case]).items()
    }


def dot_product(rng, *, leading=(3,), L=4, S=5, mask=None, is_causal=False, scale=1.0):
    E, V = 4, 3
    shapes = {"query": (L, E), "key": (S, E), "value": (S, V)}
    inputs = {name: rng.normal(size=(*leading, *shape)) for name, shape in shapes.items()}
    inputs["query"] *= scale
    masks = {
        "random": lambda: rng.integers(0, 2, size=(L, S)) > 0,
        "a row shut": lambda: np.arange(L)[:, None] != np.full(S, 2),
        "padding": lambda: np.arange(S) < np.array([5, 2, 3])[:, None, None],
    }
    inputs |= {"attn_mask": masks[mask]()} if mask else {}
    tensors = {name: torch.tensor(array, requires_grad=name in shapes) for name, array in inputs.items()}
    output = torch.nn.functional.scaled_dot_product_attention(**tensors, is_causal=is_causal)
    grad_output = rng.normal(size=output.shape)
    (output * torch.tensor(grad_output)).sum().backward()
    grads = {f"grad_{name}": tensors[name].grad.numpy() for name in shapes}
    return inputs | grads | {"output": output.detach().numpy(), "grad_output": grad_output}


def multi_head(rng, *, num_heads, bias=True, L=4, S=5, mask=None):
    """`S` None is self-attention. PyTorch's layer wants True where a query may *not* look."""
    N, D = 3, 6
    layer = torch.nn.MultiheadAttention(D, num_heads, bias=bias, dtype=torch.float64)
    names = {name: name.replace("out_proj.", "out_proj_") for name, _ in layer.named_parameters()}
    inputs = {"query": rng.normal(size=(L, N, D))}
    if S is not None:
        inputs |= {name: rng.normal(size=(S, N, D)) for name in ("key", "value")}
    for name, parameter in layer.named_parameters():
        inputs[names[name]] = values = rng.normal(size=parameter.shape)
        parameter.data = torch.tensor(values)
    masks = {}
    if mask == "padding":
        seen = np.arange(S) < np.array([5, 2, 3])[:, None]
        inputs["attn_mask"] = seen[:, None, None]
        masks["key_padding_mask"] = torch.tensor(~seen)
    if mask == "causal":
        masks["attn_mask"] = torch.tensor(~np.tri(L, dtype=bool))
    query, key, value = (
        torch.tensor(inputs[name], requires_grad=True) if name in inputs else None
        for name in ("query", "key", "value")
    )
    key, value = (query, query) if S is None else (key, value)
    output, _ = layer(query, key, value, **masks)
    grad_output = rng.normal(size=output.shape)
    (output * torch.tensor(grad_output)).sum().backward()
    sources = {"query": query} if S is None else {"query": query, "key": key, "value": value}
    grads = {f"grad_{name}": x.grad for name, x in sources.items()}
    grads |= {f"grad_{names[name]}": parameter.grad for name, parameter in layer.named_parameters()}
    results = {"output": output.detach()} | grads
    return inputs | {"grad_output": grad_output} | {name: x.numpy() for name, x in results.items()}


if __name__ == "__main__":
    write(FILE, compute())
