"""The Content-Security-Policy of a published site: its own files, no eval, no inline scripts of others.

Material puts four small scripts into each page; they are allowed by their hashes, taken from the pages as
built. The policy stands in every page, where any host serves it, and in `_headers`, for hosts that read that
file. A site that `mkdocs serve` shows has none: its live reload is an inline script.
"""

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
HEAD = re.compile(r'<meta charset="utf-8">')
RULES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Pyodide is WebAssembly
    "worker-src": "'self' blob:",  # search from its file; Python from a Blob, so that it inherits this policy
    "connect-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # KaTeX places its letters with style attributes
    "img-src": "'self' data:",  # Material's icons are data in its style sheet
    "font-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
IN_A_HEADER_ONLY = {"frame-ancestors": "'none'"}

serving = False


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    global serving  # noqa: PLW0603  MkDocs tells it once, and no other event knows it
    serving = command == "serve"


def on_post_build(config: MkDocsConfig) -> None:
    if serving:
        return
    site = Path(config.site_dir)
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    hashes = sorted({fingerprint(code) for text in pages.values() for code in inline_scripts(text)})
    rules = RULES | {"script-src": " ".join([RULES["script-src"], *hashes])}
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(written(rules))}">'
    for path, text in pages.items():
        path.write_text(HEAD.sub(lambda head: head[0] + meta, text, count=1), "utf-8")
    headers = f"/*\n  Content-Security-Policy: {written(rules | IN_A_HEADER_ONLY)}\n"
    (site / "_headers").write_text(headers, "utf-8")


def inline_scripts(page: str) -> list[str]:
    """The code of scripts that a browser would execute; data in script elements is none."""
    return [
        script["code"]
        for script in SCRIPT.finditer(page)
        if "src=" not in script["attributes"] and "json" not in script["attributes"]
    ]


def fingerprint(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def written(rules: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in rules.items())
