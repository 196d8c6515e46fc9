"""The licences of the JavaScript packages that the site publishes parts of: a table, and their full texts.

Names, versions and licences are those of node_modules, so that the page cannot fall behind package.json. The
table takes the place of one comment; the page reads without it.
"""

import json
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from plugins import node
from plugins.project import root

PAGE = "about/licences.md"
PLACE = "<!-- table of packages -->"
TEXTS = "assets/licences.txt"
HEAD = "| package | version | licence |\n|---|---|---|\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    if files.get_file_from_path(PAGE):
        files.append(File.generated(config, TEXTS, content=texts(root(config))))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return markdown.replace(PLACE, table(root(config))) if PLACE in markdown else markdown


def table(project: Path) -> str:
    rows = []
    for name in packages(project):
        package = described(node.package(project, name))
        rows.append(f"| `{name}` | {package['version']} | {package['license'].strip('()')} |\n")
    return HEAD + "".join(rows)


def texts(project: Path) -> str:
    """Each package's licence, as it came with it."""
    parts = []
    for name in packages(project):
        found = sorted(node.package(project, name).glob("LICEN[CS]E*"))
        if not found:
            raise PluginError(
                f"The package {name} comes without the text of its licence, so the site may not publish it.\n"
                "→ Take another package, or a version that has it (package.json)."
            )
        parts += [f"{name}\n{'=' * len(name)}\n\n{path.read_text('utf-8').strip()}\n" for path in found]
    return "\n\n".join(parts)


def packages(project: Path) -> list[str]:
    """What package.json depends on, and what that depends on in turn."""
    found: set[str] = set()
    waiting = list(described(project)["dependencies"])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += described(node.package(project, name)).get("dependencies", {})
    return sorted(found)


def described(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "package.json").read_text("utf-8")))
