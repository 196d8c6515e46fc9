"""How a docstring of `snippets` reads on the reference pages: what begins on a line of its own stays there.

A docstring is plain text, as a reader of the source meets it: a sentence, then shapes, errors and source, a
line each. As Markdown these would run together into one paragraph. mkdocstrings loads this as a griffe
extension.
"""

import re
from typing import Any

import griffe

# A line break where a sentence ended, and the words that name what follows.
NEW_SENTENCE = re.compile(r"(?<=[.:])\n(?=[^\s-])")
LABEL = re.compile(r"^(Shapes|Units|Padding|Raises|Source)\b", re.MULTILINE)


class Docstrings(griffe.Extension):
    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        if obj.docstring:
            obj.docstring.value = paragraphs(obj.docstring.value)


def paragraphs(docstring: str) -> str:
    return LABEL.sub(r"**\1**", NEW_SENTENCE.sub("\n\n", docstring))
