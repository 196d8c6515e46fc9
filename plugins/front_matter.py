"""A page's front matter: YAML at the head of a Markdown page, or `page` in a notebook's jupytext header."""

from pathlib import Path
from typing import Any

import yaml

RULE = "---"


def read(path: Path) -> dict[str, Any]:
    """The front matter of a page; empty if it has none."""
    lines = path.read_text("utf-8").splitlines()
    if path.suffix == ".py":
        header = []
        for line in lines:
            if not line.startswith("#"):
                break
            header.append(line.removeprefix("#").removeprefix(" "))
        return dict(block(header).get("jupyter", {}).get("page") or {})
    return block(lines)


def block(lines: list[str]) -> dict[str, Any]:
    """The YAML between the two rules that `lines` begin with."""
    if not lines or lines[0] != RULE or RULE not in lines[1:]:
        return {}
    return yaml.safe_load("\n".join(lines[1 : lines.index(RULE, 1)])) or {}
