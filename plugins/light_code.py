"""Take the markup off names in highlighted code: they have the colour of the code around them.

Half of all markup in code is that of names; without it a page is about a tenth lighter. Colours:
`--md-code-hl-name-color` and `--md-code-fg-color` in docs/assets/site.css, which a test holds equal.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

NAME = re.compile(r'<span class="n">([^<]*)</span>')


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return NAME.sub(r"\1", html)
