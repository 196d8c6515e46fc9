// The page's side of the worker: one Python for all examples of a tab, started by the first that needs it.

// Python cannot be had for now; the message says why, without a full stop.
export class Unavailable extends Error {}

// This copy of the site has no Python; the message is whole sentences.
export class Missing extends Unavailable {}

export class Python {
  #base;
  #worker = null;
  #ready = null;
  #turn = Promise.resolve();
  #current = null;
  #bytes;

  constructor(base) {
    this.#base = base;
  }

  // Why this browser cannot run Python here, in a sentence; null if it can.
  static obstacle() {
    if (location.protocol === "file:") return "Run needs a web server; `make serve` is one.";
    const parts = ["WebAssembly", "Worker", "Blob", "TransformStream", "BigInt64Array", "Promise"];
    if (parts.every((part) => part in globalThis)) return null;
    return "This browser is too old to run Python in a page. A current Chrome, Edge, Firefox or Safari can.";
  }

  get busy() {
    return this.#current !== null;
  }

  // Runs a task when those before it are done. Resolves to what the worker returned, or, as soon as the signal
  // says so, to {stopped: true}; rejects with Unavailable if Python cannot be had.
  run(task, { signal, started, progress, output }) {
    const stopped = new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve({ stopped: true }), { once: true });
    });
    const result = this.#turn.then(() => {
      if (signal.aborted) return stopped;
      return new Promise((resolve, reject) => {
        this.#current = { resolve, reject, progress, output };
        signal.addEventListener("abort", () => this.#stop(), { once: true });
        this.#start().then(() => {
          if (signal.aborted) return;
          started();
          this.#worker.postMessage(task);
        }, reject);
      });
    });
    const next = () => (this.#current = null);
    this.#turn = result.then(next, next);
    return Promise.race([stopped, result]);
  }

  // The worker dies at once, whatever Python is doing; the next one is started for the next run.
  #stop() {
    this.#discard();
    this.#current?.resolve({ stopped: true });
  }

  #discard() {
    this.#worker?.terminate();
    this.#worker = this.#ready = null;
  }

  #start() {
    this.#ready ??= this.#boot();
    return this.#ready;
  }

  // The worker's file comes while the page asks what there is to load.
  async #boot() {
    // A worker that starts from a Blob inherits the page's Content-Security-Policy; one from a URL does not.
    const source = `import ${JSON.stringify(new URL("assets/js/worker.js", this.#base).href)};`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = (this.#worker = new Worker(address, { type: "module" }));
    const ready = new Promise((resolve, reject) => {
      let trouble = "could not be loaded";
      const failed = (reason) => reject(this.#failed(worker, `Python ${trouble}: ${reason}`));
      worker.onerror = ({ message }) => failed(message || "the network does not answer");
      worker.onmessage = ({ data }) => {
        if (data?.type === "failed") failed(String(data.reason));
        else if (data?.type === "ready") {
          trouble = "broke down";
          resolve();
        } else this.#receive(worker, data);
      };
    }).finally(() => URL.revokeObjectURL(address));
    const begun = this.#runtime().then(({ bytes, missing }) => {
      if (missing) throw new Missing(missing);
      this.#bytes = bytes;
      worker.postMessage({ type: "start", base: this.#base });
    });
    try {
      await Promise.all([ready, begun]);
    } catch (error) {
      if (worker === this.#worker) this.#discard();
      throw error;
    }
  }

  #failed(worker, reason) {
    const error = new Unavailable(reason);
    if (worker === this.#worker) {
      this.#discard();
      this.#current?.reject(error);
    }
    return error;
  }

  async #runtime() {
    const address = new URL("assets/live/runtime.json", this.#base);
    const response = await fetch(address).catch(() => null);
    if (!response?.ok) throw new Unavailable("Python could not be loaded: the network does not answer");
    return response.json();
  }

  // A program can send any message in the worker's name, so nothing but text and numbers is taken from it.
  #receive(worker, data) {
    if (worker !== this.#worker || !this.#current || typeof data !== "object" || data === null) return;
    const { progress, output, resolve } = this.#current;
    const text = (key) => (typeof data[key] === "string" ? data[key] : undefined);
    const number = (key) => (Number.isFinite(data[key]) ? data[key] : undefined);
    if (data.type === "progress") progress(number("loaded") ?? 0, this.#bytes);
    else if (data.type === "output") output(text("text") ?? "", data.cut === true);
    else if (data.type === "done") {
      const { right } = data;
      const [error, picture, wrong, unanswered] = ["error", "picture", "wrong", "unanswered"].map(text);
      resolve({ error, picture, wrong, unanswered, right: right === true, line: number("line"), ms: number("ms") });
    }
  }
}
