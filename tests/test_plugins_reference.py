"""The reference: every public module, from its docstrings, without a list to keep."""

import pytest

from plugins.docstrings import paragraphs

MODULE = '''\
"""Sums of things.

More about sums.
"""


def total(x, *, scale=1):
    """Add everything up.

    Shapes: x (N, C_in), any
    dtype -> ().
    Raises ValueError if x is empty.
    Source: Euclid, Elements, book 7.
    """
    return sum(x) * scale
'''


@pytest.fixture
def reference(site):
    site.write(
        "mkdocs.yml",
        "INHERIT: all-mkdocs.yml\nnav:\n  - index.md\n  - All: [reference/index.md]\n  - part/page.md\n",
    )
    site.write("snippets/sums.py", MODULE)
    site.write(
        "snippets/package/__init__.py",
        '"""A package."""\n\nfrom snippets.package.inner import f\n\n__all__ = ["f"]\n',
    )
    site.write("snippets/package/inner.py", 'def f():\n    """Do nothing."""\n')
    site.write("snippets/_private.py", '"""Not for readers."""\n')
    site.write(
        "docs/part/page.md", "---\ntitle: A page about sums\nmodules: [sums]\n---\n# A page about sums\n"
    )
    assert site.build() == []
    return site


def test_the_index_lists_every_public_module_its_first_sentence_and_the_pages_that_use_it(reference):
    rows = reference.article("reference").select("tbody tr")
    assert [[cell.text for cell in row.select("td")] for row in rows] == [
        ["package", "A package."],
        ["sums", "Sums of things.→ A page about sums"],
    ]
    assert [link["href"] for link in rows[1].select("a")] == ["sums/", "../part/page/"]


def test_a_docstring_keeps_its_lines(reference):
    paragraphs_shown = [
        p.text.replace("\n", " ") for p in reference.article("reference/sums").select(".doc-function p")
    ]
    assert paragraphs_shown[:4] == [
        "Add everything up.",
        "Shapes: x (N, C_in), any dtype -> ().",
        "Raises ValueError if x is empty.",
        "Source: Euclid, Elements, book 7.",
    ]
    assert "scale=1" in reference.article("reference/sums").h2.text


def test_a_long_name_breaks_after_its_dot_and_nowhere_else(reference):
    heading = reference.article("reference/sums").h1
    assert heading.code.text == "snippets.sums"
    assert heading.wbr.previous_sibling == "snippets."


def test_what_a_package_exports_is_on_its_page(reference):
    assert "Do nothing." in reference.article("reference/package").text


def test_modules_stand_after_the_index_in_the_navigation(reference):
    links = [
        link["href"]
        for link in reference.article("reference").find_parent("body").select(".md-nav__link[href]")
    ]
    positions = [links.index(target) for target in ("./", "package/", "sums/", "../part/page/")]
    assert positions == sorted(positions)


def test_a_wrapped_line_stays_in_its_paragraph():
    assert paragraphs("One.\n\nShapes: a\nb.\n- item") == "One.\n\n**Shapes**: a\nb.\n- item"
