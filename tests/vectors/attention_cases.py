"""Attentions that PyTorch was asked about; `attention_make.py` asks, `attention.npz` keeps the answers."""

from pathlib import Path

FILE = Path(__file__).with_name("attention.npz")

# Shapes (..., L, E), S, V and what restricts where a query may look.
DOT_PRODUCT = {
    "plain": {},
    "one sequence": {"leading": ()},
    "two leading axes": {"leading": (2, 3)},
    "one query": {"L": 1},
    "one place": {"S": 1},
    "causal": {"is_causal": True, "S": 4},
    "causal, more queries than places": {"is_causal": True, "L": 6, "S": 3},
    "causal, fewer queries than places": {"is_causal": True, "L": 2},
    "mask": {"mask": "random"},
    "mask, a row without a place": {"mask": "a row shut"},
    "mask of each sequence's padding": {"mask": "padding"},
    "large scores": {"scale": 300.0},
}
MULTI_HEAD = {
    "one head": {"num_heads": 1},
    "three heads": {"num_heads": 3},
    "no bias": {"num_heads": 2, "bias": False},
    "self-attention, causal": {"num_heads": 2, "S": None, "mask": "causal"},
    "mask of each sequence's padding": {"num_heads": 3, "mask": "padding"},
    "one number a head": {"num_heads": 6},
}
