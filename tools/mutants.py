"""Break the code on purpose and see who notices: `make mutants` runs the committed list, tests/mutants.

A mutant is one entry of a list: a line of the code as it stands, what it becomes, and what is broken by that.
Each runs against its list's tests, in a copy of its own; the working tree stays as it is. A survivor without
a reason, fewer than nine deaths in ten, and an entry whose line is no longer in the code are errors.

    python -m tools.mutants                                 every list
    python -m tools.mutants convolution/pooling             one list, or one folder of them
    python -m tools.mutants --propose snippets/optim.py     entries to choose from, made from the syntax
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import propose
from tools.pages import ROOT

LISTS = Path("tests/mutants")
SHARE = 0.9  # of the mutants of a part that must die
PATIENCE = 5  # times as long as the tests take on sound code: then a mutant is taken for an endless loop
LEAST_SECONDS = 60
KEYS = {"file", "line", "becomes", "breaks"}
FAILED_LINE = re.compile(r"^(?:FAILED|ERROR) .+$", re.MULTILINE)
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
# Nothing of one run may reach the next: no compiled module, no remembered failure, the same random sizes.
QUIET = ["--exitfirst", "--tb=no", "--quiet", "-rfE", "-p", "no:cacheprovider", "-p", "no:randomly"]
SETTINGS = {"PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": ".hypothesis", "COLUMNS": "400"}
PASSED, TESTS_FAILED = 0, 1  # pytest's exit codes; the others say that it could not run


@dataclass(frozen=True)
class Mutant:
    """One entry of a list."""

    where: str  # the list, and the entry's line in it
    file: str
    line: str
    becomes: str
    breaks: str
    survives: str | None = None


@dataclass(frozen=True)
class MutantList:
    """A file of tests/mutants: the tests of one topic, and the mutants that they must notice."""

    path: Path
    tests: list[str]
    mutants: list[Mutant]

    @property
    def part(self) -> str:
        return self.path.parent.name


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant; `wrong` says what has to be mended, if anything."""

    mutant: Mutant
    killed_by: str | None = None
    wrong: str | None = None


class Wrong(Exception):
    """A list that cannot be run: the place, what is wrong, the mend."""

    def __init__(self, where: str, what: str, mend: str) -> None:
        super().__init__(f"{where}: {what}\n→ {mend}")


