"""`make check` runs every step, shows each tool's words, and ends with what is to be mended."""

import sys

import pytest

from tools import check
from tools.check import Step
from tools.pages import ROOT, pages
from tools.topic import Topic


def step(name, code, words=""):
    return Step(name, (sys.executable, "-c", f"print({words!r}); raise SystemExit({code})"))


def test_it_goes_on_after_a_failure_and_sums_up(monkeypatch, capfd):
    steps = [step("one", 1, "one is bad"), step("two", 0), step("three", 2, "three too")]
    monkeypatch.setattr(check, "of_everything", lambda: steps)
    assert check.main([]) == 1
    out = capfd.readouterr().out
    assert "one is bad" in out
    assert "three too" in out
    assert out.splitlines()[-2:] == ["1 of 3 checks passed.", "→ Mend what these say above: one, three"]


def test_steps_of_a_page_run_at_once_and_each_shows_its_words_beneath_its_name(monkeypatch, capfd, tmp_path):
    signal = tmp_path / "signal"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(signal)!r}).exists(): time.sleep(0.01)\n"
    one = Step("one", (sys.executable, "-c", f"{waits}import sys; sys.stderr.write('waited'); sys.exit(3)"))
    two = Step("two", (sys.executable, "-c", f"open({str(signal)!r}, 'w'); print('gave the sign')"))
    monkeypatch.setattr(check, "of_a_page", lambda topic: [two, one])
    assert check.main(["recurrence/state"]) == 1
    out = capfd.readouterr().out
    assert "» two\ngave the sign\n" in out
    assert "» one\nwaited" in out
    assert out.splitlines()[-2:] == ["1 of 2 checks passed.", "→ Mend what these say above: one"]


def test_all_is_well_when_every_step_is(monkeypatch, capfd):
    monkeypatch.setattr(check, "of_everything", lambda: [step("one", 0), step("two", 0)])
    assert check.main([]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "2 of 2 checks passed."


def test_whole_check_covers_what_the_readme_promises():
    names = [step.name for step in check.of_everything()]
    assert names == ["guard", "lint", "format", "types", "spelling", "Markdown", "workflows", "tests"]


@pytest.mark.parametrize("page", [page for page in pages() if page.blocks], ids=lambda page: page.name)
def test_check_of_one_page_runs_its_programs_and_the_tests_of_its_modules(page):
    commands = {step.name: step.command for step in check.of_a_page(Topic(page.path))}
    assert page.name in commands["examples"]
    for module in page.front_matter.get("modules", []):
        tests = commands["modules"]
        assert any(f"tests/test_{module}" in path or f"tests/{module}" in path for path in tests), module


def test_check_of_a_page_without_programs_runs_no_tests():
    names = [step.name for step in check.of_a_page(Topic(ROOT / "docs" / "about" / "privacy.md"))]
    assert names == ["guard", "lint", "format", "spelling", "Markdown"]


def test_an_unknown_page_is_named_with_those_like_it():
    with pytest.raises(SystemExit, match=r"no page recurrence/stat\.\n→ Did you mean recurrence/state"):
        check.main(["recurrence/stat"])
