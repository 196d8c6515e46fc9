"""Finds the Chromium that drives the browser tests, or gets one: Playwright's, or the distribution's.

python -m tools.browser     find or install one, and say which
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.pages import ROOT

# Whoever has one elsewhere says so in this variable; it also tells the tests what `make test` found.
CHOSEN = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
# Inside the project, so that a HOME that cannot be written does no harm and `make clean` removes it.
DOWNLOADED = ROOT / ".cache" / "browsers"
ADVICE = (
    "→ Install Chromium or Chrome (Debian, Ubuntu: sudo apt-get install chromium; Fedora: sudo dnf install\n"
    f"  chromium; macOS: brew install --cask chromium), or say where it lies: {CHOSEN}=/path/to/it make test"
)


def find() -> Path | None:
    """A Chromium that starts, without installing anything; None if there is none."""
    if chosen := os.environ.get(CHOSEN):
        return Path(chosen) if starts(Path(chosen)) else None
    found = [Path(path) for name in NAMES if (path := shutil.which(name))]
    found += [Path(place) for place in PLACES]
    found += sorted(DOWNLOADED.glob("chromium-*/chrome-*/chrome*"), reverse=True)
    found += sorted(DOWNLOADED.glob("chromium-*/chrome-*/*.app/Contents/MacOS/*"), reverse=True)
    return next((path for path in found if starts(path)), None)


def starts(path: Path) -> bool:
    """Whether it runs here: a download may lack the system's libraries, a name may be a hint to use snap."""
    return path.is_file() and os.access(path, os.X_OK) and version(path) is not None


def version(path: Path) -> str | None:
    if os.name == "nt":  # there it would open a window instead of answering
        return path.stem
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else None


def get() -> Path | None:
    """Find a Chromium, or install one; says which, or why there is none."""
    if found := find():
        print(f"» Browser tests use {version(found)}, {found}", flush=True)
        return found
    if chosen := os.environ.get(CHOSEN):
        print(f"{CHOSEN}={chosen} is no browser that starts.\n{ADVICE}", flush=True)
        return None
    for what, commands in ways():
        print(f"» No Chromium here; trying {what}", flush=True)
        if all(_succeeds(command) for command in commands) and (found := find()):
            print(f"» Browser tests use {version(found)}, {found}", flush=True)
            return found
    print(f"No Chromium could be found or installed: the browser tests are left out.\n{ADVICE}", flush=True)
    return None


def ways() -> list[tuple[str, list[list[str]]]]:
    """How one might be installed here, the gentlest way first; each a list of commands."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    found = [("Playwright's download", [playwright])]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
        found.append(("the distribution's package", [["apt-get", "update", "--quiet"], install]))
    return found


def _succeeds(command: list[str]) -> bool:
    environment = os.environ | {
        "PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADED),
        "DEBIAN_FRONTEND": "noninteractive",
    }
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print("\n".join(done.stdout.strip().splitlines()[-5:]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if get() else 1)
