"""Layers for sequences, time first, and models of several parts; all train like those of `nn`."""

from snippets.layers.joined import Joined
from snippets.layers.recurrent import GRU, LSTM, RNN, BiLSTM
from snippets.layers.steps import (
    Conv1d,
    Embedding,
    LastStep,
    MaxOverTime,
    MaxPool1d,
    MeanOverTime,
    Move,
    each_step,
)

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "BiLSTM",
    "Conv1d",
    "Embedding",
    "Joined",
    "LastStep",
    "MaxOverTime",
    "MaxPool1d",
    "MeanOverTime",
    "Move",
    "each_step",
]
