"""While serving, a page whose text has not changed is not rendered or indexed again: an edit shows soon.

What a page's text becomes depends on the text, on the code that it includes or documents, on which files
there are, and on the settings. Whatever else the plugins do with a page, they do each time. A build that is
published renders everything.
"""

import copy
import hashlib
from functools import partial
from types import MethodType
from typing import Any, Literal

from material.plugins.search.plugin import SearchPlugin
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocstrings import MkdocstringsPlugin

from plugins.project import root

SHOWN = ("snippets", "exercises")  # listings and the reference come from there
LATER = ("assets/pyodide/", "assets/live/")  # may come while the site is served; no page links to it
RENDERED = ("content", "toc", "_title_from_render", "present_anchor_ids")

serving = False
state = ""  # of all that pages share
remembered: dict[str, tuple[str, dict[str, Any]]] = {}  # address -> its text and the state, what came of them
indexed: dict[str, tuple[str, list[Any]]] = {}  # address -> its content, its entries in the search index


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    global serving  # noqa: PLW0603  MkDocs tells it once, and no other event knows it
    serving = command == "serve"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    global state  # noqa: PLW0603  one build after another
    if serving:
        docstrings = config.plugins["mkdocstrings"]
        assert isinstance(docstrings, MkdocstringsPlugin)
        docstrings.get_handler("python")  # else it writes no style sheet for its pages
        linked = sorted(file.src_uri for file in files if not file.src_uri.startswith(LATER))
        seen = hashlib.sha256(repr(linked).encode())
        sources = [path for folder in SHOWN for path in sorted((root(config) / folder).rglob("*.py"))]
        for path in [root(config) / "mkdocs.yml", *sources]:
            seen.update(path.as_posix().encode() + path.read_bytes())
        state = seen.hexdigest()
        search = config.plugins["material/search"]
        assert isinstance(search, SearchPlugin)
        index = search.search_index
        index.add_entry_from_context = partial(add_entries, index)
    return files


def add_entries(index: Any, page: Page) -> None:
    """Add what the index had of a page, or have the page read again, which takes long."""
    content = f"{page.title}\0{page.meta}\0{page.content}"
    if indexed.get(page.url, ("", []))[0] != content:
        already = len(index.entries)
        type(index).add_entry_from_context(index, page)
        indexed[page.url] = content, index.entries[already:]
    else:
        index.entries += indexed[page.url][1]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Called last of all, when the text is what will be rendered."""
    if not serving:
        return
    text, _ = remembered.get(page.file.src_uri, ("", {}))
    known = text == state + markdown
    page.render = MethodType(restore if known else render, page)  # type: ignore[method-assign]


def restore(page: Page, config: MkDocsConfig, files: Files) -> None:
    vars(page).update(copy.deepcopy(remembered[page.file.src_uri][1]))


def render(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Render the page, and keep what came of it before any plugin changes it."""
    Page.render(page, config, files)
    made = {name: vars(page).get(name) for name in RENDERED}
    remembered[page.file.src_uri] = state + str(page.markdown), copy.deepcopy(made)
