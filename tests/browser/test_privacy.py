"""What docs/about/privacy.md says the browser keeps is all that it keeps."""

import re
from pathlib import Path

PRIVACY = Path(__file__).parent.parent.parent / "docs/about/privacy.md"


def test_the_browser_keeps_the_palette_and_the_tab_and_nothing_else(tab):
    opened = tab().open("convolution/convolution_or_correlation/")
    opened.page.click("[data-md-component=palette] label:not([hidden])")
    opened.page.click(".tabbed-labels label:last-child")
    opened.open("")
    kept = opened.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    said = re.findall(r"`(__\w+)`", PRIVACY.read_text(encoding="utf-8"))
    assert sorted(key.partition(".")[2] for key in kept) == sorted(said) == ["__palette", "__tabs"]
    assert opened.page.context.cookies() == []
