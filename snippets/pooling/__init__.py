"""Pooling: one number for every window, or for a whole map, and where its gradient goes."""

from snippets.pooling.average import avg_pool2d, avg_pool2d_backward, avg_pool2d_naive
from snippets.pooling.blur import blur_pool2d, blur_pool2d_backward, blur_pool2d_naive
from snippets.pooling.maximum import max_pool2d, max_pool2d_backward, max_pool2d_naive
from snippets.pooling.whole_map import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "avg_pool2d_naive",
    "blur_pool2d",
    "blur_pool2d_backward",
    "blur_pool2d_naive",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_naive",
]
