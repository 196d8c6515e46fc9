"""The form above the decision guide: what it writes into the program, and what comes out."""

import pytest
from playwright.sync_api import expect

from snippets.choose import QUESTIONS, SITUATIONS, choose

PAGE = "decide/choose/"
SENSOR = next(iter(SITUATIONS.values()))


@pytest.fixture
def form(warm):
    warm.visit("").visit(PAGE)  # a form as it comes, whatever another test has chosen
    cell = warm.program().clear()
    return warm.page.locator(".cr-form"), cell


def test_it_asks_every_question_and_begins_with_the_program_s_answers(form):
    asked, _ = form
    expect(asked.locator("[name]")).to_have_count(len(QUESTIONS))
    for question in QUESTIONS:
        expect(asked).to_contain_text(question.asks[1:])
        begins = asked.locator(f"[name={question.name}]").input_value().strip("\"'").replace(",", "")
        assert begins == str(SENSOR[question.name])


def test_what_is_chosen_runs_and_stands_in_the_program(form):
    asked, cell = form
    asked.locator("[name=machine]").select_option("'ordinary'")
    asked.locator("[name=distance]").fill("100")
    asked.locator("[name=examples]").fill("20,000")
    asked.get_by_role("button", name="Recommend").click()
    cell.says("Your version ran").ended()
    expected = choose(**SENSOR | {"machine": "ordinary", "distance": 100, "examples": 20_000})
    expect(cell.printed).to_have_text(str(expected), use_inner_text=False)
    expect(cell.root.locator("[data-cr-program] code")).to_contain_text("distance=100,")
    expect(cell.root.locator("[data-cr-program] code")).to_contain_text("examples=20_000,")


def test_an_answer_that_cannot_be_is_told_by_the_program(form):
    asked, cell = form
    asked.locator("[name=distance]").fill("far")
    asked.get_by_role("button", name="Recommend").click()
    cell.says("distance is 'far'; expected a whole number, at least 0, or 'unknown'")


def test_it_overwrites_what_stands_in_the_editor(form):
    asked, cell = form
    cell.write("print(1)")
    asked.get_by_role("button", name="Recommend").click()
    cell.ended()
    expect(cell.printed).to_contain_text(choose(**SENSOR).name)
    expect(cell.editor).to_have_count(0)
