// Material asks for the whole search index on every page. Hold that request back until the reader goes to the search.

const { open, send } = XMLHttpRequest.prototype;
const indexRequests = new WeakSet();

const searchAsked = new Promise((resolve) => {
  const isSearch = (element) => element.id === "__search" || element.closest?.("[data-md-component=search]");
  for (const event of ["focusin", "change"]) {
    document.addEventListener(event, ({ target }) => isSearch(target) && resolve());
  }
});

XMLHttpRequest.prototype.open = function (method, url, ...rest) {
  if (/\/search\/search_index\.json$/.test(url)) indexRequests.add(this);
  return open.call(this, method, url, ...rest);
};

XMLHttpRequest.prototype.send = function (...body) {
  if (indexRequests.has(this)) searchAsked.then(() => send.apply(this, body));
  else send.apply(this, body);
};
