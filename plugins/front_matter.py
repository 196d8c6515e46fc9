"""A page's front matter: YAML at the head of a Markdown page, or `page` in a notebook's jupytext header."""

from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from plugins.project import message, place, source_path
from tools.guard.front_matter import notebook_keys
from tools.pages import Page


def read(config: MkDocsConfig, file: File) -> dict[str, Any]:
    """The front matter; empty for a page without one. MkDocs itself would print a faulty one on the page."""
    path = source_path(file)
    try:
        keys = notebook_keys(path) if path.suffix == ".py" else Page(path).front_matter
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        mend = 'Put a text with a colon in it between "quotation marks".'
        raise PluginError(
            message(place(config, file), f"the front matter is no YAML: {reason}", mend)
        ) from None
    return keys if isinstance(keys, dict) else {}
