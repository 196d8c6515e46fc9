"""The ledger's rows lead where they say, and each way to break one is told with its line and its mend."""

import re

import pytest

from tests.project import edit, small_project
from tools import ledger
from tools.fix import fix_tables
from tools.pages import ROOT, Page, lines_of
from tools.tables import check

DATA = """\
[sources.book]
text = "*A book*"
address = "https://example.org/book"
read = 2026-11-21
extent = "chapter 1"

[sources.paper]
text = "A paper"
address = "https://example.org/paper"
not_read = "known from the book"

[[claims]]
id = 1
part = "networks"
claim = "A window sees two cells."
verdict = "right"
precise = "It does."
sources = ["book: page 3", "paper"]
programs = ["part/slides"]

[[claims]]
id = 2
part = "memory"
claim = "Windows are beautiful."
verdict = "untestable"
precise = "A matter of taste."
reason = "No program: nothing is measured."

[[claims]]
id = 3
part = "memory"
claim = "A window is a door."
verdict = "wrong"
precise = "Doors are larger."
definition = "part/slides"
reason = "No program: it is a matter of words."

[[claims]]
id = 4
part = "memory"
claim = "A window remembers."
verdict = "condition"
precise = "In one case."
programs = ["cases/later_on"]

[[errors]]
id = "book-slip"
work = "A book"
claim = "Two and two are five."
precise = "They are four."
sources = ["book"]
programs = ["part/slides"]
"""

