"""Watch a training: a bar for a person, its state on disk every few seconds, and the best weights so far."""

import sys
import time

import numpy as np

from snippets.storage import read_arrays, shown, write_arrays

EVERY = 5.0  # seconds between two states on disk
LOOKS = 20  # how often a training is scored on validation data


class Watched:
    """A descent under `path`: its state lies in `path`.state.npz, its best weights in `path`.best.npz.

    `score(model)` is the higher the better, on validation data; it does not touch the training. Whoever
    stops a training finds both files; the next one under the same path goes on from the state.
    """

    def __init__(self, descent, score, path, name, *, clock=time.monotonic):
        self.descent, self.score, self.name, self.clock = descent, score, name, clock
        self.state, self.best = (path.with_name(f"{path.name}.{kind}.npz") for kind in ("state", "best"))
        self.score_of_best, self.step_of_best = -np.inf, 0

    def run(self):
        """Take all steps that are left, clear up, return the model."""
        self.take_up()
        steps, began, first = len(self.descent), self.clock(), len(self.descent.losses)
        saved = began
        try:
            for done in self.descent:
                if done % max(1, steps // LOOKS) == 0:
                    self.look(done)
                if self.clock() - saved >= EVERY:
                    self.save()
                    saved = self.clock()
                self.show(done, steps, (self.clock() - began) / (done - first))
        except KeyboardInterrupt:
            self.save()
            if self.best.exists():
                print(
                    f"\nThe best weights so far, of step {self.step_of_best}: {shown(self.best)}",
                    end="",
                )
            raise
        self.state.unlink(missing_ok=True)
        self.best.unlink(missing_ok=True)
        return self.descent.model

    def take_up(self):
        """Go on from the state of a stopped training, if there is one that can be read."""
        fresh = self.arrays()
        try:
            kept = read_arrays(self.state, {name: array.shape for name, array in fresh.items()})
            self.descent.restore(kept)
        except FileNotFoundError:
            return
        except ValueError as error:
            print(f"{error} It is trained from the start.")
            return
        self.score_of_best, self.step_of_best = float(kept["score of best"]), int(kept["step of best"])
        print(f"{self.name} goes on at step {int(kept['done'])} of {len(self.descent)}.")

    def look(self, done):
        score = self.score(self.descent.model)
        if score > self.score_of_best:
            self.score_of_best, self.step_of_best = score, done
            write_arrays(self.best, self.descent.model.parameters)

    def save(self):
        write_arrays(self.state, self.arrays())

    def arrays(self):
        best = max(self.score_of_best, np.finfo(np.float64).min)  # no score yet: files hold finite numbers
        own = {"score of best": np.array(best), "step of best": np.array(self.step_of_best)}
        return self.descent.state() | own

    def show(self, done, steps, seconds):
        """A line that grows at a terminal; a log stays clean."""
        if not sys.stderr.isatty():
            return
        bar = "━" * (30 * done // steps)
        left = (steps - done) * seconds
        best = f" best {self.score_of_best:.3f}" if self.step_of_best else ""
        line = f"\r{self.name} {done}/{steps} {bar:<30} {left // 60:.0f}:{left % 60:02.0f} left{best}"
        print(line, end="\n" if done == steps else "", file=sys.stderr, flush=True)
