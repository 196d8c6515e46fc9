"""Build this site with another generator and name what it loses: python -m tools.exits properdocs

MkDocs has no maintainer any more, so leaving it must stay cheap. ProperDocs (a fork) and Zensical (Material's
successor) both read mkdocs.yml. Each gets a virtual environment of its own with the site's plugins, builds a
clone of the last commit, and is compared with what MkDocs makes of the same clone.
"""

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".cache" / "exits"
GENERATORS = ("properdocs", "zensical")

# What a reader would miss, and where it stands in a page.
PARTS = {
    "headings": "article :is(h1, h2, h3)",
    "lines under a title": "article .cr-info li",
    "code blocks": "article pre > code",
    "table rows": "article tr",
    "formulas": "article .katex annotation",
    "figures in the page": "article svg[role=img]",
    "captions": "article figcaption",
    "folded blocks": "article details > summary",
    "reference entries": "article .doc-heading",
    "edit and source links": ".md-footer :is(a[href*='/blob/'], a[rel=edit])",
    "links to report a mistake": "a[href*='issues/new']",
}

Pages = Mapping[str, Mapping[str, Counter[str]]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.exits", description=__doc__.splitlines()[0])
    parser.add_argument("generator", choices=GENERATORS)
    generator = parser.parse_args(arguments).generator

    scripts = environment(generator)
    with tempfile.TemporaryDirectory() as scratch:
        clone = Path(scratch, "clone")
        run(["git", "clone", "--quiet", ROOT, clone])
        (clone / "node_modules").symlink_to(ROOT / "node_modules")
        run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=clone)
        ours = read(clone / "site")
        shutil.rmtree(clone / "site")
        run([scripts / generator, "build", "--config-file", "mkdocs.yml"], cwd=clone)
        losses = compare(ours, read(clone / "site"))
    print("\nCompared:", ", ".join(f"{count} {part}" for part, count in contents(ours).items()))
    print(f"{generator} loses:", *losses or ["nothing of these"], sep="\n  ")
    return 1 if losses else 0


def environment(generator: str) -> Path:
    """Make or refresh the generator's virtual environment and return the folder of its commands."""
    venv = ENVIRONMENTS / generator
    if not venv.exists():
        run([sys.executable, "-m", "venv", venv])
    scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(venv), "platbase": str(venv)}))
    pip: list[str | Path] = [scripts / "python", "-m", "pip", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"])
    run([*pip, "--upgrade", generator])
    run([scripts / generator, "--version"])
    return scripts


def read(site: Path) -> Pages:
    """Per page of a built site, the texts of each kind of part."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        pages[path.relative_to(site).as_posix()] = {
            part: Counter(text(tag) for tag in soup.select(selector)) for part, selector in PARTS.items()
        }
    return pages


def text(tag: Tag) -> str:
    """What a part says, in whatever white space: a figure by its label, a button by its title."""
    said = tag.get("aria-label") or tag.get("title") or tag.get_text()
    return " ".join(str(said).split())


def contents(site: Pages) -> dict[str, int]:
    """How much there is of each part; none of one means that its selector has gone stale."""
    counts = {part: sum(page[part].total() for page in site.values()) for part in PARTS}
    for part, count in counts.items():
        if not count:
            sys.exit(f"tools/exits.py: no page of ours has {part}\n→ mend the selector {PARTS[part]!r}")
    return {"pages": len(site), **counts}


def compare(ours: Pages, theirs: Pages) -> list[str]:
    """What of ours is missing in theirs: whole pages first, then parts of the pages that are left."""
    losses = [f"page {page}" for page in ours if page not in theirs]
    for part in PARTS:
        lost = {page: (ours[page][part] - theirs[page][part]).total() for page in ours if page in theirs}
        if total := sum(lost.values()):
            all_of_them = sum(ours[page][part].total() for page in lost)
            where = ", ".join(f"{page} ({count})" for page, count in lost.items() if count)
            losses.append(f"{total} of {all_of_them} {part}: {where}")
    return losses


def run(command: Sequence[str | Path], cwd: Path = ROOT) -> None:
    words = [str(word) for word in command]
    if code := subprocess.run(words, cwd=cwd, check=False).returncode:
        sys.exit(f"{' '.join(words)}\nfailed with exit code {code} (its reason stands above)")


if __name__ == "__main__":
    sys.exit(main())
