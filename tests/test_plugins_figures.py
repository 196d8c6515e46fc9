"""Figures: inlined so that they take the page's colours, labelled, and safe to inline."""

import json

import pytest

from plugins import safe_markup

FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<title>A box</title><desc>One box, filled</desc>
<style>svg:root {background: red}</style>
<defs><marker id="arrow" viewBox="0 0 1 1"><path d="M0 0"/></marker></defs>
<path d="M0 0 9 9" stroke="var(--cr-weight, #005df6)" marker-end="url(#arrow)"/>
<use xlink:href="#arrow"/><text x="1">seven</text>
</svg>"""
PAGE = "# Page\n\n![a box that holds 7](../figures/{name}.svg)\n\n/// caption\nThe finding.\n///\n"


def test_a_figure_is_inlined_with_its_alternative_text_and_caption(site):
    site.write("docs/figures/box.svg", FIGURE)
    site.write("docs/part/page.md", PAGE.format(name="box"))
    assert site.build() == []
    article = site.article("part/page")
    svg = article.select_one("figure svg")
    assert (svg["role"], svg["aria-label"]) == ("img", "a box that holds 7")
    assert article.select("img") == []
    assert svg.text.split() == ["One", "box,", "filled", "seven"], (
        "its style sheet or its title is still there"
    )
    assert article.select_one("figcaption").text.strip() == "The finding."


def test_the_page_gives_the_colours(site):
    site.write("docs/figures/box.svg", FIGURE)
    site.write("docs/part/page.md", PAGE.format(name="box"))
    site.build()
    assert site.article("part/page").select_one('[stroke="var(--cr-weight, #005df6)"]')


def test_ids_of_two_figures_on_a_page_do_not_meet(site):
    for name in ("box", "ball"):
        site.write(f"docs/figures/{name}.svg", FIGURE)
    site.write("docs/part/page.md", PAGE.format(name="box") + "\n![a ball](../figures/ball.svg)\n")
    assert site.build() == []
    article = site.article("part/page")
    assert [marker["id"] for marker in article.select("marker")] == ["box-arrow", "ball-arrow"]
    used = [path["marker-end"] for path in article.select("[marker-end]")]
    assert used == ["url(#box-arrow)", "url(#ball-arrow)"]
    assert [use["href"] for use in article.select("use")] == ["#box-arrow", "#ball-arrow"]


def test_the_file_itself_is_published_as_it_stands(site):
    site.write("docs/figures/box.svg", FIGURE)
    site.build()
    assert (site.folder / "site/figures/box.svg").read_text() == FIGURE


def test_the_search_index_holds_the_alternative_text_at_most(site):
    site.write("docs/figures/box.svg", FIGURE)
    site.write("docs/part/page.md", PAGE.format(name="box"))
    site.build()
    index = json.loads((site.folder / "site/search/search_index.json").read_text())
    assert "seven" not in str(index)


def test_other_images_stay_images(site):
    site.write("docs/assets/x.png", "")
    site.write("docs/part/page.md", "# Page\n\n![a photograph](../assets/x.png)\n")
    assert site.build() == []
    assert site.article("part/page").img["src"] == "../../assets/x.png"


@pytest.mark.parametrize(
    "markup",
    [
        '<svg><a href="#x"/></svg>',
        '<svg><animate attributeName="href"/></svg>',
        '<svg><image href="data:image/png;base64,x"/></svg>',
        '<svg><use href="javascript:x()"/></svg>',
        "<svg><rect fill=\"url( 'https://example.org' )\"/></svg>",
        '<svg onload="x()"/>',
        '<svg ONLOAD="x()"/>',
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg>&x;</svg>',
        "<svg><style>@import 'x'</style><iframe/></svg>",
    ],
)
def test_markup_that_could_load_or_run_something_is_refused(markup):
    with pytest.raises(safe_markup.UnsafeError):
        safe_markup.clean(markup, "x", safe_markup.SVG | safe_markup.HTML)


def test_what_is_on_the_list_comes_out_as_html_reads_it():
    root = safe_markup.clean(
        '<div><svg xmlns="http://www.w3.org/2000/svg"><path/></svg><p/></div>',
        "x",
        safe_markup.SVG | safe_markup.HTML,
    )
    assert safe_markup.text(root) == "<div><svg><path></path></svg><p></p></div>"
