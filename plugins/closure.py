"""What a program of this project stands on: its modules, however far down, their data, other packages."""

import ast
import functools
import importlib.metadata
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.exceptions import PluginError
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from plugins.project import message, report

PACKAGES = ("snippets", "figures", "exercises")
PIN = re.compile(r"^(?P<name>[\w.-]+)==.*\n(?:[ \t].*\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    line: int
    module: str
    names: tuple[str, ...]  # what is taken out of it: modules or functions


@dataclass
class Closure:
    """Files of the project, the strings in each program, and the packages that must be installed."""

    files: dict[Path, str] = field(default_factory=dict)
    quoted: dict[Path, frozenset[str]] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)


def closure(project: Path, program: Path, code: str, also: Iterable[str]) -> Closure:
    """All that the code of `program` imports, and the modules `also`."""
    found = Closure()
    for module in also:
        follow(project, module, found)
    read(project, program, code, found)
    return found


def follow(project: Path, module: str, found: Closure) -> Path | None:
    """Add a module, the packages around it, and all that they import; None if there is no such module."""
    package, _, _ = module.rpartition(".")
    if package:
        follow(project, package, found)
    stem = project.joinpath(*module.split("."))
    path = next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)
    if path is not None and path not in found.files:
        found.files[path] = path.read_text("utf-8")
        read(project, path, found.files[path], found)
    return path


def read(project: Path, path: Path, code: str, found: Closure) -> None:
    """Add what one file imports and quotes."""
    imports, found.quoted[path] = parsed(code)
    for entry in imports:
        top = entry.module.partition(".")[0]
        if top in PACKAGES:
            where = f"{path.relative_to(project).as_posix()}:{entry.line}"
            module = follow(project, entry.module, found)
            if module is None:
                raise PluginError(
                    message(where, f"imports {entry.module}, which does not exist", "Mend the name.")
                )
            for name in entry.names if module.name == "__init__.py" else ():
                follow(project, f"{entry.module}.{name}", found)
        elif top not in sys.stdlib_module_names:
            found.packages.add(top)


@functools.cache  # the same files serve every case, and every build while serving
def parsed(code: str) -> tuple[list[Import], frozenset[str]]:
    """The imports of a program, and its string constants."""
    imports, quoted = [], set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            imports += [Import(node.lineno, alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imports.append(Import(node.lineno, node.module, tuple(alias.name for alias in node.names)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            quoted.add(node.value)
    return imports, frozenset(quoted)


def pins(project: Path, packages: Iterable[str], where: str) -> str:
    """The lines of requirements.txt for some imported packages and for what these need in turn."""
    text = (project / "requirements.txt").read_text("utf-8")
    known = {str(canonicalize_name(pin["name"])): pin[0] for pin in PIN.finditer(text)}
    wanted: set[str] = set()
    for package in sorted(packages):
        distributions = [canonicalize_name(name) for name in providers().get(package, [package])]
        if not known.keys() & set(distributions):
            problem = f"needs the package {package}, which requirements.txt does not pin"
            report(where, problem, "Do without it: a case runs with NumPy and IPython.")
        wanted |= {name for distribution in distributions for name in needs(distribution)}
    return "".join(known[name] for name in sorted(wanted & known.keys()))


@functools.cache
def providers() -> dict[str, list[str]]:
    """Which package on the index brings which importable one."""
    return {name: list(found) for name, found in importlib.metadata.packages_distributions().items()}


@functools.cache
def needs(distribution: str) -> frozenset[str]:
    """A package and what it needs on any system, however far down; what its extras would add is left out."""
    found, waiting = set(), [distribution]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            asked = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:  # of another system: its pin stays, if there is one
            continue
        for requirement in map(Requirement, asked):
            if "extra" not in str(requirement.marker):
                waiting.append(canonicalize_name(requirement.name))
    return frozenset(found)
