"""Programs and exercises of a page as a reader meets them, for tests in a browser."""

import re
from urllib.parse import urljoin

from playwright.sync_api import expect

PAGE = "convolution/sliding_dot_products/"
NEXT = "convolution/convolution_or_correlation/"
PATIENCE = 60_000  # milliseconds: on a busy machine Python takes long to start
# Playwright looks again after 0.1, 0.25, 0.5, 1 second; this sees at once, and leaves the verdict to it.
UNTIL = """(element, [seen, patience]) => new Promise((resolve) => {
  const now = () => seen === null ? !element.hasAttribute("data-busy") : element.textContent.includes(seen);
  const end = () => { watch.disconnect(); clearTimeout(timer); resolve(); };
  const watch = new MutationObserver(() => now() && end());
  const timer = setTimeout(end, now() ? 0 : patience);
  watch.observe(element, { attributes: true, characterData: true, childList: true, subtree: true });
})"""


class Cell:
    """A program or an exercise: its code, its buttons, the line that says what happened."""

    def __init__(self, root):
        self.root, self.page = root, root.page
        self.run, self.stop, self.edit, self.reset = (
            root.locator(f".cr-{name}") for name in ("run", "stop", "edit", "reset")
        )
        self.status = root.locator(".cr-status")
        self.editor = root.locator(".cm-content")
        self.live = root.locator(".cr-live")
        self.printed = root.locator(".cr-live > pre, .cr-printed")
        self.error = root.locator(".cr-error")
        self.marked = root.locator(".cr-error-line:visible")

    def write(self, code):
        """Put the code into the editor."""
        if not self.editor.count():
            self.edit.click()
        self.editor.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code.rstrip("\n"))  # the editor ends the last line itself
        return self

    def start(self, code=None):
        if code is not None:
            self.write(code)
        self.run.click()
        return self

    def ended(self):
        self.root.evaluate(UNTIL, [None, PATIENCE])
        expect(self.root).not_to_have_attribute("data-busy", "")
        return self

    def says(self, text):
        self.status.evaluate(UNTIL, [text, PATIENCE])
        expect(self.status).to_contain_text(text)
        return self

    def clear(self):
        if self.reset.is_visible():
            self.reset.click()
        return self


class Reader:
    """A tab in which Python stays loaded from page to page."""

    def __init__(self, opened):
        self.opened, self.page, self.home = opened, opened.page, opened.home

    def visit(self, path):
        """Follow a link to a page of the site, as Material does: without a reload."""
        address = urljoin(self.home, path)
        if self.page.url.partition("#")[0] != address:
            self.page.evaluate(
                """(address) => {
                  window.stayed = document.querySelector("article").dataset.left = true;
                  const link = Object.assign(document.createElement("a"), { href: address });
                  document.body.append(link);
                  link.click();
                  link.remove();
                }""",
                address,
            )
            self.arrived(address)
        return self

    def arrived(self, address):
        address = address.partition("#")[0]  # the heading in view may be another by now
        expect(self.page).to_have_url(re.compile(re.escape(address) + "(#.*)?$"))
        expect(self.page.locator("article:not([data-left])")).to_be_attached()
        assert self.page.evaluate("window.stayed"), "the page was loaded anew"
        blocks = self.page.locator("[data-cr-program], [data-cr-exercise]").count()
        expect(self.page.locator(".cr-cell-live .cr-toolbar")).to_have_count(blocks)

    def programs(self):
        return [Cell(root) for root in self.page.locator(".cr-cell-live:has(> [data-cr-program])").all()]

    def program(self, number=0):
        return Cell(self.page.locator(".cr-cell-live:has(> [data-cr-program])").nth(number))

    def exercise(self, key):
        return Cell(self.page.locator(f'.cr-cell-live:has(> [data-cr-exercise="{key}"])'))
