"""The ConvLSTMs that PyTorch was asked about; `conv_lstm_make.py` asks, `conv_lstm.npz` keeps."""

from pathlib import Path

FILE = Path(__file__).with_name("conv_lstm.npz")

CASES = {
    "plain": {},
    "no bias": {"bias": False},
    "no first state": {"start": False},
    "one bias": {"bias": "bias_ih"},
    "one step": {"T": 1},
    "kernels of different sizes": {"ih": (1, 3), "hh": (3, 5)},
    "kernels of even size": {"ih": (2, 2), "hh": (2, 4)},
    "images of one cell": {"H": 1, "W": 1},
}
