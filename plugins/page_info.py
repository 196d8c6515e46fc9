"""What a page says about itself: minutes, what to read first, what it stands on, where to report a mistake.

Templates read `page_info` (see PageInfo), and `commit` and `commit_url` of the source that the site is
built from.
"""

import difflib
import functools
import os
import posixpath
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from plugins.project import place, report, root

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class PageInfo:
    minutes: int | None
    prerequisites: list[Link]
    modules: list[Link]
    source: str
    wrong_url: str


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    commit = current_commit(root(config))
    env.globals["commit"] = commit
    env.globals["commit_url"] = "" if commit == UNKNOWN else f"{repository(config)}/commit/{commit}"
    return env


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    pages = {file.src_uri: file.page for file in context["pages"]}
    modules = [f"reference/{module}.md" for module in page.meta.get("modules") or ()]
    source = posixpath.normpath(posixpath.join("docs", page.file.edit_uri or page.file.src_uri))
    context["page_info"] = PageInfo(
        minutes=page.meta.get("minutes"),
        prerequisites=links("prerequisites", page.meta.get("prerequisites") or (), pages, page, config),
        modules=links("modules", modules, pages, page, config),
        source=source,
        wrong_url=wrong_url(page, source, config),
    )
    return context


def links(
    key: str, wanted: Iterable[str], pages: dict[str, Page], page: Page, config: MkDocsConfig
) -> list[Link]:
    """The pages that the front matter names under `key`; an unknown one is an error."""
    found = []
    for uri in wanted:
        if uri in pages:
            title = Path(uri).stem if key == "modules" else str(pages[uri].title)
            found.append(Link(title, get_relative_url(pages[uri].url, page.url)))
            continue
        name = Path(uri).stem if key == "modules" else uri
        close = difflib.get_close_matches(uri, pages, n=3, cutoff=0.5)
        known = ", ".join(Path(match).stem if key == "modules" else match for match in close)
        mend = f"Did you mean {known}?" if known else "Write a page's path from docs/, or a module's name."
        report(place(config, page.file, name), f"{key} names {name}, which does not exist", mend)
    return found


def wrong_url(page: Page, source: str, config: MkDocsConfig) -> str:
    """A new issue that already says which page, of which commit."""
    body = (
        f"Page: {page.canonical_url}\nSource: {source}\nCommit: {current_commit(root(config))}\n\n"
        "What it says:\n\nWhat is true, and how to see it:\n"
    )
    query = urlencode({"title": f"Wrong: {page.title}", "body": body}, quote_via=quote)
    return f"{repository(config)}/issues/new?{query}"


def repository(config: MkDocsConfig) -> str:
    return (config.repo_url or "").rstrip("/")


@functools.cache
def current_commit(project: Path) -> str:
    """The commit that is checked out; GitHub's word for it first, and `unknown` outside a git repository."""
    if told := os.environ.get("GITHUB_SHA"):
        return told
    try:
        command = ["git", "-C", str(project), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
