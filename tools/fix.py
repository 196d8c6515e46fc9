"""`make fix [PAGE=part/topic]`: rewrite every output block, table and figure from a real run, then format.

The programs run as the tests run them, each page in a process of its own. A page whose program fails keeps
its old text, the others are still done, and the exit status is 1. A second run changes nothing. The tables of
the part that decides are written whichever page is meant, for they take numbers from any page's outputs.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import tables
from tools.blocks import Result, run_alone, unprintable
from tools.pages import EXPECTED_OUTPUT, NEEDS_TORCH, OUTPUT, ROOT, Block, Page, lines_of, pages
from tools.topic import Topic, find


def main(arguments: list[str]) -> int:
    topics = [find(argument) for argument in arguments]
    failed = fix_pages([topic.page for topic in topics] if arguments else pages())
    for name, failures in fix_tables().items():
        failed.setdefault(name, []).extend(failures)
    for failures in failed.values():
        print(*failures, sep="\n")
    steps = [draw(topics), format_files([path for topic in topics for path in topic.files])]
    return 0 if all(steps) and not failed else 1


def draw(topics: list[Topic]) -> bool:
    """Draw the figures of these topics again, or with none given all of them."""
    drawn = [topic.path.stem for topic in topics if topic.has_figures]
    return bool(topics and not drawn) or _python("figures", *drawn)


def format_files(files: list[Path]) -> bool:
    """Lint and format these Python files, or with none given all of them."""
    wanted = ["--force-exclude", "--quiet", *map(str, files or [ROOT])]
    linted = _python("ruff", "check", "--fix", *wanted)
    return _python("ruff", "format", *wanted) and linted


def fix_pages(chosen: list[Page]) -> dict[str, list[str]]:
    """Rewrite the outputs of these pages; what failed, each with file and line, by the page's name."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        done = zip(chosen, pool.map(_fix_page, chosen), strict=True)
        return {page.name: failures for page, failures in done if failures}


def fix_tables(root: Path = ROOT) -> dict[str, list[str]]:
    """Rewrite the tables that come from data; what hinders one, with file and line, by the file's name."""
    failed: dict[str, list[str]] = {}
    for page in tables.holders(root):
        text, faults = tables.rewritten(page)
        write(page.path, text, "tables")
        for fault in faults:
            told = f"{fault.name}:{fault.line}: {fault.message}\n→ {fault.mend}"
            if fault.mend != tables.MEND and told not in failed.setdefault(fault.name, []):
                failed[fault.name].append(told)
    return {name: told for name, told in failed.items() if told}


def _fix_page(page: Page) -> list[str]:
    if not page.blocks:
        return []
    try:
        results = run_alone(page)
    except RuntimeError as error:
        return [f"{error}\n→ mend its programs; the page is left as it was"]
    failures = [
        f"{page.name}:{line}: {reason}\n→ the page is left as it was"
        for block, result in zip(page.blocks, results, strict=True)
        if not result.skipped
        for line, reason in _reasons(block, result)
    ]
    if not failures:
        write(page.path, with_outputs(page, results))
    return failures


def _reasons(block: Block, result: Result) -> list[tuple[int, str]]:
    if result.failure:
        return [(result.failure.line, result.failure.reason)]
    reason = unprintable(result.output)
    return [(block.line, reason)] if reason else []


def with_outputs(page: Page, results: list[Result]) -> str:
    """The page's text with each program followed by its marker and what it printed."""
    lines = list(page.lines)
    for block, result in reversed(list(zip(page.blocks, results, strict=True))):
        if not result.skipped:
            lines[block.program.end : _end_of_output(page, block)] = _output_lines(block, result.output)
        if block.needs_torch and page.lines[block.line - 2].strip() == NEEDS_TORCH:
            # Without the blank line, Markdown puts the program of an indented tab into a paragraph.
            lines.insert(block.line - 1, "")
    return "".join(f"{line}\n" for line in lines)


def _end_of_output(page: Page, block: Block) -> int:
    """The last line of what follows a program as its output, however badly marked."""
    marker = page.marker_after(block.program)
    if block.output:
        return block.output.end
    start = marker or block.program.end
    following = next((fence for fence in page.fences if fence.line > start), None)
    if following and following.line <= start + 2 and following.info in {OUTPUT, "text", ""}:
        return following.end
    return start


def _output_lines(block: Block, output: str) -> list[str]:
    texts = ["", EXPECTED_OUTPUT, "", f"```{OUTPUT}", *lines_of(output), "```"]
    return [f"{block.program.prefix}{text}" if text else "" for text in texts]


def write(path: Path, text: str, what: str = "outputs") -> None:
    """Replace a file in one step: an interruption leaves the old text or the new, never half of it."""
    content = text.encode("utf-8", "surrogateescape")
    if path.read_bytes() == content:
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    try:
        Path(file.name).chmod(path.stat().st_mode)
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise
    print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: {what} rewritten")


def _python(*command: str) -> bool:
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
