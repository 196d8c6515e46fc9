"""The glossary, and the links to it: the first use of each term in running text, and nothing else."""

import html
import json
import re
from pathlib import Path

import pytest
import yaml

from plugins import glossary
from plugins.glossary import Vocabulary, blocks, read
from tools.pages import ROOT, page_at

TEXT = (ROOT / "docs" / glossary.SOURCE).read_text("utf-8")
ENTRIES = [read(block) for block in blocks(TEXT)]
SETTINGS = (ROOT / "mkdocs.yml").read_text("utf-8")
SMALL = """\
---
title: Terms
description: In short.
---

# Terms

**gate**: a number from 0 to 1, "open" or shut & no more. It has a second sentence.
[Gates](../part/gates.md)
{: #gate data-forms="gate, gates" }

**forget gate**, also *keep gate*: what keeps.
[Gates](../part/gates.md)
{: #forget-gate data-forms="forget gate, forget gates" }

**RNN**: a loop.
[Loops](../part/loops.md)
{: #rnn data-forms="RNN, RNNs" }
"""
HEADER = """\
---
title: {title}
description: What it shows.
minutes: 5
prerequisites: []
modules: []
---

# {title}

"""
PAGE = """\
A `gate` in code, $gate$ in a formula, [a gate in a link](loops.md), *gate* as a symbol,
a floodgate, a gate-keeper.

## A gate in a heading

| gate |
|---|
| gate |

```python
gate = "a gate"
print(gate)
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
a gate
```

- Forget
  gates come first, then another forget gate.
- RNNs and **RNN**, and <b title="a gate">no</b>.

One gate, two gates. The **gate** & the rest.

## What this proves, and what to read next

An RNN and a loop.
"""


def links(article):
    return [(a.text, a["href"], a["title"]) for a in article.select("a.g")]


@pytest.fixture
def written(site):
    site.write("docs/appendix/glossary.md", SMALL)
    for name, title, text in (("gates", "Gates", "A gate of an RNN.\n"), ("loops", "Loops", "No RNN.\n")):
        site.write(f"docs/part/{name}.md", HEADER.format(title=title) + text)
    site.write("docs/part/page.md", HEADER.format(title="A gate") + PAGE)
    return site


def test_the_first_use_in_running_text_is_linked_and_the_page_that_defines_a_term_stays_as_it_is(written):
    written.notebook("# %% [markdown]\n# An RNN reads.\n\n# %%\nx = 1  # an RNN")
    assert written.build() == []
    tip = 'A number from 0 to 1, "open" or shut & no more.'
    assert [(re.sub(r"\s+", " ", text), *rest) for text, *rest in links(written.article("part/page"))] == [
        ("Forget gates", "../../appendix/glossary/#forget-gate", "What keeps."),
        ("RNNs", "../../appendix/glossary/#rnn", "A loop."),
        ("gate", "../../appendix/glossary/#gate", tip),
    ]
    assert f'title="{html.escape(tip)}"' in written.html("part/page")
    assert [text for text, *_ in links(written.article("part/gates"))] == ["RNN"]
    assert links(written.article("part/loops")) == []
    assert links(written.article("appendix/glossary")) == []
    notebook = links(written.article("cases/case"))
    assert notebook == [("RNN", "../../appendix/glossary/#rnn", "A loop.")]


def test_without_the_plugin_pages_read_the_same_and_so_does_the_search_index(written):
    def texts_and_index():
        index = json.loads((written.folder / "site/search/search_index.json").read_text("utf-8"))
        index["docs"] = [entry for entry in index["docs"] if not entry["location"].startswith("appendix/")]
        return [written.article(f"part/{page}").get_text() for page in ("page", "gates")], index["docs"]

    assert written.build() == []
    with_links = texts_and_index()
    hooks = yaml.safe_dump(
        {
            "hooks": [
                hook
                for hook in re.findall(r"^  - (plugins/\w+\.py)", SETTINGS, re.MULTILINE)
                if "glossary" not in hook
            ]
        }
    )
    written.write("mkdocs.yml", f"INHERIT: all-mkdocs.yml\nnav: null\n{hooks}")
    assert written.build() == []
    assert links(written.article("part/page")) == []
    assert texts_and_index() == with_links


def test_links_change_nothing_but_themselves():
    content = '<p title="a gate">A &lt;gate&gt; <b>x</b>\n<br>an <span>RNN</span><svg><text>gate</text></svg>'
    words = glossary.vocabulary(SMALL)
    linked = words.linked(content, "part/page.md", "g/")
    assert re.sub(r"</?a\b[^>]*>", "", linked) == content
    assert re.findall(r"<a [^>]*>(\w+)</a>", linked) == ["gate", "RNN"]


def test_a_capital_only_starts_a_word_and_a_form_is_a_whole_word():
    words = glossary.vocabulary(SMALL)

    def found(text):
        return re.findall(r"<a [^>]*>([^<]*)</a>", words.linked(f"<p>{text}</p>", "x.md", "g/"))

    assert found("Gates open") == ["Gates"]
    assert found("GATES, rnn, gated, navi-gate, gate-way, gate_1") == []
    assert found("the forget gate, a gate") == ["forget gate", "gate"]
    assert found("the forget\n  gate") == ["forget\n  gate"]


