// Material follows the skip link without telling the browser, so that the next Tab starts at the top again.
// Keep the click from its script: the browser then moves the focus along, as for any link within a page.

document.addEventListener("click", (click) => {
  if (click.target.closest?.(".md-skip")) click.stopPropagation();
}, { capture: true });
