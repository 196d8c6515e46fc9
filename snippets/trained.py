"""What a training leaves behind: a table of all seeds, one seed's weights, and the code they came from."""

import ast
import functools
import hashlib
import importlib
import json
from pathlib import Path

import numpy as np

from snippets.storage import ROOT, mend, read_arrays, read_table, shown, write_arrays, write_table

FOLDER = Path(__file__).with_name("weights")


def load(case, name, folder=FOLDER):
    """Build one model of a case and give it the weights that ship: those of seed 0, kept as float16.

    Raises ValueError for a model that does not ship, and if the file is not there, is damaged or belongs to
    other models.
    """
    module = importlib.import_module(f"snippets.{case}")
    if name not in module.SHIPPED:
        shipped = ", ".join(map(repr, module.SHIPPED))
        raise ValueError(f"{case} ships no weights of {name!r}. → Choose from: {shipped}")
    models = {run: module.build(run) for run in module.SHIPPED}
    shapes = {key: array.shape for key, array in parameters(models).items()}
    stored = read_arrays(there(Path(folder) / f"{case}.npz"), shapes)
    models[name].load({key: stored[f"{name}/{key}"] for key in models[name].parameters})
    return models[name]


def table(case, folder=FOLDER):
    """Read the table of all seeds; raises ValueError if the file is not there or is damaged."""
    return read_table(there(Path(folder) / f"{case}.json"))


def there(path):
    """The path, if a file lies there."""
    if not path.is_file():
        raise ValueError(f"{shown(path)} is not there. → {mend(path)}")
    return path


def save(case, runs, models, code, folder=FOLDER):
    """Write the table of all seeds, and the weights that ship; each file is replaced whole.

    Shapes: `runs` maps a model's name to one dictionary of metrics a seed, `models` to its model of seed 0;
    `code` is the fingerprint from before the training.
    """
    shipped = {name: models[name] for name in importlib.import_module(f"snippets.{case}").SHIPPED}
    halves = {key: array.astype(np.float16) for key, array in parameters(shipped).items()}
    weights = Path(folder) / f"{case}.npz"
    write_arrays(weights, halves)
    written = {
        "made by": f"python -m snippets.train {case} --seeds {len(next(iter(runs.values())))}",
        "code": code,
        "numpy": np.__version__,
        "parameters": {
            name: sum(a.size for a in model.parameters.values()) for name, model in models.items()
        },
        "seeds": runs,
    }
    write_table(weights.with_suffix(".json"), written | {"seal": seal(written, weights)})


def seal(table, weights):
    """SHA-256 over a table and the file of weights that the same training wrote: neither changes alone."""
    told = {key: value for key, value in table.items() if key != "seal"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode() + weights.read_bytes()).hexdigest()


def parameters(models):
    """The parameters of several models in one dictionary: "model/parameter" -> array."""
    return {f"{name}/{key}": a for name, model in models.items() for key, a in model.parameters.items()}


def fingerprint(case):
    """SHA-256 over the code that decides a case's numbers: its module, all snippets under it, its data.

    Comments, docstrings and empty lines may change without moving it, and `misses` may: a bar judges numbers
    and makes none. Whether every seed clears it is tested by itself.
    """
    seen = hashlib.sha256()
    for path in sorted(sources(f"snippets.{case}")):
        seen.update(f"{path.relative_to(ROOT).as_posix()}\n{stripped(text(path))}\n".encode())
    for path in importlib.import_module(f"snippets.{case}").DATA:
        seen.update(Path(path).read_bytes())
    return seen.hexdigest()


def sources(module, found=frozenset()):
    """The files of a module and of every snippet that it imports, however far down."""
    path = source(module)
    if path is None or path in found:
        return found
    found = found | {path}
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    if package not in ("snippets", module):
        found = sources(package, found)
    for name in imported(text(path)):
        found = sources(name, found)
    return found


@functools.cache  # most cases stand on the same files
def imported(code):
    """The names that a source imports out of `snippets`: modules, and what may be modules or functions."""
    names = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(name for name in names if name.startswith("snippets."))


def source(module):
    """The file of a module of this project, or None if there is none, as for a function's name."""
    stem = ROOT.joinpath(*module.split("."))
    return next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)


def text(path):
    return path.read_text(encoding="utf-8")


@functools.cache
def stripped(code):
    """A source without what cannot change a number: docstrings, comment lines, empty lines, the bar."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            blank(lines, node.body[0])
        if isinstance(node, ast.FunctionDef) and node.name == "misses":
            blank(lines, node)
    kept = (line.rstrip() for line in lines if line.strip() and not line.strip().startswith("#"))
    return "\n".join(kept)


def blank(lines, node):
    """Empty the lines of a piece of code, and keep their number."""
    lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
