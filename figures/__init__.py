"""Draws the pages' figures: `figures/<page>.py` has `draw() -> {file name: SVG text}`, a pure function.

`python -m figures` writes them all to `docs/figures/`; a test redraws and compares.
"""

import importlib
import pkgutil
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "figures"
NOT_PAGES = {"__main__", "cells", "grammar", "plot"}


def pages():
    """The pages that have figures, by name."""
    return sorted({module.name for module in pkgutil.iter_modules(__path__)} - NOT_PAGES)


def draw(page):
    """The figures of one page: file name -> SVG text."""
    drawings = importlib.import_module(f"figures.{page}").draw()
    for name in drawings:
        if not (name.startswith(f"{page}-") and name.endswith(".svg")):
            raise ValueError(f"figures/{page}.py draws {name!r}. → Name it {page}-<what it shows>.svg.")
    return drawings


def write(page):
    """Write the figures of one page; return the paths of those that changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in draw(page).items():
        path = FOLDER / name
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
            changed.append(path)
    return changed
