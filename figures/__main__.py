"""`python -m figures [page …]` redraws the figures of the pages named, or of every page."""

import sys

from figures import pages, write

chosen = sys.argv[1:] or pages()
if unknown := sorted(set(chosen) - set(pages())):
    sys.exit(f"No figures/{unknown[0]}.py. → Choose from: {', '.join(pages())}.")
for page in chosen:
    for path in write(page):
        print(f"drew {path.name}")
