"""What goes wrong in a build says what, where and how to mend it, to someone who has never built the site."""

FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def test_a_sound_site_has_no_complaints(site):
    site.write(
        "snippets/sums.py",
        '"""Sums."""\n\n\n# --8<-- [start:f]\ndef f():\n    """Zero."""\n    return 0\n# --8<-- [end:f]\n',
    )
    site.write("docs/figures/x.svg", FIGURE.format("<path d='M0 0'/>"))
    site.notebook("# %%\nfrom snippets.sums import f\n\nprint(f())")
    site.write(
        "docs/part/page.md",
        "# Page\n\n$x$\n\n![a path](../figures/x.svg)\n\n[case](../cases/case.py)\n\n"
        '```py title="snippets/sums.py"\n--8<-- "snippets/sums.py:f"\n```\n',
    )
    assert site.build() == []


def complaint(site, *words):
    """The one complaint of the build that holds all the words."""
    complaints = site.build()
    found = [text for text in complaints if all(word in text for word in words)]
    assert len(found) == 1, f"{words} in {complaints}"
    return found[0]


def test_an_unknown_page_in_the_navigation_is_named(site):
    site.write(
        "mkdocs.yml",
        "INHERIT: all-mkdocs.yml\nnav:\n  - index.md\n  - reference/index.md\n  - part/none.md\n",
    )
    complaint(site, "'part/none.md'", "nav", "not found")


def test_a_page_that_is_not_in_the_navigation_is_named(site):
    site.write("mkdocs.yml", "INHERIT: all-mkdocs.yml\nnav:\n  - index.md\n  - reference/index.md\n")
    site.write("docs/part/forgotten.md", "# Forgotten\n")
    complaint(site, "part/forgotten.md", "nav")


def test_every_missing_include_is_named_with_its_line(site):
    site.write("snippets/sums.py", '"""Sums."""\n# --8<-- [start:f]\nx = 1\n# --8<-- [end:f]\n')
    wanted = ["snippets/none.py:f", "snippets/sums.py:g", "mkdocs.yml:f"]
    listings = [f'```py title="{name.partition(":")[0]}"\n--8<-- "{name}"\n```\n' for name in wanted]
    site.write("docs/part/page.md", "# Page\n\n" + "".join(listings))
    (text,) = [text for text in site.build() if "page.md:4:" in text]
    missing, section, outside = text.splitlines()
    assert missing.startswith("docs/part/page.md:4: includes snippets/none.py, which does not exist → ")
    assert section.startswith("docs/part/page.md:7: includes the section g,")
    assert section.endswith("→ its sections: f")
    assert outside.startswith("docs/part/page.md:10: includes mkdocs.yml, from outside")


def test_a_section_without_an_end_is_named(site):
    site.write("snippets/sums.py", '"""Sums."""\n# --8<-- [start:f]\nx = 1\n')
    site.write("docs/page.md", '# Page\n\n```py title="snippets/sums.py"\n--8<-- "snippets/sums.py:f"\n```\n')
    complaint(site, "snippets/sums.py:2:", "→")


def test_a_missing_figure_is_named_with_its_line(site):
    site.write("docs/part/page.md", "# Page\n\n![a path](../figures/none.svg)\n")
    complaint(site, "docs/part/page.md:3: there is no figure docs/figures/none.svg →", "make fix")


def test_an_image_without_alternative_text_is_named_with_its_line(site):
    site.write("docs/figures/x.svg", FIGURE.format(""))
    site.write("docs/part/page.md", "# Page\n\n![](../figures/x.svg)\n")
    complaint(site, "docs/part/page.md:3:", "no alternative text →")


def test_a_figure_that_cannot_be_inlined_is_named_with_the_page_that_shows_it(site):
    site.write("docs/figures/x.svg", FIGURE.format("<script>1</script>"))
    site.write("docs/part/page.md", "# Page\n\n![a path](../figures/x.svg)\n")
    complaint(site, "docs/figures/x.svg:1:", "<script>", "docs/part/page.md:3")


def test_every_formula_that_katex_cannot_read_is_named_with_its_line(site):
    site.write(
        "docs/part/page.md",
        "# Page\n\n$x$ and $\\wrong$\n\n$$\n\\frac{1}{2}\n\\frac{1\n$$\n\nand $\\frac{1$\n",
    )
    complaints = [text for text in site.build() if "KaTeX" in text]
    lines = [text.partition(": KaTeX")[0] for text in complaints]
    assert lines == [f"docs/part/page.md:{line}" for line in (3, 6, 10)]
    assert "Undefined control sequence: \\wrong" in complaints[0]
    assert all("→ Correct the TeX" in text for text in complaints)


