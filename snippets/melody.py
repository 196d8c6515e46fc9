"""A rule that names made-up melodies, with nothing learned, by whoever knows how they are drawn."""

import numpy as np

from snippets.arrays import check_shape
from snippets.prosody import BINS, FRAMES, spectrogram

LOWEST, HIGHEST = 80.0, 380.0  # Hz, a little more than the pitches that are drawn
LOUD = 0.8  # how well a pitch must fit; of noise none fits half as well
JUMPS, RISES = 0.08, 0.29  # octaves: about a line, and from a phrase's beginning to its end


def quiet(hertz):
    """A spectrogram without its noise: the noise is what the same generator draws for silence.

    Shapes: hertz (52,) -> (52, 24).
    """
    heard, silence = (spectrogram(pitch, np.random.default_rng(0)) for pitch in (hertz, np.zeros(FRAMES)))
    return heard - silence


# --8<-- [start:melody]
def melody(x):
    """Find the pitch of every frame: the one that fits best, or NaN if none fits well.

    Shapes: x (N, 24, T) -> (N, T), in octaves above 1 Hz.
    Raises ValueError for another shape.
    """
    check_shape("x", x, "(N, 24, T)", None, BINS, None)
    pitches = np.geomspace(LOWEST, HIGHEST, 2 * FRAMES)
    spectra = np.concatenate([quiet(part) for part in np.split(pitches, 2)])
    fit = spectra / np.linalg.norm(spectra, axis=1, keepdims=True) @ x  # (N, 104, T)
    return np.where(fit.max(axis=1) > LOUD, np.log2(pitches)[fit.argmax(axis=1)], np.nan)
    # --8<-- [end:melody]


# --8<-- [start:contour]
def contour(pitch):
    """Name one melody by how its two phrases move: in jumps, or along a line.

    Shapes: pitch (T,), NaN in silence -> the place in KINDS.
    Raises ValueError if there are no two phrases of two frames or more.
    """
    spoken = np.flatnonzero(~np.isnan(pitch))
    longest = np.diff(spoken).argmax() + 1 if len(spoken) > 1 else 0
    phrases = np.split(spoken, [longest])  # the longest silence is the pause
    if min(map(len, phrases)) < 2:
        heard = f"pitch is heard in {len(spoken)} frames"
        raise ValueError(f"{heard}; expected two phrases with a pause between")
    jumps, rises = [], []
    for frames in phrases:
        line = np.polyfit(frames, pitch[frames], 1)
        jumps.append(np.std(pitch[frames] - np.polyval(line, frames)))
        rises.append(line[0] * (frames[-1] - frames[0]))
    if max(jumps) > JUMPS:
        return 3
    if max(map(abs, rises)) < RISES:
        return 2
    return 0 if rises[0] > rises[1] else 1
    # --8<-- [end:contour]


def contours(x):
    """Name the melody of every utterance: x (N, 24, T) -> (N,), places in KINDS."""
    return np.array([contour(pitch) for pitch in melody(x)], dtype=int)
