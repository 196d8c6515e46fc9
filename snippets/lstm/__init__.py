"""The LSTM: one step by its formulas, whole sequences, their gradients, and other cells of its family."""

from snippets.lstm.backward import lstm_backward, lstm_with_backward
from snippets.lstm.cell import lstm_cell, lstm_gates, lstm_naive
from snippets.lstm.family import (
    latch_weights,
    lstm_without_forget_gate,
    lstm_without_forget_gate_backward,
)
from snippets.lstm.layer import lstm
from snippets.lstm.peephole import lstm_peephole, lstm_peephole_backward

__all__ = [
    "latch_weights",
    "lstm",
    "lstm_backward",
    "lstm_cell",
    "lstm_gates",
    "lstm_naive",
    "lstm_peephole",
    "lstm_peephole_backward",
    "lstm_with_backward",
    "lstm_without_forget_gate",
    "lstm_without_forget_gate_backward",
]
