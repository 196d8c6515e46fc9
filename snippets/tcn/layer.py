"""A level of a TCN as a layer that holds its parameters, to be trained by `snippets.nn.fit`."""

import numpy as np

from snippets.nn import Layer, initial
from snippets.tcn.block import ARRAYS, residual_block_with_backward


class TCNBlock(Layer):
    """A residual block whose filters are learned; where the channels differ it has a weight_skip.

    Shapes: x (N, in_channels, L) -> (N, out_channels, L).
    Raises ValueError unless it has one convolution or two.
    """

    def __init__(self, in_channels, out_channels, kernel_size, *, dilation=1, convs=2, rng, dtype=np.float32):
        super().__init__()
        if convs not in (1, 2):
            raise ValueError(f"convs is {convs!r}; expected 1 or 2, the convolutions of a level")
        shapes = {"1": (out_channels, in_channels, kernel_size)}
        if convs == 2:
            shapes["2"] = (out_channels, out_channels, kernel_size)
        if in_channels != out_channels:
            shapes["_skip"] = (out_channels, in_channels, 1)
        for end, shape in shapes.items():
            drawn = initial(rng, shape, dtype)
            self.parameters |= {f"weight{end}": drawn["weight"], f"bias{end}": drawn["bias"]}
        self.dilation = dilation

    def forward(self, x):
        output, self.way_back = residual_block_with_backward(x, **self.parameters, dilation=self.dilation)
        return output

    def backward(self, grad_output):
        grad_x, *grads = self.way_back(grad_output)
        self.gradients = dict(zip(ARRAYS, grads, strict=True))
        return grad_x
