"""Check a learner's own file: `python -m exercises.<page> answer.py`.

The file runs in a process of its own, which a clock ends if an answer never does. Prints one line for each
exercise, and in the end what the page's `advice` says of the wrong ones, where it has one; exits 0 if at
least one answer is right and none is wrong, else 1, and 2 for a wrong command line.
"""

import argparse
import ast
import faulthandler
import importlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from exercises.kit import Exercise, Unanswered, Wrong, line_in

IN_A_PROCESS = "import sys; from exercises.command import check_file; sys.exit(check_file(*sys.argv[1:]))"


def run_command(exercises: Sequence[Exercise]) -> NoReturn:
    spec = sys.modules["__main__"].__spec__
    if spec is None:
        raise SystemExit("Start it from the project's folder: python -m exercises.<page> answer.py")
    parser = argparse.ArgumentParser(
        prog=f"python -m {spec.name}",
        description="Check your answers. The file defines any of: " + ", ".join(e.name for e in exercises),
    )
    parser.add_argument("answer", help="a Python file that defines your answers by their names")
    parser.add_argument("--seconds", type=float, default=10, help="time limit for one answer (default: 10)")
    arguments = parser.parse_args()
    if not Path(arguments.answer).is_file():
        parser.error(f"{arguments.answer}: there is no such file")
    if arguments.seconds <= 0:
        parser.error(f"--seconds is {arguments.seconds}; expected more than 0")
    sys.exit(check_in_a_process(spec.name, arguments.answer, arguments.seconds))


def check_in_a_process(module: str, path: str, seconds: float) -> int:
    with tempfile.TemporaryDirectory() as directory:
        stuck = Path(directory) / "stuck"
        command = [
            sys.executable,
            "-u",
            "-X",
            "utf8",
            "-c",
            IN_A_PROCESS,
            module,
            path,
            str(seconds),
            str(stuck),
        ]
        try:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
        except KeyboardInterrupt:
            return 130
        frames = stuck.read_text(encoding="utf-8") if stuck.exists() else ""
    if frames:
        name = re.escape(path.encode("ascii", "backslashreplace").decode())  # as faulthandler writes it
        line = re.search(rf'File "{name}", line (\d+)', frames)
        where = f"{path}:{line[1]}" if line else path
        print(
            f"{where}: still running after {seconds:g} seconds. Does the loop end? What follows is unchecked."
        )
    return code


def check_file(module: str, path: str, seconds: str, stuck: str) -> int:
    """Judge each exercise of the module by what the file defines; write to `stuck` where time ran out."""
    page = importlib.import_module(module)
    exercises: Sequence[Exercise] = page.EXERCISES
    with Path(stuck).open("w", encoding="utf-8") as frames:

        def start_the_clock() -> None:
            faulthandler.dump_traceback_later(float(seconds), exit=True, file=frames)

        start_the_clock()
        try:
            defined, lines = execute(path)
        except Wrong as error:
            print(error)
            return 1
        if not any(exercise.name in defined for exercise in exercises):
            names = ", ".join(exercise.name for exercise in exercises)
            print(f"{path}: defines no answer. Define any of these names: {names}.")
            return 1
        right, wrong = 0, []
        for exercise in exercises:
            where = f"{path}:{lines[exercise.name]}" if exercise.name in lines else path
            start_the_clock()
            try:
                exercise.check(defined.get(exercise.name, ...))
            except Unanswered as error:
                print(f"{where}: {error}")
            except Wrong as error:
                wrong.append(exercise.name)
                print(f"{where}: wrong. {error}")
            else:
                right += 1
                print(f"{where}: {exercise.name} is right.")
        faulthandler.cancel_dump_traceback_later()
    for line in page.advice(wrong) if hasattr(page, "advice") else ():
        print(line)
    return 0 if right and not wrong else 1


def execute(path: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Run the file; return what it defines, and on which lines. Raises Wrong if it cannot run."""
    try:
        source = Path(path).read_bytes()
        tree = ast.parse(source, path)
        code = compile(tree, path, "exec")
    except SyntaxError as error:
        raise Wrong(f"{path}:{error.lineno or 1}: SyntaxError: {error.msg}") from error
    except (OSError, ValueError) as error:  # it cannot be read, or holds a null byte (before Python 3.12)
        raise Wrong(f"{path}: {error}") from error
    defined: dict[str, Any] = {"__name__": "answer", "__file__": path}
    try:
        exec(code, defined)
    except (Exception, SystemExit) as error:
        where = f"{path}:{line_in(path, error) or 1}"
        raise Wrong(f"{where}: {type(error).__name__}: {error}") from error
    return defined, definitions(tree)


def definitions(tree: ast.Module) -> dict[str, int]:
    lines = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            lines[statement.name] = statement.lineno
        else:
            names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            lines.update({name.id: name.lineno for name in names if isinstance(name.ctx, ast.Store)})
    return lines
