"""How a file of reference vectors is written, whichever maker writes it."""

import numpy as np


def write(file, arrays):
    np.savez_compressed(file, **arrays)
    print(f"{file.name}: {len(arrays)} arrays, {file.stat().st_size} bytes")
