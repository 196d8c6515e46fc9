"""Write `snippets/data/sunspots.txt` from the yearly table that statsmodels carries.

Only needed to check where the file came from: the file is in the repository. The table is
`statsmodels/datasets/sunspots/sunspots.csv` in the wheel of statsmodels 0.15.0 and of earlier ones:

    python -m tools.make_sunspots sunspots.csv          # writes the file again
    python -m tools.make_sunspots sunspots.csv --check  # compares it, writes nothing
"""

import argparse
import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "snippets" / "data" / "sunspots.txt"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.make_sunspots", description="write or check the table"
    )
    parser.add_argument("source", type=Path, help="sunspots.csv of statsmodels")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    options = parser.parse_args()
    made = simplified(options.source.read_text(encoding="ascii"))
    if not options.check:
        TARGET.write_text(made, encoding="ascii", newline="\n")
        print(f"wrote {TARGET.name}, {len(made.splitlines())} years")
        return 0
    same = made == TARGET.read_text(encoding="ascii")
    print(f"{TARGET.name} is {'' if same else 'not '}what this script makes")
    return 0 if same else 1


def simplified(table: str) -> str:
    """A year and its mean number of sunspots a line, with a space between them."""
    rows = list(csv.reader(table.splitlines()))[1:]
    return "".join(f"{year} {float(count):g}\n" for year, count in rows)


if __name__ == "__main__":
    sys.exit(main())
