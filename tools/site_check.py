"""Examines a built site for what a strict build lets pass: what a reader would meet, found before them.

Every check is a function of a Site and gives Faults; tests/test_site.py runs each on the real site, and on
small sites with one thing wrong.

    python -m tools.site_check [folder]
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from tools.pages import ROOT, Page, pages

# What a phone on a poor line can take: 150 KB of HTML are about 25 KB compressed.
HTML_BYTES = 150_000
# What a page loads by itself, before compression: Material's style and script, KaTeX's style, two fonts.
FIRST_VIEW_BYTES = 800_000
# Fetched whole when a reader first goes to the search (docs/assets/src/_search_later.js): 250 KB compressed.
SEARCH_INDEX_BYTES = 1_000_000

FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}
FETCHED |= {"audio": "src", "embed": "src", "object": "data", "use": "href", "input": "src", "track": "src"}
# Relations that tell where something is and fetch nothing.
TELLING = {"canonical", "alternate", "license", "prev", "next", "author", "edit"}
OF_ITS_OWN = "style, script:not([type='application/json']), iframe, link[rel=stylesheet]"
NO_PROSE = ["code", "pre", "script", "style", "math", "annotation", "kbd", "svg"]
RAW_TEX = re.compile(r"\\\(|\\\[|\$\$|\$[^$\s][^$\n]*\$|\\[a-z]+\{")
RAW_MARKDOWN = re.compile(r'^\s*(?:\?\?\?\+? \w|!!! \w|=== "|/// \w|```|~~~)|\]\(|\[\^\w+\]', re.M)
BLOCKS = ["div", "pre", "p", "ul", "ol", "table", "figure", "section", "details", "h1", "h2", "h3"]


class Fault(NamedTuple):
    where: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} → {self.mend}"


@dataclass(frozen=True)
class Html:
    """A page of the built site: its file's path below the site, and its text."""

    name: str
    text: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @cached_property
    def article(self) -> Tag:
        return self.soup.article or self.soup

    @cached_property
    def anchors(self) -> set[str]:
        return {str(tag.get("id") or tag.get("name")) for tag in self.soup.select("[id], a[name]")}

    @property
    def address(self) -> str:
        """Where it is served, below the site's own address."""
        return self.name.removesuffix("index.html")


