"""This site's own MkDocs plugins: few, small, one job each, listed under `hooks:` in mkdocs.yml.

MkDocs loads a hook by its path, not as part of a package, and afterwards takes back what the hook did to
`sys.path`. This file stands first in the list and imports the packages that the others share while it can: a
package once imported finds its own modules, whichever way MkDocs was started.
"""

import importlib
import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
for package in ("plugins", "snippets", "tools"):
    importlib.import_module(package)
