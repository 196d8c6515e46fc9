"""Formulas are rendered at build, by KaTeX, to HTML and MathML: they read without JavaScript.

pymdownx.arithmatex finds the formulas, so those in code are never touched. The search index is made before
they are rendered and holds their TeX. One Node process serves the whole build, and only for formulas not
seen before.
"""

import functools
import hashlib
import html
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from plugins import node
from plugins.project import cache, place, report, root

SCRIPT = Path(__file__).absolute().with_name("katex.mjs")
DELIMITED = re.compile(r'(<(span|div) class="arithmatex">)\\[(\[](.*?)\\[)\]](</\2>)', re.DOTALL)
IN_HEADING = re.compile(r"\\\((.*?)\\\)")
FORMULA = re.compile(r'(<(span|div) class="arithmatex">)([^<]*)(</\2>)')
CODE = re.compile(r"<(pre|code|svg|script|style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LEFT_OVER = re.compile(r"\$.*")


class Katex:
    """KaTeX in a Node process that starts with the first formula that the cache does not hold."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.project = project
        options = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:8]
        self.path = folder / f"maths-{node.version(project, 'katex')}-{options}.json"
        self.known = self.read()
        self.used: dict[str, str] = {}
        self.process: subprocess.Popen[str] | None = None

    def read(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):  # no cache yet, or half a file
            return {}
        return known

    def render(self, tex: str, display: bool) -> str:
        """The formula as HTML; raises ValueError with KaTeX's message if it does not parse."""
        key = f"{'display' if display else 'inline'} {tex}"
        if key not in self.known:
            answer = self.ask({"tex": tex, "display": display})
            if "error" in answer:
                raise ValueError(answer["error"])
            self.known[key] = answer["html"]
        self.used[key] = self.known[key]
        return self.used[key]

    def ask(self, question: dict[str, Any]) -> dict[str, str]:
        if self.process is None:
            self.process = subprocess.Popen(
                [node.executable(), str(SCRIPT)],
                cwd=self.project,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        assert self.process.stdin and self.process.stdout and self.process.stderr
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            said = self.process.stderr.read().strip() or "it said nothing"
            self.stop()
            raise PluginError(
                f"Node stopped while it rendered the formula {question['tex']!r}:\n{said}\n{node.SETUP}"
            )
        answer: dict[str, str] = json.loads(line)
        return answer

    def save(self) -> None:
        """Keep the formulas of this build; written aside first, so that no reader sees half a file."""
        used, self.used = self.used, {}
        if used != self.read():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            aside = self.path.with_suffix(f".{os.getpid()}")
            aside.write_text(json.dumps(used, ensure_ascii=False), "utf-8")
            aside.replace(self.path)

    def stop(self) -> None:
        if self.process is not None:
            self.process.communicate()
            self.process = None


@functools.cache
def katex(project: Path, folder: Path) -> Katex:
    return Katex(project, folder)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Take off the delimiters: what is searched should read `h_t`, not `\\(h_t\\)`."""
    plain = DELIMITED.sub(r"\1\3\4", content)
    for found in LEFT_OVER.findall(TAG.sub("\n", CODE.sub("", FORMULA.sub("", plain)))):
        text = html.unescape(found)
        report(
            place(config, page.file, text),
            f"this dollar sign belongs to no whole formula: {text}",
            "Write $…$ on one line; or $$ on lines of their own, between blank lines; or &#36; for money.",
        )
    return plain


@event_priority(-50)  # after the search plugin, which indexes the TeX
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    renderer = katex(root(config), cache(config))

    def rendered(escaped: str, display: bool) -> str:
        tex = html.unescape(escaped).strip()
        try:
            return renderer.render(tex, display)
        except ValueError as error:
            report(
                place(config, page.file, tex if display else f"${tex}$"),
                f"KaTeX cannot read the formula {' '.join(tex.split())}: {error}",
                "Correct the TeX; katex.org/docs/supported lists what it knows.",
            )
            return escaped

    def element(match: re.Match[str]) -> str:
        opening, kind, tex, closing = match.groups()
        return opening + rendered(tex, display=kind == "div") + closing

    page.content = FORMULA.sub(element, page.content or "")
    for heading in headings(page.toc):
        heading.title = IN_HEADING.sub(lambda match: rendered(match[1], display=False), heading.title)


def headings(entries: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    """The entries of a table of contents, nested ones too."""
    for entry in entries:
        yield entry
        yield from headings(entry.children)


def on_post_build(config: MkDocsConfig) -> None:
    renderer = katex(root(config), cache(config))
    renderer.stop()
    renderer.save()
