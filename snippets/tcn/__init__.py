"""The temporal convolutional network: causal windows that widen from level to level, whole or streamed."""

from snippets.tcn.block import (
    relu,
    residual_block,
    residual_block_backward,
    residual_block_with_backward,
)
from snippets.tcn.layer import TCNBlock
from snippets.tcn.network import tcn, tcn_backward, tcn_with_backward
from snippets.tcn.reach import levels_for, tcn_receptive_field, tcn_windows
from snippets.tcn.streaming import CausalStream, TCNStream

__all__ = [
    "CausalStream",
    "TCNBlock",
    "TCNStream",
    "levels_for",
    "relu",
    "residual_block",
    "residual_block_backward",
    "residual_block_with_backward",
    "tcn",
    "tcn_backward",
    "tcn_receptive_field",
    "tcn_windows",
    "tcn_with_backward",
]
