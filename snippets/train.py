"""Train a case for several seeds: `python -m snippets.train shifted_digits --seeds 5`.

A case is a module of `snippets` with

    RUNS                          the rows of its table: name -> whatever its functions want to know
    SHIPPED                       the rows whose weights ship
    DATA                          the data files that its numbers hang on
    build(name)                   an untrained model with `parameters`, name -> array, and `load(arrays)`
    train(name, seed)             the trained model; the same seed, the same model; or, if it takes its time,
    descent(name, seed)           the training as a `snippets.descent.Descent`, to watch and to stop
    score(name, model)            how good the model is on validation data, the higher the better
    evaluate(name, model)         metric -> number, on the held-out data
    misses(runs)                  what the bar asks for and the seeds do not give, in sentences
    CANDIDATES, FOLDS             settings to choose from, and into how many parts to cut the training data
    validate(name, setting, fold) the score on that part after training on the others
"""

import os

if __name__ == "__main__":  # before NumPy is imported: products here are small, and several threads only spin
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")

import argparse
import importlib
import shutil
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np

from snippets import trained
from snippets.storage import ROOT, read_arrays, shown, write_arrays, write_table
from snippets.watching import Watched

CASES = (
    "shifted_digits",
    "glyphs",
    "alice",
    "phrase_and_distance",
    "dna",
    "sunspots",
    "adding",
    "prosody",
    "video",
    "moving_dot",
    "characters",
    "captions",
    "digit_strings",
)
NEEDED = (
    "RUNS",
    "SHIPPED",
    "DATA",
    "build",
    "evaluate",
    "misses",
    "CANDIDATES",
    "FOLDS",
    "validate",
)


def main(arguments=None, folder=trained.FOLDER, kept=ROOT / ".cache" / "train"):
    parser = argparse.ArgumentParser(
        prog="python -m snippets.train", description="Train a case, several seeds of it."
    )
    parser.add_argument("case", metavar="case", help=", ".join(CASES))
    parser.add_argument(
        "--seeds", type=int, default=5, metavar="N", help="how many, from seed 0 (default: 5)"
    )
    parser.add_argument(
        "--choose",
        action="store_true",
        help="compare settings by cross-validation; the test data stays untouched",
    )
    chosen = parser.parse_args(arguments)
    if chosen.seeds < 1:
        parser.error(f"--seeds {chosen.seeds}: at least one is needed")
    try:
        case = find(chosen.case)
    except ValueError as error:
        parser.error(str(error))
    if chosen.choose:
        return choose(chosen.case, case, folder)
    code = trained.fingerprint(chosen.case)
    kept = Path(kept) / chosen.case / code[:16]
    try:
        return train(chosen.case, case, chosen.seeds, Path(folder), kept, code)
    except KeyboardInterrupt:
        finished = sum(not path.stem.endswith((".state", ".best")) for path in kept.glob("*.npz"))
        print(f"\nStopped. {shown(folder)} is as it was.", end=" ")
        print(f"{finished} finished trainings wait in {shown(kept)}: the same command goes on from there.")
        return 130


def find(name):
    """The module of a case; raises ValueError if there is none or it is not complete."""
    if name not in CASES:
        raise ValueError(f"{name} is no case. → Choose from: {', '.join(CASES)}")
    case = importlib.import_module(f"snippets.{name}")
    needed = [*NEEDED, *(("descent", "score") if hasattr(case, "descent") else ("train",))]
    if missing := [part for part in needed if not hasattr(case, part)]:
        raise ValueError(f"snippets/{name}.py lacks {', '.join(missing)}. → See the top of snippets/train.py")
    return case


def train(name, case, seeds, folder, kept, code):
    """Train every run for every seed, keep each that is finished, then write table and weights."""
    clock = Clock(case.RUNS, seeds)
    models = {}
    for seed in range(seeds):
        for run in case.RUNS:
            path = kept / f"{run}-{seed}.npz"
            models[run, seed] = resumed(case, run, path)
            if models[run, seed] is None:
                print(f"{run}, seed {seed}: {clock.left(run, seed)}", flush=True)
                started = time.monotonic()
                models[run, seed] = trained_model(case, run, seed, path.with_suffix(""))
                clock.took(run, time.monotonic() - started)
                write_arrays(path, models[run, seed].parameters)
    runs = {
        run: [rounded(case.evaluate(run, models[run, seed])) for seed in range(seeds)] for run in case.RUNS
    }
    trained.save(name, runs, {run: models[run, 0] for run in case.RUNS}, code, folder)
    shutil.rmtree(kept)
    report(runs)
    missed = case.misses(runs)
    print("\n".join(missed) or "Every seed clears the bar.")
    print(f"Written: {shown(folder / name)}.json and {name}.npz")
    return 1 if missed else 0


def trained_model(case, run, seed, path):
    """Train one model; if it takes its time, one can watch it, and stop it without loss."""
    if not hasattr(case, "descent"):
        return case.train(run, seed)
    return Watched(case.descent(run, seed), partial(case.score, run), path, f"{run}, seed {seed}").run()


def resumed(case, run, path):
    """The model that an interrupted training has left, or None."""
    model = case.build(run)
    try:
        model.load(read_arrays(path, {key: array.shape for key, array in model.parameters.items()}))
    except FileNotFoundError:
        return None
    except ValueError as error:
        print(f"{error} It is trained again.")
        return None
    return model


def choose(name, case, folder):
    """Score every candidate by cross-validation and write all scores; the code keeps the best by hand."""
    table = {}
    for run, candidates in case.CANDIDATES.items():
        table[run] = []
        for candidate in candidates:
            scores = [round(case.validate(run, candidate, fold), 4) for fold in range(case.FOLDS)]
            table[run].append({"candidate": list(candidate), "validation": scores})
            print(f"{run} {candidate}: {np.mean(scores):.4f}", flush=True)
        print(f"{run}: the best is {best(table[run])}", flush=True)
    write_table(Path(folder) / f"{name}-choice.json", table)
    return 0


def best(scored):
    """The candidate with the highest mean score; of equal ones, the first."""
    return tuple(max(scored, key=lambda entry: round(np.mean(entry["validation"]), 6))["candidate"])


class Clock:
    """Says how long the rest will take, as soon as each kind of run has been timed once."""

    def __init__(self, runs, seeds):
        self.runs, self.seeds, self.seconds = list(runs), seeds, {}

    def took(self, run, seconds):
        self.seconds[run] = seconds

    def left(self, run, seed):
        """How many of all runs are done with this one, and when the last will be."""
        place = self.runs.index(run)
        count = f"{seed * len(self.runs) + place + 1} of {self.seeds * len(self.runs)}"
        if set(self.seconds) != set(self.runs):
            return f"{count}, the time left shows after a seed of each"
        rest = sum(self.seconds[other] for other in self.runs[place:])
        rest += (self.seeds - seed - 1) * sum(self.seconds.values())
        return f"{count}, about {rest // 60:.0f} min {rest % 60:.0f} s left"


def rounded(metrics):
    return {metric: round(value, 4) for metric, value in metrics.items()}


def report(runs):
    """Print mean, smallest and largest of every metric."""
    for run, seeds in runs.items():
        cells = [
            f"{metric} {np.mean([s[metric] for s in seeds]):.3f}"
            f" ({min(s[metric] for s in seeds):.3f} to {max(s[metric] for s in seeds):.3f})"
            for metric in seeds[0]
        ]
        print(f"{run:24}" + "  ".join(cells))


if __name__ == "__main__":
    sys.exit(main())
