"""A table in a page is what its data say: any other is reported where it differs, and `make fix` mends it."""

import pytest

from tests.project import edit, small_project
from tools import guard, tables
from tools.fix import fix_tables
from tools.ledger import Fault
from tools.pages import Page

HOLDER = "docs/decide/holder.md"
TEXT = """\
# A holder

<!-- table: names -->

- one
- two

<!-- end of table: names -->

The end.
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "TABLES", {"names": lambda root, page: "- one\n- two"})
    path = small_project(tmp_path) / HOLDER
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def told(path):
    return list(tables.check(Page(path, path.parents[2])))


def test_a_table_that_is_right_is_left_alone(page):
    assert told(page) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("- two\n", "- three\n", 6),
        ("- two\n", "", 6),
        ("- two\n", "- two\n- three\n", 7),
        ("-->\n\n- one", "-->\n- one", 4),
        ("- two\n\n<", "- two\n<", 7),
        ("\n- one\n- two\n\n", "", 4),
    ],
)
def test_any_other_table_is_reported_where_it_differs_and_mended_for_good(page, old, new, line):
    edit(page, old, new)
    message = "the table names is not what its data and the outputs say"
    assert told(page) == [Fault(HOLDER, line, message, "run `make fix`")]
    problems = guard.check_page(Page(page, page.parents[2]))
    assert f"{HOLDER}:{line}: {message} → run `make fix`" in map(str, problems)
    for _ in range(2):
        assert fix_tables(page.parents[2]) == {}
        assert page.read_text() == TEXT


def test_a_table_that_nobody_knows_is_reported(page):
    edit(page, "table: names", "table: name")
    assert told(page) == [Fault(HOLDER, 3, "there is no table name", "the tables are names")]


def test_a_table_without_an_end_is_reported_and_not_touched(page):
    edit(page, "<!-- end of table: names -->\n", "")
    before = page.read_text()
    mend = "write <!-- end of table: names --> after it"
    assert told(page) == [Fault(HOLDER, 3, "the table names has no end", mend)]
    assert list(fix_tables(page.parents[2])) == [HOLDER]
    assert page.read_text() == before


def test_data_at_fault_are_reported_and_the_page_is_not_touched(page, monkeypatch):
    fault = Fault("data.toml", 7, "it is wrong", "mend it")
    monkeypatch.setattr(tables, "TABLES", {"names": lambda root, page: [fault]})
    assert told(page) == [fault]
    assert fix_tables(page.parents[2]) == {"data.toml": ["data.toml:7: it is wrong\n→ mend it"]}
    assert page.read_text() == TEXT


def test_two_tables_of_a_page_are_both_mended(page, monkeypatch):
    found = {"names": lambda root, page: "- one\n- two", "more": lambda root, page: f"from {page}"}
    monkeypatch.setattr(tables, "TABLES", found)
    page.write_text(f"{TEXT.replace('- two', '- 2')}\n<!-- table: more -->\n<!-- end of table: more -->\n")
    fix_tables(page.parents[2])
    assert page.read_text() == (
        f"{TEXT}\n<!-- table: more -->\n\nfrom {HOLDER}\n\n<!-- end of table: more -->\n"
    )


def test_a_table_that_is_not_right_stops_the_build(site):
    site.write("docs/decide/holder.md", TEXT.replace("- two", "- three"))
    fault = f"{HOLDER}:3: there is no table names → the tables are {', '.join(tables.TABLES)}"
    assert fault in site.build()
