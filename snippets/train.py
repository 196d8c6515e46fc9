"""Train a case for several seeds: `python -m snippets.train shifted_digits --seeds 5`.

A case is a module of `snippets` with

    RUNS                          the rows of its table: name -> whatever its functions want to know
    SHIPPED                       the rows whose weights ship
    DATA                          the data files that its numbers depend on
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
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from snippets import trained
from snippets.storage import ROOT, read_arrays, read_table, shown, write_arrays, write_table
from snippets.watching import Watched, minutes

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
    "images_and_text",
)
CHOICE = "choice.json"  # the scores of a choice that is not finished
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
    code = trained.fingerprint(chosen.case)
    kept = Path(kept) / chosen.case / code[:16]
    try:
        if chosen.choose:
            return choose(chosen.case, case, Path(folder), kept)
        return train(chosen.case, case, chosen.seeds, Path(folder), kept, code)
    except KeyboardInterrupt:
        print(f"\nStopped. {shown(folder)} is as it was. {left(kept)} The same command goes on from there.")
        return 130
    except OSError as error:
        print(f"\n{error}. → Mend that: {shown(folder)} and {shown(kept)} are written to. {left(kept)}")
        return 1


def left(kept):
    """What an interrupted command has left, in words."""
    states = len(list(kept.glob("*.state.npz")))
    finished = len(list(kept.glob("*.npz"))) - states - len(list(kept.glob("*.best.npz")))
    scores = len(scored_before(kept / CHOICE))
    chosen = f", {scores} scores of a choice" if scores else ""
    return f"Kept in {shown(kept)}: {finished} finished trainings, {states} begun{chosen}."


def find(name):
    """The module of a case; raises ValueError if there is none or it is not complete."""
    if name not in CASES:
        raise ValueError(f"{name} is no case. → Choose from: {', '.join(CASES)}")
    try:
        case = importlib.import_module(f"snippets.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"snippets.{name}":
            raise
        raise ValueError(
            f"snippets/{name}.py is not here. → Take the whole project, or the download of that case"
        ) from None
    needed = [*NEEDED, *(("descent", "score") if hasattr(case, "descent") else ("train",))]
    if missing := [part for part in needed if not hasattr(case, part)]:
        raise ValueError(f"snippets/{name}.py lacks {', '.join(missing)}. → See the top of snippets/train.py")
    return case


def train(name, case, seeds, folder, kept, code):
    """Train every run for every seed, keep each that is finished, then write table and weights."""
    clock = Clock([run for _ in range(seeds) for run in case.RUNS])
    models = {}
    for seed in range(seeds):
        for run in case.RUNS:
            path = kept / f"{run}-{seed}.npz"
            models[run, seed] = resumed(case, run, path)
            if models[run, seed] is None:
                print(f"{run}, seed {seed}: {clock}", flush=True)
                with clock.timing(run):
                    models[run, seed] = trained_model(case, run, seed, path.with_suffix(""))
                write_arrays(path, models[run, seed].parameters)
            clock.next()
    print("All are trained. Now each is tested.", flush=True)
    runs = {
        run: [rounded(case.evaluate(run, models[run, seed])) for seed in range(seeds)] for run in case.RUNS
    }
    trained.save(name, runs, {run: models[run, 0] for run in case.RUNS}, code, folder)
    for run, seed in models:  # those of other seeds stay for who wants them
        (kept / f"{run}-{seed}.npz").unlink(missing_ok=True)
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
        print(f"{error}, or leave it: {run} is trained again.")
        return None
    return model


def choose(name, case, folder, kept):
    """Score every candidate by cross-validation and write all scores; the code keeps the best by hand."""
    scores = scored_before(kept / CHOICE)
    clock = Clock([run for run in case.CANDIDATES for _ in range(len(case.CANDIDATES[run]) * case.FOLDS)])
    table = {}
    for run, candidates in case.CANDIDATES.items():
        table[run] = []
        for candidate in candidates:
            print(f"{run} {candidate}: {clock}", flush=True)
            keys = [f"{run} {candidate} fold {fold}" for fold in range(case.FOLDS)]
            for fold, key in enumerate(keys):
                if key not in scores:
                    with clock.timing(run):
                        scores[key] = round(float(case.validate(run, candidate, fold)), 4)
                    write_table(kept / CHOICE, scores)
                clock.next()
            table[run].append({"candidate": list(candidate), "validation": [scores[key] for key in keys]})
            print(f"   {np.mean([scores[key] for key in keys]):.4f}", flush=True)
        print(f"{run}: the best is {best(table[run])}", flush=True)
    write_table(folder / f"{name}-choice.json", table)
    (kept / CHOICE).unlink(missing_ok=True)
    print(f"Written: {shown(folder / name)}-choice.json")
    return 0


def scored_before(path):
    """The scores that an interrupted choice has left; none, if it left none that can be read."""
    try:
        scores = read_table(path)
        if isinstance(scores, dict) and all(isinstance(score, float | int) for score in scores.values()):
            return scores
        print(
            f"{shown(path)} holds something else than scores. → Delete it, or leave it: all are taken again."
        )
    except FileNotFoundError:
        pass
    except ValueError as error:
        print(f"{error}, or leave it: all scores are taken again.")
    return {}


def best(scored):
    """The candidate with the highest mean score; of equal ones, the first."""
    return tuple(max(scored, key=lambda entry: round(np.mean(entry["validation"]), 6))["candidate"])


class Clock:
    """How many pieces of work are done, and how long the rest will take, each as long as one of its kind."""

    def __init__(self, work):
        self.work, self.done, self.seconds = work, 0, {}

    @contextmanager
    def timing(self, kind):
        began = time.monotonic()
        yield
        self.seconds[kind] = time.monotonic() - began

    def next(self):
        self.done += 1

    def __str__(self):
        count = f"{self.done + 1} of {len(self.work)}"
        if not self.seconds:
            return count
        usual = np.mean(list(self.seconds.values()))
        rest = sum(self.seconds.get(kind, usual) for kind in self.work[self.done :])
        return f"{count}, about {minutes(rest)} left"


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
