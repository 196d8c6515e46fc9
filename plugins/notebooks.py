"""A case notebook becomes a page like every other.

mkdocs-jupyter runs the notebook and keeps the result (notebook_cache.py says where). Its own page brings
600 KB of style sheets and scripts, so it gets a template that hands the executed notebook over as data. From
that this plugin writes a Markdown page: prose as it stands, code and printed output as fences, figures as
checked SVG. MkDocs then renders it, and links, headings, formulas and highlighting are those of all other
pages.
"""

import json
import re
from pathlib import Path
from typing import Any

import jupytext
import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError

from plugins import front_matter, kernel, safe_markup
from plugins.project import cache, line_of, message, place, report, root, source_path
from tools.pages import OUTPUT

TEMPLATES = Path(__file__).absolute().with_name("notebook_templates")
FOLDER = "cases/"
HEADER = "Copy the header of another case; with half a header the whole file would be one cell."
# The class tells scripts that this program is part of a notebook and does not run by itself.
CELL = "{.python .cr-cell}"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
CALLED = re.compile(r"^File (.+?):(\d+), in ", re.MULTILINE)
FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    settings.templates_dir = str(TEMPLATES)
    kernel.set_environment(root(config), cache(config) / "jupyter")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for file in [file for file in files if file.src_uri.endswith((".py", ".ipynb"))]:
        if not (file.src_uri.startswith(FOLDER) and file.src_uri.endswith(".py")):
            report(
                place(config, file),
                "a program lies among the pages, where it would be published as a download",
                f"Move it to snippets/, exercises/ or figures/; a notebook is a .py file in docs/{FOLDER}.",
            )
            files.remove(file)
    return files


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """mkdocs-jupyter has put its own `render` on the page: keep it as the way to run the notebook."""
    if is_notebook(page.file):
        page.run_notebook = page.__dict__.pop("render")  # type: ignore[attr-defined]
    return page


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    if not is_notebook(page.file):
        return None
    keys = front_matter.read(config, page.file)
    if not keys:
        raise PluginError(message(place(config, page.file), "no full jupytext header with `page:`", HEADER))
    try:
        page.run_notebook(config, Files([]))  # type: ignore[attr-defined]
    except CellExecutionError as error:
        raise PluginError(explain(error, source_path(page.file), config)) from None
    notebook = json.loads(str(page.content))
    page.content = None
    header = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)
    cells = [markdown(cell, number, page, config) for number, cell in enumerate(notebook["cells"])]
    return f"---\n{header}---\n\n" + "\n\n".join(cells) + "\n"


def is_notebook(file: File) -> bool:
    return file.src_uri.startswith(FOLDER) and file.src_uri.endswith(".py")


def markdown(cell: dict[str, Any], number: int, page: Page, config: MkDocsConfig) -> str:
    if cell["cell_type"] != "code":
        return str(cell["source"])
    where = place(config, page.file, cell["source"])
    outputs = [printed(output, f"{page.file.name}-{number}", where) for output in merged(cell["outputs"])]
    return "\n\n".join([fence(cell["source"], CELL), *outputs])


def merged(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Successive prints to the same stream as one output: where they were cut depends on the clock."""
    result: list[dict[str, Any]] = []
    for output in outputs:
        if result and output.get("name") and output.get("name") == result[-1].get("name"):
            result[-1]["text"] += output["text"]
        else:
            result.append(dict(output))
    return result


def printed(output: dict[str, Any], prefix: str, where: str) -> str:
    """One output of a cell, as Markdown."""
    kind = output["output_type"]
    if kind == "error" or output.get("name") == "stderr":
        said = output.get("text") or f"{output['ename']}: {output['evalue']}"
        said = ANSI.sub("", said).strip()
        report(where, f"the cell complains: {said}", "Mend its cause: a page shows no errors.")
        return ""
    if kind == "stream":
        return fence(output["text"], OUTPUT)
    data = output["data"]
    if "text/html" in data:
        return picture(data["text/html"], prefix, where)
    if set(data) == {"text/plain"}:
        return fence(data["text/plain"], OUTPUT)
    kinds = ", ".join(sorted(set(data) - {"text/plain"}))
    report(
        where,
        f"the cell shows {kinds}, which does not follow the page's colours",
        'Show a figure as HTML(svg), with role="img" and aria-label on the <svg>.',
    )
    return ""


def picture(markup: str, prefix: str, where: str) -> str:
    try:
        root = safe_markup.clean(f"<div>{markup}</div>", prefix, safe_markup.SVG | safe_markup.HTML)
    except safe_markup.UnsafeError as error:
        report(where, f"the cell's HTML cannot be shown: {error}", "Leave that part out of HTML(…).")
        return ""
    for svg in root.iter("svg"):
        if svg.get("role") != "img" or not svg.get("aria-label", "").strip():
            mend = 'Write <svg role="img" aria-label="what it shows">.'
            report(where, "the cell's figure has no alternative text", mend)
    root.set("class", "cr-output")
    return safe_markup.text(root)


def fence(text: str, info: str) -> str:
    """A fence that is longer than any run of backticks in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    bar = "`" * max(3, longest + 1)
    return f"{bar}{info}\n{text.rstrip()}\n{bar}"


def explain(error: CellExecutionError, source: Path, config: MkDocsConfig) -> str:
    """Where in the file the cell failed and why, instead of the stack of the machinery that ran it."""
    project, trace = root(config), ANSI.sub("", str(error))
    line, raised = 1, ""
    if frame := FRAME.search(trace):
        cells = [
            cell for cell in jupytext.read(source).cells if cell.cell_type == "code" and cell.source.strip()
        ]
        line = line_of(source.read_text("utf-8"), cells[int(frame[1]) - 1].source) + int(frame[2]) - 1
    for path, number in CALLED.findall(trace):
        if Path(path).is_relative_to(project):
            raised = f" (raised in {Path(path).relative_to(project).as_posix()}:{number})"
    return message(
        f"{source.relative_to(project).as_posix()}:{line}",
        f"the notebook stops with {error.ename}: {ANSI.sub('', error.evalue)}{raised}",
        "Mend the cell or what it calls; nothing of a failing notebook is published.",
    )
