"""The comparison's cells link to programs, and take numbers from what these print and from nowhere else."""

import re

import pytest

from tests.project import edit, small_project
from tools import comparison, ledger
from tools.fix import fix_tables
from tools.pages import ROOT, Page, pages
from tools.tables import check

DATA = r"""[[rows]]
id = "width"
name = "Width"

[rows.cnn]
text = "[Sums]() are {0} and {1}; an eighth is {2}"
program = "part/slides"
numbers = ['^\[(\d), (\d)\]$', '^(0\..*)$']

[rows.rnn]
text = "[None]() at all"
program = "part/slides#a-window-slides"

[[rows]]
id = "depth"
name = "Depth"

[rows.cnn]
text = "[A case]() of its own"
program = "cases/case"

[rows.rnn]
text = "[Later]()"
program = "part/later"
"""

PAGE = "# Compared\n\n<!-- table: comparison -->\n<!-- end of table: comparison -->\n"
HOLDER = "docs/decide/compared.md"

LINK = "../part/slides.md#a-window-slides"
TABLE = f"""\
| What is compared | CNN | RNN |
|---|---|---|
| <span id="width"></span>**Width** *width* | [Sums]({LINK}) are 3 and 5; an eighth is 0.125 | \
[None]({LINK}) at all |
| <span id="depth"></span>**Depth** *depth* | [A case](../cases/case.py#a-case) of its own | \
Later (to be shown by a page that is being built) |
"""


@pytest.fixture
def project(tmp_path):
    folder = small_project(tmp_path)
    (folder / "docs/decide").mkdir()
    (folder / comparison.DATA).write_text(DATA)
    (folder / ledger.PENDING).write_text('pending = ["part/later"]\n')
    (folder / HOLDER).write_text(PAGE)
    return folder


def told(folder):
    table = comparison.comparison(folder, HOLDER)
    return [f"{one.name}:{one.line}: {one.message} → {one.mend}" for one in table]


def test_a_cell_shows_its_words_its_link_and_the_numbers_that_were_printed(project):
    assert comparison.comparison(project, HOLDER) == TABLE.removesuffix("\n")


def test_another_output_is_another_table(project):
    assert fix_tables(project) == {}
    assert list(check(Page(project / HOLDER, project))) == []
    edit(project / "docs/part/slides.md", "[3, 5]", "[4, 5]")
    (fault,) = check(Page(project / HOLDER, project))
    message = "the table comparison is not what its data and the outputs say"
    assert fault == ledger.Fault(HOLDER, 7, message, "run `make fix`")
    assert fix_tables(project) == {}
    assert "are 4 and 5; an eighth" in (project / HOLDER).read_text()


@pytest.mark.parametrize(("old", "new"), [("[3, 5]\n", "[3, 5, 7]\n"), ("[3, 5]\n", "[3, 5]\n[3, 6]\n")])
def test_an_output_that_no_longer_fits_is_a_fault_and_the_table_stays(project, old, new):
    fix_tables(project)
    before = (project / HOLDER).read_text()
    edit(project / "docs/part/slides.md", old, new)
    times = "2 times" if "6" in new else "nothing"
    expression = r"^\[(\d), (\d)\]$"
    assert told(project) == [
        f"{comparison.DATA}:5: width, cnn: {expression} matches {times} in what #a-window-slides prints "
        "→ look at the outputs there, and make it match once"
    ]
    assert fix_tables(project)
    assert (project / HOLDER).read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (
            "at all",
            "of 7 at all",
            10,
            "width, rnn holds 7, which no expression put there "
            "→ write {0} for the number, and an expression that picks it",
        ),
        (
            "at all",
            "of 10² at all",
            10,
            "width, rnn holds 1, 0, ², which no expression put there "
            "→ write {0} for the number, and an expression that picks it",
        ),
        (
            "at all",
            "at ½ of all",
            10,
            "width, rnn holds ½, which no expression put there "
            "→ write {0} for the number, and an expression that picks it",
        ),
        (
            'name = "Depth"',
            'name = "2 deep"',
            15,
            "the name of depth holds 2, which no expression put there → name it in words",
        ),
        (
            "at all",
            "at | all",
            10,
            "width, rnn holds |, which ends a cell → write it without",
        ),
        (
            'id = "depth"',
            'id = "width"',
            2,
            "'width' is a row's id, which is its anchor "
            "→ give each row one of its own, of a to z and hyphens",
        ),
        (
            "{0} and {1}; an eighth is {2}",
            "{0} and {1}; an eighth is little",
            5,
            "width, cnn has {0}, {1} for the 3 numbers that are picked → use each of them, from {0}",
        ),
        (
            "[None]() at all",
            "{0} of [None]() at all",
            10,
            "width, rnn has {0} for the 0 numbers that are picked → use each of them, from {0}",
        ),
        (
            "[None]()",
            "None",
            10,
            "width, rnn has 0 link marks → mark the words that lead to the program, once: [words]()",
        ),
        (
            "'^(0",
            "'^((0",
            5,
            r"width, cnn: ^((0\..*)$ is no expression: missing ), unterminated subpattern at position 1 "
            "→ mend it",
        ),
        (
            '"part/slides#a-window-slides"',
            '"part/slides#exercise-one"',
            10,
            "width, rnn links to part/slides#exercise-one, where no compared program stands "
            "→ link the heading right above the program",
        ),
        (
            '"part/later"',
            '"part/late"',
            22,
            "depth, rnn links to part/late: there is no page docs/part/late.md "
            "→ mend the page's name, or list it as pending",
        ),
        (
            'text = "[None]()',
            'words = "few"\ntext = "[None]()',
            10,
            "width, rnn has the unknown key words → the keys are numbers, program, text",
        ),
        (
            'name = "Depth"',
            'name = "Depth"\ntcn = "no such column"',
            15,
            "depth has the unknown key tcn → the keys are cnn, id, name, rnn",
        ),
        (
            'program = "part/slides#a-window-slides"',
            'program = "part/slides#a-window-slides"\nnumbers = 7',
            13,
            "rows, 1, rnn, numbers is 7 → write a list",
        ),
        ('program = "cases/case"', "program = []", 20, "rows, 2, cnn, program is [] → write a text"),
    ],
)
def test_a_fault_is_told_with_its_cell_its_line_and_its_mend(project, old, new, line, problem):
    edit(project / comparison.DATA, old, new)
    assert told(project) == [f"{comparison.DATA}:{line}: {problem}"]
    assert (project / HOLDER).read_text() == PAGE


