"""The cards of page 02: answered with one press, without Python, kept in this browser, turned into a list."""

import re

import pytest
from playwright.sync_api import expect

from exercises.half_truths import ANSWERS, CARDS
from tests.browser.looks import DESKTOP, PHONE, violations

QUIZ = "start/half_truths/"
RIGHT = [ANSWERS[card.verdict] for card in CARDS]


def group(page, number):
    """A card's buttons, as a screen reader names them."""
    title = CARDS[number].name.replace("_", " ")
    return page.get_by_role("group", name=re.compile(rf"^Is it right\? {title}$", re.I))


def choose(page, number, answer):
    group(page, number).get_by_role("button", name=answer, exact=True).click()


def status(page, number):
    return group(page, number).get_by_role("status")


def solution(page, number):
    return page.locator(f"details:has([data-cr-solution={CARDS[number].name}])")


def summary(page):
    return page.locator(".cr-summary")


def read_first(page):
    """The pages that the reading list links, as the ledger writes them."""
    paths = [link.evaluate("(link) => link.pathname") for link in summary(page).get_by_role("link").all()]
    return ["/".join(path.strip("/").split("/")[-2:]) for path in paths]


@pytest.fixture
def quiz(tab):
    opened = tab(QUIZ)
    yield opened
    assert not opened.problems


def test_a_card_opens_its_program_with_the_answer_and_judges_without_python(quiz):
    page = quiz.page
    expect(solution(page, 0)).to_be_hidden()
    expect(page.get_by_text("whole_numbers = ...", exact=True).first).to_be_hidden()
    choose(page, 0, RIGHT[0])
    expect(status(page, 0)).to_have_text("Yes, the answer is: wrong.")
    expect(solution(page, 0).locator("[data-cr-program]")).to_be_visible()
    choose(page, 1, "wrong")
    expect(status(page, 1)).to_have_text("No, the answer is: it depends.")
    expect(summary(page)).to_contain_text("2 of 12 answered, 1 right.")
    expect(solution(page, 2)).to_be_hidden()
    assert not [url for url in quiz.requests if "pyodide" in url or "project.zip" in url]


def test_the_first_answer_counts(quiz):
    choose(quiz.page, 0, "right")
    group(quiz.page, 0).get_by_role("button", name="wrong").click(force=True)
    expect(status(quiz.page, 0)).to_have_text("No, the answer is: wrong.")
    pressed = group(quiz.page, 0).get_by_role("button", pressed=True)
    expect(pressed).to_have_text("right")
    expect(group(quiz.page, 0).get_by_role("button", disabled=True)).to_have_count(3)


def test_the_reading_list_has_each_page_of_a_wrong_answer_once_and_the_answers_open_at_the_end(quiz):
    page = quiz.page
    answers = page.locator("[data-cr-quiz] details")
    expect(answers).to_be_hidden()
    for number in range(len(CARDS)):
        choose(page, number, "wrong")
    wrong = [card for card, right in zip(CARDS, RIGHT, strict=True) if right != "wrong"]
    expected = list(dict.fromkeys(card.read.partition("#")[0] for card in wrong))
    assert read_first(page) == expected
    expect(summary(page)).to_contain_text(f"12 of 12 answered, {12 - len(wrong)} right.")
    expect(answers).to_be_visible()


def test_who_knows_everything_need_read_nothing(quiz):
    for number, answer in enumerate(RIGHT):
        choose(quiz.page, number, answer)
    expect(summary(quiz.page)).to_contain_text("12 of 12 answered, 12 right.")
    assert read_first(quiz.page) == []


