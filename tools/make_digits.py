"""Write `snippets/data/digits.npz` from scikit-learn's copy of the UCI handwritten digits.

Only needed to check where the file came from: the file is in the repository. scikit-learn is no
requirement of this project, so give it an environment of its own:

    python -m venv throwaway
    throwaway/bin/pip install scikit-learn
    throwaway/bin/python -m tools.make_digits          # writes the file again
    throwaway/bin/python -m tools.make_digits --check  # compares it, writes nothing
"""

import importlib
import io
import sys

import numpy as np

from tools import made

TARGET = made.DATA / "digits.npz"
HELD_OUT_OF_EACH_DIGIT = 36
SEED = 0


def main() -> int:
    return made.command("make_digits", TARGET, packed, content=arrays)


def packed() -> bytes:
    try:
        datasets = importlib.import_module("sklearn.datasets")
    except ModuleNotFoundError:
        raise ValueError("scikit-learn is not here") from None
    digits = datasets.load_digits()
    labels = digits.target.astype(np.uint8)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        images=digits.images.astype(np.uint8),
        labels=labels,
        held_out=held_out(labels, np.random.default_rng(SEED)),
    )
    return file.getvalue()


def arrays(data: bytes) -> dict[str, tuple[str, list[object]]]:
    """What a file holds, however it is packed: the type and the numbers of each array."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: (stored[name].dtype.str, stored[name].tolist()) for name in stored.files}


def held_out(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Positions of the test images: as many of each digit, drawn without looking at the images."""
    drawn = [
        rng.choice(np.flatnonzero(labels == digit), HELD_OUT_OF_EACH_DIGIT, replace=False)
        for digit in range(10)
    ]
    return np.sort(np.concatenate(drawn)).astype(np.uint16)


if __name__ == "__main__":
    sys.exit(main())
