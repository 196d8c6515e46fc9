// DOMPurify, loaded by the first program that ends with a picture: SVG text in, harmless SVG element out.

import DOMPurify from "dompurify";

// Nothing that fetches, links, styles the page or holds HTML; the policy of the page forbids the rest again.
const FORBIDDEN = ["a", "animate", "animateMotion", "animateTransform", "feImage", "foreignObject", "image", "set", "style", "use"];

globalThis.convolveRecurPicture = (text) => {
  const clean = DOMPurify.sanitize(text, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: FORBIDDEN,
    FORBID_ATTR: ["href", "xlink:href", "style", "class", "id"],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  const svg = clean.querySelector("svg");
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", "The picture that the program ended with");
  return svg;
};
