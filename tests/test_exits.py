"""The comparison with other site generators names what is lost, and only that."""

import pytest

from tools import exits

PAGE = """<article><h1>Sums</h1>
<pre><code>print(1 + 1)</code></pre><pre><code>2</code></pre>
<span class="katex"><annotation>1 + 1</annotation></span></article>"""


def site(folder, pages):
    for name, html in pages.items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_text(html, encoding="utf-8")
    return exits.read(folder)


def test_two_equal_sites_lose_nothing_whatever_their_white_space(tmp_path):
    ours = site(tmp_path / "ours", {"index.html": PAGE})
    theirs = site(tmp_path / "theirs", {"index.html": PAGE.replace("1 + 1", "1  + \n1")})
    assert exits.compare(ours, theirs) == []


def test_a_missing_page_is_named(tmp_path):
    ours = site(tmp_path / "ours", {"index.html": PAGE, "cases/digits/index.html": PAGE})
    theirs = site(tmp_path / "theirs", {"index.html": PAGE})
    assert exits.compare(ours, theirs) == ["page cases/digits/index.html"]


@pytest.mark.parametrize(
    ("right", "wrong", "loss"),
    [
        ("<code>2</code>", "<code>3</code>", "1 of 2 code blocks: index.html (1)"),
        ('<span class="katex">', "<span>", "1 of 1 formulas: index.html (1)"),
        ("<h1>Sums</h1>", "", "1 of 1 headings: index.html (1)"),
    ],
)
def test_a_part_that_changed_or_went_is_counted_where_it_stood(tmp_path, right, wrong, loss):
    assert right in PAGE
    ours = site(tmp_path / "ours", {"index.html": PAGE})
    theirs = site(tmp_path / "theirs", {"index.html": PAGE.replace(right, wrong)})
    assert exits.compare(ours, theirs) == [loss]


def test_what_another_generator_adds_is_no_loss(tmp_path):
    ours = site(tmp_path / "ours", {"index.html": PAGE})
    theirs = site(tmp_path / "theirs", {"index.html": PAGE + PAGE, "extra.html": PAGE})
    assert exits.compare(ours, theirs) == []


def test_a_part_that_no_page_of_ours_has_is_a_stale_selector(tmp_path):
    ours = site(tmp_path, {"index.html": PAGE})
    with pytest.raises(SystemExit, match="no page of ours has lines under a title\n→ mend the selector"):
        exits.contents(ours)
