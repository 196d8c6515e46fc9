"""This site's own MkDocs plugins: few, small, one job each, listed under `hooks:` in mkdocs.yml.

MkDocs loads a hook by its path, not as part of a package. This file stands first in the list and makes
`plugins` importable, so that the others can share code whichever way MkDocs was started.
"""

import sys
from pathlib import Path

ROOT = str(Path(__file__).absolute().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