def test_what_is_no_toml_is_told_with_its_line(project):
    edit(project / comparison.DATA, 'name = "Width"', 'name = "Width')
    (fault,) = told(project)
    assert fault.startswith(f"{comparison.DATA}:3: is no TOML: ")


# The comparison itself


PAGE_34 = Page(ROOT / "docs/decide/comparison.md")


def rows(name="comparison"):
    """The lines of a table's rows, by their numbers."""
    start = PAGE_34.lines.index(f"<!-- table: {name} -->") + 4
    end = PAGE_34.lines.index(f"<!-- end of table: {name} -->") - 1
    return dict(enumerate(PAGE_34.lines[start:end], start=start + 1))


def test_it_has_at_least_twelve_rows_and_a_link_in_every_cell():
    assert len(rows()) >= 12
    for line in [*rows().values(), *rows("others").values()]:
        for cell in line.strip("|").split(" | ")[1:]:
            assert re.search(r"\]\(\.\./\w+/\w+\.(md|py)#[\w-]+\)|is being built\)", cell), cell


@pytest.mark.parametrize("name", ["comparison", "others"])
def test_one_wrong_digit_in_a_cell_is_noticed(name):
    assert list(check(PAGE_34)) == []
    digits = [(number, at) for number, line in rows(name).items() for at in places_of_digits(line)]
    assert len(digits) >= {"comparison": 60, "others": 10}[name]
    for number, at in digits[:: len(digits) // 8]:
        right = PAGE_34.lines[number - 1]
        wrong = f"{right[:at]}{(int(right[at]) + 1) % 10}{right[at + 1 :]}"
        edited = Page(PAGE_34.path)
        edited.lines[number - 1] = wrong
        edited.text = "".join(f"{line}\n" for line in edited.lines)
        assert [fault.line for fault in check(edited)] == [number]


def test_around_the_tables_no_number_is_typed():
    prose = PAGE_34.text.partition("## The table")[2].partition("## Where it breaks")[0]
    for name in ("comparison", "others"):
        before, _, rest = prose.partition(f"<!-- table: {name} -->")
        prose = before + rest.partition(f"<!-- end of table: {name} -->")[2]
    assert len(prose) > 500
    assert re.findall(r"\d+", re.sub(r"\]\([^)]*\)|<[^>]*>", "", prose)) == []


def places_of_digits(line):
    """Where digits stand in a row, outside its links and its anchor."""
    without = re.sub(r"\]\([^)]*\)|<span[^>]*>", lambda link: "_" * len(link[0]), line)
    return [match.start() for match in re.finditer(r"\d", without)]


def test_the_pages_link_the_cells_that_they_prove():
    lines = [*rows().values(), *rows("others").values()]
    anchors = {re.search(r'id="([\w-]+)"', line)[1] for line in lines}
    for page in pages():
        for key, anchor in re.findall(r"\[\*([^*]+)\*\]\([^)]*comparison\.md#([\w-]+)\)", page.text):
            assert anchor in anchors, f"{page.name}: {key}"
        last = page.text.partition("## What this proves")[2]
        assert not re.search(r"\(\*[\w ]+, (CNN|RNN|attention|both)\*", last), (
            f"{page.name}: a cell without its link"
        )
