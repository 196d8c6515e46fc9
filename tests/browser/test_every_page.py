"""What holds of every page. Each is opened once, and looked at in both palettes and at three widths."""

from dataclasses import dataclass

import pytest

from tests.browser.looks import DESKTOP, ONE_OF_EACH_KIND, OVERFLOWING, PHONE, turn, violations

SMALL_PHONE = 320
HALF = 0  # every other page; test_every_other_page.py takes the rest, in a process of its own


@dataclass
class Visit:
    """What was seen on one page."""

    path: str
    opened: object
    without: object  # the same page where JavaScript is off

    def __post_init__(self):
        requests, problems = len(self.opened.requests), len(self.opened.problems)
        self.opened.open(self.path)
        self.lost_words = words(self.opened) - words(self.without.open(self.path))
        self.programs, self.with_torch, self.live_with_torch, self.live = map(self.count, PROGRAMS)
        self.opened.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        self.opened.page.evaluate(ONE_OF_EACH_KIND)
        self.violations = []
        for width, palette in ((DESKTOP, "light"), (PHONE, "dark")):  # crossed in test_axe.py
            self.resize(width)
            turn(self.opened.page, palette)
            self.violations += [f"{width}, {palette}: {line}" for line in violations(self.opened.page)]
        self.too_wide = {width: found for width in (PHONE, SMALL_PHONE) if (found := self.overflow(width))}
        self.resize(DESKTOP)
        turn(self.opened.page, "light")
        self.opened.page.wait_for_load_state("networkidle")
        self.requests, self.problems = self.opened.requests[requests:], self.opened.problems[problems:]

    def count(self, selector):
        return self.opened.page.locator(selector).count()

    def resize(self, width):
        self.opened.page.set_viewport_size({"width": width, "height": 800})

    def overflow(self, width):
        self.resize(width)
        found = self.opened.page.evaluate(OVERFLOWING)
        reaches = self.opened.page.evaluate("document.documentElement.scrollWidth")
        return found + [f"the page is {reaches} wide"] * (reaches > width)


PROGRAMS = (
    ".language-python.highlight",
    ".language-python.highlight:has-text('import torch')",
    ".cr-cell-live:has-text('import torch')",
    ".cr-cell-live .language-python",
)


def words(opened):
    """What the article says, without the buttons that a script adds."""
    by_scripts = ".cr-toolbar, .cr-choices, .cr-locked, .cr-summary, .cr-form"
    added = opened.page.locator(by_scripts).all_inner_texts()
    said = set(opened.page.inner_text("article").split()) - set(" ".join(added).split())
    assert said
    return said


@pytest.fixture(scope="module")
def visits(module_tab, pages, request):
    opened, without = module_tab(reduced_motion="reduce"), module_tab(java_script_enabled=False)
    return [Visit(path, opened, without) for path in pages[request.module.HALF :: 2]]


def by_page(visits, seen):
    return {visit.path or "home": found for visit in visits if (found := seen(visit))}


def test_axe_finds_nothing_on_any_page(visits):
    found = by_page(visits, lambda visit: visit.violations)
    assert not found, "\n".join(f"{path}, {line}" for path, lines in found.items() for line in lines)


def test_no_page_is_wider_than_a_small_phone(visits):
    assert by_page(visits, lambda visit: visit.too_wide) == {}


def test_no_page_asks_another_host_or_in_vain_or_complains(visits, address):
    ours = (address, "data:", "blob:")
    foreign = by_page(visits, lambda visit: [url for url in visit.requests if not url.startswith(ours)])
    assert foreign == {}
    assert by_page(visits, lambda visit: visit.problems) == {}
    assert all(visit.requests for visit in visits)


def test_every_page_says_all_it_has_to_say_without_javascript(visits):
    assert by_page(visits, lambda visit: visit.lost_words) == {}


def test_what_cannot_run_in_a_browser_has_no_buttons(visits):
    assert by_page(visits, lambda visit: visit.live_with_torch) == {}
    cases = [visit for visit in visits if visit.path.startswith("cases/")]
    assert cases and by_page(cases, lambda visit: visit.live) == {}  # their exercises have
    assert sum(visit.programs for visit in visits) > sum(visit.with_torch for visit in visits) > 0
