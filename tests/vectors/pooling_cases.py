"""The poolings that PyTorch was asked about; `pooling_make.py` asks, `pooling.npz` keeps the answers."""

from pathlib import Path

FILE = Path(__file__).with_name("pooling.npz")

AVG_POOL2D = {
    "plain": ((2, 2, 6, 8), {"kernel_size": 2}),
    "overlap": ((2, 3, 7, 7), {"kernel_size": 3, "stride": 1}),
    "padding": ((2, 2, 7, 8), {"kernel_size": (3, 2), "stride": 2, "padding": 1}),
    "padding not counted": (
        (2, 2, 7, 8),
        {"kernel_size": (3, 2), "stride": 2, "padding": 1, "count_include_pad": False},
    ),
    "ceil mode": ((2, 2, 8, 6), {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
    "ceil mode, padding": (
        (1, 2, 7, 6),
        {"kernel_size": 4, "stride": 3, "padding": (1, 2), "ceil_mode": True},
    ),
    "ceil mode, padding not counted": (
        (1, 2, 7, 6),
        {"kernel_size": 4, "stride": 3, "padding": (1, 2), "ceil_mode": True, "count_include_pad": False},
    ),
    "ceil mode, a window that would start in the padding": (
        (1, 1, 6, 7),
        {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
    ),
}
GLOBAL_AVG_POOL2D = {"plain": (2, 3, 5, 7), "one cell": (2, 3, 1, 1)}
BLUR_POOL2D = {"even": ((2, 3, 6, 8), 2), "odd": ((1, 2, 5, 7), 2), "three": ((1, 2, 8, 5), 3)}
