"""Models of several parts, such as an encoder and two heads, that train as one."""

import numpy as np

from snippets.nn import Sequential


class Joined:
    """Sequentials whose parameters lie in one vector; in `parameters` they are named "part.layer.name"."""

    def __init__(self, **parts):
        self.parts = parts
        self.vector = np.concatenate([part.vector for part in parts.values()])
        self.parameters, start = {}, 0
        for name, part in parts.items():
            end = start + part.vector.size
            move(part, self.vector[start:end])
            start = end
            self.parameters |= {f"{name}.{key}": array for key, array in part.parameters.items()}

    def gradient(self):
        """The gradients of every part's last `backward`, in the order of `vector`."""
        return np.concatenate([part.gradient() for part in self.parts.values()])

    load = Sequential.load


def move(model, vector):
    """Move a Sequential's parameters into a vector that somebody else holds, where they already stand."""
    model.vector, start = vector, 0
    for i, layer in enumerate(model.layers):
        for name, array in layer.parameters.items():
            end = start + array.size
            view = vector[start:end].reshape(array.shape)
            layer.parameters[name] = model.parameters[f"{i}.{name}"] = view
            start = end
