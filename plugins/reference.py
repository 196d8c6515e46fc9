"""The reference: a page for each module of `snippets`, from its docstrings, and an index of them all.

Nothing is written by hand and nothing is written to docs/: a new module has its page at the next build. The
navigation needs `reference/index.md` once; the modules are added after it.
"""

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from plugins import front_matter
from plugins.project import root

INDEX = "reference/index.md"
INTRODUCTION = """\
---
title: The functions behind the pages
description: Every module of the snippets package, what it holds, and which pages show it.
---
# The functions behind the pages

Plain functions on plain NumPy arrays, with the names and the shapes of
`torch.nn.functional` and `torch.nn`. Import them from the module given, as in
`from snippets.convolution import conv2d`. The text here is the functions' own documentation, taken from the
source when the site is built.

| module | what it holds, and the pages that show it |
|---|---|
"""


@dataclass(frozen=True)
class Module:
    name: str
    source: Path
    summary: str

    @property
    def page(self) -> str:
        return f"reference/{self.name}.md"


def describes(uri: str) -> bool:
    """Whether this is the page of one module."""
    return uri.startswith("reference/") and uri != INDEX


def modules(folder: Path) -> list[Module]:
    """The public modules of `snippets`, by name, read without importing them."""
    found = []
    for path in sorted(folder.iterdir()):
        source = path / "__init__.py" if path.is_dir() else path
        name = path.stem
        if name.startswith("_") or source.suffix != ".py" or not source.exists():
            continue
        tree = ast.parse(source.read_text("utf-8"), str(source))
        docstring = ast.get_docstring(tree) or ""
        found.append(Module(name, source, " ".join(docstring.split("\n\n")[0].split())))
    return found


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    pages = [module.page for module in modules(root(config) / "snippets")]
    fill(config.nav or [], pages)
    return config


def fill(nav: Any, pages: list[str]) -> None:
    """Put the modules' pages after the index, in whichever section of the navigation that stands."""
    for entry in nav:
        for section in entry.values() if isinstance(entry, dict) else ():
            if isinstance(section, list):
                if INDEX in section:
                    section.extend(page for page in pages if page not in section)
                fill(section, pages)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    folder = root(config) / "snippets"
    found = modules(folder)
    # Edit and view-source links are relative to docs/.
    contents = File.generated(config, INDEX, content=index(found, config, files))
    contents.edit_uri = "../plugins/reference.py"
    files.append(contents)
    for module in found:
        file = File.generated(config, module.page, content=text(module))
        file.edit_uri = f"../snippets/{module.source.relative_to(folder).as_posix()}"
        files.append(file)
    return files


def index(found: list[Module], config: MkDocsConfig, files: Files) -> str:
    users = stands_on(config, files)
    rows = []
    for module in found:
        pages = [f"<br>→ [{title}](../{uri})" for uri, title in users.get(module.name, ())]
        cells = (f"[`{module.name}`]({module.name}.md)", module.summary + "".join(pages))
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n")
    return INTRODUCTION + "".join(rows)


def stands_on(config: MkDocsConfig, files: Files) -> dict[str, list[tuple[str, str]]]:
    """Module name -> the (address, title) of the pages whose front matter names it."""
    users: dict[str, list[tuple[str, str]]] = {}
    for file in files.documentation_pages():
        page = front_matter.read(config, file)
        for module in page.get("modules") or ():
            users.setdefault(module, []).append((file.src_uri, page.get("title", file.name)))
    return users


def text(module: Module) -> str:
    name, heading = f"snippets.{module.name}", f"<code>snippets.<wbr>{module.name}</code>"
    description = json.dumps(module.summary, ensure_ascii=False)
    options = "    options: {show_root_heading: false, show_root_toc_entry: false, heading_level: 2}"
    return f"---\ntitle: {name}\ndescription: {description}\n---\n# {heading}\n\n::: {name}\n{options}\n"
