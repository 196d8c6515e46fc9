"""1,797 real handwritten digits of 8×8 pixels, and two ways to hold 360 of them back for testing."""

from pathlib import Path

import numpy as np

from snippets.storage import read_arrays

PATH = Path(__file__).with_name("data") / "digits.npz"
COUNT = 1797
HELD_OUT = 360


def load(path=PATH):
    """Read the images, from 0 for paper to 1 for ink, and their labels, 0 to 9.

    Shapes: images (1797, 8, 8) float32, labels (1797,) int64.
    Raises ValueError if the file is damaged.
    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998 (CC BY 4.0).
    """
    arrays = read_arrays(path, {"images": (COUNT, 8, 8), "labels": (COUNT,), "held_out": (HELD_OUT,)})
    return (arrays["images"] / 16).astype(np.float32), arrays["labels"].astype(np.int64)


def split(kind="random", path=PATH):
    """Positions of the training and of the held-out images.

    "random" holds back 36 of each digit, drawn once and stored with the data. "file order" holds back
    the last 360 images: writers follow one another in the file, so most of those hands are new.
    Shapes: training (1437,), held out (360,), both ascending.
    Raises ValueError for any other kind of split.
    """
    if kind == "random":
        shapes = {"images": (COUNT, 8, 8), "labels": (COUNT,), "held_out": (HELD_OUT,)}
        held_out = read_arrays(path, shapes)["held_out"].astype(np.int64)
    elif kind == "file order":
        held_out = np.arange(COUNT - HELD_OUT, COUNT)
    else:
        raise ValueError(f'the split is "random" or "file order", not {kind!r}')
    return np.setdiff1d(np.arange(COUNT), held_out), held_out
