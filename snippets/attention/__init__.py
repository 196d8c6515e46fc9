"""Attention: averages of values, weighted by how queries fit keys; several heads; and positions."""

from snippets.attention.dot_product import (
    attention,
    attention_backward,
    attention_naive,
    attention_weights,
)
from snippets.attention.multi_head import multi_head, multi_head_backward, multi_head_naive
from snippets.attention.positions import positions

__all__ = [
    "attention",
    "attention_backward",
    "attention_naive",
    "attention_weights",
    "multi_head",
    "multi_head_backward",
    "multi_head_naive",
    "positions",
]
