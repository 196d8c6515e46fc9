"""The cases that PyTorch was asked about; `make.py` asks, `pytorch.npz` keeps the answers."""

from pathlib import Path

FILE = Path(__file__).with_name("pytorch.npz")

CONV2D = {
    "plain": ((2, 3, 6, 7), (4, 3, 3, 2), {}),
    "1x1": ((2, 3, 4, 4), (5, 3, 1, 1), {}),
    "stride": ((2, 2, 9, 8), (3, 2, 3, 3), {"stride": (2, 3)}),
    "padding": ((1, 2, 5, 6), (3, 2, 3, 4), {"padding": (1, 3)}),
    "same, even kernel": ((2, 2, 5, 6), (2, 2, 4, 2), {"padding": "same"}),
    "dilation": ((2, 2, 9, 9), (2, 2, 3, 2), {"dilation": (2, 3)}),
    "groups": ((2, 6, 5, 5), (4, 3, 3, 3), {"groups": 2}),
    "depthwise": ((1, 3, 6, 6), (6, 1, 3, 3), {"groups": 3, "padding": 1}),
    "all at once": (
        (2, 4, 11, 10),
        (6, 2, 3, 2),
        {"stride": (2, 1), "padding": 2, "dilation": (2, 3), "groups": 2},
    ),
}
MAX_POOL2D = {
    "plain": ((2, 2, 6, 8), {"kernel_size": 2}),
    "overlap": ((2, 2, 7, 7), {"kernel_size": 3, "stride": 1}),
    "padding": ((2, 2, 7, 8), {"kernel_size": (3, 2), "stride": 2, "padding": 1}),
    "dilation": ((2, 2, 9, 9), {"kernel_size": (2, 3), "stride": (1, 2), "dilation": (3, 2)}),
    "ceil mode": ((2, 2, 8, 6), {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
    "ceil mode, padding": ((1, 2, 6, 7), {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True}),
}
RNN = {
    "tanh": {"nonlinearity": "tanh"},
    "relu": {"nonlinearity": "relu"},
}
OPTIMIZERS = {
    "SGD": {"lr": 0.1},
    "SGD, momentum": {"lr": 0.1, "momentum": 0.9},
    "Adam": {"lr": 0.1},
    "Adam, other betas": {"lr": 0.01, "betas": (0.5, 0.9), "eps": 0.1},
}
