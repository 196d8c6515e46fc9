"""Runs the programs of pages: for the tests, for `make fix`, and alone in a fresh process.

There is one way to run a program, `run`, so that what `make fix` writes is what the tests compare: in a fresh
namespace, from a clean state, with warnings as errors and a limit on its time.

    python -m tools.blocks docs/part/page.md     run one page's programs, print their results as JSON
"""

import contextlib
import difflib
import faulthandler
import importlib.util
import io
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tools.pages import ROOT, Block, Page

SECONDS = 10  # a program on a page aims at 0.2 s; past this it is endless


class Endless(BaseException):
    """A program ran into its time limit; no `except Exception` of the program's own may catch it."""


@dataclass(frozen=True)
class Failure:
    """Why a program stopped, and the page's line that it stood on."""

    line: int
    reason: str


@dataclass(frozen=True)
class Result:
    """What a program did: `output` is what it printed, up to its failure if it failed."""

    output: str
    failure: Failure | None = None
    skipped: bool = False


class State:
    """What one program could leave behind for the next, as it was when this was made."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        self.directory = Path.cwd()
        self.path = list(sys.path)
        self.errors = np.geterr()
        self.print_options = np.get_printoptions()

    def restore(self) -> None:
        # pytest keeps its own variable up to date and fails without it.
        kept = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
        os.environ.clear()
        os.environ.update(self.environment | kept)
        os.chdir(self.directory)
        sys.path[:] = self.path
        np.seterr(**self.errors)
        np.set_printoptions(**self.print_options)
        # Seeded from the system on purpose: a program that draws without a seed of its own must be noticed.
        random.seed()
        np.random.seed()
        if torch := sys.modules.get("torch"):
            torch.seed()
            torch.set_default_dtype(torch.float32)
            torch.set_grad_enabled(True)


_CLEAN = State()


def run(code: str, name: str, line: int) -> Result:
    """Run the program whose fence opens on this line of the page called `name`, as an empty file would."""
    # Blank lines in front make the program's line numbers those of the page.
    padded = "\n" * line + code
    printed = io.StringIO()
    failure = None
    _CLEAN.restore()
    try:
        with _time_limit(SECONDS), contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("default", module=r"torch(\.|$)")
            exec(compile(padded, name, "exec", dont_inherit=True), {"__name__": "__main__"})
    except Endless:
        failure = Failure(_line_in(name, line), f"still running after {SECONDS} seconds: an endless loop?")
    except KeyboardInterrupt:
        raise
    except SystemExit as error:
        failure = Failure(_line_in(name, line), f"SystemExit: the program asked to end, with {error.code!r}")
    except SyntaxError as error:
        failure = Failure(_line_in(name, line), f"SyntaxError: {error.msg}")
    except BaseException as error:
        failure = Failure(_line_in(name, line), "".join(traceback.format_exception_only(error)).strip())
    finally:
        _CLEAN.restore()
    return Result(printed.getvalue(), failure)


def _line_in(name: str, otherwise: int) -> int:
    """The page's line that the exception being handled passed through last."""
    error, trace = sys.exc_info()[1:]
    if isinstance(error, SyntaxError) and error.filename == name:
        return error.lineno or otherwise
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == name]
    return lines[-1] if lines and lines[-1] else otherwise


@contextlib.contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    if not hasattr(signal, "SIGALRM"):  # Windows: the whole process ends, its last words being where it was
        faulthandler.dump_traceback_later(seconds, exit=True)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
        return

    def stop(*_: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def verdict(page: Page, block: Block, result: Result) -> str | None:
    """What to tell about a program that failed, or printed other than the page says; None if all is well."""
    place = f"{page.name}:{block.line}"
    if result.failure:
        source = page.lines[min(result.failure.line, len(page.lines)) - 1].strip()
        return f"{page.name}:{result.failure.line}: {result.failure.reason}\n    {source}"
    if reason := unprintable(result.output):
        return f"{place}: {reason}"
    if block.output is None:
        return f"{place}: this program's output stands nowhere on the page\n→ run `make fix`"
    if result.output == block.output.text:
        return None
    expected, printed = block.output.text.splitlines(), result.output.splitlines()
    pairs = itertools.zip_longest(expected, printed)
    first = next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
    difference = difflib.unified_diff(expected, printed, "on the page", "printed now", lineterm="", n=2)
    return (
        f"{page.name}:{block.output.line + first}: the program of line {block.line} prints something else\n"
        + "\n".join(f"    {text}" for text in difference)
        + "\n→ is the new output right? Then run `make fix`; otherwise mend the program or its snippet"
    )


def unprintable(output: str) -> str | None:
    """Why an output cannot stand on a page; None if it can."""
    if not output.strip():
        return "this program prints nothing, so nothing is proved\n→ print what it shows"
    if not output.endswith("\n"):
        return "the output's last line does not end\n→ print it without end="
    if any(line.lstrip().startswith(("```", "<!--")) or "8<" in line for line in output.splitlines()):
        return "the output holds ```, <!-- or 8<, which a page cannot hold\n→ print something else"
    return None


def torch_installed() -> bool:
    return importlib.util.find_spec("torch") is not None


def run_page(page: Page) -> list[Result]:
    """Run a page's programs one after the other, here."""
    torch = torch_installed()
    return [
        Result("", skipped=True)
        if block.needs_torch and not torch
        else run(block.code, page.name, block.line)
        for block in page.blocks
    ]


def run_alone(page: Page) -> list[Result]:
    """Run a page's programs in a fresh process; RuntimeError if that process dies."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.blocks", str(page.path), str(page.root)],
        cwd=page.root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{page.name}: the process that ran its programs died\n{done.stderr.strip()}")
    return [
        Result(**(found | {"failure": Failure(**found["failure"]) if found["failure"] else None}))
        for found in json.loads(done.stdout)
    ]


if __name__ == "__main__":
    results = run_page(Page(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else ROOT)))
    print(json.dumps([asdict(result) for result in results]))
