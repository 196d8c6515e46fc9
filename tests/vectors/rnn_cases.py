"""The recurrent networks that PyTorch was asked about; `rnn_make.py` asks, `rnn.npz` keeps the answers."""

from pathlib import Path

FILE = Path(__file__).with_name("rnn.npz")

# Options of nn.RNN; `lengths` go through a packed sequence, and without h0 PyTorch starts from zero.
RNN_BACKWARD = {
    "tanh": {"nonlinearity": "tanh"},
    "relu": {"nonlinearity": "relu"},
    "tanh, lengths": {"nonlinearity": "tanh", "lengths": [4, 6, 1]},
    "relu, lengths": {"nonlinearity": "relu", "lengths": [1, 3, 6]},
    "lengths, none is T": {"nonlinearity": "tanh", "lengths": [2, 5, 3]},
    "no bias": {"nonlinearity": "tanh", "bias": False},
    "no h0": {"nonlinearity": "tanh", "h0": False},
    "no bias, no h0, lengths": {"nonlinearity": "tanh", "bias": False, "h0": False, "lengths": [6, 2, 4]},
    "one step": {"nonlinearity": "tanh", "T": 1},
}