class Site:
    """A folder that MkDocs built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): Html(
                path.relative_to(folder).as_posix(), path.read_text("utf-8")
            )
            for path in sorted(folder.rglob("*.html"))
        }

    @cached_property
    def home(self) -> str:
        """The address that the site was built for, as its first page gives it."""
        canonical = self.pages["index.html"].soup.select_one("link[rel=canonical]")
        return str(canonical["href"]) if canonical else "http://127.0.0.1:8000/"

    def target(self, page: Html, address: str) -> tuple[Path, str] | None:
        """The file and the anchor that an address on a page means; None if it leads off the site."""
        # Pages that are missing are answered with 404.html wherever they would be.
        base = urljoin(self.home, "no/such/page/" if page.name == "404.html" else page.address)
        split = urlsplit(urljoin(base, address))
        path = split._replace(query="", fragment="").geturl()
        if not path.startswith(self.home):
            return None
        inside = unquote(path.removeprefix(self.home))
        return self.folder / (
            f"{inside}index.html" if inside.endswith("/") or not inside else inside
        ), split.fragment


def rendered_examples(site: Site, root: Path = ROOT) -> Iterator[Fault]:
    """What readers see are the programs that ran, and what those printed."""
    for page in pages(root):
        if not page.rendered:
            continue
        name = built_name(page)
        if name not in site.pages:
            yield Fault(page.name, "was not built", "enter it in mkdocs.yml under nav")
            continue
        article = site.pages[name].article
        shown = [code.get_text() for code in article.select(".language-python pre")]
        yield from _same(page, "programs", shown, [block.code for block in page.blocks])
        outputs = [block.output.text for block in page.blocks if block.output]
        boxes = [box for box in article.select(".language-text") if box.select_one(".filename")]
        shown = [box.select("pre")[0].get_text() for box in boxes if _title(box) == "Output"]
        yield from _same(page, "outputs", shown, outputs)
        titles = [_title(box) for box in article.select(".language-py")]
        yield from _same(page, "listings", titles, [fence.title or "" for fence in page.listings])


def _title(box: Tag) -> str:
    name = box.select_one(".filename")
    return name.get_text() if name else ""


def _same(page: Page, what: str, shown: list[str], meant: list[str]) -> Iterator[Fault]:
    if [text.rstrip("\n") for text in shown] != [text.rstrip("\n") for text in meant]:
        differing = [
            *(text for text in meant if text not in shown),
            *(text for text in shown if text not in meant),
        ]
        example = repr(differing[0][:60]) if differing else "their order"
        message = f"{len(meant)} {what} in the source, {len(shown)} on the site; they differ in {example}"
        yield Fault(page.name, message, "indent the fence as its tab or list asks; is the extension on?")


def built_name(page: Page) -> str:
    """The file that MkDocs makes of a page."""
    stem = page.name.removeprefix("docs/").removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        return f"{stem}.html"
    return f"{stem}/index.html"


def includes(site: Site) -> Iterator[Fault]:
    for name, page in site.pages.items():
        if "8<--" in page.soup.get_text():
            yield Fault(name, "an include stands there as text", "python -m tools.guard says where")


def links(site: Site) -> Iterator[Fault]:
    """Every address within the site leads to a file that is there, and to an anchor in it."""
    for name, page in site.pages.items():
        for tag in page.soup.select("[href], [src]"):
            address = str(tag.get("href") or tag.get("src") or "")
            if urlsplit(address).scheme not in {"", "http", "https"}:
                continue
            if reason := _dead(site, page, address):
                yield Fault(name, f"{address!r} leads nowhere: {reason}", "mend the link")
    yield from _dead_search_results(site)


def _dead(site: Site, page: Html, address: str) -> str | None:
    target = site.target(page, address)
    if target is None:
        outside = not urlsplit(address).netloc
        return f"it leaves the site's own folder, {site.home}" if outside else None
    path, anchor = target
    if not path.is_file():
        return f"there is no {path.relative_to(site.folder).as_posix()}"
    aimed = site.pages.get(path.relative_to(site.folder).as_posix())
    if anchor and aimed and unquote(anchor) not in aimed.anchors:
        return f"there is no #{anchor}"
    return None


def _dead_search_results(site: Site) -> Iterator[Fault]:
    index = site.folder / "search" / "search_index.json"
    if not index.is_file():
        return
    for entry in json.loads(index.read_text("utf-8"))["docs"]:
        if reason := _dead(site, site.pages["index.html"], entry["location"]):
            yield Fault(
                "search/search_index.json", f"{entry['location']!r} leads nowhere: {reason}", "rebuild"
            )


def third_parties(site: Site) -> Iterator[Fault]:
    """Nothing is fetched from, or prepared to be fetched from, another host."""
    mend = "ship the file with the site"
    for name, page in site.pages.items():
        for tag in page.soup.find_all(FETCHED):
            relations = set(tag.get("rel") or [])
            if tag.name == "link" and relations & TELLING and not relations - TELLING:
                continue
            for key in (FETCHED[tag.name], "xlink:href", "srcset", "poster"):
                if _elsewhere(str(tag.get(key) or "")):
                    yield Fault(name, f"<{tag.name}> fetches {tag.get(key)}", mend)
        styles = [tag.get_text() for tag in page.soup.find_all("style")]
        styles += [str(tag["style"]) for tag in page.soup.select("[style]")]
        for address in (found for style in styles for found in _css_addresses(style)):
            yield Fault(name, f"a style fetches {address}", mend)
    for path in sorted(site.folder.rglob("*.css")):
        for address in _css_addresses(path.read_text("utf-8")):
            yield Fault(path.relative_to(site.folder).as_posix(), f"fetches {address}", mend)


def _elsewhere(address: str) -> bool:
    return any(re.match(r"\s*(?:https?:)?//", part) for part in address.split(","))


def _css_addresses(style: str) -> list[str]:
    found = re.findall(
        r"@import\s+[\"']([^\"']*)|url\(\s*[\"']?([^\"')]*)", re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    )
    return [address for pair in found for address in pair if _elsewhere(address)]


def weight(site: Site) -> Iterator[Fault]:
    for name, page in site.pages.items():
        size = len(page.text.encode())
        if size > HTML_BYTES:
            yield Fault(
                name, f"{size:,} bytes of HTML; at most {HTML_BYTES:,}", "split the page or its figures"
            )
        loaded = {
            str(tag.get("href") or tag.get("src")) for tag in page.soup.select("link, script[src], img[src]")
        }
        files = {target[0] for address in loaded if (target := site.target(page, address))}
        total = size + sum(path.stat().st_size for path in files if path.is_file() and path.suffix != ".html")
        if total > FIRST_VIEW_BYTES:
            yield Fault(
                name,
                f"loads {total:,} bytes; at most {FIRST_VIEW_BYTES:,}",
                "load less before it is asked for",
            )
    index = site.folder / "search" / "search_index.json"
    if index.is_file() and index.stat().st_size > SEARCH_INDEX_BYTES:
        message = f"{index.stat().st_size:,} bytes; at most {SEARCH_INDEX_BYTES:,}"
        yield Fault("search/search_index.json", message, "leave out of the search what nobody looks for")


def content(site: Site) -> Iterator[Fault]:
    """The content brings no style sheet and no script of its own; data for a script is no script."""
    for name, page in site.pages.items():
        for tag in page.article.select(
            "style, script:not([type='application/json']), iframe, link[rel=stylesheet]"
        ):
            yield Fault(
                name,
                f"<{tag.name}> in the content",
                "style in docs/assets/site.css, scripts in docs/assets/src/",
            )


def markdown(site: Site) -> Iterator[Fault]:
    """No tab, folded box, caption, fence, footnote or link is left as its source."""
    for name, page in site.pages.items():
        for text in page.article.find_all(string=RAW_MARKDOWN):
            if not text.find_parent(NO_PROSE):
                shown = text.strip()[:60]
                yield Fault(
                    name, f"Markdown stands there as text: {shown!r}", "mind blank lines and indentation"
                )


def formulas(site: Site) -> Iterator[Fault]:
    """Each formula is rendered."""
    for name, page in site.pages.items():
        if error := page.soup.select_one(".katex-error"):
            yield Fault(name, f"KaTeX cannot render {error.get_text()!r}", "mend the TeX")
        for text in page.article.find_all(string=RAW_TEX):
            if not text.find_parent(NO_PROSE) and not text.find_parent(class_="katex"):
                yield Fault(name, f"TeX stands there as text: {text.strip()[:60]!r}", "mend its dollar signs")


def structure(site: Site) -> Iterator[Fault]:
    """What screen readers, search engines and links rely on."""
    for name, page in site.pages.items():
        html = page.soup.html
        if not html or not html.get("lang"):
            yield Fault(name, "<html> names no language", "set theme.language")
        if len(page.soup.find_all("h1")) != 1:
            yield Fault(
                name, f"{len(page.soup.find_all('h1'))} headings of level one", "give it one, # Title"
            )
        for identity, count in Counter(str(tag["id"]) for tag in page.soup.select("[id]")).items():
            if count > 1:
                yield Fault(name, f"the id {identity!r} comes {count} times", "give each its own")
        for image in page.soup.find_all("img"):
            if not str(image.get("alt") or "").strip() and image.get("role") != "presentation":
                yield Fault(name, f"no alternative text: {image.get('src')}", "write ![what it shows](…)")
        for drawing in page.article.select("svg[role=img]"):
            if not str(drawing.get("aria-label") or "").strip() and not drawing.find("title"):
                yield Fault(name, "a figure without a label", "write ![what it shows](…)")
        for tag in page.article.select(", ".join(f"p {block}" for block in BLOCKS)):
            yield Fault(
                name, f"<{tag.name}> within a paragraph: {tag.get_text()[:40]!r}", "put blank lines around it"
            )


CHECKS = (includes, links, third_parties, weight, content, markdown, formulas, structure)


def check(folder: Path, root: Path = ROOT) -> list[Fault]:
    """Every fault of a built site."""
    site = Site(folder)
    return [*rendered_examples(site, root), *(fault for each in CHECKS for fault in each(site))]


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else "site")
    if not (folder / "index.html").is_file():
        print(f"{folder} holds no built site.\n→ make build")
        return 1
    faults = check(folder)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
