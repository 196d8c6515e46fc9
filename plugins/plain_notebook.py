"""A case's notebook as any Jupyter shows it: listings hold their code, links lead to the site."""

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from tools.guard.sections import marks

LISTING = re.compile(r'^```py title="[^"]+"\n--8<-- "([^":]+):([\w-]+)"\n```$', re.MULTILINE)
LINK = re.compile(r"(?<=\]\()(?![a-z]+:)[^)\s]+(?=\))")
FOLDED = re.compile(r'^\?\?\?\+? \w+ "([^"]+)"\n((?:(?: {4}.*)?(?:\n|\Z))+)', re.MULTILINE)
CAPTION = re.compile(r"^/// caption\n(.*?)\n///$", re.MULTILINE | re.DOTALL)


def plain(path: Path, project: Path, address: Callable[[str], str]) -> NotebookNode:
    """The notebook; `address` makes a link that the file holds one that leads there from anywhere."""
    notebook: NotebookNode = jupytext.reads(path.read_text("utf-8"), fmt="py:percent")
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # Jupyter's own would be another one each time
        if cell.cell_type == "markdown":
            cell.source = prose(cell.source, project, address)
            cell.source = cell.source.replace(f"`docs/cases/{path.name}`", f"`{path.name}`")
    return notebook


def prose(text: str, project: Path, address: Callable[[str], str]) -> str:
    """One cell of Markdown without what only this site's Markdown knows."""
    text = LINK.sub(lambda link: address(link[0]), text)
    text = CAPTION.sub(r"**Figure.** \1", text)
    text = FOLDED.sub(
        lambda box: (
            f"<details><summary>{box[1]}</summary>\n\n{textwrap.dedent(box[2]).strip()}\n\n</details>\n\n"
        ),
        text,
    )
    return LISTING.sub(lambda listing: f"```python\n{shown(project, *listing.groups())}\n```", text).strip()


def shown(project: Path, name: str, section: str) -> str:
    """The code of a listing, under the name of its file."""
    lines = (project / name).read_text("utf-8").splitlines()
    place = {kind: line for line, kind, found in marks(project / name) if found == section}
    code = textwrap.dedent("\n".join(lines[place["start"] : place["end"] - 1]))
    return f"# {name}\n{code.rstrip()}"


def as_program(notebook: NotebookNode) -> str:
    return str(jupytext.writes(notebook, fmt="py:percent"))


def as_notebook(notebook: NotebookNode) -> str:
    """The file that Jupyter opens, without outputs."""
    return json.dumps(json.loads(jupytext.writes(notebook, fmt="ipynb")), ensure_ascii=False, indent=1) + "\n"
