// Scripts that come when they are first needed: each bundle puts one function into the global scope.

import { element } from "./element.js";
import { Unavailable } from "./python.js";

// Returns a function that loads the script of that name, once, and resolves to its function; after a failure
// the next call tries again.
function lazy(name, global, failure) {
  let loading = null;
  return (base) => {
    loading ??= new Promise((resolve, reject) => {
      const script = element("script", { src: new URL(`assets/js/${name}.js`, base).href });
      script.onload = () => resolve(globalThis[global]);
      script.onerror = () => reject(new Unavailable(`${failure}: the network does not answer`));
      document.head.append(script);
    }).catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}

export const loadEditor = lazy("editor", "convolveRecurEditor", "The editor could not be loaded");
export const loadPicture = lazy("picture", "convolveRecurPicture", "The picture cannot be shown");