def test_answers_survive_a_reload_and_can_be_forgotten(quiz):
    page = quiz.page
    choose(page, 3, "it depends")
    quiz.open(QUIZ)
    expect(status(page, 3)).to_have_text("No, the answer is: right.")
    expect(solution(page, 3)).to_be_visible()
    expect(summary(page)).to_contain_text("1 of 12 answered, 0 right.")
    page.get_by_role("button", name="Forget my answers").click()
    expect(summary(page)).to_contain_text("0 of 12 answered")
    expect(summary(page).locator("span")).to_be_focused()
    expect(status(page, 3)).to_be_empty()
    expect(solution(page, 3)).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('convolve'))") == []
    choose(page, 3, "right")
    expect(status(page, 3)).to_have_text("Yes, the answer is: right.")


def test_a_card_is_answered_with_the_keyboard_and_keeps_the_focus(quiz):
    page = quiz.page
    first = group(page, 0).get_by_role("button").first
    first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status(page, 0)).to_have_text("No, the answer is: wrong.")
    expect(group(page, 0).get_by_role("button", name="it depends")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # too late
    expect(group(page, 0).get_by_role("button", pressed=True)).to_have_text("it depends")


def test_asked_again_the_first_answer_stands_beside_the_new_one(quiz):
    page = quiz.page
    first = next(number for number, card in enumerate(CARDS) if card.name == "precision")
    choose(page, first, "right")
    choose(page, 0, "wrong")
    quiz.open("decide/half_truths_again/")
    expect(summary(page)).to_contain_text("0 of 12 answered, 0 right.")
    expect(summary(page)).to_contain_text("The first time: 1 of 2 right.")
    choose(page, first, "wrong")
    expect(status(page, first)).to_have_text("Yes, the answer is: wrong. The first time you said: right.")
    expect(summary(page)).to_contain_text("1 of 12 answered, 1 right.")
    third = next(number for number, card in enumerate(CARDS) if card.name == "lstm")
    choose(page, third, "wrong")
    expect(status(page, third)).to_have_text("No, the answer is: it depends.")
    assert read_first(page) == ["recurrence/lstm"]
    page.get_by_role("button", name="Forget my answers").click()
    expect(summary(page)).to_contain_text("0 of 12 answered")
    quiz.open(QUIZ)
    expect(summary(page)).to_contain_text("2 of 12 answered, 1 right.")


@pytest.mark.parametrize("kept", ["", "{", '{"tries": 1, "right": true, "code": "perhaps"}'])
def test_garbage_in_the_storage_is_no_answer(quiz, kept):
    key = f"convolve-recur:half_truths#{CARDS[0].anchor.partition('#')[2]}"
    quiz.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, kept])
    quiz.open(QUIZ)
    expect(summary(quiz.page)).to_contain_text("0 of 12 answered")
    choose(quiz.page, 0, "wrong")
    expect(summary(quiz.page)).to_contain_text("1 of 12 answered, 1 right.")


def test_without_javascript_every_card_opens_and_the_table_is_there(tab):
    page = tab(QUIZ, java_script_enabled=False).page
    for number, card in enumerate(CARDS):
        expect(page.locator("[data-cr-exercise]").nth(number)).to_contain_text(f"{card.name} = ...")
        solution(page, number).locator("summary").click()
        expect(solution(page, number).locator("[data-cr-program]")).to_be_visible()
    page.locator("[data-cr-quiz] summary").click()
    expect(page.locator("[data-cr-quiz] tbody tr")).to_have_count(len(CARDS))


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_axe_finds_nothing_in_answered_cards(tab, palette, width):
    page = tab(QUIZ, palette=palette, width=width, reduced_motion="reduce").page
    for number in range(len(CARDS)):
        choose(page, number, "wrong")
    assert not violations(page)


def test_programs_of_a_card_run_and_the_cards_still_work_after_following_links(warm):
    warm.visit(QUIZ)
    choose(warm.page, 1, RIGHT[1])
    warm.program(1).start().says("Same output as in CI")
    warm.visit("start/two_ways/").visit(QUIZ)
    expect(status(warm.page, 1)).to_have_text("Yes, the answer is: it depends.")
    warm.page.get_by_role("button", name="Forget my answers").click()
    expect(summary(warm.page)).to_contain_text("0 of 12 answered")
