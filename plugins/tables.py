"""A table that is not what its data and the outputs say stops the build, with file, line and mend."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from plugins import front_matter
from tools.guard import tables


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    if page.file.generated_by:
        return
    if faults := list(tables.check(front_matter.parsed(config, page.file))):
        raise PluginError("\n".join(map(str, faults)))
