"""Where things lie in the project, and how a plugin reports a fault: where, what, and the mend."""

import logging
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

log = logging.getLogger("mkdocs.plugins.site")


def root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml, in which `snippets`, `figures`, `node_modules` and `.cache` lie."""
    return Path(config.config_file_path).absolute().parent


def cache(config: MkDocsConfig) -> Path:
    """The folder of everything that a build may leave behind to be faster the next time."""
    return root(config) / ".cache"


def forget_older(current: Path) -> None:
    """Remove what stands beside the cache folder in use: it was made from sources that have changed since."""
    for old in current.parent.iterdir() if current.parent.exists() else ():
        if old != current:
            shutil.rmtree(old, ignore_errors=True)


def place(config: MkDocsConfig, file: File, needle: str = "") -> str:
    """`docs/part/topic.md:12`: where in a page's source the first line of `needle` stands."""
    if file.generated_by:
        return f"{file.src_uri} (generated)"
    path = source_path(file)
    shown = path.relative_to(root(config)).as_posix() if path.is_relative_to(root(config)) else str(path)
    return f"{shown}:{line_of(path.read_text('utf-8'), needle)}"


def source_path(file: File) -> Path:
    return Path(str(file.abs_src_path))


def line_of(text: str, needle: str) -> int:
    """The line on which `needle` begins, or the first that holds its first line; 1 if none does."""
    if (found := text.find(needle.strip())) > 0:
        return text[:found].count("\n") + 1
    first = (needle.strip().splitlines() or [""])[0].strip()
    return next((number for number, line in enumerate(text.splitlines(), 1) if first in line), 1)


def report(where: str, problem: str, mend: str) -> None:
    """Log an error; a strict build fails on it after it has reported all others too."""
    log.error(message(where, problem, mend))


def message(where: str, problem: str, mend: str) -> str:
    return f"{where}: {problem} → {mend}"
