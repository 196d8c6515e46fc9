"""The GRU: one step by its formulas, whole sequences, their gradients, and its conventions."""

from snippets.gru.backward import gru_backward, gru_with_backward
from snippets.gru.cell import gru_cell, gru_gates, gru_naive
from snippets.gru.conventions import gru_cell_chung, other_meaning_of_z
from snippets.gru.layer import gru

__all__ = [
    "gru",
    "gru_backward",
    "gru_cell",
    "gru_cell_chung",
    "gru_gates",
    "gru_naive",
    "gru_with_backward",
    "other_meaning_of_z",
]
