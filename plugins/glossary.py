"""The first use of a term on a page links to its entry in the glossary, with the definition as a tooltip.

The glossary is docs/appendix/glossary.md, plain Markdown: its entries are read from there, and with them
which words stand for a term (`data-forms`) and which page defines it. That page stays as it is, and so do
headings, code, formulas, tables, links, what is emphasised, and the sources. A page that prints a term in
bold defines it. The search index is made before. Without this plugin the pages read the same.
"""

import functools
import html
import posixpath
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from plugins import reference
from plugins.project import place, report, source_path

SOURCE = "appendix/glossary.md"
LONGEST = 120  # characters of a tooltip
ENTRY = re.compile(
    r"\*\*(?P<term>[^*]+)\*\*(, also \*[^*]+\*)?:\s(?P<definition>[^`*\[\]<>]+)\n"
    r"\[[^\]]+\]\((?P<page>[^)#]+)(#[\w-]+)?\)\n"
    r'\{: #(?P<anchor>[\w-]+)( data-forms="(?P<forms>[^"]+)")? \}'
)
SHAPE = '**term**, also *other name*: its definition.⏎[page](link)⏎{: #anchor data-forms="one, more" }'
LEFT_OUT = (posixpath.dirname(reference.INDEX), "about/")  # docstrings, and prose about the site
PROSE = {"p", "li"}
BARRED = {"a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "pre"}
BARRED |= {"em", "script", "style", "summary", "svg", "table"}
BARRED_CLASSES = {"admonition-title", "arithmatex"}
SOURCES = "what-this-proves-and-what-to-read-next"
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class Entry:
    """A term, the words that stand for it, its tooltip, the page that defines it, and where its entry is."""

    term: str
    forms: tuple[str, ...]
    tip: str
    page: str
    anchor: str


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Report each entry that cannot be read, and each word that stands for two terms."""
    file = files.get_file_from_path(SOURCE)
    if file is None:
        return
    text, owners = source_path(file).read_text("utf-8"), dict[str, str]()
    for block in blocks(text):
        entry = read(block)
        where = place(config, file, block)
        if entry is None:
            report(where, "the entry cannot be read", f"Write it as {SHAPE}")
            continue
        if len(entry.tip) > LONGEST:
            mend = f"At most {LONGEST}; what comes after its first sentence does not count."
            report(where, f"the tooltip of {entry.term!r} has {len(entry.tip)} characters", mend)
        for form in entry.forms:
            if form in owners:
                mend = f"Take it out of the one or the other; {owners[form]!r} has it too."
                report(where, f"{form!r} stands for {entry.term!r}", mend)
            owners[form] = entry.term


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep the titles of other pages out of the glossary's part of the search index: they have their own."""
    return (
        content.replace("\n<a href", "\n<a data-search-exclude href") if is_glossary(page.file) else content
    )


@event_priority(-40)  # after the search plugin, before figures and formulas are put in
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    file = next(filter(is_glossary, context["pages"]), None)
    uri = page.file.src_uri
    if file is None or is_glossary(page.file) or uri.startswith(LEFT_OUT):
        return
    text, glossary = source_path(file).read_text("utf-8"), get_relative_url(file.url, page.url)
    page.content = linked(text, page.content or "", uri, glossary)


def is_glossary(file: File) -> bool:
    return file.src_uri == SOURCE


def blocks(text: str) -> list[str]:
    """The paragraphs that begin like an entry."""
    return [block for block in re.split(r"\n\s*\n", text.strip()) if block.startswith("**")]


def read(block: str) -> Entry | None:
    found = ENTRY.fullmatch(block)
    if not found:
        return None
    term, definition = found["term"], " ".join(found["definition"].split())
    forms = tuple(form.strip() for form in (found["forms"] or term).split(",") if form != "none")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(SOURCE), found["page"]))
    tip = re.split(r"(?<=\.) ", definition)[0]
    return Entry(term, forms, tip[:1].upper() + tip[1:], page, found["anchor"])


class Vocabulary:
    """All terms, and how they are found: the longest form first, alone or with a capital at its start."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = {
            written: entry
            for entry in entries
            for form in entry.forms
            for written in (form, form[:1].upper() + form[1:])
        }
        longest_first = sorted(self.entries, key=lambda form: (-len(form), form))
        either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
        self.pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")

    def linked(self, content: str, page: str, glossary: str) -> str:
        """The page's HTML with a link at the first use of each term that another page defines."""
        parts, end, seen = [], 0, set[str]()
        for stretch in prose(content) if self.entries else ():
            for match in self.pattern.finditer(stretch.text):
                entry = self.entries[" ".join(match[0].split())]
                if entry.page == page or entry.anchor in seen:
                    continue
                if not stretch.bold or match[0] == stretch.text:
                    seen.add(entry.anchor)
                if stretch.bold:
                    continue
                start = stretch.start + match.start()
                tip = html.escape(entry.tip)
                link = f'<a class="g" href="{glossary}#{entry.anchor}" title="{tip}">{match[0]}</a>'
                parts += [content[end:start], link]
                end = start + len(match[0])
        return "".join([*parts, content[end:]])


@functools.lru_cache(maxsize=128)  # while serving, most pages are what they were
def linked(text: str, content: str, page: str, glossary: str) -> str:
    """A page's HTML with the links that `Vocabulary.linked` puts in, for a glossary's text."""
    return vocabulary(text).linked(content, page, glossary)


@functools.cache
def vocabulary(text: str) -> Vocabulary:
    return Vocabulary([entry for entry in map(read, blocks(text)) if entry])


@dataclass(frozen=True)
class Stretch:
    """Running text, where it stands in a page's HTML, and whether it is bold."""

    start: int
    text: str
    bold: bool


def prose(content: str) -> list[Stretch]:
    reader = Prose(content)
    reader.feed(content)
    reader.close()
    return reader.found


class Prose(HTMLParser):
    """Collects text of paragraphs and lists where a link may stand, up to the sources."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=False)
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", content))]
        self.open: list[tuple[str, bool]] = []
        self.found: list[Stretch] = []
        self.ended = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.ended |= given.get("id") == SOURCES
        if tag not in VOID:
            classes = set((given.get("class") or "").split())
            self.open.append((tag, tag in BARRED or bool(classes & BARRED_CLASSES)))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == name for name, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        names = {name for name, _ in self.open}
        if names & PROSE and not self.ended and not any(barred for _, barred in self.open):
            line, column = self.getpos()
            self.found.append(Stretch(self.line_starts[line - 1] + column, data, "strong" in names))
