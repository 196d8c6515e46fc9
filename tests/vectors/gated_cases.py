"""The gated cells and the wirings that PyTorch was asked about; `gated_make.py` asks, `gated.npz` keeps."""

from pathlib import Path

FILE = Path(__file__).with_name("gated.npz")

# `lengths` go through a packed sequence; without h0 (and c0) PyTorch starts from zero.
GATED = {
    "plain": {},
    "lengths": {"lengths": [4, 6, 1]},
    "lengths, none is T": {"lengths": [2, 5, 3]},
    "no bias": {"bias": False},
    "no first state": {"h0": False},
    "no bias, no first state, lengths": {"bias": False, "h0": False, "lengths": [6, 2, 4]},
    "one step": {"T": 1},
}
# Of the class nn.RNN, nn.LSTM or nn.GRU.
WIRED = {
    "RNN, both directions": {"cell": "RNN"},
    "LSTM, both directions": {"cell": "LSTM"},
    "GRU, both directions": {"cell": "GRU"},
    "RNN, both directions, lengths": {"cell": "RNN", "lengths": [4, 6, 1]},
    "LSTM, both directions, lengths": {"cell": "LSTM", "lengths": [4, 6, 1]},
    "GRU, both directions, lengths": {"cell": "GRU", "lengths": [1, 6, 5]},
    "LSTM, both directions, no first state, no bias": {"cell": "LSTM", "bias": False, "h0": False},
    "LSTM, three layers": {"cell": "LSTM", "directions": 1, "layers": 3},
    "GRU, two layers, lengths": {"cell": "GRU", "directions": 1, "layers": 2, "lengths": [3, 6, 4]},
    "LSTM, two layers, both directions, lengths": {"cell": "LSTM", "layers": 2, "lengths": [4, 6, 1]},
}
