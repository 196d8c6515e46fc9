// What programs and exercises have in common: code that can be edited, buttons, a line that says what happens,
// and a run that can be stopped.

import { element } from "./element.js";
import { loadEditor } from "./lazy.js";
import { Missing, Python, Unavailable } from "./python.js";

export class Cell {
  #python;
  #base;
  #block;
  #editor = null;
  #running = null;
  #kept;
  #highlighted;

  // `block` is the highlighted code; `task(code)` what to send to the worker; `show` what to do with its result.
  constructor({ python, base, block, label, verb, edit, task, begin, output, show, reset }) {
    Object.assign(this, { task, begin, output, show, onReset: reset, label });
    this.#python = python;
    this.#base = base;
    this.#block = block;
    this.original = codeOf(block);
    this.#highlighted = [...block.querySelector("code").childNodes];

    this.runButton = this.#button(verb, "cr-run", () => this.run(), "Ctrl+Enter");
    this.stopButton = this.#button("Stop", "cr-stop", () => this.stop(), "Esc");
    this.editButton = this.#button(edit, "cr-edit", () => this.edit());
    this.resetButton = this.#button("Reset", "cr-reset", () => this.reset());
    this.status = element("p", { class: "cr-status", role: "status" });
    this.bar = element("progress", { "aria-label": "Loading Python" });
    this.bytes = element("span", { "aria-hidden": "true" });
    this.loading = element("span", { class: "cr-loading", hidden: true }, this.bar, this.bytes);
    this.toolbar = element(
      "div", { class: "cr-toolbar", role: "group", "aria-label": label },
      this.runButton, this.stopButton, this.editButton, this.resetButton, this.loading, this.status,
    );
    this.root = element("div", { class: "cr-cell-live" });
    block.before(this.root);
    this.root.append(block, this.toolbar);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.#refresh();
  }

  get code() {
    return this.#editor?.text() ?? this.#kept ?? this.original;
  }

  say(text, kind = "") {
    this.status.textContent = text;
    this.status.dataset.kind = kind;
  }

  async run() {
    if (this.#running) return;
    const obstacle = Python.obstacle();
    if (obstacle) return this.say(obstacle, "wrong");
    const running = (this.#running = new AbortController());
    const code = this.code;
    this.#refresh();
    this.mark(null);
    this.say(this.#python.busy ? "Waiting for another example to end…" : "Running…");
    try {
      const result = await this.#python.run(this.task(code), {
        signal: running.signal,
        started: () => this.#started(),
        progress: (loaded, total) => this.#loading(loaded, total),
        output: (text, cut) => this.output(text, cut),
      });
      if (result.stopped) this.say("Stopped.");
      else {
        if (result.line) this.mark(result.line);
        await this.show(result, code);
      }
      this.#ended(running);
    } catch (error) {
      this.#ended(running);
      if (error instanceof Missing) return this.say(error.message, "wrong");
      if (!(error instanceof Unavailable)) throw error;
      this.runButton.textContent = "Retry";
      this.say(`${error.message}. Nothing is lost: Retry.`, "wrong");
    }
  }

  stop() {
    this.#running?.abort();
  }

  async edit() {
    if (this.#editor) return this.#editor.focus();
    try {
      const makeEditor = await loadEditor(this.#base);
      if (this.#editor) return;
      const pre = this.#block.querySelector("pre");
      this.#editor = makeEditor(pre.parentElement, this.#kept ?? this.original, `${this.label}, editor`);
      pre.hidden = true;
      this.#refresh();
      this.#editor.focus();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.say(`${error.message}. Press the button again to retry.`, "wrong");
    }
  }

  // Shows what the reader wrote another day: what is seen is what runs, and what the editor opens with.
  resume(code) {
    this.#kept = code;
    this.#block.querySelector("code").replaceChildren(code);
    this.#refresh();
  }

  // Puts in what a form has written, instead of what stands in the editor.
  write(code) {
    this.#close();
    this.resume(code);
  }

  reset() {
    this.stop();
    this.#close();
    this.#kept = undefined;
    this.#block.querySelector("code").replaceChildren(...this.#highlighted);
    this.mark(null);
    this.runButton.textContent = this.runButton.dataset.verb; // it may say Retry
    this.say("");
    this.onReset();
    this.#refresh();
    this.runButton.focus();
  }

  #close() {
    this.#editor?.remove();
    this.#editor = null;
    this.#block.querySelector("pre").hidden = false;
  }

  // Marks the line that an error came from, in the editor or in the code as it stands.
  mark(line) {
    this.#editor?.mark(line);
    const code = this.#block.querySelector("code");
    code.querySelector(".cr-error-line")?.remove();
    if (line && !this.#editor) code.append(element("span", { class: "cr-error-line", style: `--line: ${line - 1}` }));
  }

  #loading(loaded, total) {
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    const text = `${megabytes(Math.min(loaded, total))} of ${megabytes(total)} MB`;
    this.bar.max = total;
    this.bar.value = Math.min(loaded, total);
    this.bar.setAttribute("aria-valuetext", text);
    this.bytes.textContent = text;
    if (!this.loading.hidden) return;
    // Screen readers hear the beginning; the bar tells them the rest when asked.
    this.loading.hidden = false;
    this.say("Loading Python, once…");
  }

  #started() {
    this.loading.hidden = true;
    this.say("Running…");
    this.begin();
  }

  #ended(running) {
    if (this.#running === running) this.#running = null;
    this.loading.hidden = true;
    this.runButton.textContent = this.runButton.dataset.verb;
    this.#refresh();
  }

  #button(text, name, onclick, keys) {
    const attributes = { type: "button", class: `cr-button ${name}`, "data-verb": text, onclick };
    if (keys) Object.assign(attributes, { title: keys, "aria-keyshortcuts": keys.replace("Ctrl", "Control").replace("Esc", "Escape") });
    return element("button", attributes, text);
  }

  #refresh() {
    const running = this.#running !== null;
    const focused = document.activeElement; // asked before it is hidden, for then it has lost the focus
    this.runButton.hidden = running;
    this.stopButton.hidden = !running;
    this.editButton.hidden = this.#editor !== null;
    this.resetButton.hidden = !this.#editor && !this.ran && this.#kept === undefined;
    this.root.toggleAttribute("data-busy", running);
    if (this.toolbar.contains(focused) && focused.hidden) (running ? this.stopButton : this.runButton).focus();
  }

  #key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    } else if (event.key === "Escape" && this.#running) {
      event.preventDefault();
      this.stop();
    } else if (event.key === "Escape" && this.#editor?.focused()) {
      this.runButton.focus(); // the way out of the editor without a mouse
    }
  }
}

export const codeOf = (block) => block.querySelector("code").textContent;
