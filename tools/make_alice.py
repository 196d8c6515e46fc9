"""Write `snippets/data/alice.txt` from the Canterbury corpus's copy of Alice's Adventures in Wonderland.

Only needed to check where the file came from: the file is in the repository. Give it the corpus's file
`alice29.txt`, which many collections of test data for compression include:

    python -m tools.make_alice alice29.txt          # writes the file again
    python -m tools.make_alice alice29.txt --check  # compares it, writes nothing
"""

import re
import sys
from pathlib import Path

from tools import made

TARGET = made.DATA / "alice.txt"
CHAPTERS = 8


def main() -> int:
    return made.command("make_alice", TARGET, simplified, source="alice29.txt of the Canterbury corpus")


def simplified(source: Path) -> bytes:
    """The first chapters in small letters: one paragraph a line, an empty line between two chapters."""
    book = source.read_text(encoding="ascii")
    story = book[book.index("  Alice was beginning") : book.index("THE END")].replace("`", "'").lower()
    chapters = re.split(r"\n\s*chapter [ivx]+\n\n.*\n", story)[:CHAPTERS]
    text = "\n".join("".join(paragraph + "\n" for paragraph in paragraphs(chapter)) for chapter in chapters)
    return text.encode()


def paragraphs(chapter: str) -> list[str]:
    """Each without its line breaks, without rows of stars and the few digits."""
    found = []
    for lines in re.split(r"\n\s*\n", chapter.replace("-\n", "-")):
        kept = " ".join(re.sub(r"[^a-z\s!'(),\-.:;?]", "", lines).split())
        if re.search("[a-z]", kept):
            found.append(kept)
    return found


if __name__ == "__main__":
    sys.exit(main())
