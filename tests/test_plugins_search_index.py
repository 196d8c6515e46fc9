"""A reader finds what a page says and runs; outputs and listed source weigh nothing in the index."""

import json

PAGE = """\
---
title: A page
description: What it shows.
minutes: 5
prerequisites: []
modules: [topic]
---

# A page

The wombat sleeps.

```python
print("platypus".upper())
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
PLATYPUS ECHIDNA
```

```py title="snippets/topic.py"
--8<-- "snippets/topic.py:quokka"
```

The bilby digs.
"""
TOPIC = '''\
"""A topic."""


# --8<-- [start:quokka]
def quokka():
    """Say how a numbat hops."""
    return "bandicoot"
    # --8<-- [end:quokka]
'''


def test_prose_programs_and_docstrings_are_found_and_outputs_and_source_are_not(site):
    site.write("docs/part/page.md", PAGE)
    site.write("snippets/topic.py", TOPIC)
    assert site.build() == []
    index = json.loads((site.folder / "site/search/search_index.json").read_text("utf-8"))
    text = " ".join(entry["title"] + entry["text"] for entry in index["docs"])
    for found in ("wombat", "platypus", "bilby", "quokka", "numbat"):
        assert found in text
    for left_out in ("ECHIDNA", "bandicoot"):
        assert left_out not in text
    html = site.html("part/page") + site.html("reference/topic")
    assert "ECHIDNA" in html and "bandicoot" in html
