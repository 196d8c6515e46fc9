"""A figure is inlined, so that it takes the page's colours: `![what it shows](../figures/x.svg)` -> `<svg>`.

Without this plugin the page shows the same file as an image. The search index is made before, and holds the
alternative text but not the numbers inside the picture.
"""

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from plugins import safe_markup
from plugins.project import place, report

FOLDER = "figures/"
IMAGE = re.compile(r"<img\b[^>]*>")


@event_priority(-50)  # after the search plugin
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    page.content = IMAGE.sub(lambda match: inlined(match[0], page, config), page.content or "")


def inlined(image: str, page: Page, config: MkDocsConfig) -> str:
    """The figure's SVG instead of an `<img>`; any other image, and a faulty figure, as it was."""
    attributes = read(image)
    source = target(attributes.get("src", ""), page)
    where = place(config, page.file, posixpath.basename(source))
    alt = attributes.get("alt", "").strip()
    if not alt:
        report(where, f"the image {source} has no alternative text", f"Write ![what it shows]({source}).")
        return image
    if not (source.startswith(FOLDER) and source.endswith(".svg")):
        return image
    path = Path(config.docs_dir, source)
    if not path.exists():
        report(
            where,
            f"there is no figure docs/{source}",
            "Correct the name, or draw it in figures/ and run `make fix`.",
        )
        return image
    try:
        root = safe_markup.clean(path.read_text("utf-8"), path.stem)
        if root.tag != "svg" or not root.get("viewBox"):
            raise safe_markup.UnsafeError("its root is not an <svg> with a viewBox")
    except safe_markup.UnsafeError as error:
        mend = f"Change what draws it; {where} shows it."
        report(f"docs/{source}:1", f"the figure cannot be inlined: {error}", mend)
        return image
    for title in root.findall("title"):
        root.remove(title)  # the alternative text says it, and a title would pop up over the figure
    root.attrib |= {"role": "img", "aria-label": alt, "class": f"cr-figure {root.get('class', '')}".strip()}
    return safe_markup.text(root)


def target(src: str, page: Page) -> str:
    """The file that an image names, from docs/. MkDocs leaves a link to a missing file as it stands."""
    found = [unquote(urljoin(f"/{base}", src)).lstrip("/") for base in (page.file.url, page.file.src_uri)]
    return next((path for path in found if path.startswith(FOLDER)), found[0])


def read(tag: str) -> dict[str, str]:
    """The attributes of one HTML tag."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.update((name, value or "") for name, value in attributes)

    Reader().feed(tag)
    return found
