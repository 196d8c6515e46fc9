"""Fonts, style sheets and scripts: from the project's own packages, nothing from elsewhere."""

import re


def test_fonts_are_published_with_their_licences(site):
    site.build()
    fonts = site.folder / "site/assets/fonts"
    for name in ("inter", "jetbrains-mono"):
        assert (fonts / f"{name}.woff2").read_bytes()[:4] == b"wOF2"
        assert "SIL Open Font License" in (fonts / f"{name}.LICENSE.txt").read_text("utf-8")


def test_katex_names_only_fonts_that_are_published(site):
    site.build()
    folder = site.folder / "site/assets/katex"
    named = re.findall(r"url\(([^)]+)\)", (folder / "katex.min.css").read_text("utf-8"))
    assert len(named) > 10
    assert all(name.endswith(".woff2") and (folder / name).is_file() for name in named)
    assert {folder / name for name in named} == set((folder / "fonts").iterdir())


def test_each_entry_becomes_one_classic_script_and_no_source_is_published(site):
    site.write("docs/assets/src/_part.js", "export const answer = () => 6 * 7;\n")
    site.write("docs/assets/src/lib/name.js", "export const name = 'x';\n")
    site.write(
        "docs/assets/src/run.js",
        'import { answer } from "./_part.js";\nimport { name } from "./lib/name.js";\n'
        "window[name] = answer?.();\n",
    )
    assert site.build() == []
    assets = site.folder / "site/assets"
    assert [path.name for path in (assets / "js").iterdir()] == ["run.js"]
    script = (assets / "js/run.js").read_text("utf-8")
    assert "import" not in script
    assert script.startswith(("(()=>{", '"use strict";(()=>{'))
    assert not (assets / "src").exists()


def test_scripts_are_bundled_again_only_after_a_change(site):
    part = site.write("docs/assets/src/_part.js", "export const answer = 42;\n")
    site.write("docs/assets/src/run.js", 'import { answer } from "./_part.js";\nwindow.answer = answer;\n')
    script = site.folder / "site/assets/js/run.js"
    site.build()
    (kept,) = (site.folder / ".cache/js").glob("*/run.js")
    kept.write_text("kept")
    site.build()
    assert script.read_text() == "kept"
    part.write_text("export const answer = 43;\n")
    site.build()
    assert "43" in script.read_text()
