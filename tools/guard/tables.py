"""Tables that `make fix` writes from data: each is what its data and the outputs it quotes say now."""

from collections.abc import Iterator

from tools import tables
from tools.guard.problem import Problem, problem
from tools.pages import Page


def check(page: Page) -> Iterator[Problem]:
    for fault in tables.check(page):
        yield problem(*fault)
