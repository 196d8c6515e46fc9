"""Write a new page with everything that belongs to it: make new PAGE=part/topic

The page, its snippet, test, exercises and figure come from tools/templates: a small worked example that
passes every check as it stands. The page is entered in mkdocs.yml under its part. All of it is written, or
nothing.
"""

import argparse
import difflib
import keyword
import re
import string
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tools.guard.front_matter import NOT_TEACHING

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "templates"
FILES = {
    "docs/{part}/{topic}.md": "page.md.template",
    "snippets/{topic}.py": "snippet.py.template",
    "tests/test_{topic}.py": "test.py.template",
    "exercises/{topic}.py": "exercises.py.template",
    "figures/{topic}.py": "figure.py.template",
}
NOT_PARTS = NOT_TEACHING | {"figures"}
LAST_SECTIONS = ("Cases", "Reference", "About")  # a new part goes before these
LONGEST = 40
CLOSE = 0.9


class Refused(Exception):
    """The page cannot be written: what is in the way, and the mend."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem}\n→ {mend}")


class Template(string.Template):
    """Placeholders begin with a percent sign: the dollar belongs to the formulas."""

    delimiter = "%"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="make new", description=__doc__.splitlines()[0])
    parser.add_argument("page", metavar="PAGE=part/topic", help="such as recurrence/echo_state")
    parser.add_argument(
        "--even-if-close", action="store_true", help="accept a name much like an existing one"
    )
    chosen = parser.parse_args(arguments)
    try:
        part, topic = parse(chosen.page)
        refuse_existing(root, part, topic)
        if not chosen.even_if_close:
            refuse_close(root, part, topic)
        written = write(root, part, topic)
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Nothing was written: {error}\n→ see that this folder can be written, then again",
            file=sys.stderr,
        )
        return 1
    print("Wrote", *written, sep="\n  ")
    print(
        f"It passes as it stands. Replace the example by yours, page first; then\n"
        f"  make fix PAGE={part}/{topic}    rewrites its outputs and figure from a real run\n"
        f"  make check PAGE={part}/{topic}  says what is wrong, with line and mend\n"
        f"  make serve    shows it at http://127.0.0.1:8000/{part}/{topic}/"
    )
    return 0


def parse(page: str) -> tuple[str, str]:
    """Split part/topic, or refuse it; what passes holds no path of any other kind."""
    example = "write it as make new PAGE=part/topic, such as PAGE=recurrence/echo_state"
    if not page:
        raise Refused("No page was named.", example)
    names = page.split("/")
    if len(names) != 2:
        raise Refused(f"{page!r} is not a part and a topic.", example)
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
            raise Refused(
                f"{name!r} is no name for a Python module of this project.",
                "use lower-case letters, digits and single underscores, and no keyword of Python",
            )
        if len(name) > LONGEST:
            raise Refused(f"{name!r} has {len(name)} letters.", f"use at most {LONGEST}")
    part, topic = names
    if part == "cases":
        raise Refused("Cases are notebooks.", "copy docs/cases/shifted_digits.py and read CONTRIBUTING.md")
    if part in NOT_PARTS:
        raise Refused(f"docs/{part} holds no teaching pages.", f"choose another part than {page}")
    return part, topic


def refuse_existing(root: Path, part: str, topic: str) -> None:
    """A page, its exercises, figures, snippet and test share one name, so no part may use it again."""
    taken = [*(root / "docs").glob(f"*/{topic}.*"), *(root / path for path in paths(part, topic))]
    taken += [root / "snippets" / topic, *figures_of(root, topic)]
    for path in taken:
        if path.exists():
            raise Refused(
                f"{path.relative_to(root)} exists already.", "choose another name, or edit that file"
            )


def refuse_close(root: Path, part: str, topic: str) -> None:
    """A second name for the same thing is more often a slip than a plan."""
    parts = [path.name for path in (root / "docs").iterdir() if path.is_dir() and path.name not in NOT_PARTS]
    topics = [path.stem for path in (root / "docs").glob("*/*") if path.parent.name not in NOT_PARTS]
    for kind, name, known in (("part", part, parts), ("topic", topic, topics)):
        near = difflib.get_close_matches(name, known, 1, CLOSE)
        if near and near != [name]:
            raise Refused(
                f"The {kind} {name} is close to the existing {near[0]}.",
                f"use {near[0]}, or say that you mean it: "
                f".venv/bin/python -m tools.new {part}/{topic} --even-if-close",
            )


def paths(part: str, topic: str) -> list[str]:
    return [path.format(part=part, topic=topic) for path in FILES]


def write(root: Path, part: str, topic: str) -> list[str]:
    """Write everything and return the paths; on any fault, take back what was written."""
    navigation = root / "mkdocs.yml"
    before = navigation.read_text(encoding="utf-8")
    after = enter(before, part, topic)
    values = {"part": part, "topic": topic, "title": title(topic)}
    written = []
    with ExitStack() as undo:
        for path, template in zip(paths(part, topic), FILES.values(), strict=True):
            text = Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
            create(root / path, text, undo)
            written.append(path)
        undo.callback(erase_figures, root, topic)
        draw(root, topic)
        undo.callback(navigation.write_text, before, encoding="utf-8", newline="\n")
        navigation.write_text(after, encoding="utf-8", newline="\n")
        undo.pop_all()
    figures = [figure.relative_to(root).as_posix() for figure in figures_of(root, topic)]
    return [*written, *figures, "mkdocs.yml (its nav)"]


def create(path: Path, text: str, undo: ExitStack) -> None:
    """Write a file that must not exist, and its folder if that does not."""
    if not path.parent.exists():
        path.parent.mkdir()
        undo.callback(path.parent.rmdir)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        undo.callback(path.unlink, missing_ok=True)
        file.write(text)


def draw(root: Path, topic: str) -> None:
    """Draw the page's figures in a process of their own, as `make fix` does."""
    done = subprocess.run(
        [sys.executable, "-m", "figures", topic],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Refused(f"The figure could not be drawn:\n{done.stderr.strip()}", "mend tools/templates")


def figures_of(root: Path, topic: str) -> list[Path]:
    return sorted((root / "docs" / "figures").glob(f"{topic}-*.svg"))


def erase_figures(root: Path, topic: str) -> None:
    for figure in figures_of(root, topic):
        figure.unlink()


def title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def enter(config: str, part: str, topic: str) -> str:
    """The text of mkdocs.yml with the page as the last of its part; every other line and comment stays."""
    lines = config.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.rstrip() == "nav:"), None)
    if start is None:
        raise Refused("mkdocs.yml has no line `nav:`.", "restore it: git diff mkdocs.yml")
    end = next((i for i in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[i])), len(lines))
    pages = [i for i in range(start, end) if re.match(rf"\s+- (.*:\s*)?[\"']?{part}/[\w/]+\.\w+", lines[i])]
    if pages:
        indent = re.match(r"\s*", lines[pages[-1]])[0]  # type: ignore[index]  # matches always
        lines.insert(pages[-1] + 1, f"{indent}- {part}/{topic}.md\n")
    elif section := next((line for line in lines[start:end] if line.startswith(f"  - {title(part)}:")), None):
        raise Refused(
            f"mkdocs.yml has `{section.strip()}` with no page of docs/{part} on a line of its own.",
            f"write its pages one to a line, `      - {part}/….md`",
        )
    else:
        last = re.compile(rf"  - ({'|'.join(LAST_SECTIONS)}):")
        place = next((i for i in range(start, end) if last.match(lines[i])), end)
        lines[place:place] = [f"  - {title(part)}:\n", f"      - {part}/{topic}.md\n"]
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
