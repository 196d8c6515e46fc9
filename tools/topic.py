"""What belongs to a page: its exercises, figures, modules and their tests, found by the names they share."""

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.pages import ROOT, Notebook, Page, notebooks, pages


@dataclass(frozen=True)
class Topic:
    """A page or notebook, by the path of its file."""

    path: Path
    root: Path = ROOT

    @property
    def name(self) -> str:
        """What the commands call it: part/topic."""
        return self.path.relative_to(self.root).with_suffix("").as_posix().removeprefix("docs/")

    @property
    def page(self) -> Page:
        return (Notebook if self.path.suffix == ".py" else Page)(self.path, self.root)

    @property
    def modules(self) -> list[str]:
        keys = self.page.front_matter
        return list((keys if isinstance(keys, dict) else {}).get("modules") or [])

    @property
    def files(self) -> list[Path]:
        """What is written for it: itself, its exercises and figures, its modules and their tests."""
        own = [self.root / folder / f"{self.path.stem}.py" for folder in ("exercises", "figures")]
        snippets = self.root / "snippets"
        modules = [path for name in self.modules for path in (snippets / f"{name}.py", snippets / name)]
        return [path for path in [self.path, *own, *modules, *self.tests] if path.exists()]

    @property
    def tests(self) -> list[Path]:
        """The tests that mirror its modules."""
        tests = self.root / "tests"
        names = [path for name in self.modules for path in (tests / f"test_{name}.py", tests / name)]
        return [path for path in names if path.exists()]

    @property
    def has_figures(self) -> bool:
        return (self.root / "figures" / f"{self.path.stem}.py").exists()


def topics(root: Path = ROOT) -> list[Topic]:
    return [Topic(page.path, root) for page in [*pages(root), *notebooks(root)]]


def find(wanted: str, root: Path = ROOT) -> Topic:
    """The topic meant by `part/topic`, or by its file; exits naming similar ones."""
    known = {topic.name: topic for topic in topics(root)}
    name = Path(wanted).with_suffix("").as_posix().removeprefix("docs/")
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        mend = f"Did you mean {' or '.join(close)}?" if close else f"The pages: {', '.join(known)}."
        sys.exit(f"There is no page {wanted}.\n→ {mend} `make new PAGE={name}` would begin it.")
    return known[name]
