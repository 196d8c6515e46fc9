"""Write `snippets/data/sunspots.txt` from the yearly table that statsmodels carries.

Only needed to check where the file came from: the file is in the repository. The table is
`statsmodels/datasets/sunspots/sunspots.csv` in the wheel of statsmodels 0.15.0 and of earlier ones:

    python -m tools.make_sunspots sunspots.csv          # writes the file again
    python -m tools.make_sunspots sunspots.csv --check  # compares it, writes nothing
"""

import csv
import sys
from pathlib import Path

from tools import made

TARGET = made.DATA / "sunspots.txt"


def main() -> int:
    return made.command("make_sunspots", TARGET, simplified, source="sunspots.csv of statsmodels")


def simplified(source: Path) -> bytes:
    """A year and its mean number of sunspots a line, with a space between them."""
    rows = list(csv.reader(source.read_text(encoding="ascii").splitlines()))[1:]
    return "".join(f"{year} {float(count):g}\n" for year, count in rows).encode()


if __name__ == "__main__":
    sys.exit(main())
