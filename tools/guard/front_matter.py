"""Front matter: a teaching page or notebook says what it shows, how long it takes, what it stands on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.guard.problem import Problem, problem
from tools.guard.programs import modules_used
from tools.pages import ROOT, Page

# Parts whose pages look things up or say who we are; the pages of every other part teach.
NOT_TEACHING = {"reference", "about", "assets"}
# Pages of the other parts that have no exercises either: things are looked up in them, or asked once more.
LOOKED_UP = {
    "docs/appendix/glossary.md",
    "docs/appendix/notation.md",
    "docs/decide/half_truths_again.md",
    "docs/decide/ledger.md",
    "docs/decide/situations.md",
    "docs/decide/teaching_errors.md",
}
REQUIRED = ("title", "description", "minutes", "prerequisites", "modules")
OPTIONAL = ("hide", "template")


@dataclass(frozen=True)
class Source:
    """Where a page's keys stand, whether it is Markdown or a notebook."""

    name: str
    root: Path
    keys: dict[str, Any]
    line_of: Callable[[str], int]

    def problem(self, key: str, message: str, mend: str) -> Problem:
        return problem(self.name, self.line_of(key), message, mend)


def teaches(path: Path, root: Path = ROOT) -> bool:
    """Whether a page belongs to a teaching part: docs/<part>/<page>, no index."""
    name = path.relative_to(root)
    if name.as_posix() in LOOKED_UP:
        return False
    parts = name.parts
    return len(parts) == 3 and parts[0] == "docs" and parts[1] not in NOT_TEACHING and path.stem != "index"


def teaching_files(root: Path) -> list[Path]:
    """The teaching pages and notebooks, by path."""
    found = [*(root / "docs").rglob("*.md"), *(root / "docs" / "cases").glob("*.py")]
    return sorted(path for path in found if teaches(path, root))


def check(page: Page) -> Iterator[Problem]:
    try:
        keys = page.front_matter
    except yaml.YAMLError as error:
        yield problem(page, 1, f"the front matter is no YAML: {str(error).splitlines()[0]}", "mend it")
        return
    if not isinstance(keys, dict):
        if page.notebook:
            message, mend = "no full jupytext header with `page:` in it", "copy the header of another case"
        else:
            message, mend = "the front matter is no mapping", "write it as `key: value` lines"
        yield problem(page, 1, message, mend)
        return
    source = Source(page.name, page.root, keys, page.line_of_key)
    yield from _unknown(source)
    if teaches(page.path, page.root):
        yield from _values(source, modules_used(page))
        yield from _heading(page, source)


def _unknown(source: Source) -> Iterator[Problem]:
    for key in source.keys:
        if key not in REQUIRED + OPTIONAL:
            yield source.problem(
                key, f"unknown front-matter key {key}", f"the keys are {', '.join(REQUIRED + OPTIONAL)}"
            )


def _values(source: Source, used: set[str]) -> Iterator[Problem]:
    keys = source.keys
    missing = [key for key in REQUIRED if key not in keys]
    if missing:
        yield source.problem("title", f"front matter without {', '.join(missing)}", "add what is missing")
    for key in ("title", "description"):
        if key in keys and not (isinstance(keys[key], str) and keys[key].strip()):
            yield source.problem(key, f"{key} is empty or no text", f"give {key} a sentence")
    minutes = keys.get("minutes", 1)
    if type(minutes) is not int or minutes < 1:
        yield source.problem("minutes", f"minutes is {minutes!r}", "give a whole number, one or more")
    for key in ("prerequisites", "modules"):
        if not isinstance(keys.get(key, []), list):
            yield source.problem(key, f"{key} is no list", f"write {key}: [] or [one, two]")
    yield from _prerequisites(source)
    yield from _modules(source, used)


def _prerequisites(source: Source) -> Iterator[Problem]:
    for page in _names(source.keys.get("prerequisites")):
        if not (source.root / "docs" / page).is_file():
            message, mend = (
                f"the prerequisite {page} does not exist",
                "give paths from docs/, as part/topic.md",
            )
            yield source.problem("prerequisites", message, mend)
        elif f"docs/{page}" == source.name:
            yield source.problem("prerequisites", "the page is its own prerequisite", "delete it")


def _modules(source: Source, used: set[str]) -> Iterator[Problem]:
    folder = source.root / "snippets"
    listed = set(_names(source.keys.get("modules")))
    for module in sorted(listed):
        if not (folder / f"{module}.py").is_file() and not (folder / module / "__init__.py").is_file():
            yield source.problem(
                "modules", f"snippets/{module}.py does not exist", "mend the name in modules"
            )
        elif module not in used:
            message = f"nothing here imports or shows {module}"
            yield source.problem("modules", message, f"delete {module} from modules")
    if "modules" in source.keys:
        for module in sorted(used - listed):
            yield source.problem("modules", f"{module} is used and not listed", f"add {module} to modules")


def _names(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _heading(page: Page, source: Source) -> Iterator[Problem]:
    title = source.keys.get("title")
    tops = [heading for heading in page.headings if heading.level == 1]
    if not tops:
        yield problem(page, page.body_starts + 1, "no heading of level one", f"begin the page with # {title}")
    elif title and tops[0].text != title:
        yield problem(
            page, tops[0].line, f"the heading differs from the title {title!r}", "make them the same"
        )
    for heading in tops[1:]:
        yield problem(page, heading.line, "a second heading of level one", "use ##")
