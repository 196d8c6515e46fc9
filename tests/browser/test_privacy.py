"""What docs/about/privacy.md says the browser keeps is all that it keeps."""

import re
from pathlib import Path

from tests.browser.looks import switch_palette

PRIVACY = Path(__file__).parent.parent.parent / "docs/about/privacy.md"


def test_the_browser_keeps_the_palette_and_the_tab_and_nothing_else(tab):
    opened = tab().open("convolution/convolution_or_correlation/")
    switch_palette(opened.page)
    opened.page.click(".tabbed-labels label:last-child")
    opened.page.wait_for_function("Object.keys(localStorage).some((key) => key.endsWith('__tabs'))")
    opened.open("")
    kept = opened.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    said = re.findall(r"`(__\w+)`", PRIVACY.read_text(encoding="utf-8"))
    assert sorted(key.partition(".")[2] for key in kept) == sorted(said) == ["__palette", "__tabs"]
    assert opened.page.context.cookies() == []
