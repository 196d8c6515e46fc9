"""A training as a sequence of steps, which can be watched, stopped anywhere, and taken up again."""

import numpy as np

from snippets.clipping import clip_by_norm
from snippets.losses import cross_entropy, cross_entropy_backward
from snippets.optim import Adam, cosine


class Descent:
    """Adam's way down a loss: iterate to take the steps, each yields how many are done.

    `loss(model, rng)` draws a batch, and returns its mean loss and the gradient of `model.vector`. Every step
    has a generator of its own, made of the seed and the step's number, so that nothing has to be remembered
    of those before: `state` and `restore` go on with the same bytes as if nothing had stopped. (Step 0 has
    the generator of the seed by itself: NumPy pads [seed, 0] and [seed] to the same.)
    The rate rises evenly over a share `warmup` of the steps, then falls along a cosine; a gradient longer
    than `limit` is shortened to it. Before each step of Adam's, weights shrink by the share rate times
    `decay` (weight decay, AdamW).
    Raises ValueError for less than one step, and for a share outside 0 to 1.
    Source: Loshchilov and Hutter, arXiv:1711.05101, algorithm 2; PyTorch's `optim.AdamW`.
    """

    def __init__(self, model, loss, *, steps, lr, seed, warmup=0.0, limit=None, decay=0.0):
        if steps < 1:
            raise ValueError(f"steps is {steps!r}; expected at least one")
        if not 0 <= warmup < 1:
            raise ValueError(f"warmup is {warmup!r}; expected a share of the steps, from 0 and below 1")
        self.model, self.loss, self.steps, self.lr, self.seed = model, loss, steps, lr, seed
        self.rising, self.limit, self.decay = round(warmup * steps), limit, decay
        self.optimizer = Adam(model.vector, lr)
        self.losses = []

    def __len__(self):
        return self.steps

    def __iter__(self):
        """Take the steps that are left."""
        for step in range(len(self.losses), self.steps):
            loss, gradient = self.loss(self.model, np.random.default_rng([self.seed, step]))
            if self.limit is not None:
                (gradient,) = clip_by_norm([gradient], self.limit)
            self.optimizer.lr = self.rate(step)
            self.optimizer.parameters *= 1 - self.optimizer.lr * self.decay
            self.optimizer.step(gradient)
            self.losses.append(loss)
            yield step + 1

    def rate(self, step):
        """The learning rate of a step, counted from 0."""
        if step < self.rising:
            return self.lr * (step + 1) / self.rising
        return cosine(step - self.rising, self.steps - self.rising, self.lr)

    def run(self):
        """Take all the steps that are left; return the model."""
        for _ in self:
            pass
        return self.model

    def state(self):
        """What has to be kept to go on from here: arrays by name, always of the same shapes."""
        adam, losses = self.optimizer, np.zeros(self.steps)
        losses[: len(self.losses)] = self.losses
        arrays = {"vector": adam.parameters, "mean": adam.mean, "square": adam.square}
        arrays = {name: array.copy() for name, array in arrays.items()}
        return arrays | {"losses": losses, "done": np.array(len(self.losses))}

    def restore(self, state):
        """Go on from a `state` of the same training; a ValueError, and no change, if it is of another."""
        own, done = self.state(), int(state["done"])
        for name, array in own.items():
            if state[name].shape != array.shape:
                raise ValueError(f"{name} has shape {state[name].shape}; expected {array.shape}")
        if not 0 <= done <= self.steps:
            raise ValueError(f"{done} steps are done; expected 0 to {self.steps}")
        adam = self.optimizer
        adam.parameters[...], adam.mean[...], adam.square[...] = (
            state[name] for name in ("vector", "mean", "square")
        )
        adam.steps, self.losses = done, state["losses"][:done].tolist()


def classification(batch):
    """The loss of a model that names classes; `batch(rng)` draws inputs and their labels."""

    def loss(model, rng):
        x, target = batch(rng)
        logits = model.forward(x)
        model.backward(cross_entropy_backward(1, logits, target))
        return cross_entropy(logits, target), model.gradient()

    return loss
