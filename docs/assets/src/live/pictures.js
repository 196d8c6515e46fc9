import { element } from "./cell.js";
import { Unavailable } from "./python.js";

let script = null;

// DOMPurify comes with the first picture.
export function loadPicture(base) {
  script ??= new Promise((resolve, reject) => {
    const made = element("script", { src: new URL("assets/js/picture.js", base).href });
    made.onload = () => resolve(globalThis.convolveRecurPicture);
    made.onerror = () => reject(new Unavailable("The picture cannot be shown: the network does not answer"));
    document.head.append(made);
  }).catch((error) => {
    script = null;
    throw error;
  });
  return script;
}
