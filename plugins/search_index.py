"""Keep out of the search what nobody looks for: outputs, and listed source.

Programs stay in, and so does everything the pages say. Every reader fetches the index whole, and code was
more than half of it.
"""

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

CODE = re.compile(r'<(?:div class="language-(?:py|text) highlight"|details class="mkdocstrings-source")')


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return CODE.sub(r"\g<0> data-search-exclude", html)
