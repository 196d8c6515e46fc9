"""An include that goes wrong stops the build with file, line and mend.

The snippets extension by itself raises without a line, includes to the end of the file where a section's
end is missing, or shows the include as text. `make test` finds the same faults with the same check.
"""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from plugins import front_matter
from plugins.project import root
from tools.guard import files as sources
from tools.guard import includes


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    if page.file.generated_by:
        return
    source = front_matter.parsed(config, page.file)
    problems = list(includes.check(source))
    for name in includes.included_files(source):
        problems += sources.check_sections(root(config), name)
    if problems:
        raise PluginError("\n".join(map(str, problems)))
