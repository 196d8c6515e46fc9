"""The teachers' page: its table follows the navigation, and the file of answers that it shows is right."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEACHERS = ROOT / "docs/about/teachers.md"

PAGE = """\
---
title: A page that teaches
description: What it shows.
minutes: {minutes}
prerequisites: []
modules: []
---

# A page that teaches

### Exercise: one

### Exercise: two
"""


def rows(site):
    table = site.article("about/teachers").select("tr")[1:]
    return [[cell.get_text() for cell in row.select("td")] for row in table]


def test_the_table_lists_the_pages_that_teach_in_the_order_of_the_navigation(site):
    site.write("docs/second/later.md", PAGE.format(minutes=7))
    site.write("docs/first/sooner.md", PAGE.format(minutes=5))
    site.notebook("# ### Exercise: three\n\n# %%\nprint(1)\n")
    site.write("docs/about/teachers.md", "# For teachers\n\n<!-- overview of the pages -->\n")
    site.write(
        "mkdocs.yml",
        "INHERIT: all-mkdocs.yml\nnav:\n  - index.md\n  - First: [first/sooner.md]\n"
        "  - Second:\n      - second/later.md\n      - cases/case.py\n"
        "  - About: [reference/index.md, about/teachers.md]\n",
    )
    assert site.build() == []
    assert rows(site) == [
        ["First", "A page that teaches", "5", "2"],
        ["Second", "A page that teaches", "7", "2"],
        ["Second", "A case", "5", "1"],
        ["all", "3 pages", "17", "5"],
    ]
    links = [link["href"] for link in site.article("about/teachers").select("td a")]
    assert links == ["../../first/sooner/", "../../second/later/", "../../cases/case/"]


def test_the_page_has_the_place_for_the_table():
    assert TEACHERS.read_text(encoding="utf-8").count("<!-- overview of the pages -->") == 1


def test_the_page_shows_what_the_command_prints(tmp_path):
    text = TEACHERS.read_text(encoding="utf-8")
    answers = re.search(r'```text title="answer.py"\n(.*?)```', text, re.DOTALL)[1]
    module, shown = re.search(r"-m (exercises\.\w+) answer\.py\n(.*?)```", text, re.DOTALL).groups()
    (tmp_path / "answer.py").write_text(answers, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", module, "answer.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == (shown, "")
