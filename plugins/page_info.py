"""What a page says about itself: minutes, what to read first, what it stands on, where to report a mistake.

Templates read `page_info` (see PageInfo), and `commit` and `commit_url` of the source that the site is
built from.
"""

import difflib
import functools
import os
import posixpath
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from plugins import reference
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


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Date the pages by their commit: the same commit gives the same bytes on any day."""
    if date := git(root(config), "log", "-1", "--format=%ct"):
        os.environ.setdefault("SOURCE_DATE_EPOCH", date)
    return config


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    commit = current_commit(root(config))
    env.globals["commit"] = commit
    env.globals["commit_url"] = "" if commit == UNKNOWN else f"{repository(config)}/commit/{commit}"
    return env


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    pages = {file.src_uri: file.page for file in context["pages"]}
    modules = {Path(uri).stem: found for uri, found in pages.items() if reference.describes(uri)}
    source = posixpath.normpath(posixpath.join("docs", page.file.edit_uri or page.file.src_uri))
    context["page_info"] = PageInfo(
        minutes=page.meta.get("minutes"),
        prerequisites=links(page, "prerequisites", pages, config),
        modules=links(page, "modules", modules, config),
        source=source,
        wrong_url=wrong_url(page, source, config),
    )
    return context


def links(page: Page, key: str, pages: dict[str, Page], config: MkDocsConfig) -> list[Link]:
    """The pages that the front matter names under `key`; an unknown one is an error."""
    found = []
    for name in page.meta.get(key) or ():
        if name in pages:
            title = name if key == "modules" else str(pages[name].title)
            found.append(Link(title, get_relative_url(pages[name].url, page.url)))
            continue
        close = difflib.get_close_matches(name, pages, n=1)
        mend = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(sorted(pages))}."
        report(place(config, page.file, name), f"{key} names {name}, which does not exist", mend)
    return found


def wrong_url(page: Page, source: str, config: MkDocsConfig) -> str:
    """A new issue that already says which page, of which commit: fields of ISSUE_TEMPLATE/wrong-page.yml."""
    fields = {
        "template": "wrong-page.yml",
        "title": f"Wrong page: {unescape(str(page.title))}",
        "page": source,
        "commit": current_commit(root(config)),
    }
    return f"{repository(config)}/issues/new?{urlencode(fields, quote_via=quote)}"


def repository(config: MkDocsConfig) -> str:
    return (config.repo_url or "").rstrip("/")


def current_commit(project: Path) -> str:
    """The commit that is checked out; without git, GitHub's word for it, or `unknown`."""
    return git(project, "rev-parse", "HEAD") or os.environ.get("GITHUB_SHA", UNKNOWN)


@functools.cache
def git(project: Path, *words: str) -> str:
    """What git answers; nothing where it is missing or the project is no clone."""
    try:
        command = ["git", "-C", str(project), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
