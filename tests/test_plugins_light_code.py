"""Code is lighter without the markup of names, and reads and looks the same."""

import re
from pathlib import Path

from bs4 import BeautifulSoup

PAGE = """\
---
title: A page
description: What it shows.
minutes: 5
prerequisites: []
modules: []
---

# A page

```python
count = len([1, 2])
print(count)
```
"""


def test_names_carry_no_markup_and_the_rest_keeps_its_own(site):
    site.write("docs/part/page.md", PAGE)
    assert site.build() == []
    code = BeautifulSoup(site.html("part/page"), "html.parser").article.code
    assert code.get_text() == "count = len([1, 2])\nprint(count)\n"
    kinds = {span["class"][0] for span in code.find_all("span", class_=True)}
    assert "n" not in kinds
    assert {"nb", "mi", "o"} <= kinds


def test_names_have_the_colour_of_the_code_around_them():
    css = Path("docs/assets/site.css").read_text("utf-8")
    name, code = (re.findall(rf"--md-code-{which}-color: (.*);", css) for which in ("hl-name", "fg"))
    assert name == code
    assert len(name) == 1
