// Material follows the skip link without telling the browser, so that the next Tab starts at the top again.
// Keep the click from its script, and move the focus: a busy browser that follows the link does not always.

document.addEventListener("click", (click) => {
  const link = click.target.closest?.(".md-skip");
  if (!link) return;
  click.stopPropagation();
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}, { capture: true });
