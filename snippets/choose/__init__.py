"""Which network for which data: seven questions, a recommendation, its reasons, and what it must beat first.

`python -m snippets.choose` asks the seven questions one by one.
"""

from collections import namedtuple
from textwrap import fill

from snippets.choose.beside import BASELINES, CAUTIONS
from snippets.choose.questions import QUESTIONS, facts
from snippets.choose.rules import RULES
from snippets.choose.situations import SITUATIONS

__all__ = ["BASELINES", "CAUTIONS", "QUESTIONS", "RULES", "SITUATIONS", "Recommendation", "choose", "facts"]


class Recommendation(namedtuple("Recommendation", "name reasons cautions baselines pages")):
    """What to build; why, what to mind, what to beat, each with the section that shows it; what to read."""

    def __str__(self):
        shown = [self.name]
        for head, told in (
            ("Because", self.reasons),
            ("Mind", self.cautions),
            ("Beat first", self.baselines),
        ):
            shown += [f"{head}:" for _ in told[:1]]
            for text, address in told:
                shown += [fill(text, 78, initial_indent="- ", subsequent_indent="  "), f"  → {address}"]
        return "\n".join([*shown, fill(f"Read: {', '.join(self.pages)}", 78)])


# --8<-- [start:choose]
def choose(*, data, answer, distance, streaming, length, examples, machine):
    """Recommend a network: the first rule decides whose conditions all hold.

    `QUESTIONS` says what each answer means; `distance` is a number of steps,
    0 if order does not matter, or "unknown".
    Raises ValueError for an answer that a question does not take, or for two
    that contradict each other.
    """
    found = facts(data, answer, distance, streaming, length, examples, machine)
    rule = next(rule for rule in RULES if holds(rule.when, found))
    cautions = [told for when, told in CAUTIONS if holds(when, found)]
    baselines = [told for when, told in BASELINES if holds(when, found)]
    return Recommendation(rule.name, rule.reasons, cautions, baselines, rule.pages)


def holds(conditions, found):
    """Say whether each fact is one of the words that will do."""
    return all(found[fact] in words for fact, words in conditions.items())
    # --8<-- [end:choose]
