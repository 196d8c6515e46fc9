// Exercises answered in the page: the checker that the tests run judges the answer; progress stays in this browser.

import { Cell } from "./cell.js";
import { element } from "./element.js";
import { Progress } from "./progress.js";

export function attachExercises(python, base) {
  const stubs = [...document.querySelectorAll("[data-cr-exercise]")];
  if (stubs.length === 0) return [];
  const progress = new Progress();
  const summary = element("p", { class: "cr-summary" });
  const exercises = stubs.map((block) => new Exercise(python, base, block, progress, () => summarise()));
  const summarise = () => {
    const right = exercises.filter((exercise) => exercise.record.right).length;
    const tried = exercises.some((exercise) => exercise.record.tries);
    const forget = element("button", { type: "button", class: "cr-button", onclick: () => {
      for (const exercise of exercises) exercise.forget();
      summarise();
      summary.querySelector("[tabindex]").focus();
    } }, "Forget my answers");
    const counted = `${right} of ${exercises.length} exercises on this page answered. Kept in this browser only. `;
    summary.replaceChildren(element("span", { tabindex: "-1" }, counted), ...(tried ? [forget] : []));
  };
  exercises.at(-1).end.after(summary);
  summarise();
  return exercises.map((exercise) => exercise.cell);
}

class Exercise {
  constructor(python, base, block, progress, changed) {
    const [page, name] = block.dataset.crExercise.split(":");
    Object.assign(this, { page, name, progress, changed });
    this.key = `${page}:${name}`;
    this.solution = document.querySelector(`[data-cr-solution="${CSS.escape(name)}"]`)?.closest("details");
    this.printed = element("pre", { class: "cr-printed", tabindex: "0", hidden: true });
    this.cell = new Cell({
      python, base, block,
      label: `Exercise ${name}`,
      verb: "Check",
      edit: "Write your answer",
      task: (code) => ({ type: "check", code, name: "answer.py", page, exercise: name }),
      begin: () => this.begin(),
      output: (text, cut) => this.output(text, cut),
      show: (result, code) => this.show(result, code),
      reset: () => this.reset(),
    });
    this.cell.root.append(this.printed);
    this.locked = element("p", { class: "cr-locked" }, "The solution opens after your first try.");
    this.solution?.before(this.locked);
    this.restore();
  }

  get record() {
    return this.progress.get(this.key);
  }

  get end() {
    return this.solution ?? this.cell.root;
  }

  restore() {
    this.lock();
    if (this.record.right) this.cell.say("Answered: right.", "right");
    else if (this.record.tries) this.cell.say("Tried; not right yet.");
    if (this.record.code) this.cell.resume(this.record.code);
  }

  lock() {
    const locked = !this.record.tries;
    this.locked.hidden = !locked || !this.solution;
    if (this.solution) this.solution.hidden = locked;
  }

  begin() {
    this.cut = false;
    this.printed.textContent = "";
    this.printed.hidden = true;
  }

  output(text, cut) {
    this.printed.hidden = false;
    this.printed.append(text);
    if (cut && !this.cut) this.printed.append("\n[The output is cut here.]\n");
    this.cut ||= cut;
  }

  show({ right, wrong, unanswered, error }, code) {
    if (unanswered) return this.cell.say("Not answered yet: put your answer in place of the three dots.");
    this.progress.set(this.key, { tries: this.record.tries + 1, right: right || this.record.right, code });
    this.lock();
    this.changed();
    if (error) {
      this.output(element("span", { class: "cr-error" }, error));
      return this.cell.say(`Your answer raised an error: ${error.trim().split("\n").at(-1)}`, "wrong");
    }
    if (right) return this.cell.say("Right.", "right");
    return this.cell.say(`Not yet. ${wrong ?? ""}`, "wrong");
  }

  reset() {
    this.begin();
    this.progress.set(this.key, { ...this.record, code: undefined });
  }

  forget() {
    this.cell.reset();
    this.progress.remove(this.key);
    this.lock();
  }
}
