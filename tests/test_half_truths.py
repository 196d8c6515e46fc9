"""Page 02: its cards agree with the ledger, with the table that ends them, and with the checker."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from exercises.half_truths import ANSWERS, CARDS, EXERCISES, advice
from tests.test_exercises import listing, message, run
from tools.pages import ROOT, page_at

PAGE = page_at(ROOT / "docs/start/half_truths.md")
AGAIN = page_at(ROOT / "docs/decide/half_truths_again.md")
CLAIMS = {
    row["id"]: row for row in tomllib.loads(Path("docs/decide/claims.toml").read_text("utf-8"))["claims"]
}
OPENING = {
    "right": "**Right.**",
    "condition": "**Right with a condition:**",
    "misleading": "**Misleading.**",
    "wrong": "**Wrong.**",
}
each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)


def sections(page):
    """The text under each `### Exercise:`, by the exercise's name."""
    parts = re.split(r"^### Exercise: (.+)\n", page.text.split("\n## What to read")[0], flags=re.M)[1:]
    return {name.replace(" ", "_").lower(): text for name, text in zip(parts[::2], parts[1::2], strict=True)}


def rows(text):
    """The table of a quiz: the card, its answer, the page to read as the ledger writes it, the rows there."""
    row = r"^ +\| \[[^]]+\]\((\S+)\) \| ([\w ]+) \| \[[^]]+\]\((\S+)\) \| (.+) \|$"
    return [
        (card, answer, address(page), tuple(re.findall(r"\]\((\S+)\)", claims)))
        for card, answer, page, claims in re.findall(row, text, re.M)
    ]


def address(link):
    return link.removeprefix("../").replace(".md#", "#")


@each_card
def test_a_card_has_the_verdict_of_its_claims_and_leads_where_they_are_settled(card):
    claims = [CLAIMS[number] for number in card.claims]
    assert {claim["verdict"] for claim in claims} == {card.verdict}
    settled = {program.partition("#")[0] for claim in claims for program in claim["programs"]}
    assert card.read.partition("#")[0] in settled, (
        f"the ledger sends the readers of {card.claims} to {sorted(settled)}"
    )


@each_card
def test_a_card_states_a_claim_runs_a_short_program_gives_the_verdict_and_names_its_page(card):
    text = sections(PAGE)[card.name]
    assert re.match(r"\n> “[^”]+”\n", text)
    (program,) = re.findall(r"^    ```python\n(.*?)^    ```$", text, re.M | re.S)
    assert len([line for line in program.splitlines() if line.strip()]) <= 9
    *_, told = text.strip().split("\n\n")
    assert told.strip().startswith(OPENING[card.verdict])
    assert address(re.findall(r"\((\S+)\)", told)[-1]) == card.read


def test_the_table_lists_the_cards_in_their_order_with_answers_and_pages():
    expected = [
        (
            f"#{card.anchor.partition('#')[2]}",
            ANSWERS[card.verdict],
            card.read,
            tuple(f"../decide/ledger.md#claim-{number}" for number in card.claims),
        )
        for card in CARDS
    ]
    assert rows(PAGE.text) == expected
    assert list(sections(PAGE)) == [card.name for card in CARDS] == [exercise.name for exercise in EXERCISES]


def test_the_second_time_the_same_cards_are_asked_in_other_words_and_another_order():
    link = r"\.\./start/half_truths\.md(#exercise-[\w-]+)"
    asked = re.findall(rf"^\d+\. “([^”]+)” \[[^]]+\]\({link}\)$", AGAIN.text, re.M)
    first = {row[0]: row for row in rows(PAGE.text)}
    again = {card.removeprefix("../start/half_truths.md"): rest for card, *rest in rows(AGAIN.text)}
    assert [anchor for _, anchor in asked] == list(again) != list(first)
    assert again == {anchor: list(row[1:]) for anchor, row in first.items()}
    assert len({statement for statement, _ in asked}) == len(CARDS) == len(asked)
    assert not any(statement in PAGE.text for statement, _ in asked)


def test_every_verdict_occurs_and_one_answer_for_all_gets_a_third_wrong():
    assert {card.verdict for card in CARDS} == set(OPENING)
    counted = Counter(exercise.solution() for exercise in EXERCISES)
    assert len(CARDS) == counted.total() == 12
    assert all(2 <= count <= 8 for count in counted.values()), counted


def test_the_quiz_in_the_page_offers_the_answers_that_the_checker_knows():
    script = Path("docs/assets/src/live/quiz.js").read_text("utf-8")
    offered = re.findall(r'"([^"]+)"', re.search(r"const ANSWERS = \[(.*?)\]", script)[1])
    assert sorted(offered) == sorted(set(ANSWERS.values()))
    for card, exercise in zip(CARDS, EXERCISES, strict=True):
        verdicts = {answer: message(exercise, answer) is None for answer in offered}
        assert verdicts == {answer: answer == ANSWERS[card.verdict] for answer in offered}
        assert listing("half_truths", f"{card.name}-stub").startswith(f"# {choices(offered)}\n")


def choices(offered):
    *most, last = (f'"{answer}"' for answer in offered)
    return f"{', '.join(most)} or {last}"


def test_the_reading_list_names_each_page_once_in_the_order_of_the_cards():
    assert advice([]) == []
    assert advice(["fixed_size", "fully_connected", "whole_numbers"]) == [
        "Read these pages first:",
        "  docs/convolution/learned_kernels.md",
        "  docs/convolution/any_size.md",
    ]
    for card in CARDS:
        assert (ROOT / advice([card.name])[1].strip()).is_file()


def test_the_learners_command_ends_with_what_to_read(tmp_path):
    answer = tmp_path / "answer.py"
    answer.write_text('precision = "right"\nlstm = "it depends"\n', encoding="utf-8")
    code, lines = run("half_truths", answer)
    assert code == 1
    assert lines[-2:] == ["Read these pages first:", "  docs/recurrence/vanishing_gradients.md"]
    assert f"{answer}:2: lstm is right." in lines
    answer.write_text('lstm = "it depends"\n', encoding="utf-8")
    code, lines = run("half_truths", answer)
    assert (code, len(lines)) == (0, len(CARDS))
