"""How a vector of parameters follows its gradient: SGD with momentum, Adam, and a rate that fades out."""

import numpy as np

from snippets.arrays import check_shape


class SGD:
    """Step against the gradient, with a momentum that remembers the steps before.

    Shapes: parameters (P,), floating, changed in place by `step(grad)`, grad (P,).
    Raises ValueError if either is anything else.
    Source: Goodfellow, Bengio, Courville, Deep Learning, section 8.3.2; PyTorch's `optim.SGD`.
    """

    def __init__(self, parameters, lr, *, momentum=0.0):
        check_parameters(parameters)
        self.parameters, self.lr, self.momentum = parameters, lr, momentum
        self.velocity = np.zeros_like(parameters)

    def step(self, grad):
        check_shape("grad", grad, "(P,)", *self.parameters.shape)
        self.velocity *= self.momentum
        self.velocity += grad
        self.parameters -= self.lr * self.velocity


class Adam:
    """Step by the gradient's running mean, divided by the root of its running square.

    Shapes: parameters (P,), floating, changed in place by `step(grad)`, grad (P,).
    Raises ValueError if either is anything else.
    Source: Kingma and Ba, arXiv:1412.6980, algorithm 1; PyTorch's `optim.Adam`.
    """

    def __init__(self, parameters, lr=1e-3, *, betas=(0.9, 0.999), eps=1e-8):
        check_parameters(parameters)
        self.parameters, self.lr, self.betas, self.eps = parameters, lr, betas, eps
        self.mean, self.square = np.zeros_like(parameters), np.zeros_like(parameters)
        self.steps = 0
        # Two arrays to compute in: new ones of this size would cost more time than the arithmetic.
        self.change, self.scale = np.empty_like(parameters), np.empty_like(parameters)

    def step(self, grad):
        check_shape("grad", grad, "(P,)", *self.parameters.shape)
        beta1, beta2 = self.betas
        self.steps += 1
        follow(self.mean, grad, 1 - beta1, self.change)
        np.multiply(grad, grad, out=self.scale)
        follow(self.square, self.scale, 1 - beta2, self.scale)
        # Both averages began at zero, and are still too small.
        np.divide(self.mean, 1 - beta1**self.steps, out=self.change)
        np.divide(self.square, 1 - beta2**self.steps, out=self.scale)
        np.sqrt(self.scale, out=self.scale)
        self.scale += self.eps
        self.change *= self.lr
        self.change /= self.scale
        self.parameters -= self.change


def follow(average, value, share, work):
    """Move a running average by a share of the way to a value, computing in `work`."""
    np.subtract(value, average, out=work)
    work *= share
    average += work


def cosine(step, steps, peak):
    """Return the learning rate at a step: `peak` at step 0, down half a cosine, 0 after `steps`.

    Source: Loshchilov and Hutter, arXiv:1608.03983, eq. 5, with one period and a smallest rate of 0.
    """
    return peak * (1 + np.cos(np.pi * step / steps)) / 2


def check_parameters(parameters):
    array = np.asarray(parameters)
    if array is not parameters or array.ndim != 1 or array.dtype.kind != "f":
        given = f"{type(parameters).__name__} of {array.dtype}, {array.shape}"
        raise ValueError(f"parameters is {given}; expected one ndarray of floats, (P,), to change in place")
