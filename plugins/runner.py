"""Runs programs and judges answers in the browser's Python; shipped to it as it is.

What a program leaves behind does not reach the next one: each runs in a fresh namespace, with warnings as
errors, as in the tests (tools/blocks.py). `tests/test_parity.py` runs every page's programs through here.
"""

import ast
import builtins
import gc
import importlib
import json
import linecache
import os
import random
import sys
import traceback
import types
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

LONGEST_ERROR = 20_000  # characters; past this a message is cut, as a page is no place for it

INTERPRETER = {"__main__", "builtins", "sys", "importlib", "pyodide", "_pyodide", "pyodide_js", "js"}


class State:
    """What a program could leave behind for the next, as it was when this was made."""

    def __init__(self) -> None:
        self.builtins = dict(vars(builtins))
        self.modules = dict(sys.modules)
        self.contents = [(vars(module), dict(vars(module))) for module in own(sys.modules.values())]
        self.path = list(sys.path)
        self.environment = dict(os.environ)
        self.directory = os.getcwd()  # noqa: PTH109  a string is all that is needed
        self.errors = np.geterr()
        self.print_options = np.get_printoptions()
        self.streams = sys.stdout, sys.stderr
        self.recursion = sys.getrecursionlimit()

    def restore(self) -> None:
        sys.settrace(None)
        sys.setprofile(None)
        vars(builtins).update(self.builtins)  # before anything that uses them
        for name in vars(builtins).keys() - self.builtins:
            delattr(builtins, name)
        for name in [name for name in sys.modules if name.partition(".")[0] in ("snippets", "exercises")]:
            del sys.modules[name]
        sys.modules.update(self.modules)
        for names, contents in self.contents:
            names.update(contents)
        sys.path[:] = self.path
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.directory)
        np.seterr(**self.errors)
        np.set_printoptions(**self.print_options)
        sys.stdout, sys.stderr = self.streams
        for stream in self.streams:
            stream.flush()
        sys.setrecursionlimit(self.recursion)
        gc.enable()
        random.seed()
        np.random.seed()


def own(modules: Iterable[Any]) -> list[types.ModuleType]:
    """The modules whose names a program may have set to something else, NumPy's above all.

    Those that hold the interpreter's own state keep it; the values of `js` are not Python's.
    """
    return [
        module
        for module in modules
        if type(module) is types.ModuleType and module.__name__.partition(".")[0] not in INTERPRETER
    ]


CLEAN = State()


def lacking(code: str, page: str = "", folder: Path = Path(__file__).parent) -> list[str]:
    """The large data files that a program, or its page's exercises, names and that have not come yet.

    A file is named by its stem: who reads the data of `digits` imports `digits`.
    """
    text = code + ((folder / "exercises" / f"{page}.py").read_text("utf-8") if page else "")
    large = json.loads((folder / "large.json").read_text("utf-8"))
    return [name for name in large if Path(name).stem in text and not (folder / name).exists()]


def run(code: str, name: str) -> dict[str, Any]:
    """Run a program called `name`: its `error` and the error's `line`, or the `picture` it ended with."""
    _, last, failure = attempt(code, name)
    try:
        return failure or {"picture": picture(last)}
    finally:
        CLEAN.restore()


def check(code: str, name: str, page: str, exercise: str) -> dict[str, Any]:
    """Run a learner's answer and judge it: `right`, or `wrong` with the checker's message, or `error`."""
    namespace, _, failure = attempt(code, name)
    try:
        return failure or verdict(namespace, name, page, exercise)
    finally:
        CLEAN.restore()


def verdict(namespace: dict[str, Any], name: str, page: str, asked: str) -> dict[str, Any]:
    kit = importlib.import_module("exercises.kit")
    exercises = importlib.import_module(f"exercises.{page}").EXERCISES
    exercise = next(exercise for exercise in exercises if exercise.name == asked)
    if asked not in namespace:
        return {"wrong": f"Your answer does not define the name {asked}."}
    try:
        exercise.check(namespace[asked])
    except kit.Unanswered as error:
        return {"unanswered": str(error)}
    except kit.Wrong as error:
        return {"wrong": cut(str(error)), "line": error.line}
    except BaseException as error:
        return failed(error, name)
    return {"right": True}


def attempt(code: str, name: str) -> tuple[dict[str, Any], Any, dict[str, Any] | None]:
    """Execute the code as an empty file would: its names, what its last expression gave, and its failure."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    namespace, value = vars(types.ModuleType("__main__")), None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(code, name)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    except BaseException as error:
        return namespace, None, failed(error, name)
    return namespace, value, None


def failed(error: BaseException, name: str) -> dict[str, Any]:
    return {"error": report(error, name), "line": line_of(error, name)}


def report(error: BaseException, name: str) -> str:
    """The traceback as Python shows it, from the program's own first line on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != name:
        trace = trace.tb_next
    return cut("".join(traceback.format_exception(type(error), error, trace)))


def line_of(error: BaseException, name: str) -> int | None:
    """The program's line that the error came through last."""
    if isinstance(error, SyntaxError) and error.filename == name:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name]
    return lines[-1] if lines else None


def picture(value: Any) -> str | None:
    """The SVG text that the program's last line gave, if it did; the page sanitises it."""
    drawn = value if isinstance(value, str) else getattr(value, "_repr_svg_", lambda: None)()
    return drawn if isinstance(drawn, str) and drawn.lstrip().startswith("<svg") else None


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_ERROR else f"{text[:LONGEST_ERROR]}\n[cut here]\n"
