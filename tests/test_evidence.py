"""An address leads to a section, by the anchor that the site gives its heading, and to the programs in it."""

import re

import pytest

from tests.project import PAGE, edit, small_project
from tools import evidence
from tools.pages import ROOT, pages

SECTIONS = """
## One program

```python
print(1)
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
1
```

### “Below it, another”

```python
print(2)
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
2
```

## Twice

## Twice

## With `code`, *emphasis* and a [link](slides.md)

=== "PyTorch"

    <!--pytest-codeblocks:importorskip(torch)-->

    ```python
    print(3)
    ```

    <!--pytest-codeblocks:expected-output-->

    ```text title="Output"
    3
    ```

## A program without its output

```python
print(4)
```
"""


@pytest.fixture
def project(tmp_path):
    folder = small_project(tmp_path)
    edit(folder / "docs/part/slides.md", "## Sources\n", SECTIONS)
    return folder


def test_a_section_ends_at_the_next_heading_of_any_level(project):
    assert evidence.find("part/slides#one-program", project).printed == "1\n"
    assert evidence.find("part/slides#below-it-another", project).printed == "2\n"


def test_an_address_without_an_anchor_means_what_stands_below_the_title(project):
    assert evidence.find("part/slides", project).printed == "[3, 5]\n0.125\n"


def test_headings_of_the_same_words_get_anchors_of_their_own(project):
    first, second = (evidence.find(f"part/slides#twice{number}", project) for number in ("", "_1"))
    assert first.heading.line < second.heading.line


def test_the_signs_of_markdown_are_no_part_of_a_heading(project):
    section = evidence.find("part/slides#with-code-emphasis-and-a-link", project)
    assert section.title == "With code, emphasis and a link"


@pytest.mark.parametrize(
    ("anchor", "proves"),
    [
        ("one-program", True),
        ("twice", False),
        ("with-code-emphasis-and-a-link", False),  # its program runs only where PyTorch is installed
        ("a-program-without-its-output", False),
    ],
)
def test_only_a_compared_program_proves_something(project, anchor, proves):
    assert evidence.find(f"part/slides#{anchor}", project).proves is proves


def test_a_cell_of_a_notebook_proves_something_and_its_prose_alone_does_not(project):
    assert evidence.find("cases/case", project).proves
    assert not evidence.find("cases/case#exercise-one", project).proves


@pytest.mark.parametrize(
    ("address", "problem", "mend"),
    [
        ("part/slide", "there is no page docs/part/slide.md", "mend the page's name, or list it as pending"),
        (
            "part/slides#one-programme",
            "docs/part/slides has no heading with the anchor #one-programme",
            "did you mean #one-program?",
        ),
    ],
)
def test_an_address_that_leads_nowhere_says_so(project, address, problem, mend):
    with pytest.raises(evidence.NotThereError) as raised:
        evidence.find(address, project)
    assert (str(raised.value), raised.value.mend) == (problem, mend)


def test_a_page_that_has_changed_is_read_again(project):
    assert evidence.find("part/slides", project).printed == "[3, 5]\n0.125\n"
    (project / "docs/part/slides.md").write_text(PAGE.replace("0.125\n", "0.25\n"))
    assert evidence.find("part/slides", project).printed == "[3, 5]\n0.25\n"


def test_the_anchors_are_those_of_the_built_site(built_site):
    """What Markdown's own table of contents makes of every heading of every page."""
    for page in pages():
        if page.rendered:
            inside = page.path.relative_to(ROOT / "docs").with_suffix("")
            folder = inside.parent if inside.name == "index" else inside
            anchors = set(
                re.findall(r'\bid="([^"]+)"', (built_site / folder / "index.html").read_text("utf-8"))
            )
            assert set(evidence.sections(page.path, ROOT, 0)) <= anchors, page.name
