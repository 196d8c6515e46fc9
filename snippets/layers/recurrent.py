"""Recurrent layers: x (T, N, in_features) -> the state after every step (T, N, hidden)."""

import numpy as np

from snippets.gru import gru_with_backward
from snippets.init import forget_gate_bias, orthogonal
from snippets.lstm import lstm_with_backward
from snippets.nn import Layer
from snippets.rnn import rnn_with_backward


class RNN(Layer):
    """A tanh network over a whole sequence."""

    cell, gates, states = staticmethod(rnn_with_backward), 1, 1

    def __init__(self, in_features, hidden, *, rng, dtype=np.float32):
        super().__init__()
        self.parameters = first_arrays(self.gates, in_features, hidden, rng, dtype)

    def forward(self, x):
        (output, *_), self.back = self.cell(x, **self.parameters)
        return output

    def backward(self, grad_output):
        unused = [None] * self.states  # the last states are asked for in the output only
        grad_x, *grads = self.back(grad_output, *unused)
        self.gradients = dict(zip(self.parameters, grads, strict=False))
        return grad_x


class GRU(RNN):
    """A GRU over a whole sequence."""

    cell, gates = staticmethod(gru_with_backward), 3


class LSTM(RNN):
    """An LSTM over a whole sequence; its forget gate begins with a bias of `forget_bias`."""

    cell, gates, states = staticmethod(lstm_with_backward), 4, 2

    def __init__(self, in_features, hidden, *, rng, dtype=np.float32, forget_bias=1.0):
        super().__init__(in_features, hidden, rng=rng, dtype=dtype)
        self.parameters["bias_ih"] = forget_gate_bias(self.parameters["bias_ih"], forget_bias)


class BiLSTM(Layer):
    """Two LSTMs, one reads each way: x (T, N, in_features) -> (T, N, 2 * hidden)."""

    def __init__(self, in_features, hidden, *, rng, dtype=np.float32, forget_bias=1.0):
        super().__init__()
        settings = {"rng": rng, "dtype": dtype, "forget_bias": forget_bias}
        self.both = {way: LSTM(in_features, hidden, **settings) for way in ("forward", "backward")}
        for way, layer in self.both.items():
            self.parameters |= {f"{way}.{name}": array for name, array in layer.parameters.items()}

    def forward(self, x):
        for name, array in self.parameters.items():  # a model may have moved them into its own vector
            way, _, key = name.partition(".")
            self.both[way].parameters[key] = array
        there, back = self.both["forward"].forward(x), self.both["backward"].forward(x[::-1])
        return np.concatenate([there, back[::-1]], axis=2)

    def backward(self, grad_output):
        there, back = np.split(grad_output, 2, axis=2)
        grad_x = self.both["forward"].backward(there) + self.both["backward"].backward(back[::-1])[::-1]
        for way, layer in self.both.items():
            self.gradients |= {f"{way}.{name}": grad for name, grad in layer.gradients.items()}
        return grad_x


def first_arrays(gates, in_features, hidden, rng, dtype):
    """Draw a layer's arrays: even inputs, each gate's recurrent matrix orthogonal, one bias of zeros."""
    bound = 1 / np.sqrt(in_features)
    recurrent = [orthogonal(rng, hidden, hidden, dtype=dtype) for _ in range(gates)]
    return {
        "weight_ih": rng.uniform(-bound, bound, (gates * hidden, in_features)).astype(dtype),
        "weight_hh": np.concatenate(recurrent),
        "bias_ih": np.zeros(gates * hidden, dtype),
    }
