"""A linear recurrence in its four forms: a loop, a convolution, a product of frequencies, a parallel scan."""

from snippets.linear_recurrence.loop import linear_recurrence, linear_recurrence_backward
from snippets.linear_recurrence.model import (
    delay_line,
    diagonal_state_space,
    diagonalise,
    oscillator,
    state_space,
    state_space_backward,
    state_space_kernel,
)
from snippets.linear_recurrence.parallel import combine, scan, scan_backward, scan_steps
from snippets.linear_recurrence.window import (
    causal_convolution,
    causal_convolution_backward,
    causal_convolution_fft,
    causal_convolution_fft_backward,
    powers,
    window_for,
)

__all__ = [
    "causal_convolution",
    "causal_convolution_backward",
    "causal_convolution_fft",
    "causal_convolution_fft_backward",
    "combine",
    "delay_line",
    "diagonal_state_space",
    "diagonalise",
    "linear_recurrence",
    "linear_recurrence_backward",
    "oscillator",
    "powers",
    "scan",
    "scan_backward",
    "scan_steps",
    "state_space",
    "state_space_backward",
    "state_space_kernel",
    "window_for",
]
