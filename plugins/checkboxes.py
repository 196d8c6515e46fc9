"""Take `autocomplete="off"` from Material's checkboxes, where HTML does not allow it.

They stand outside of every block of its template. Without this plugin the pages work as well.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

FAULT = re.compile(r'(<input\b(?=[^>]*\btype="checkbox")[^>]*?) autocomplete="off"')


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return FAULT.sub(r"\1", output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    return FAULT.sub(r"\1", output_content)
