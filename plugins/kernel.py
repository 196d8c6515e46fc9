"""What the case notebooks run with: this Python, this project, and nothing of the reader's own settings."""

import json
import os
import sys
from pathlib import Path


def set_environment(project: Path, folder: Path) -> None:
    """Set what every kernel started from here inherits."""
    kernel = folder / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    # Errors only: that its connection is not encrypted alarms people and means nothing on one machine.
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
    spec = json.dumps({"argv": command, "display_name": "Python 3", "language": "python"})
    if not kernel.exists() or kernel.read_text("utf-8") != spec:
        kernel.write_text(spec, "utf-8")
    os.environ |= {
        "JUPYTER_PATH": str(folder),
        "JUPYTER_PREFER_ENV_PATH": "0",
        # HOME may be read-only, and what lies in it must not change a page.
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "PYTHONPATH": str(project),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # Matrix products here are small: with several BLAS threads they spin more than they compute.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("PYTHONHASHSEED", "0")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
