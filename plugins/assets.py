"""Fonts, KaTeX's style sheet and the site's scripts: taken from node_modules and docs/assets/src at build.

Publishes assets/fonts/, assets/katex/ and, for each docs/assets/src/<name>.js, the bundle
assets/js/<name>.js. Files in a folder of docs/assets/src or with a leading underscore are parts of bundles;
none of the sources is published itself.
"""

import hashlib
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from plugins import node
from plugins.project import cache, forget_older, root

SOURCES = "assets/src/"
KATEX_CSS = "assets/katex/katex.min.css"
FONTS = {
    "inter": ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2"),
    "jetbrains-mono": ("@fontsource-variable/jetbrains-mono", "files/jetbrains-mono-latin-wght-normal.woff2"),
}
# KaTeX's sheet names each font as woff2, woff and ttf; every browser that runs this site reads the first.
OLDER_FORMATS = re.compile(r',url\([^)]+\) format\("(?:woff|truetype)"\)')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if KATEX_CSS not in config.extra_css:
        config.extra_css.insert(0, KATEX_CSS)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for file in [*fonts(config), *katex(config), *bundles(files, config)]:
        files.append(file)
    for file in [file for file in files if file.src_uri.startswith(SOURCES)]:
        files.remove(file)
    return files


def fonts(config: MkDocsConfig) -> list[File]:
    published = []
    for name, (package, path) in FONTS.items():
        folder = node.package(root(config), package)
        published += [
            copied(config, f"assets/fonts/{name}.woff2", folder / path),
            copied(config, f"assets/fonts/{name}.LICENSE.txt", folder / "LICENSE"),
        ]
    return published


def katex(config: MkDocsConfig) -> list[File]:
    package = node.package(root(config), "katex")
    sheet = OLDER_FORMATS.sub("", (package / "dist/katex.min.css").read_text("utf-8"))
    return [
        File.generated(config, KATEX_CSS, content=sheet),
        copied(config, "assets/katex/LICENSE.txt", package / "LICENSE"),
        *(
            copied(config, f"assets/katex/fonts/{font.name}", font)
            for font in sorted((package / "dist/fonts").glob("*.woff2"))
        ),
    ]


def bundles(files: Files, config: MkDocsConfig) -> list[File]:
    """Bundle the entry files, or take the last bundles if no source has changed since."""
    sources = sorted(
        (file for file in files if file.src_uri.startswith(SOURCES)), key=lambda file: file.src_uri
    )
    entries = [file for file in sources if is_entry(file.src_uri)]
    if not entries:
        return []
    seen = hashlib.sha256(node.version(root(config), "esbuild").encode())
    for file in sources:
        seen.update(f"{file.src_uri}\0{file.content_string}\0".encode())
    folder = cache(config) / "js" / seen.hexdigest()[:16]
    finished = folder / "finished"
    if not finished.exists():
        paths = [str(Path(str(file.abs_src_path)).absolute()) for file in entries]
        node.run(root(config), Path(__file__).with_name("bundle.mjs").absolute(), [str(folder), *paths])
        finished.touch()
        forget_older(folder)
    return [copied(config, f"assets/js/{file.name}.js", folder / f"{file.name}.js") for file in entries]


def is_entry(uri: str) -> bool:
    name = uri.removeprefix(SOURCES)
    return name.endswith(".js") and "/" not in name and not name.startswith("_")


def copied(config: MkDocsConfig, uri: str, source: Path) -> File:
    return File.generated(config, uri, abs_src_path=str(source))
