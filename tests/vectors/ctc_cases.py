"""The batches whose CTC loss PyTorch was asked for; `ctc_make.py` asks, `ctc.npz` keeps the answers."""

from pathlib import Path

FILE = Path(__file__).with_name("ctc.npz")
CASES = {
    # sizes T, N, S, C; how long each input and target is, None for all; the blank;
    # how far apart the scores are; of a long one every seventh frame's gradient is stored
    "whole": {"sizes": (12, 3, 4, 5)},
    "ragged": {"sizes": (14, 5, 5, 4), "inputs": [14, 9, 11, 10, 13], "targets": [5, 1, 4, 0, 2]},
    "last class blank": {"sizes": (10, 3, 3, 4), "inputs": [10, 8, 9], "targets": [3, 2, 3], "blank": 3},
    "middle class blank": {"sizes": (16, 3, 6, 3), "inputs": [16, 14, 12], "targets": [6, 5, 3], "blank": 1},
    "sharp": {"sizes": (40, 2, 8, 6), "scale": 100.0},
    "long": {"sizes": (200, 2, 30, 5), "inputs": [200, 150], "targets": [30, 25], "stored": 7},
}
