"""Watch a training: a bar for a person, its state on disk every few seconds, and the best weights so far."""

import shutil
import signal
import sys
import threading
import time

import numpy as np

from snippets.storage import read_arrays, shown, write_arrays

EVERY = 5.0  # seconds between two states on disk
LOOKS = 20  # how often a training is scored on validation data
BLINK = 0.1  # seconds between two looks of a person


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
        saved, shown_at = began, -np.inf
        with Patience() as patience:
            for done in self.descent:
                if done % max(1, steps // LOOKS) == 0:
                    self.look(done)
                now = self.clock()
                if now - saved >= EVERY or patience.asked:
                    self.save()
                    saved = now
                if now - shown_at >= BLINK or done == steps:
                    self.show(done, steps, (now - began) / (done - first))
                    shown_at = now
                if patience.asked:
                    self.leave()
        self.state.unlink(missing_ok=True)
        self.best.unlink(missing_ok=True)
        return self.descent.model

    def leave(self):
        """Say what is left behind, and pass on that someone wants to stop."""
        if self.best.exists():
            print(f"\nThe best weights so far, of step {self.step_of_best}: {shown(self.best)}", end="")
        raise KeyboardInterrupt

    def take_up(self):
        """Go on from the state of a stopped training, if there is one that can be read."""
        try:
            kept = read_arrays(self.state, {name: array.shape for name, array in self.arrays().items()})
        except FileNotFoundError:
            return
        except ValueError as error:
            print(f"{error}, or leave it: {self.name} is trained from the start.")
            return
        try:
            self.descent.restore(kept)
        except ValueError as error:
            print(f"{shown(self.state)}: {error}. → Leave it: {self.name} is trained from the start.")
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
        best = f", best score {self.score_of_best:.3f}" if self.step_of_best else ""
        count = f"{done:{len(str(steps))}}/{steps}"
        bar = "━" * (20 * done // steps)
        line = f"{self.name} {count} {bar:<20} {minutes((steps - done) * seconds)} left{best}"
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{line[:width]:<{width}}", end="\n" if done == steps else "", file=sys.stderr, flush=True)


class Patience:
    """Within it Ctrl-C is noted, so that a step is taken to its end: half a step cannot be taken up again.

    The second Ctrl-C does not wait. Only a program's main thread can do this; another is never asked.
    """

    asked = False

    def __enter__(self):
        self.main = threading.current_thread() is threading.main_thread()
        if self.main:
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def note(self, number, frame):
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def __exit__(self, kind, error, traceback):
        if self.main:
            signal.signal(signal.SIGINT, self.before)


def minutes(seconds):
    """A time as minutes and seconds: 1:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