def main(arguments: list[str], root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lists", nargs="*", help="lists or folders in tests/mutants; without any, all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at once")
    parser.add_argument("--propose", metavar="FILE", type=Path, help="print mutants of FILE to choose from")
    options = parser.parse_args(arguments)
    if options.propose:
        print(propose.entries(root / options.propose, root))
        return 0
    try:
        lists = [read(path, root) for path in chosen(options.lists, root)]
        outcomes = run(lists, root, options.jobs)
    except Wrong as wrong:
        print(wrong)
        return 1
    return verdict(lists, outcomes)


# The lists


def chosen(names: list[str], root: Path) -> list[Path]:
    if not names:
        found = sorted((root / LISTS).rglob("*.toml"))
        if not found:
            raise Wrong(f"{LISTS}", "there is no list of mutants", "Write one: CONTRIBUTING.md")
        return found
    paths: list[Path] = []
    for name in names:
        place = root / LISTS / name.removeprefix(f"{LISTS}/").removesuffix(".toml")
        found = sorted(place.rglob("*.toml")) if place.is_dir() else [place.with_name(f"{place.name}.toml")]
        if not found or not found[0].exists():
            known = ", ".join(str(path.relative_to(root / LISTS)) for path in chosen([], root))
            raise Wrong(name, f"no such list in {LISTS}", f"There are: {known}")
        paths += found
    return paths


def read(path: Path, root: Path) -> MutantList:
    name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Wrong(name, str(error), "Mend the TOML.") from None
    tests = content.get("tests", [])
    missing = [test for test in tests if not (root / test).exists()]
    if missing or not tests:
        problem = f"there is no {missing[0]}" if missing else "it names no tests"
        raise Wrong(name, problem, 'Name the topic\'s tests: tests = ["tests/test_….py"]')
    places = [text[: found.start()].count("\n") + 1 for found in re.finditer(r"^\[\[mutant\]\]", text, re.M)]
    mutants = []
    for line, entry in zip(places, content.get("mutant", []), strict=True):
        where = f"{name}:{line}"
        if wrong := (KEYS - entry.keys()) | (entry.keys() - KEYS - {"survives"}):
            raise Wrong(where, f"wrong or missing: {', '.join(sorted(wrong))}", "See the other entries.")
        mutants.append(Mutant(where, **entry))
    return MutantList(path, tests, mutants)


def mutated(source: str, mutant: Mutant) -> str:
    """The source with the mutant's line replaced; indentation is the code's own."""
    lines, wanted = source.splitlines(), mutant.line.strip("\n").splitlines()
    blocks = (lines[start : start + len(wanted)] for start in range(len(lines) - len(wanted) + 1))
    found = [start for start, block in enumerate(blocks) if dedented(block) == dedented(wanted)]
    if len(found) != 1:
        counted = "is not there any more" if not found else f"is there {len(found)} times"
        mend = "Take the entry out, or bring it up to date" if not found else "Add the line before it"
        raise Wrong(mutant.where, f"this text {counted} in {mutant.file}: {mutant.line.strip()}", f"{mend}.")
    (start,) = found
    replaced = lines[start : start + len(wanted)]
    indent = min(len(line) - len(line.lstrip()) for line in replaced if line.strip())
    broken = textwrap.indent("\n".join(dedented(mutant.becomes.strip("\n").splitlines())), " " * indent)
    return "\n".join([*lines[:start], broken, *lines[start + len(wanted) :]]) + "\n"


def dedented(lines: list[str]) -> list[str]:
    return textwrap.dedent("\n".join(lines)).splitlines()


# The runs


def run(lists: list[MutantList], root: Path, jobs: int) -> list[Outcome]:
    """Prove that the tests pass on the code as it is, then run every mutant against them."""
    for one in lists:  # what is stale is told at once, before anything takes time
        for mutant in one.mutants:
            broken_source(mutant, root)
    with ThreadPoolExecutor(jobs) as pool:
        limits = list(pool.map(lambda one: limit_of_sound_code(one, root), lists))
        work = [
            (one, mutant, limit) for one, limit in zip(lists, limits, strict=True) for mutant in one.mutants
        ]
        outcomes = []
        for outcome in pool.map(lambda item: tried(*item, root=root), work):
            print(line(outcome), flush=True)
            outcomes.append(outcome)
    return outcomes


def broken_source(mutant: Mutant, root: Path) -> str:
    path = root / mutant.file
    if not path.exists():
        raise Wrong(mutant.where, f"there is no {mutant.file}", "Take the entry out, or name the new file.")
    source = path.read_text(encoding="utf-8")
    broken = mutated(source, mutant)
    if broken.splitlines() == source.splitlines():
        raise Wrong(mutant.where, "the line becomes what it is", "Break something, or take the entry out.")
    try:
        compile(broken, mutant.file, "exec")
    except SyntaxError as error:
        raise Wrong(mutant.where, f"what it becomes is no Python: {error.msg}", "Mend the entry.") from None
    return broken


def limit_of_sound_code(one: MutantList, root: Path) -> float:
    """How long a mutant of this list may take, from how long the sound code does."""
    start = time.monotonic()
    code, printed = tests_in_a_copy(root, one.tests, None)
    if code != PASSED:
        name = one.path.relative_to(root).as_posix()
        failed = "\n".join(FAILED_LINE.findall(printed)) or printed
        raise Wrong(name, f"its tests fail on the code as it is:\n{failed}", "Mend the code first.")
    return max(LEAST_SECONDS, PATIENCE * (time.monotonic() - start))


def tried(one: MutantList, mutant: Mutant, limit: float, *, root: Path) -> Outcome:
    code, printed = tests_in_a_copy(
        root, one.tests, (mutant.file, broken_source(mutant, root)), seconds=limit
    )
    failed = FAILED.search(printed)
    if code is None:
        killed_by: str | None = f"the clock: not done after {limit:.0f} s"
    elif code == TESTS_FAILED and failed:
        killed_by = failed[1]
    elif code < 0:  # a signal
        killed_by = f"a crash of Python, signal {-code}"
    elif code == PASSED:
        killed_by = None
    else:  # the tests could not even be collected: that would kill anything, and proves nothing
        said = "\n".join(FAILED_LINE.findall(printed)) or printed
        return Outcome(mutant, wrong=f"the tests cannot run with it:\n{said}\n→ Break less, or elsewhere.")
    if killed_by and mutant.survives:
        mend = "Take the reason out of the entry."
        return Outcome(mutant, killed_by, f"it is said to survive, and dies by {killed_by}\n→ {mend}")
    if not killed_by and not mutant.survives:
        mend = "Write a test that notices, or say in `survives` why none can."
        return Outcome(mutant, wrong=f"it survives: {mutant.breaks}\n→ {mend}")
    return Outcome(mutant, killed_by)


def tests_in_a_copy(
    root: Path, tests: list[str], change: tuple[str, str] | None, seconds: float | None = None
) -> tuple[int | None, str]:
    """Pytest's exit code, None if it took too long, and what it printed; `change` is a file and its text."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as made:
        copy = Path(made, "project")
        folder = change[0].partition("/")[0] if change else "snippets"
        overlay(root, copy, folder)
        if change:
            (copy / change[0]).write_text(change[1], encoding="utf-8")
        command = [sys.executable, "-m", "pytest", *QUIET, "--hypothesis-seed=0", *tests]
        running = subprocess.Popen(
            command,
            cwd=copy,
            env=os.environ | SETTINGS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            printed, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            return None, ""
        return running.returncode, printed.strip()


def overlay(root: Path, copy: Path, folder: str) -> None:
    """The project with one folder copied and everything else linked."""
    copy.mkdir()
    for entry in root.iterdir():
        if entry.name == folder:
            shutil.copytree(entry, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
        elif not entry.name.startswith(".") and entry.name != "site":
            (copy / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())


# What is told


def line(outcome: Outcome) -> str:
    mutant = outcome.mutant
    state = "killed" if outcome.killed_by else "survived" if mutant.survives else "SURVIVED"
    reason = f"by {outcome.killed_by}" if outcome.killed_by else mutant.survives or ""
    return f"{state:<9}{mutant.file:<40} {mutant.breaks}\n         {reason}".rstrip()


def verdict(lists: list[MutantList], outcomes: list[Outcome]) -> int:
    faults = [f"{outcome.mutant.where}: {outcome.wrong}" for outcome in outcomes if outcome.wrong]
    print()
    killed = {outcome.mutant for outcome in outcomes if outcome.killed_by}
    for part, mutants in by_part(lists):
        dead = sum(mutant in killed for mutant in mutants)
        print(f"{part}: {dead} of {len(mutants)} mutants died ({dead / len(mutants):.0%}).")
        if dead < SHARE * len(mutants):
            faults.append(f"{LISTS}/{part}: fewer than {SHARE:.0%} died\n→ Write the tests that notice.")
    if faults:
        print("\n" + "\n".join(faults))
    return 1 if faults else 0


def by_part(lists: Iterable[MutantList]) -> Iterator[tuple[str, list[Mutant]]]:
    parts = sorted({one.part for one in lists})
    for part in parts:
        if mutants := [mutant for one in lists if one.part == part for mutant in one.mutants]:
            yield part, mutants


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