def test_before_it_is_defined_in_bold_a_term_is_linked_and_after_it_is_not():
    words = glossary.vocabulary(SMALL)
    link = '<a class="g" href="g/#rnn" title="A loop.">RNN</a>'
    assert words.linked("<p>RNN, <strong>RNN</strong></p>", "x.md", "g/").startswith(f"<p>{link}, ")
    assert "<a" not in words.linked("<p><strong>RNN</strong>, RNN</p>", "x.md", "g/")
    assert "<a" not in words.linked("<p><strong>No RNN here</strong></p>", "x.md", "g/")


FAULTS = {
    "**no colon** a loop.\n[Loops](../part/loops.md)\n{: #one }": "the entry cannot be read → Write it as",
    "**markup**: a <b>loop</b>.\n[Loops](../part/loops.md)\n{: #two }": "the entry cannot be read",
    "**no anchor**: a loop.\n[Loops](../part/loops.md)\n{: three }": "the entry cannot be read",
    "**no page**: a loop.\n{: #four }": "the entry cannot be read",
    f"**long**: {'loop ' * 30}.\n[Loops](../part/loops.md)\n{{: #five }}": "has 151 characters → At most 120",
    '**twice**: a loop.\n[Loops](../part/loops.md)\n{: #six data-forms="a, gate" }': "'gate' stands for",
}


def test_a_term_is_found_by_the_search_and_not_by_the_title_of_the_page_that_defines_it(written):
    written.write("docs/part/gates.md", HEADER.format(title="Wombats") + "A gate.\n")
    written.write("docs/appendix/glossary.md", SMALL.replace("[Gates]", "[Wombats]"))
    assert written.build() == []
    index = json.loads((written.folder / "site/search/search_index.json").read_text("utf-8"))["docs"]
    (text,) = [entry["text"] for entry in index if entry["location"] == "appendix/glossary/"]
    assert "forget gate" in text
    assert "keep gate" in text
    assert "Wombats" not in text


def test_a_faulty_entry_is_named_with_its_line(written):
    text = "\n\n".join([SMALL.rstrip(), *FAULTS]) + "\n"
    written.write("docs/appendix/glossary.md", text)
    found = [line for line in written.build() if "glossary.md:" in line]
    assert len(found) == len(FAULTS)
    for line, (entry, complaint) in zip(found, FAULTS.items(), strict=True):
        number = text[: text.index(entry)].count("\n") + 1
        assert line.startswith(f"docs/appendix/glossary.md:{number}: ")
        assert complaint in line


def test_a_site_without_a_glossary_builds(site):
    site.write("docs/part/page.md", HEADER.format(title="A page") + "A gate.\n")
    assert site.build() == []
    assert links(site.article("part/page")) == []


def test_every_entry_can_be_read_and_has_a_name_and_a_place_of_its_own():
    assert None not in ENTRIES
    assert len(ENTRIES) > 70
    for key in ("term", "anchor"):
        values = [getattr(entry, key) for entry in ENTRIES]
        assert len(set(values)) == len(values)
    forms = [form for entry in ENTRIES for form in entry.forms]
    assert len(set(forms)) == len(forms)
    assert max(len(entry.tip) for entry in ENTRIES) <= glossary.LONGEST


def test_the_entries_stand_in_alphabetical_order_each_under_its_letter():
    anchors = [entry.anchor for entry in ENTRIES]
    assert anchors == sorted(anchors)
    letter = None
    for line in TEXT.splitlines():
        if line.startswith("## "):
            letter = line[3:].lower()
        elif found := re.match(r"\{: #(\w)", line):
            assert found[1] == letter


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.anchor)
def test_an_entry_leads_to_a_page_that_uses_the_term_and_names_it_by_its_title(entry):
    path = ROOT / "docs" / entry.page
    page = page_at(path)
    title = page.front_matter["title"]
    (link,) = re.findall(rf"\[([^\]]+)\]\([^)]+\)\n\{{: #{entry.anchor}[ }}]", TEXT)
    assert link == title, f"docs/{glossary.SOURCE}, #{entry.anchor} → [{title}]"
    prose = " ".join(" ".join(line for _, line in page.prose).replace("#", " ").split())
    used = Vocabulary([entry]).pattern if entry.forms else re.compile(re.escape(entry.term))
    found = used.search(prose) or re.search(rf"\b{re.escape(entry.term)}s?\b", prose, re.IGNORECASE)
    assert found, f"{entry.page} does not use {entry.term!r} → change the entry's page, or its forms"


def test_every_link_on_the_site_leads_to_an_entry_and_says_what_it_says(built_site):
    tips = {entry.anchor: entry.tip for entry in ENTRIES}
    pages = sorted(Path(built_site).rglob("index.html"))
    found = [
        match
        for page in pages
        for match in re.findall(r'<a class="g" href="([^"]*)" title="([^"]*)">', page.read_text("utf-8"))
    ]
    assert len(found) > 300
    for href, title in found:
        address, _, anchor = href.partition("#")
        assert address.endswith("../glossary/") or address.endswith("appendix/glossary/")
        assert tips[anchor] == html.unescape(title)