LEDGER = """\
# The ledger

<!-- table: tally -->
<!-- end of table: tally -->

<!-- table: claims -->
<!-- end of table: claims -->

<!-- table: errors -->
<!-- end of table: errors -->
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "CLAIMS", 4)
    folder = small_project(tmp_path)
    (folder / "docs/decide").mkdir()
    (folder / ledger.DATA).write_text(DATA)
    (folder / ledger.PENDING).write_text('pending = ["cases/later_on"]\n')
    (folder / "docs/decide/ledger.md").write_text(LEDGER)
    return folder


def faults(folder):
    return [
        f"{fault.name}:{fault.line}: {fault.message} → {fault.mend}" for fault in ledger.read(folder).faults
    ]


def line_of(text):
    return lines_of(DATA).index(text) + 1


def test_a_row_shows_claim_verdict_truth_program_and_source(project):
    assert fix_tables(project) == {}
    text = (project / "docs/decide/ledger.md").read_text()
    row = text[text.index('<div class="cr-row" id="claim-1"') : text.index("</div>")]
    assert row == (
        '<div class="cr-row" id="claim-1" data-verdict="right" markdown="1">\n\n'
        "**[1](#claim-1) Right** “A window sees two cells.”\n\n"
        "It does.\n\n"
        '<div class="cr-evidence" data-search-exclude markdown="1">\n\n'
        "Program: [A window slides](../part/slides.md#a-window-slides).\n\n"
        "Source: [*A book*](https://example.org/book), page 3; chapter 1 read on 2026-11-21. "
        "[A paper](https://example.org/paper); not read: known from the book.\n\n"
    )
    assert "\n\nNo program: nothing is measured.\n\n</div>\n</div>\n" in text
    assert "Definition: [A window slides](../part/slides.md#a-window-slides). No program: it is" in text
    assert "Its case is being built: later on.\n" in text
    assert "| **Right with a condition:** which the claim leaves out | 1 |" in text
    assert "\n\nOf the 2 sources below, 1 were read, most in part, and 1 not.\n" in text
    assert (
        '<div class="cr-row" id="error-book-slip" markdown="1">\n\n**A book** “Two and two are five.”' in text
    )


def test_what_was_written_is_right_and_written_once(project):
    fix_tables(project)
    path = project / "docs/decide/ledger.md"
    before = path.read_text()
    assert list(check(Page(path, project))) == []
    fix_tables(project)
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (
            'programs = ["part/slides"]\n\n[[claims]]',
            "\n[[claims]]",
            "id = 1",
            "1 is an orphan: no program and no reason → link a program, or say in `reason` why there is none",
        ),
        (
            '["part/slides"]',
            '["part/slides#exercise-one"]',
            "id = 1",
            "1 links to part/slides#exercise-one, where no compared program stands "
            "→ link the heading right above the program",
        ),
        (
            '["part/slides"]',
            '["part/slides#exercise-on"]',
            "id = 1",
            "1 links to part/slides#exercise-on: "
            "docs/part/slides has no heading with the anchor #exercise-on → did you mean #exercise-one?",
        ),
        (
            '["cases/later_on"]',
            '["cases/later"]',
            "id = 4",
            "4 links to cases/later: there is no page docs/cases/later.md "
            "→ mend the page's name, or list it as pending",
        ),
        (
            'verdict = "wrong"',
            'verdict = "false"',
            "id = 3",
            "3 has the verdict 'false' → use one of right, condition, misleading, wrong, untestable",
        ),
        (
            'definition = "part/slides"\n',
            "",
            "id = 3",
            "3 has neither program nor definition → link the one or the other",
        ),
        (
            'definition = "part/slides"\n',
            'definition = "part/slides"\nprograms = ["part/slides"]\n',
            "id = 3",
            "3 has programs and a definition → keep one of them",
        ),
        ('"paper"]', '"paper", "blog"]', "id = 1", "1 cites blog, which is no source → add [sources.blog]"),
        (', "paper"]', "]", "[sources.paper]", "no row cites paper → cite or delete it"),
        (
            'not_read = "known from the book"\n',
            "",
            "[sources.paper]",
            "the source paper says neither or both of read and not_read "
            "→ give read = its date, or not_read = from where it is known",
        ),
        (
            'extent = "chapter 1"\n',
            'not_read = "known from the paper"\n',
            "[sources.book]",
            "the source book says neither or both of read and not_read "
            "→ give read = its date, or not_read = from where it is known",
        ),
        (
            '"https://example.org/paper"',
            '"example.org"',
            "[sources.paper]",
            "the source paper has no address → give the permanent one, with https://",
        ),
        ('precise = "It does."\n', "", "id = 1", "1 lacks precise → add what is missing"),
        (
            'precise = "It does."',
            'precise = "It does."\nproof = "part/slides"',
            "id = 1",
            "1 has the unknown key proof → the keys are claim, definition, id, part, precise, programs, "
            "reason, sources, verdict",
        ),
        ('verdict = "wrong"', "verdict = 3", 'verdict = "wrong"', "claims, 3, verdict is 3 → write a text"),
        (
            "id = 2\n",
            "id = 5\n",
            "id = 2",
            "5 stands where claim 2 should → number the claims 1 to 4, from part to part",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_mend_and_nothing_is_written(project, old, new, line, problem):
    edit(project / ledger.DATA, old, new)
    expected = f"{ledger.DATA}:{line_of(line)}: {problem}"
    assert faults(project) == [expected]
    assert fix_tables(project) == {ledger.DATA: [expected.replace(" → ", "\n→ ")]}
    assert (project / "docs/decide/ledger.md").read_text() == LEDGER


def test_a_pending_page_that_is_there_is_a_fault_in_the_list(project):
    (project / "docs/cases/later_on.md").write_text("# Later on\n")
    assert faults(project) == [
        f"{ledger.PENDING}:1: cases/later_on is pending and there is such a page "
        "→ delete it here, and give its rows their anchors"
    ]


def test_what_is_no_toml_is_told_with_its_line(project):
    right = 'verdict = "right"'
    edit(project / ledger.DATA, right, right.rstrip('"'))
    fault, *_ = faults(project)
    assert fault.startswith(f"{ledger.DATA}:{line_of(right)}: is no TOML: ")


def test_a_missing_claim_is_noticed(project, monkeypatch):
    monkeypatch.setattr(ledger, "CLAIMS", 5)
    assert faults(project) == [
        f"{ledger.DATA}:1: nothing stands where claim 5 should → number the claims 1 to 5, from part to part"
    ]


# The ledger itself


def test_every_claim_has_its_row_and_none_is_an_orphan():
    found = ledger.read(ROOT)
    assert [str(fault) for fault in found.faults] == []
    assert [row.id for row in found.claims] == [str(number) for number in range(1, 82)]
    for row in [*found.claims, *found.errors]:
        settled = row.programs or row.pending or (row.definition and row.reason)
        assert settled or (row.verdict == "untestable" and row.reason), row.id


def test_a_verdict_is_changed_in_two_places_or_in_none():
    judged = {  # the first letters, from claim 1 on: right, condition, misleading, wrong, untestable
        "networks": "rccrrrcccmmmwrmccru",
        "convolution": "cmrmwrccwrcwcmrcrc",
        "memory": "wrmwcrrcwmcmwcmmmcwrcr",
        "practice": "cmmrrwccccwcwcmrccwmru",
    }
    found = ledger.read(ROOT)
    assert {part: "".join(row.verdict[0] for row in found.of_part(part)) for part in ledger.PARTS} == judged


def test_only_what_no_program_could_decide_has_none():
    without = [row.id for row in ledger.read(ROOT).claims if not row.programs and not row.pending]
    assert without == ["19", "24", "81"]


def test_each_error_of_other_material_has_a_program_that_shows_it():
    assert [row.id for row in ledger.read(ROOT).errors if not row.programs] == []


def test_a_source_that_was_read_says_when():
    text = (ROOT / "docs/decide/ledger.md").read_text(encoding="utf-8")
    cited = [line for line in lines_of(text) if line.startswith("Source: ")]
    assert len(cited) > 60
    for line in cited:
        links = re.findall(r"\]\(https?://[^)]+\)", line)
        told = re.findall(r"read on \d{4}-\d\d-\d\d|not read: known from", line)
        assert len(told) == len(links), line
