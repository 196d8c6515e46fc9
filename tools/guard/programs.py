"""Programs: short, standing alone, importing only what every reader has."""

import ast
import contextlib
import sys
from collections.abc import Iterator

from tools.guard.problem import Problem, problem
from tools.pages import NEEDS_TORCH, Block, Notebook, Page

LONGEST = 15  # lines of code, without blank ones and comments: what one looks at without scrolling on a phone
ALLOWED = {"snippets", "numpy"} | set(sys.stdlib_module_names)


def check(page: Page) -> Iterator[Problem]:
    if isinstance(page, Notebook):
        # Percent format keeps the lines of the code; the notebook itself is run by the build.
        try:
            ast.parse(page.code)
        except SyntaxError as error:
            yield problem(page, error.lineno or 1, f"does not parse: {error.msg}", "mend the syntax")
    for block in page.blocks:
        lines = [line for line in block.program.lines if line.strip() and not line.strip().startswith("#")]
        if len(lines) > LONGEST:
            yield problem(
                page,
                block.line,
                f"this program has {len(lines)} lines of code; at most {LONGEST} fit",
                "move part of it into snippets/ and show that as a listing",
            )
        try:
            tree = ast.parse(block.code)
        except SyntaxError as error:
            line = block.line + (error.lineno or 1)
            yield problem(page, line, f"this program does not parse: {error.msg}", "mend the syntax")
            continue
        yield from _imports(page, block, tree)


def _imports(page: Page, block: Block, tree: ast.Module) -> Iterator[Problem]:
    imported = list(imports(tree))
    for line, module in imported:
        package = module.split(".")[0]
        if package == "torch" and not block.needs_torch:
            yield problem(
                page,
                block.line + line,
                "imports torch without its marker",
                f"put {NEEDS_TORCH} on the line above the fence",
            )
        elif package not in ALLOWED | {"torch"}:
            yield problem(
                page,
                block.line + line,
                f"imports {module or 'a relative module'}",
                "import only snippets, numpy and the standard library",
            )
    if block.needs_torch and not any(module.split(".")[0] == "torch" for _, module in imported):
        yield problem(
            page,
            page.torch_marker_of(block.program) or block.line,
            "this program is skipped without torch and does not import it",
            "delete the marker",
        )


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The modules that a program imports, with their lines; `from snippets import rnn` gives snippets.rnn."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level == 0 and module == "snippets":
                yield from ((node.lineno, f"snippets.{name.name}") for name in node.names)
            else:
                yield node.lineno, "" if node.level else module


def modules_used(page: Page) -> set[str]:
    """The modules of snippets/ that a page's programs import or its listings show."""
    shown = {fence.title.removesuffix(".py") for fence in page.listings if fence.title}
    names = {path.split("/")[1] for path in shown if path.startswith("snippets/")}
    for code in [page.code] if isinstance(page, Notebook) else [block.code for block in page.blocks]:
        with contextlib.suppress(SyntaxError):
            imported = [module for _, module in imports(ast.parse(code)) if module.startswith("snippets.")]
            names |= {module.split(".")[1] for module in imported}
    return names
