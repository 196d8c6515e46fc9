"""The linear recurrences that PyTorch was asked about; `linear_recurrence_make.py` asks, the .npz keeps."""

from pathlib import Path

FILE = Path(__file__).with_name("linear_recurrence.npz")

# Whether `a` is one for each step, whether it is complex (x and h0 stay real), whether there is an h0.
RECURRENCE = {
    "one a": {"varying": False, "complex_a": False, "h0": True},
    "one a, no h0": {"varying": False, "complex_a": False, "h0": False},
    "an a each step": {"varying": True, "complex_a": False, "h0": True},
    "complex a": {"varying": False, "complex_a": True, "h0": True},
    "complex a each step": {"varying": True, "complex_a": True, "h0": False},
}

# The shape of the kernel, for x of shape (7, 3, 4).
CONVOLUTION = {
    "a kernel each channel": (5, 4),
    "mixed": (5, 3, 4),
    "groups": (3, 6, 2),
    "longer than the signal": (9, 4),
    "one step": (1, 2, 4),
}

# Inputs, states, outputs; whether there is a D.
STATE_SPACE = {
    "all sizes differ": {"sizes": (2, 4, 3), "skip": True},
    "no D": {"sizes": (3, 2, 1), "skip": False},
}
