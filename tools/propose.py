"""Mutants made from the syntax of a file, for a person to choose from: `python -m tools.mutants --propose`.

Each breaks one thing: an operator, a comparison, a number, a term, the order of two arguments, a keyword.
"""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
}


def entries(path: Path, root: Path) -> str:
    """The entries of a list, in TOML."""
    source = path.read_text(encoding="utf-8")
    name = path.relative_to(root).as_posix()
    return "\n".join(
        f'[[mutant]]\nfile = "{name}"\n'
        f"line = {quoted(old)}\nbecomes = {quoted(new)}\nbreaks = {quoted(what)}\n"
        for old, new, what in mutants(source)
    )


def quoted(text: str) -> str:
    if "\n" in text:
        return f"'''\n{text}'''"
    return f"'{text}'" if "'" not in text else f"'''{text}'''"


def mutants(source: str) -> Iterator[tuple[str, str, str]]:
    """The lines as they are, what they become, and what was done to them."""
    lines = source.splitlines()
    for node in expressions(ast.parse(source)):
        was = ast.get_source_segment(source, node) or ""
        for new in changes(node):
            text = ast.unparse(new)
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            before = lines[first].encode()[: node.col_offset].decode()
            after = lines[last].encode()[node.end_col_offset :].decode()
            changed = [*f"{before}{text}{after}".splitlines()]
            start = unique_from(lines, first, last)
            old, broken = lines[start : last + 1], lines[start:first] + changed
            indent = min(len(line) - len(line.lstrip()) for line in old if line.strip())
            yield (
                "\n".join(line[indent:] for line in old),
                "\n".join(line[indent:] for line in broken),
                f"`{' '.join(was.split())}` has become `{text}`",
            )


def unique_from(lines: list[str], first: int, last: int) -> int:
    """The line to start from so that the text, up to `last`, occurs once."""
    stripped = [line.strip() for line in lines]
    for start in range(first, -1, -1):
        block = stripped[start : last + 1]
        if sum(stripped[at : at + len(block)] == block for at in range(len(lines))) == 1:
            return start
    return 0


def expressions(tree: ast.AST) -> Iterator[ast.expr | ast.AugAssign]:
    """Everything that computes: no messages of errors, no f-strings, no docstrings."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, (ast.Raise, ast.JoinedStr)):
            continue
        if isinstance(child, (ast.expr, ast.AugAssign)):
            yield child
        yield from expressions(child)


def changes(node: ast.expr | ast.AugAssign) -> Iterator[ast.AST]:
    """Every way to break this one expression."""
    yield from operators(node)
    yield from operands(node)


def operators(node: ast.expr | ast.AugAssign) -> Iterator[ast.AST]:
    """Another operator, or one side without the other."""
    match node:
        case ast.AugAssign(op=op) if type(op) in OPERATORS:
            yield replaced(node, op=OPERATORS[type(op)]())
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) in OPERATORS:
                yield replaced(node, op=OPERATORS[type(op)]())
            if isinstance(op, (ast.Add, ast.Sub, ast.Mult)):  # a term, or a factor, is dropped
                yield left
                yield right
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield replaced(node, ops=[COMPARISONS[type(op)]()])
        case ast.BoolOp(op=op):
            yield replaced(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield operand


def operands(node: ast.expr | ast.AugAssign) -> Iterator[ast.AST]:
    """Another number, another order, an argument less."""
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Call(args=args, keywords=keywords):
            if len(args) > 1 and not any(isinstance(arg, (ast.Starred, ast.Constant)) for arg in args[:2]):
                yield replaced(node, args=[args[1], args[0], *args[2:]])
            for number in range(len(keywords)):
                yield replaced(node, keywords=keywords[:number] + keywords[number + 1 :])
        case ast.Subscript(slice=ast.Slice(lower=ast.expr() as lower) as piece):
            yield replaced(node, slice=replaced(piece, lower=ast.BinOp(lower, ast.Add(), ast.Constant(1))))


def replaced(node: Node, **fields: object) -> Node:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