def test_every_formula_that_is_not_whole_is_named_with_its_line(site):
    site.write(
        "docs/part/page.md", "# Page\n\nThe sum $x + y of *both*\n\nand $ x $\n\n$$ x\n\nmore, `$code$`\n"
    )
    lines = [text.partition(": this dollar")[0] for text in site.build() if "→ Write $…$" in text]
    assert lines == [f"docs/part/page.md:{line}" for line in (3, 5, 7)]


def test_a_notebook_that_raises_is_named_with_the_line_and_without_a_stack(site):
    site.notebook("# %%\nx = 0\n\n# %%\ny = 1\n1 / x")
    text = complaint(site, "ZeroDivisionError")
    assert text.startswith(
        "docs/cases/case.py:16: the notebook stops with ZeroDivisionError: division by zero →"
    )
    assert "\n" not in text


def test_a_notebook_that_fails_in_a_snippet_names_that_line_too(site):
    site.write(
        "snippets/sums.py", '"""Sums."""\n\n\ndef share(n):\n    """Divide one."""\n    return 1 / n\n'
    )
    site.notebook("# %%\nfrom snippets.sums import share\n\nshare(0)")
    text = complaint(site, "ZeroDivisionError")
    assert text.startswith("docs/cases/case.py:14:")
    assert "(raised in snippets/sums.py:6)" in text


def test_every_output_that_a_page_must_not_show_is_named_with_its_cell(site):
    cells = {
        "print('careful', file=sys.stderr)": "complains: careful",
        "warnings.warn('old')": "UserWarning: old",
        "HTML('<script>1</script>')": "<script>",
        "HTML('<svg></svg>')": "no alternative text",
        "SVG('<svg></svg>')": "image/svg+xml",
    }
    imports = "import sys\nimport warnings\n\nfrom IPython.display import HTML, SVG"
    notebook = site.notebook("\n\n".join(f"# %%\n{cell}" for cell in (imports, *cells)))
    lines = notebook.read_text("utf-8").splitlines()
    complaints = site.build()
    assert len(complaints) == len(cells)
    for text, (cell, reason) in zip(complaints, cells.items(), strict=True):
        assert text.startswith(f"docs/cases/case.py:{lines.index(cell) + 1}:")
        assert reason in text
        assert "→" in text


def test_a_notebook_with_half_a_header_is_refused(site):
    site.write("docs/cases/case.py", "# ---\n# title: A case\n# ---\n\n# %%\nprint(1)\n")
    complaint(site, "docs/cases/case.py:1: no full jupytext header", "→")


def test_a_broken_link_in_a_notebook_is_named(site):
    site.notebook("# %% [markdown]\n# See [a](../none.md) and [b](../index.md#nowhere).")
    complaints = site.build()
    assert any("cases/case.py" in text and "../none.md" in text for text in complaints)
    assert any("cases/case.py" in text and "#nowhere" in text for text in complaints)


def test_a_program_among_the_pages_is_named_and_not_published(site):
    site.write("docs/part/tool.py", "print(1)\n")
    complaint(site, "docs/part/tool.py:1: a program lies among the pages", "→ Move it")
    assert not (site.folder / "site/part/tool.py").exists()


def test_an_unknown_prerequisite_is_named_with_a_close_match(site):
    site.write("docs/part/sums.md", "# Sums\n")
    site.write("docs/part/page.md", "---\ntitle: Page\nprerequisites:\n  - part/sum.md\n---\n# Page\n")
    complaint(site, "docs/part/page.md:4:", "part/sum.md, which does not exist", "Did you mean part/sums.md?")


def test_an_unknown_module_is_named_with_a_close_match(site):
    site.write("snippets/pooling.py", '"""Pooling."""\n')
    site.write("docs/part/page.md", "---\ntitle: Page\nmodules: [poolin]\n---\n# Page\n")
    complaint(site, "docs/part/page.md:3:", "modules names poolin", "Did you mean pooling?")


def test_front_matter_that_is_no_yaml_is_named(site):
    site.write("docs/part/page.md", "---\ntitle: Here: there\n---\n# Page\n")
    complaint(site, "docs/part/page.md:1: the front matter is no YAML", "quotation marks")


def test_missing_javascript_packages_say_make_setup(site):
    (site.folder / "node_modules").unlink()
    complaint(site, "node_modules", "Run `make setup`")


def test_a_script_that_does_not_parse_is_named_with_its_line(site):
    site.write("docs/assets/src/run.js", "const a = 1;\nconst = 2;\n")
    complaint(site, "docs/assets/src/run.js:2:")
