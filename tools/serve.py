"""Build the site and serve it; pages reload as their sources change. `make serve` calls this.

Unlike `make build` it is not strict: a draft may have faults. They are printed, and the page still shows.
"""

import os
import socket
import sys

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the version is pinned below 2, so its banner is noise

from mkdocs.__main__ import cli

HOST = "127.0.0.1"


def main() -> None:
    port = chosen_port(os.environ.get("PORT", "8000"))
    if taken(port):
        sys.exit(
            f"Port {port} is taken by another program, perhaps by this site in another window.\n"
            f"→ Stop that one, or choose another port: make serve PORT={port + 1}"
        )
    cli(["serve", "--no-strict", "--dev-addr", f"{HOST}:{port}"])


def chosen_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} is not a port: a number from 1 to 65535.\n→ For example: make serve PORT=8001")
    return int(text)


def taken(port: int) -> bool:
    """Whether something listens there already: asked before the build, which takes longer."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    main()
