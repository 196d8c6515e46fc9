"""The ConvLSTM: an LSTM at every place of an image, whose gates look at windows."""

from snippets.conv_lstm.backward import conv_lstm_backward, conv_lstm_with_backward
from snippets.conv_lstm.cell import conv_lstm, conv_lstm_cell, conv_lstm_gates, conv_lstm_naive

__all__ = [
    "conv_lstm",
    "conv_lstm_backward",
    "conv_lstm_cell",
    "conv_lstm_gates",
    "conv_lstm_naive",
    "conv_lstm_with_backward",
]
