"""Every colour of the site can be read, and any two roles can be told apart, also by colour-blind readers."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

SITE_CSS = Path("docs/assets/site.css")
ROLES = ["input", "weight", "state", "gate", "output", "gradient"]
SCHEMES = ["light", "dark"]

# What a missing kind of cone leaves of linear RGB. Source: Viénot, Brettel, Mollon 1999, table 1.
SIGHT = {
    "normal": np.eye(3),
    "protanopic": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deuteranopic": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}
# Linear sRGB to CIE XYZ under D65, and its white. Source: IEC 61966-2-1.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def site_colours(scheme):
    """The site's variables as linear RGB, by name."""
    pairs = re.findall(r"--cr-([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", SITE_CSS.read_text("utf-8"))
    return {name: linear(pair[SCHEMES.index(scheme)]) for name, *pair in pairs}


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted(colour @ XYZ[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def difference(one, other):
    """ΔE of CIE 1976: the distance in L*a*b*."""

    def lab(colour):
        x, y, z = (XYZ @ np.clip(colour, 0, 1)) / XYZ.sum(axis=1)
        f = [np.cbrt(v) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z)]
        return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])

    return np.linalg.norm(lab(one) - lab(other))


def test_contrast_and_difference_of_known_colours():
    black, white, red = linear("#000000"), linear("#ffffff"), linear("#ff0000")
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(linear("#777777"), white) == pytest.approx(4.48, abs=0.005)
    assert difference(white, black) == pytest.approx(100)
    assert difference(red, white) == pytest.approx(114.5, abs=0.5)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "text, ground",
    [(text, ground) for text in ("ink", "ink-soft") for ground in ("paper", "panel")]
    + [("ink", "mark")]
    + [(role, "paper") for role in ROLES],
)
def test_text_stands_out_from_its_ground(scheme, text, ground):
    colours = site_colours(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("one, other", [*combinations(ROLES, 2)])
def test_any_two_roles_can_be_told_apart(scheme, sight, one, other):
    colours, seen = site_colours(scheme), np.array(SIGHT[sight])
    assert difference(seen @ colours[one], seen @ colours[other]) >= 26
