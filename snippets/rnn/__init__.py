"""The recurrent network: a loop that carries a state, the same unfolded into layers, and its gradients."""

from snippets.rnn.backward import rnn_backward, rnn_backward_truncated, rnn_with_backward
from snippets.rnn.by_hand import jordan, jordan_backward, parity_weights
from snippets.rnn.cell import rnn, rnn_naive
from snippets.rnn.unfolded import unfolded, unfolded_backward

__all__ = [
    "jordan",
    "jordan_backward",
    "parity_weights",
    "rnn",
    "rnn_backward",
    "rnn_backward_truncated",
    "rnn_naive",
    "rnn_with_backward",
    "unfolded",
    "unfolded_backward",
]
