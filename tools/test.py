"""Run every test: snippets, pages, exercises, site, browser. `make test` calls this.

The tests run in as many processes as there are cores, at most four; `-n 0` runs them in one.

python -m tools.test [pytest's options]
"""

import os
import subprocess
import sys

from tools import browser
from tools.pages import ROOT


def main(arguments: list[str]) -> int:
    if found := browser.get():
        os.environ[browser.CHOSEN] = str(found)
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--maxprocesses", "4", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
