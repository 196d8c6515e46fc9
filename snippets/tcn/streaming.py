"""The TCN one step at a time: every convolution keeps the inputs that it will look back at."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import whole
from snippets.tcn.block import relu
from snippets.tcn.network import in_levels, named_arrays


# --8<-- [start:CausalStream]
class CausalStream:
    """A causal convolution that is given one step after the other.

    `past` is a ring: the newest input takes the place of the oldest, which no later
    output looks at, and nothing is moved.
    Shapes: weight (C_out, C_in, K), bias (C_out,) or None,
    past ((K - 1) * dilation, N, C_in).
    """

    def __init__(self, weight, bias, dilation, N):
        _, C_in, K = weight.shape
        self.weight, self.bias = weight, 0 if bias is None else bias
        # The zeros of the padding; and the farthest comes first, as in the kernel.
        self.past = np.zeros(((K - 1) * dilation, N, C_in), weight.dtype)
        self.looks_back = dilation * np.arange(K - 1, 0, -1)
        self.t = 0

    def step(self, x):
        """Take x (N, C_in), return the output of this step (N, C_out)."""
        output = x @ self.weight[:, :, -1].T + self.bias
        for k, steps in enumerate(self.looks_back):
            before = self.past[(self.t - steps) % len(self.past)]
            output += before @ self.weight[:, :, k].T
        if len(self.past):
            self.past[self.t % len(self.past)] = x
        self.t += 1
        return output

    # --8<-- [end:CausalStream]


class TCNStream:
    """A TCN that is given one step after the other, answers each at once, and computes in its weights' dtype.

    `state_size` counts the numbers that it keeps of each sequence. With as many channels in as in every
    level, C, it keeps (receptive field - 1) * C.
    Shapes: `levels` as `tcn`, for N sequences side by side.
    Raises ValueError as `tcn`.
    """

    def __init__(self, levels, N=1):
        N = whole("N", N, 0)
        levels = in_levels(floating(**named_arrays(levels)))
        self.levels = []
        for i, (weight1, bias1, weight2, bias2, weight_skip, bias_skip) in enumerate(levels):
            convs = [CausalStream(weight1, bias1, 2**i, N)]
            if weight2 is not None:
                convs.append(CausalStream(weight2, bias2, 2**i, N))
            skip = None if weight_skip is None else CausalStream(weight_skip, bias_skip, 1, N)
            self.levels.append((convs, skip))
        first = levels[0][0]
        self.shape, self.dtype = (N, first.shape[1]), first.dtype
        rings = [conv.past for convs, _ in self.levels for conv in convs]
        self.state_size = sum(len(past) * past.shape[2] for past in rings)

    def step(self, x):
        """Take the next input of every sequence, return what `tcn` gives at this step.

        Shapes: x (N, C_in) -> (N, C_out).
        Raises ValueError for another shape.
        """
        (x,) = floating(x=x)
        check_shape("x", x, "(N, C_in)", *self.shape)
        x = x.astype(self.dtype, copy=False)
        for convs, skip in self.levels:
            inner = x
            for conv in convs:
                inner = relu(conv.step(inner))
            x = relu(inner + (x if skip is None else skip.step(x)))
        return x
