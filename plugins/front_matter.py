"""A page's front matter: YAML at the head of a Markdown page, or `page` in a notebook's jupytext header."""

from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from plugins.project import message, place, root, source_path
from tools.pages import Notebook, Page


def parsed(config: MkDocsConfig, file: File) -> Page:
    """The page's source, as the guard and the tests read it."""
    kind = Notebook if file.src_uri.endswith(".py") else Page
    return kind(source_path(file), root(config))


def read(config: MkDocsConfig, file: File) -> dict[str, Any]:
    """The front matter; empty for a page without one. MkDocs itself would print a faulty one on the page."""
    try:
        keys = parsed(config, file).front_matter
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        mend = 'Put a text with a colon in it between "quotation marks".'
        raise PluginError(
            message(place(config, file), f"the front matter is no YAML: {reason}", mend)
        ) from None
    return keys if isinstance(keys, dict) else {}
