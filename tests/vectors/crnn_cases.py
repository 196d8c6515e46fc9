"""The small CRNN that PyTorch was asked about; `crnn_make.py` asks, `crnn.npz` keeps the answers."""

from pathlib import Path

from snippets.architectures.layers import BiLSTM, Columns, Conv, Linear, MaxPool, ReLU

FILE = Path(__file__).with_name("crnn.npz")

# Of each kind of layer one, with the published network's pool and last convolution.
SMALL = (
    Conv(1, 2, 3, padding=1),
    ReLU(),
    MaxPool(2),
    Conv(2, 3, 3, padding=1),
    ReLU(),
    MaxPool(2, (2, 1), (0, 1)),
    Conv(3, 4, 2),
    ReLU(),
    Columns(),
    BiLSTM(4, 2),
    Linear(4, 3),
    BiLSTM(3, 2),
    Linear(4, 4),
)
TARGETS, TARGET_LENGTHS = [[1, 1, 3], [2, 0, 0]], [3, 1]
