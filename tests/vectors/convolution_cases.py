"""Layers on one axis and transposed; `convolution_make.py` asks PyTorch, `convolution.npz` keeps it."""

from pathlib import Path

FILE = Path(__file__).with_name("convolution.npz")

CONV1D = {
    "plain": ((2, 3, 9), (4, 3, 3), {}),
    "one cell": ((2, 3, 1), (5, 3, 1), {}),
    "stride": ((2, 2, 10), (3, 2, 3), {"stride": 3}),
    "padding": ((1, 2, 6), (3, 2, 4), {"padding": 3}),
    "same, even kernel": ((2, 2, 7), (2, 2, 4), {"padding": "same"}),
    "dilation": ((2, 2, 11), (2, 2, 3), {"dilation": 4}),
    "groups": ((2, 6, 5), (4, 3, 3), {"groups": 2}),
    "depthwise": ((1, 3, 8), (6, 1, 3), {"groups": 3, "padding": 1}),
    "all at once": ((2, 4, 13), (6, 2, 3), {"stride": 2, "padding": 2, "dilation": 3, "groups": 2}),
}
CONV_TRANSPOSE2D = {
    "plain": ((2, 3, 4, 5), (3, 4, 3, 2), {}),
    "1x1": ((2, 3, 4, 4), (3, 5, 1, 1), {}),
    "stride": ((2, 2, 4, 3), (2, 3, 3, 4), {"stride": (2, 3)}),
    "stride above the kernel": ((2, 2, 3, 3), (2, 3, 2, 1), {"stride": 3}),
    "padding": ((1, 2, 4, 5), (2, 3, 3, 4), {"padding": (1, 2)}),
    "output padding": (
        (2, 2, 4, 3),
        (2, 3, 3, 3),
        {"stride": (2, 3), "padding": 1, "output_padding": (1, 2)},
    ),
    "output padding below dilation": ((1, 2, 4, 3), (2, 2, 3, 2), {"dilation": 3, "output_padding": (2, 1)}),
    "dilation": ((2, 2, 4, 4), (2, 2, 3, 2), {"dilation": (2, 3)}),
    "stride and dilation with a common factor": (
        (1, 2, 4, 5),
        (2, 2, 4, 3),
        {"stride": (4, 2), "dilation": (2, 4), "padding": 1},
    ),
    "groups": ((2, 6, 3, 3), (6, 2, 3, 3), {"groups": 3}),
    "depthwise": ((1, 3, 4, 4), (3, 1, 4, 4), {"groups": 3, "stride": 2, "padding": 1}),
    "all at once": (
        (2, 4, 5, 4),
        (4, 3, 3, 2),
        {
            "stride": (3, 2),
            "padding": (2, 1),
            "output_padding": (2, 1),
            "dilation": (2, 3),
            "groups": 2,
        },
    ),
}
