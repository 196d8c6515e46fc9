"""The worked situations of the decision guide as Markdown: what is recommended, why, what it must beat."""

import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from snippets.choose import QUESTIONS, SITUATIONS
from snippets.choose import choose as untyped
from snippets.choose.situations import GROUPS
from tools import evidence
from tools.data import Fault, read
from tools.ledger import PENDING, PENDING_SCHEMA

RULES = "snippets/choose/rules.py"
Link = Callable[..., str]
choose: Callable[..., Any] = untyped


def situations(root: Path, page: str) -> str | list[Fault]:
    """Every situation with its recommendation, for the page of that name; or what leads nowhere."""
    faults: list[Fault] = []
    lines: list[str] = []
    listed, wrong = read(root, PENDING, PENDING_SCHEMA)
    faults += wrong
    pending = listed.get("pending", [])

    def link(address: str, text: str = "") -> str:
        """A section as a link, with these words or its title; without one while the page is being built."""
        name = address.partition("#")[0]
        if name in pending:
            being_built = f"*{name.partition('/')[2].replace('_', ' ')}*, which is being built"
            return f"{text} ({being_built})" if text else being_built
        try:
            section = evidence.find(address, root)
        except evidence.NotThereError as error:
            fault = Fault(RULES, 1, f"a reason leads to {address}: {error}", error.mend)
            faults.extend([] if fault in faults else [fault])
            return ""
        target = posixpath.relpath(section.page.name, posixpath.dirname(page))
        anchor = f"#{section.anchor}" if "#" in address else ""
        return f"[{text or section.title}]({target}{anchor})"

    for group, names in GROUPS.items():
        lines += [f"## {group}", ""]
        for name in names:
            lines += [f"### {name}", "", *told(SITUATIONS[name], link), ""]
    return faults or "\n".join(lines[:-1])


def questions(root: Path, page: str) -> str:
    """The seven questions, each with the answers that it takes, as a table."""
    rows = ["| question | answers |", "|---|---|"]
    for question in QUESTIONS:
        taken = [f"`{answer!r}` {meaning}".strip() for answer, meaning in question.answers.items()]
        shown = "; ".join(taken).replace("`'a number'`", "a number:")
        rows.append(f"| `{question.name}`: {question.asks[0].lower()}{question.asks[1:]} | {shown} |")
    return "\n".join(rows)


def told(given: dict[str, Any], link: Link) -> Iterator[str]:
    """A recommendation with all that goes with it."""
    recommended = choose(**given)
    yield f"**{recommended.name[0].upper()}{recommended.name[1:]}.** {answers(given)}"
    yield ""
    for reason in recommended.reasons:
        yield f"- {reason.text} {link(reason.address)}"
    for caution in recommended.cautions:
        yield f"- Mind: {caution.text[0].lower()}{caution.text[1:]} {link(caution.address)}"
    yield f"- Beat first: {'; '.join(link(one.address, one.name) for one in recommended.baselines)}"
    yield f"- Read: {'; '.join(map(link, recommended.pages))}"


def answers(given: dict[str, Any]) -> str:
    """The seven answers in one line."""
    distance = given["distance"]
    reach = "order does not matter" if distance == 0 else f"order matters over {distance} steps"
    return ", ".join(
        [
            f"Asked: {given['data']}",
            f"answer {given['answer']}",
            "order matters, distance unknown" if distance == "unknown" else reach,
            "streaming" if given["streaming"] else "not streaming",
            "one size" if given["length"] == "fixed" else "any length",
            f"{given['examples']:,} examples",
            f"{given['machine']} machine.",
        ]
    )
