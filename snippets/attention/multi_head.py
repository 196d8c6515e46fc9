"""Several attentions side by side, each with projections of its own, as in `torch.nn.MultiheadAttention`."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.attention.dot_product import attention, attention_backward, attention_naive


def multi_head_naive(
    query,
    key,
    value,
    in_proj_weight,
    out_proj_weight,
    in_proj_bias=None,
    out_proj_bias=None,
    *,
    num_heads,
    attn_mask=None,
):
    """Add up what each head of each sequence makes of its own part of the weights: the definition.

    Shapes and errors: as `multi_head`, with attn_mask (L, S).
    Source: Vaswani and others 2017, arXiv:1706.03762, section 3.2.2.
    """
    arrays = query, key, value, in_proj_weight, out_proj_weight, in_proj_bias, out_proj_bias
    query, key, value, weight, out_weight, bias, out_bias = checked(*arrays, num_heads)
    (_, N, D), output = query.shape, np.zeros(query.shape, query.dtype)
    size = D // num_heads
    bias = np.zeros(3 * D, query.dtype) if bias is None else bias
    for n in range(N):
        for head in range(num_heads):
            rows = [slice(block * D + head * size, block * D + (head + 1) * size) for block in range(3)]
            parts = [x[:, n] @ weight[r].T + bias[r] for x, r in zip((query, key, value), rows, strict=True)]
            output[:, n] += attention_naive(*parts, attn_mask) @ out_weight[:, rows[0]].T
    return output if out_bias is None else output + out_bias


# --8<-- [start:multi_head]
def multi_head(
    query,
    key,
    value,
    in_proj_weight,
    out_proj_weight,
    in_proj_bias=None,
    out_proj_bias=None,
    *,
    num_heads,
    attn_mask=None,
    is_causal=False,
):
    """Project query, key and value, attend in `num_heads` parts of the result, and project once more.

    Given the same x three times, it is self-attention.
    Shapes: query (L, N, D), key and value (S, N, D), in_proj_weight (3D, D) and in_proj_bias
    (3D,), rows for queries, keys, values, out_proj_weight (D, D), out_proj_bias (D,),
    attn_mask any that broadcasts to (N, num_heads, L, S), True where a query may look
    -> (L, N, D).
    Raises ValueError for other shapes, D no multiple of `num_heads`, and as `attention`.
    Source: Vaswani and others 2017, arXiv:1706.03762, section 3.2.2.
    """
    arrays = query, key, value, in_proj_weight, out_proj_weight, in_proj_bias, out_proj_bias
    query, key, value, weight, out_weight, bias, out_bias = checked(*arrays, num_heads)
    heads = [split(x, num_heads) for x in projected(query, key, value, weight, bias)]
    output = joined(attention(*heads, attn_mask, is_causal=is_causal)) @ out_weight.T
    return output if out_bias is None else output + out_bias
    # --8<-- [end:multi_head]


def multi_head_backward(
    grad_output,
    query,
    key,
    value,
    in_proj_weight,
    out_proj_weight,
    in_proj_bias=None,
    out_proj_bias=None,
    *,
    num_heads,
    attn_mask=None,
    is_causal=False,
):
    """Return the gradients of `multi_head`'s arrays; in self-attention x gets the sum of the first three.

    Shapes: grad_output (L, N, D), the rest as `multi_head` -> those of query, key, value, the two weights,
    and the two biases or None.
    Raises ValueError as `multi_head`, and for a gradient that is not shaped as its result.
    """
    arrays = query, key, value, in_proj_weight, out_proj_weight, in_proj_bias, out_proj_bias
    query, key, value, weight, out_weight, bias, out_bias = checked(*arrays, num_heads)
    grad_output, query = floating(grad_output=grad_output, query=query)
    check_shape("grad_output", grad_output, "(L, N, D)", *query.shape)
    masks = {"attn_mask": attn_mask, "is_causal": is_causal}
    heads = [split(x, num_heads) for x in projected(query, key, value, weight, bias)]
    grad_joined = grad_output @ out_weight
    grad_out_weight = np.einsum("lnd,lne->de", grad_output, joined(attention(*heads, **masks)))
    grads = [joined(g) for g in attention_backward(split(grad_joined, num_heads), *heads, **masks)]
    blocks = np.split(weight, 3)
    grad_inputs = [grad @ block for grad, block in zip(grads, blocks, strict=True)]
    grad_weight = np.concatenate(
        [np.einsum("lnd,lne->de", g, x) for g, x in zip(grads, (query, key, value), strict=True)]
    )
    grad_bias = None if bias is None else np.concatenate([grad.sum(axis=(0, 1)) for grad in grads])
    grad_out_bias = None if out_bias is None else grad_output.sum(axis=(0, 1))
    return *grad_inputs, grad_weight, grad_out_weight, grad_bias, grad_out_bias


def projected(query, key, value, weight, bias):
    """Each of the three by its own block of rows."""
    biases = (0, 0, 0) if bias is None else np.split(bias, 3)
    return [
        x @ block.T + b for x, block, b in zip((query, key, value), np.split(weight, 3), biases, strict=True)
    ]


def split(x, num_heads):
    """Give each head its part of the numbers: (T, N, D) -> (N, num_heads, T, D / num_heads)."""
    T, N, D = x.shape
    return x.reshape(T, N, num_heads, D // num_heads).transpose(1, 2, 0, 3)


def joined(heads):
    """Put the heads' parts side by side again: (N, num_heads, T, size) -> (T, N, num_heads size)."""
    N, num_heads, T, size = heads.shape
    return heads.transpose(2, 0, 1, 3).reshape(T, N, num_heads * size)


def checked(query, key, value, weight, out_weight, bias, out_bias, num_heads):
    """Return the arrays as floating arrays that fit each other."""
    query, key, value, weight, out_weight, bias, out_bias = floating(
        query=query,
        key=key,
        value=value,
        in_proj_weight=weight,
        out_proj_weight=out_weight,
        in_proj_bias=bias,
        out_proj_bias=out_bias,
    )
    check_shape("query", query, "(L, N, D)")
    _, N, D = query.shape
    number = isinstance(num_heads, (int, np.integer)) and not isinstance(num_heads, bool)
    if not number or num_heads < 1 or D % num_heads:
        raise ValueError(f"num_heads is {num_heads!r}; expected a number that divides D = {D}")
    check_shape("key", key, "(S, N, D)", None, N, D)
    check_shape("value", value, "(S, N, D)", len(key), N, D)
    check_shape("in_proj_weight", weight, "(3D, D)", 3 * D, D)
    check_shape("out_proj_weight", out_weight, "(D, D)", D, D)
    if bias is not None:
        check_shape("in_proj_bias", bias, "(3D,)", 3 * D)
    if out_bias is not None:
        check_shape("out_proj_bias", out_bias, "(D,)", D)
    return query, key, value, weight, out_weight, bias, out_bias
