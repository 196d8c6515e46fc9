"""Examples that run in the page: marks what can run, and ships the Python that runs it.

Each program that a page shows gets `data-cr-program` and its output `data-cr-output`; each exercise's stub
`data-cr-exercise="page:name"`, its solution's listing `data-cr-solution="name"`. docs/assets/src/live.js does
the rest. A notebook's cells run at build and not in the page; its exercises are answered like any other.

Publishes assets/pyodide/ (see payload.py), assets/live/project.tar.bz2 (`snippets`, `exercises` and the
runner), the large data files apart, which come with the first program that names them, and
assets/live/runtime.json.
Where the runtime cannot be had the site is built without it, and Run says why.
"""

import bz2
import io
import json
import re
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from plugins import payload, pyodide
from plugins.project import cache, log, root
from tools.pages import Fence, Page, page_at

BLOCK = re.compile(r'<div class="language-(?P<language>python|py|text) highlight">')
INCLUDE = re.compile(r'^--8<-- "exercises/(?P<page>\w+)\.py:(?P<name>\w+)-(?P<part>stub|solution)"$')
SHIPPED = [("snippets", "**/*"), ("exercises", "*.py")]
KINDS = {".py", ".npz", ".json", ".txt"}
NOT_IN_A_BROWSER = {"exercises/command.py"}  # it starts processes
LARGE = (
    10_000  # bytes of a data file, from which on it is no part of the archive that every first run fetches
)

ON_ITS_WAY = (
    "Python is still on its way to this machine. Wait a moment: the page loads again when it has come."
)

serving = False
tried = threading.Event()  # while serving: the runtime has come, or it is known why it cannot be had


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    global serving  # noqa: PLW0603  MkDocs tells it once, and no other event knows it
    serving = command == "serve"


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
    """Get the runtime while a reader already reads; then build once more, with it or with the reason."""
    if pyodide.RUNTIME.exists():
        return server
    news = cache(config) / "live"
    news.mkdir(parents=True, exist_ok=True)
    server.watch(str(news))

    def get() -> None:
        try:
            pyodide.runtime()
        except pyodide.Unavailable as error:
            log.info("Run is off: %s", error)
        tried.set()
        (news / "tried").touch()

    threading.Thread(target=get, daemon=True).start()
    return server


def on_files(files: Files, config: MkDocsConfig) -> Files:
    if serving and not pyodide.RUNTIME.exists() and not tried.is_set():
        told: dict[str, Any] = {"missing": ON_ITS_WAY}
    else:
        try:
            told = {"bytes": ship(files, config, pyodide.runtime())}
        except pyodide.Unavailable as error:
            if not serving:
                log.info("The site is built without Run: %s", error)
            told = {"missing": f"Python is not part of this copy of the site. {error}"}
    files.append(File.generated(config, "assets/live/runtime.json", content=json.dumps(told)))
    return files


def ship(files: Files, config: MkDocsConfig, runtime: Path) -> int:
    """Publish Python and what it imports; the bytes that a first run fetches."""
    published = payload.files(root(config), runtime)
    for path in published:
        files.append(File.generated(config, f"assets/pyodide/{path.name}", abs_src_path=str(path)))
    for name, path in large(root(config)):
        files.append(File.generated(config, f"assets/live/{name}", abs_src_path=str(path)))
    project = project_archive(root(config))
    files.append(File.generated(config, "assets/live/project.tar.bz2", content=project))
    # The two .js files are imported, not fetched, so they are not among the bytes that arrive.
    counted = [path for path in published if path.suffix not in (".mjs", ".js", ".br")]
    return len(project) + sum(path.stat().st_size for path in counted)


def project_archive(project: Path) -> bytes:
    """`snippets`, `exercises`, the runner, the large files' names: the same bytes whenever packed.

    Compressed as one stream, for many small files of the same language: a zip would be far larger.
    """
    apart = dict(large(project))
    content = {"large.json": json.dumps(list(apart)).encode()}
    content["runner.py"] = (project / "plugins/runner.py").read_bytes()
    content |= {name: path.read_bytes() for name, path in shipped(project) if name not in apart}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return bz2.compress(packed.getvalue())


def large(project: Path) -> list[tuple[str, Path]]:
    """The data files that the runner asks for when a program names them."""
    return [
        (name, path)
        for name, path in shipped(project)
        if path.suffix != ".py" and path.stat().st_size >= LARGE
    ]


def shipped(project: Path) -> Iterator[tuple[str, Path]]:
    for folder, pattern in SHIPPED:
        for path in sorted((project / folder).glob(pattern)):
            name = path.relative_to(project).as_posix()
            if path.suffix in KINDS and "__pycache__" not in path.parts and name not in NOT_IN_A_BROWSER:
                yield name, path


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    source = page.file.abs_src_path
    if source is None or not source.endswith((".md", ".py")):
        return html
    marks = marks_of(page_at(Path(source), root(config)))
    return BLOCK.sub(lambda block: block[0][:-1] + next(marks[block["language"]], "") + ">", html)


def marks_of(page: Page) -> dict[str, Iterator[str]]:
    """For each language, the attributes of the fences that are rendered in it, in their order."""
    programs = {block.program: block for block in page.blocks}
    outputs = [block.output for block in page.blocks if not block.needs_torch]
    marks: dict[str, list[str]] = {"python": [], "py": [], "text": []}
    for fence in page.fences:
        if fence in programs:
            marks["python"].append("" if programs[fence].needs_torch else " data-cr-program")
        elif fence in outputs:
            marks["text"].append(" data-cr-output")
        elif fence.language in marks:
            marks[fence.language].append(exercise_mark(fence))
    return {language: iter(attributes) for language, attributes in marks.items()}


def exercise_mark(listing: Fence) -> str:
    include = INCLUDE.match(listing.lines[0].strip()) if listing.lines else None
    if not include:
        return ""
    if include["part"] == "stub":
        return f' data-cr-exercise="{include["page"]}:{include["name"]}"'
    return f' data-cr-solution="{include["name"]}"'
