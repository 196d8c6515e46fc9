"""The teachers' overview: every page that teaches, in the navigation's order, with its minutes and exercises.

The table takes the place of one comment on the page, so it is never out of date; the page reads without it.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from plugins import front_matter
from plugins.project import root
from tools.pages import page_at

PLACE = "<!-- overview of the pages -->"
EXERCISE = "Exercise: "
HEAD = "| part | page | minutes | exercises |\n|---|---|---:|---:|\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if PLACE not in markdown:
        return markdown
    return markdown.replace(PLACE, overview(page.file.src_uri, config, files))


def overview(here: str, config: MkDocsConfig, files: Files) -> str:
    """The table, its links relative to the page `here`."""
    rows, minutes, exercises = [], 0, 0
    for part, uri in entries(config.nav):
        file = files.get_file_from_path(uri)
        if file is None or file.generated_by:
            continue
        keys = front_matter.read(config, file)
        if "minutes" not in keys:
            continue
        headings = page_at(Path(str(file.abs_src_path)), root(config)).headings
        count = sum(heading.text.startswith(EXERCISE) for heading in headings)
        link = posixpath.relpath(uri, posixpath.dirname(here))
        rows.append(f"| {part} | [{keys['title']}]({link}) | {keys['minutes']} | {count or '–'} |\n")
        minutes += keys["minutes"]
        exercises += count
    return HEAD + "".join(rows) + f"| **all** | {len(rows)} pages | **{minutes}** | **{exercises}** |\n"


def entries(nav: Any, part: str = "") -> Iterator[tuple[str, str]]:
    """The (part, address) of each entry of mkdocs.yml's navigation, in order."""
    for entry in nav or ():
        if isinstance(entry, str):
            yield part, entry
        else:
            for title, inside in entry.items():
                yield from [(part, inside)] if isinstance(inside, str) else entries(inside, title)
