"""Attention by scaled dot products: its definition, its weights, its fast form and its gradients."""

import math

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.losses import softmax


# --8<-- [start:attention_naive]
def attention_naive(query, key, value, attn_mask=None):
    """Average the values for each query, with the softmax of its scores for weights: the definition.

    A query that may look nowhere gets zeros.
    Shapes: query (L, E), key (S, E), value (S, V), attn_mask (L, S), True where
    a query may look -> (L, V).
    Raises ValueError as `attention`.
    Source: Vaswani and others 2017, arXiv:1706.03762, equation 1.
    """
    query, key, value = checked(query, key, value)
    check_shape("query", query, "(L, E)")
    allowed = checked_mask(attn_mask, False, query, key)
    E, output = query.shape[1], np.zeros((len(query), value.shape[1]), query.dtype)
    for t, q in enumerate(query):
        seen = range(len(key)) if allowed is None else np.flatnonzero(allowed[t])
        scores = [sum(q[e] * key[s, e] for e in range(E)) / math.sqrt(E) for s in seen]
        shares = [math.exp(score - max(scores)) for score in scores]
        for share, s in zip(shares, seen, strict=True):
            output[t] += share / sum(shares) * value[s]
    return output
    # --8<-- [end:attention_naive]


# --8<-- [start:attention]
def attention_weights(query, key, attn_mask=None, *, is_causal=False):
    """Return how much of each value every query takes: shares that add up to 1.

    A query that may look nowhere takes 0 of each.
    Shapes: query (..., L, E), key (..., S, E) -> (..., L, S); mask, errors: as `attention`.
    """
    query, key, _ = checked(query, key, key)
    with np.errstate(over="ignore", invalid="ignore"):  # beyond the range: inf, and NaN for inf - inf
        scores = query / math.sqrt(query.shape[-1]) @ np.swapaxes(key, -1, -2)
        allowed = checked_mask(attn_mask, is_causal, query, key)
        if allowed is None:
            return softmax(scores)
        lowest = np.finfo(scores.dtype).min
        return np.where(allowed, softmax(np.where(allowed, scores, lowest)), 0)


def attention(query, key, value, attn_mask=None, *, is_causal=False):
    """Give each query the average of the values, weighted by how well its key fits.

    `attn_mask` is True where a query may look, else False; with `is_causal`, query t may look
    at the places 0 to t only, and both may be given. A query that may look nowhere gets
    zeros. NaN among the values reaches every query, even those that may not look there.
    Shapes: query (..., L, E), key (..., S, E), value (..., S, V), the leading axes equal,
    attn_mask any shape that broadcasts to (..., L, S) -> (..., L, V).
    Raises ValueError for other shapes, no place to look at, or a mask of numbers.
    Source: Vaswani and others 2017, arXiv:1706.03762, equation 1; as PyTorch's
    `scaled_dot_product_attention`.
    """
    query, key, value = checked(query, key, value)
    return attention_weights(query, key, attn_mask, is_causal=is_causal) @ value
    # --8<-- [end:attention]


def attention_backward(grad_output, query, key, value, attn_mask=None, *, is_causal=False):
    """Return the gradients of query, key and value; no number on the way depends on a distance.

    Shapes: grad_output (..., L, V), the rest as `attention` -> those of query, key, value.
    Raises ValueError as `attention`, and for a gradient that is not shaped as its result.
    """
    query, key, value = checked(query, key, value)
    grad_output, query = floating(grad_output=grad_output, query=query)
    check_shape("grad_output", grad_output, "(..., L, V)", *query.shape[:-1], value.shape[-1])
    weights = attention_weights(query, key, attn_mask, is_causal=is_causal)
    grad_value = np.swapaxes(weights, -1, -2) @ grad_output
    grad_weights = grad_output @ np.swapaxes(value, -1, -2)
    mean = (weights * grad_weights).sum(axis=-1, keepdims=True)
    grad_scores = weights * (grad_weights - mean) / math.sqrt(query.shape[-1])
    return grad_scores @ key, np.swapaxes(grad_scores, -1, -2) @ query, grad_value


def checked(query, key, value):
    """Return the three as floating arrays that fit each other."""
    query, key, value = floating(query=query, key=key, value=value)
    check_shape("query", query, "(..., L, E)", *np.shape(query)[:-2], None, None)
    *leading, _, E = query.shape
    check_shape("key", key, "(..., S, E)", *leading, None, E)
    S = key.shape[-2]
    check_shape("value", value, "(..., S, V)", *leading, S, None)
    if E == 0:
        raise ValueError(f"query has shape {query.shape}; expected (..., L, E) with at least one number each")
    if S == 0:
        raise ValueError(f"key has shape {key.shape}; expected (..., S, E) with at least one place")
    return query, key, value


def checked_mask(attn_mask, is_causal, query, key):
    """Return where each query may look, or None for everywhere."""
    shape = *query.shape[:-1], key.shape[-2]
    allowed = np.tri(*shape[-2:], dtype=bool) if is_causal else None
    if attn_mask is None:
        return allowed
    mask = np.asarray(attn_mask)
    if mask.dtype != bool:
        raise ValueError(f"attn_mask holds {mask.dtype}; expected truth values, True where a query may look")
    fits = mask.ndim <= len(shape) and all(
        found in (1, size) for found, size in zip(mask.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        expected = f"expected one that broadcasts to (..., L, S) = {shape}"
        raise ValueError(f"attn_mask has shape {mask.shape}; {expected}")
    return np.broadcast_to(mask if allowed is None else mask & allowed, shape)
