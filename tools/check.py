"""`make check`: every test, and format, spelling, types, workflows. `make check PAGE=part/topic`: one page.

Every step runs, whatever failed before it; each shows its tool's own words, and the last lines sum up. The
steps of a page run at once, and each shows its words when it ends.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from tools.pages import ROOT
from tools.topic import Topic, find

PROSE = [".github", "docs", "exercises", "figures", "plugins", "snippets", "tests", "tools", "overrides"]


class Step(NamedTuple):
    name: str
    command: tuple[str, ...]


def main(arguments: list[str]) -> int:
    steps = [step for name in arguments for step in of_a_page(find(name))] if arguments else of_everything()
    run = run_at_once if arguments else run_in_turn
    bad = set(run(steps))
    failed = [step.name for step in steps if step in bad]
    print()
    print(f"{len(steps) - len(failed)} of {len(steps)} checks passed.")
    if failed:
        print(f"→ Mend what these say above: {', '.join(failed)}")
    return 1 if failed else 0


def of_everything() -> list[Step]:
    texts = sorted(path.name for path in ROOT.glob("*.md"))
    settings = ["mkdocs.yml", "pyproject.toml", "requirements.in", "Makefile", "CITATION.cff"]
    written = [name for name in PROSE + texts + settings if (ROOT / name).exists()]
    return [
        Step("guard", python("tools.guard")),
        Step("lint", python("ruff", "check", "--quiet")),
        Step("format", python("ruff", "format", "--check", "--quiet")),
        Step("types", python("mypy", "--no-error-summary")),
        Step("spelling", python("codespell_lib", *written)),
        Step("Markdown", python("pymarkdown", "scan", "--recurse", "docs", *texts)),
        Step("workflows", python("tools.workflows")),
        Step("tests", python("tools.test")),
    ]


def of_a_page(topic: Topic) -> list[Step]:
    """What concerns one page, quick enough to be run at every change."""
    page, stem = topic.path.relative_to(ROOT).as_posix(), topic.path.stem
    files = [path.relative_to(ROOT).as_posix() for path in topic.files]
    steps = [
        Step("guard", python("tools.guard", page)),
        Step("lint", python("ruff", "check", "--quiet", "--force-exclude", *files)),
        Step("format", python("ruff", "format", "--check", "--quiet", "--force-exclude", *files)),
        Step("spelling", python("codespell_lib", *files)),
    ]
    if not topic.page.notebook:
        steps.append(Step("Markdown", python("pymarkdown", "scan", page)))
    # Of the tests that cover all pages, those of this one.
    kinds = [kind for kind in ("exercises", "figures") if (ROOT / kind / f"{stem}.py").exists()]
    if examples := [*([page] if topic.page.blocks else []), *(f"tests/test_{kind}.py" for kind in kinds)]:
        concerned = f"{stem} or not (test_exercises or test_figures)"
        steps.append(Step("examples", python("pytest", "--quiet", *examples, "-k", concerned)))
    if modules := [path.relative_to(ROOT).as_posix() for path in topic.tests]:
        steps.append(Step("modules", python("pytest", "--quiet", *modules)))
    return steps


def python(*module_and_arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *module_and_arguments)


def run_in_turn(steps: list[Step]) -> Iterator[Step]:
    """Run one step after the other, its words as they come; yields those that fail."""
    for step in steps:
        print(f"\n» {step.name}", flush=True)
        if subprocess.run(step.command, cwd=ROOT, check=False).returncode:
            yield step


def run_at_once(steps: list[Step]) -> Iterator[Step]:
    """Run the steps side by side, the last first, for tests take longest; yields those that fail."""
    with ThreadPoolExecutor() as pool:
        running = {pool.submit(captured, step): step for step in reversed(steps)}
        for ended in as_completed(running):
            done = ended.result()
            print(f"\n» {running[ended].name}\n{done.stdout}", end="", flush=True)
            if done.returncode:
                yield running[ended]


def captured(step: Step) -> subprocess.CompletedProcess[str]:
    """What a step says, errors among it, in the order in which it says it."""
    return subprocess.run(
        step.command,
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
