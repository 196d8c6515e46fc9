"""The command line of the programs that made the files under snippets/data: write one again, or check it."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "snippets" / "data"


def command(
    tool: str,
    target: Path,
    make: Callable[..., bytes],
    *,
    source: str = "",
    content: Callable[[bytes], Any] = bytes,
) -> int:
    """Write what `make` returns to the target, or compare the two.

    If `make` is given a file, `source` tells which. `content` is what has to be the same: of a packed file,
    that is what it holds.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m tools.{tool}", description=f"write {target.name}, or check it"
    )
    if source:
        parser.add_argument("source", type=Path, help=source)
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    options = parser.parse_args()
    try:
        made = make(options.source) if source else make()
    except (OSError, ValueError) as error:
        parser.error(f"{error}. → The top of tools/{tool}.py says what it needs")
    if not options.check:
        target.write_bytes(made)
        print(f"wrote {target.name}, {len(made)} bytes")
        return 0
    same = content(made) == content(target.read_bytes())
    print(f"{target.name} is {'' if same else 'not '}what this script makes")
    return 0 if same else 1
