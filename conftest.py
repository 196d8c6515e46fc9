"""How pytest runs pages: pytest-codeblocks finds the programs, `tools.blocks` runs and compares them.

Nothing is left out silently: the last line of a run says what did not run and why, and with CI=true in the
environment that line is a failure.
"""

import os

import pytest
from pytest_codeblocks.plugin import TestBlock
from xdist.scheduler import LoadFileScheduling

from tools import blocks
from tools.left_out import REASONS, left_out, summary
from tools.pages import Page, is_page

# The longest files: one process begins with the first, while it builds the site the others do what needs
# none, and the rest of them come before all else that needs it, so that nobody waits at the end.
FIRST = "tests/browser/test_every_page.py"
LONG = [
    f"tests/browser/test_{name}.py" for name in ("every_other_page", "live_run", "live_exercises", "safety")
]


class Program(TestBlock):
    """A program found by pytest-codeblocks, run from a clean state and compared byte for byte."""

    def runtest(self):
        if self.obj.importorskip == "torch" and not blocks.torch_installed():
            pytest.skip("PyTorch is not installed (make torch)")
        if self.obj.syntax != "python":
            pytest.fail(f"a {self.obj.syntax} fence would be executed; use ```console", pytrace=False)
        # Read again from the page: pytest-codeblocks loses the blank lines of indented fences.
        page = Page(self.path)
        block = next((block for block in page.blocks if block.line == self.obj.lineno), None)
        if block is None:
            pytest.fail(
                f"{page.name}:{self.obj.lineno}: a program in disguise\n→ python -m tools.guard",
                pytrace=False,
            )
        if wrong := blocks.verdict(page, block, blocks.run(block.code, page.name, block.line)):
            pytest.fail(wrong, pytrace=False)

    def repr_failure(self, excinfo):
        return pytest.Item.repr_failure(self, excinfo)

    def reportinfo(self):
        return self.path, self.obj.lineno - 1, f"{self.path.name}, {self.name}"


def pytest_ignore_collect(collection_path):
    """Of all Markdown files, only pages are tests."""
    if collection_path.suffix == ".md" and not is_page(collection_path):
        return True
    return None


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled
def pytest_collection_modifyitems(config, items):
    """Programs of pages are run our way; of several processes one begins with what takes longest."""
    items[:] = [
        Program.from_parent(item.parent, name=item.name, obj=item.obj) if type(item) is TestBlock else item
        for item in items
    ]
    if process(config):
        items.sort(key=turn)


def turn(item):
    """When a test is to run, where several processes do."""
    file = item.nodeid.partition("::")[0]
    if file == FIRST:
        return 0
    if file in LONG:
        return 2 + LONG.index(file)
    return 2 + len(LONG) if "built_site" in getattr(item, "fixturenames", []) else 1


def process(config):
    """The name of this process, if it is one of several that run the tests."""
    return getattr(config, "workerinput", {}).get("workerid")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file is tested by one process: its tests share what is dear to make, such as Python in a tab."""
    config.option.loadscopereorder = False  # the order is that of the items
    return LoadFileScheduling(config, log)


# What did not run is counted where it happens. Every process collects all tests, and the first one counts
# what that left out; the one that starts the others adds up what they hand over.


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail") and not hasattr(report, "node"):
        left_out(_reason(report))


def pytest_collectreport(report):
    if report.skipped:
        left_out(_reason(report))


def pytest_collection_finish(session):
    if process(session.config) not in (None, "gw0"):
        REASONS.clear()


def _reason(report):
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    REASONS.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(REASONS)
        REASONS.clear()
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    if REASONS and in_ci and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config):
    if REASONS and not config.option.collectonly:
        print(summary(), flush=True)
