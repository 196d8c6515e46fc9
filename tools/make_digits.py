"""Write `snippets/data/digits.npz` from scikit-learn's copy of the UCI handwritten digits.

Only needed to check where the file came from: the file is in the repository. scikit-learn is no
requirement of this project, so give it an environment of its own:

    python -m venv throwaway
    throwaway/bin/pip install scikit-learn
    throwaway/bin/python -m tools.make_digits          # writes the file again
    throwaway/bin/python -m tools.make_digits --check  # compares it, writes nothing
"""

import argparse
import importlib
import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "snippets" / "data" / "digits.npz"
HELD_OUT_OF_EACH_DIGIT = 36
SEED = 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.make_digits", description="write or check the digits"
    )
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    check = parser.parse_args().check
    try:
        datasets = importlib.import_module("sklearn.datasets")
    except ModuleNotFoundError:
        print("scikit-learn is not here. → See the four commands at the top of tools/make_digits.py")
        return 1
    digits = datasets.load_digits()
    labels = digits.target.astype(np.uint8)
    made = {
        "images": digits.images.astype(np.uint8),
        "labels": labels,
        "held_out": held_out(labels, np.random.default_rng(SEED)),
    }
    if not check:
        np.savez_compressed(TARGET, **made)
        print(f"wrote {TARGET.name}, {TARGET.stat().st_size} bytes")
        return 0
    with np.load(TARGET, allow_pickle=False) as stored:
        different = [name for name in made if not np.array_equal(made[name], stored[name])]
    print(f"different: {', '.join(different)}" if different else f"{TARGET.name} is what this script makes")
    return 1 if different else 0


def held_out(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Positions of the test images: as many of each digit, drawn without looking at the images."""
    drawn = [
        rng.choice(np.flatnonzero(labels == digit), HELD_OUT_OF_EACH_DIGIT, replace=False)
        for digit in range(10)
    ]
    return np.sort(np.concatenate(drawn)).astype(np.uint16)


if __name__ == "__main__":
    sys.exit(main())
