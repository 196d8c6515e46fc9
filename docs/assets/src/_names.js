// What Material's script makes without a name, or out of the keyboard's reach.

const MENDS = {
  // A landmark in every block of code would be one too many; its buttons have names.
  ".md-code__nav": (nav) => { nav.role = "none"; },
  ".md-annotation__index": (link) => {
    link.ariaLabel = `Annotation ${link.querySelector("[data-md-annotation-id]").dataset.mdAnnotationId}`;
  },
  // A table that scrolls on a phone also scrolls with the arrow keys.
  ".md-typeset__scrollwrap": (box) => { box.tabIndex = 0; },
};

function mend(element) {
  for (const [selector, change] of Object.entries(MENDS)) {
    if (element.matches(selector)) change(element);
    element.querySelectorAll(selector).forEach(change);
  }
}

new MutationObserver((changes) => {
  for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (node instanceof Element) mend(node);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
