"""`make check`: every test, and format, spelling, types, workflows. `make check PAGE=part/topic`: one page.

Every step runs, whatever failed before it; each shows its tool's own words, and the last lines sum up.
"""

import subprocess
import sys
from typing import NamedTuple

from tools.pages import ROOT
from tools.topic import Topic, find

PROSE = [".github", "docs", "exercises", "figures", "plugins", "snippets", "tests", "tools", "overrides"]


class Step(NamedTuple):
    name: str
    command: list[str]


def main(arguments: list[str]) -> int:
    steps = [step for name in arguments for step in of_a_page(find(name))] if arguments else of_everything()
    failed = [step.name for step in steps if not run(step)]
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
    tests = [page] if topic.page.blocks else []
    tests += [path.relative_to(ROOT).as_posix() for path in topic.tests]
    # Of the tests that cover all pages, those of this one.
    tests += [
        f"tests/test_{kind}.py" for kind in ("exercises", "figures") if (ROOT / kind / f"{stem}.py").exists()
    ]
    if tests:
        concerned = f"{stem} or not (test_exercises or test_figures)"
        steps.append(Step("tests", python("pytest", "--quiet", *tests, "-k", concerned)))
    return steps


def python(*module_and_arguments: str) -> list[str]:
    return [sys.executable, "-m", *module_and_arguments]


def run(step: Step) -> bool:
    print(f"\n» {step.name}", flush=True)
    return subprocess.run(step.command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
