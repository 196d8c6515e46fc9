"""The plugins load whichever way MkDocs is started."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command", [[sys.executable, "-m", "mkdocs"], [str(Path(sysconfig.get_path("scripts"), "mkdocs"))]]
)
def test_mkdocs_builds_as_a_module_and_as_a_command(site, command):
    shutil.rmtree(site.folder / "snippets")  # some plugins stand on this project's own
    (site.folder / "snippets").symlink_to(ROOT / "snippets")
    done = subprocess.run(
        [*command, "build", "--strict"], cwd=site.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Home" in site.html("")
