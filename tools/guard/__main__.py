"""`python -m tools.guard [page …]`: print every problem; exit 1 if there is one."""

import sys
from pathlib import Path

from tools.guard import check


def main(arguments: list[str]) -> int:
    problems = check([Path(argument).resolve() for argument in arguments])
    for found in problems:
        print(found)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
