"""Write `snippets/data/alice.txt` from the Canterbury corpus's copy of Alice's Adventures in Wonderland.

Only needed to check where the file came from: the file is in the repository. Give it the corpus's file
`alice29.txt`, which many collections of test data for compression include:

    python -m tools.make_alice alice29.txt          # writes the file again
    python -m tools.make_alice alice29.txt --check  # compares it, writes nothing
"""

import argparse
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "snippets" / "data" / "alice.txt"
CHAPTERS = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.make_alice", description="write or check the text")
    parser.add_argument("source", type=Path, help="alice29.txt of the Canterbury corpus")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    options = parser.parse_args()
    made = simplified(options.source.read_text(encoding="ascii"))
    if not options.check:
        TARGET.write_text(made, encoding="ascii", newline="\n")
        print(f"wrote {TARGET.name}, {len(made)} characters")
        return 0
    same = made == TARGET.read_text(encoding="ascii")
    print(f"{TARGET.name} is {'' if same else 'not '}what this script makes")
    return 0 if same else 1


def simplified(book: str) -> str:
    """The first chapters in small letters: one paragraph a line, an empty line between two chapters."""
    story = book[book.index("  Alice was beginning") : book.index("THE END")].replace("`", "'").lower()
    chapters = re.split(r"\n\s*chapter [ivx]+\n\n.*\n", story)[:CHAPTERS]
    return "\n".join("".join(paragraph + "\n" for paragraph in paragraphs(chapter)) for chapter in chapters)


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
