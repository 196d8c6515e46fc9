"""The TCNs that PyTorch was asked about; `tcn_make.py` asks, `tcn.npz` keeps."""

from pathlib import Path

FILE = Path(__file__).with_name("tcn.npz")

# How many channels each level gives, and what is not as in the paper.
CASES = {
    "two convolutions a level": {"channels": [4, 4, 4]},
    "one convolution a level": {"channels": [4, 4, 4], "convs": 1},
    "channels change": {"channels": [3, 3, 5, 2], "C_in": 3, "K": 2},
    "no bias": {"channels": [2, 3], "bias": False},
    "shorter than the reach": {"channels": [3, 3, 3], "L": 4},
    "one step": {"channels": [3, 3], "L": 1},
    "kernel of 1": {"channels": [2, 2], "K": 1},
}
