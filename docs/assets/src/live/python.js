// The page's side of the worker: one Python for all examples of a tab, started by the first that needs it.

export class Unavailable extends Error {}

export class Python {
  #base;
  #worker = null;
  #ready = null;
  #turn = Promise.resolve();
  #current = null;

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

  // Runs a task when those before it are done. Resolves to what the worker returned, or {stopped: true};
  // rejects with Unavailable if Python cannot be had.
  run(task, { progress, output, signal }) {
    const result = this.#turn.then(async () => {
      if (signal.aborted) return { stopped: true };
      return new Promise((resolve, reject) => {
        this.#current = { resolve, reject, progress, output };
        signal.addEventListener("abort", () => this.#stop(), { once: true });
        this.#start().then(() => signal.aborted || this.#worker.postMessage(task), reject);
      });
    });
    this.#turn = result.then(
      () => (this.#current = null),
      () => (this.#current = null),
    );
    return result;
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
    this.#ready ??= this.#boot().catch((error) => {
      this.#discard();
      throw error;
    });
    return this.#ready;
  }

  async #boot() {
    const { bytes, missing } = await this.#runtime();
    if (missing) throw new Unavailable(missing);
    // A worker that starts from a Blob inherits the page's Content-Security-Policy; one from a URL does not.
    const source = `import ${JSON.stringify(new URL("assets/js/worker.js", this.#base).href)};`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = (this.#worker = new Worker(address, { type: "module" }));
    await new Promise((resolve, reject) => {
      const failed = (reason) => {
        const error = new Unavailable(`Python could not be loaded, or broke down: ${reason}`);
        reject(error);
        if (worker === this.#worker) this.#discard();
        this.#current?.reject(error);
      };
      worker.onerror = ({ message }) => failed(message || "the network does not answer");
      worker.onmessage = ({ data }) => {
        if (data?.type === "ready") resolve();
        else if (data?.type === "failed") failed(String(data.reason));
        else this.#receive(worker, data, bytes);
      };
      worker.postMessage({ type: "start", base: this.#base });
    }).finally(() => URL.revokeObjectURL(address));
  }

  async #runtime() {
    const address = new URL("assets/live/runtime.json", this.#base);
    const response = await fetch(address).catch(() => null);
    if (!response?.ok) throw new Unavailable("Python could not be loaded: the network does not answer");
    return response.json();
  }

  // A program can send any message in the worker's name, so nothing but text and numbers is taken from it.
  #receive(worker, data, bytes) {
    if (worker !== this.#worker || !this.#current || typeof data !== "object" || data === null) return;
    const { progress, output, resolve } = this.#current;
    const text = (key) => (typeof data[key] === "string" ? data[key] : undefined);
    const number = (key) => (Number.isFinite(data[key]) ? data[key] : undefined);
    if (data.type === "progress") progress(number("loaded") ?? 0, bytes);
    else if (data.type === "output") output(text("text") ?? "", data.cut === true);
    else if (data.type === "done") {
      const { right } = data;
      const [error, picture, wrong, unanswered] = ["error", "picture", "wrong", "unanswered"].map(text);
      resolve({ error, picture, wrong, unanswered, right: right === true, line: number("line"), ms: number("ms") });
    }
  }
}
