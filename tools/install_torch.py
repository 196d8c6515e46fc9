"""Install PyTorch, which only tests and benchmarks use: the small CPU build where it can be had.

PyPI's build for Linux carries CUDA, gigabytes of it. uv knows where the CPU builds lie; a machine that
cannot reach that place may be set up with a mirror, which pip then knows.
"""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements-torch.txt"
WAYS = {
    "uv, from PyTorch's own CPU builds": [
        "uv",
        "pip",
        "install",
        "--python",
        sys.executable,
        "--torch-backend",
        "cpu",
    ],
    "pip, as this machine is set up": ["pip", "install"],
}


def main() -> None:
    wanted = pinned()
    if installed() == wanted:
        print(f"PyTorch {wanted} is installed.")
        return
    for way, command in WAYS.items():
        print(f"Installing PyTorch {wanted} with {way}", flush=True)
        if subprocess.call([sys.executable, "-m", *command, "-r", str(REQUIREMENTS)]) == 0:
            return
    sys.exit(
        f"PyTorch {wanted} could not be installed; what uv and pip say stands above.\n"
        "→ Nothing but the comparisons with PyTorch needs it: tests and benchmarks run without and say so.\n"
        f"→ With a file of your own: {sys.executable} -m pip install path/to/torch-{wanted}-….whl"
    )


def pinned() -> str:
    """The version that requirements-torch.txt asks for."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("torch==").strip() for line in lines if line.startswith("torch=="))


def installed() -> str | None:
    """The version that is there, without the build's name: 2.13.0+cpu is 2.13.0."""
    try:
        return metadata.version("torch").partition("+")[0]
    except metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
