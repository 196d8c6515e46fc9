"""What is wrong with the looks of a page: what axe-core finds, and what sticks out."""

from pathlib import Path

from playwright.sync_api import expect

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OF_COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
DESKTOP, PHONE = 1280, 390
# What reaches past the right edge of the window without scrolling in a box of its own, or is a formula whose
# box cuts off what stands lowest in it.
OVERFLOWING = """() => {
  const scrolls = (element) => element && (getComputedStyle(element).overflowX !== "visible"
    && element.closest("article") || scrolls(element.parentElement));
  const sticksOut = (element) => element.getBoundingClientRect().right > innerWidth + 1;
  const cut = (box) => getComputedStyle(box).overflowY !== "visible" && box.scrollHeight > box.clientHeight;
  return [...document.querySelectorAll("article *, .md-footer *")]
    .filter((element) => sticksOut(element) && !scrolls(element.parentElement))
    .concat([...document.querySelectorAll(".arithmatex, .katex-display")].filter(cut))
    .map((element) => element.outerHTML.slice(0, 120));
}"""

# Two words of one kind in one listing look the same, and axe, which takes longest for contrast, needs to see
# one of them. The others become plain text of their line.
ONE_OF_EACH_KIND = """() => {
  for (const code of document.querySelectorAll("pre code")) {
    const seen = new Set();
    for (const word of code.querySelectorAll("span[class]:not([id], :has(*))")) {
      const kind = [word.className, word.style.cssText, word.parentElement.className].join();
      if (seen.has(kind)) word.replaceWith(word.textContent);
      seen.add(kind);
    }
    code.normalize();
  }
}"""


SCHEMES = {"light": "default", "dark": "slate"}


def turn(page, palette):
    """Show the page in a palette, which Material's script puts on once the browser has told of the change."""
    page.emulate_media(color_scheme=palette)
    page.wait_for_selector(f"body[data-md-color-scheme={SCHEMES[palette]}]", state="attached")


def switch_palette(page):
    """Press the switch in the header: the system's palette, light, dark, the system's."""
    shown = page.locator("[data-md-component=palette] label:not([hidden])")
    before = shown.get_attribute("title")
    shown.click()
    expect(shown).not_to_have_attribute("title", before)


def violations(page, rules=RULES):
    """What axe finds, each as the rule, the element, the mend."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))  # not as an element, which the policy of the page forbids
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
