"""Run every test: snippets, pages, exercises, site, browser. `make test` calls this.

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
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
