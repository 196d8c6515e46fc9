"""The other half of the pages: two processes visit them in half the time."""

from tests.browser.test_every_page import (
    test_axe_finds_nothing_on_any_page,
    test_every_page_says_all_it_has_to_say_without_javascript,
    test_no_page_asks_another_host_or_in_vain_or_complains,
    test_no_page_is_wider_than_a_small_phone,
    test_what_cannot_run_in_a_browser_has_no_buttons,
    visits,
)

HALF = 1

__all__ = [
    "test_axe_finds_nothing_on_any_page",
    "test_every_page_says_all_it_has_to_say_without_javascript",
    "test_no_page_asks_another_host_or_in_vain_or_complains",
    "test_no_page_is_wider_than_a_small_phone",
    "test_what_cannot_run_in_a_browser_has_no_buttons",
    "visits",
]
