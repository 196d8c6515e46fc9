"""The runtime's files as they are published: what the first Run moves to a reader.

By default the original archives, and a lock file that names only NumPy: a host that gzips text and
WebAssembly moves 8.8 MB. With PAYLOAD=brotli in the environment the archives are packed again without
compression and every file gets a copy that Brotli compressed: 5.9 MB from a host that serves such copies,
but 20.9 MB from one that compresses nothing, so it is never the default.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from mkdocs.exceptions import PluginError

from plugins import node, pyodide

LOCK = "pyodide-lock.json"
NOT_PUBLISHED = {"package.json"}  # for Node, which reads it beside the files; browsers do not
KINDS = ("", "brotli")
MOST_BYTES = 6_000_000  # of the copies that Brotli made, all together


def files(project: Path, runtime: Path) -> list[Path]:
    """The files to publish, made from the runtime once and kept beside it."""
    kind = os.environ.get("PAYLOAD", "")
    if kind not in KINDS:
        raise PluginError(f"PAYLOAD is {kind!r}; expected nothing or brotli.\n→ make build PAYLOAD=brotli")
    made = runtime.with_name(f"{runtime.name}-{kind or 'plain'}")
    if not made.exists():
        with tempfile.TemporaryDirectory(dir=runtime.parent) as work:
            folder = Path(work) / "payload"
            shutil.copytree(runtime, folder, ignore=lambda *_: NOT_PUBLISHED)
            only_numpy(folder)
            if kind == "brotli":
                compress(project, folder)
            pyodide.keep(folder, made)
    return sorted(made.iterdir())


def only_numpy(folder: Path) -> None:
    """Name in the lock file what lies beside it, of the hundreds of packages that Pyodide knows."""
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    lock["packages"] = {"numpy": lock["packages"]["numpy"]}
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")


def compress(project: Path, folder: Path) -> None:
    """Unpack what zip compressed, so that Brotli can compress it better, and tell the lock file."""
    for archive in [*folder.glob("*.whl"), *folder.glob("*.zip")]:
        store(archive)
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    entry = lock["packages"]["numpy"]
    entry["sha256"] = hashlib.sha256((folder / entry["file_name"]).read_bytes()).hexdigest()
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")
    node.run(project, Path(__file__).with_name("brotli.mjs"), [str(path) for path in folder.iterdir()])
    size = sum(path.stat().st_size for path in folder.glob("*.br"))
    if size > MOST_BYTES:
        raise PluginError(f"The payload has {size:,} bytes with Brotli; expected at most {MOST_BYTES:,}.")


def store(archive: Path) -> None:
    stored = archive.with_suffix(".stored")
    with zipfile.ZipFile(archive) as packed, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as plain:
        for entry in packed.infolist():
            plain.writestr(zipfile.ZipInfo(entry.filename), packed.read(entry))
    stored.replace(archive)
