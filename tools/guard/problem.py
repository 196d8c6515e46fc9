"""What the guard reports."""

from dataclasses import dataclass

from tools.pages import Page


@dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} → {self.mend}"


def problem(where: Page | str, line: int, message: str, mend: str) -> Problem:
    return Problem(where.name if isinstance(where, Page) else where, line, message, mend)
