// Material's script makes a <nav> in every block of code and a link in every annotation, and names neither.

function name(element) {
  if (element.matches(".md-code__nav")) {
    element.role = "group"; // a landmark in every block would be one too many
    element.ariaLabel = "Code";
  } else {
    const { mdAnnotationId } = element.querySelector("[data-md-annotation-id]").dataset;
    element.ariaLabel = `Annotation ${mdAnnotationId}`;
  }
}

const UNNAMED = ".md-code__nav, .md-annotation__index";

new MutationObserver((changes) => {
  const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element);
  for (const node of added) {
    if (node.matches(UNNAMED)) name(node);
    node.querySelectorAll(UNNAMED).forEach(name);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
