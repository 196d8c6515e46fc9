// A quiz: claims that are right, wrong, or depend on something, answered with one press and without Python. Each row
// of its table names a card, the answer and the page to read; the table opens when all are answered.

import { element } from "./element.js";
import { Progress } from "./progress.js";

const ANSWERS = ["right", "it depends", "wrong"];

export function attachQuiz() {
  for (const quiz of document.querySelectorAll("[data-cr-quiz]")) new Quiz(quiz);
}

class Quiz {
  constructor(quiz) {
    const { crQuiz: name, crBefore: before } = quiz.dataset;
    this.progress = new Progress();
    this.key = quiz.querySelector("details");
    // Claims in a list, or as the page's exercises, in the order of the table's rows.
    const claims = quiz.querySelector("li") ? quiz.querySelectorAll("li") : document.querySelectorAll("[data-cr-exercise]");
    const rows = quiz.querySelectorAll("tbody tr");
    this.cards = [...claims].map((claim, i) => new Card(claim, rows[i], name, before, this.progress, () => this.refresh()));
    this.summary = element("div", { class: "cr-summary" });
    this.key.before(this.summary);
    this.refresh();
  }

  refresh() {
    const answered = this.cards.filter((card) => card.answer);
    const right = answered.filter((card) => card.answer === card.right);
    const counted = `${answered.length} of ${this.cards.length} answered, ${right.length} right. Kept in this browser only. `;
    const forget = element("button", { type: "button", class: "cr-button", onclick: () => this.forget() }, "Forget my answers");
    const open = answered.length === this.cards.length;
    this.summary.replaceChildren(
      element("p", {}, element("span", { tabindex: "-1" }, counted), ...(answered.length ? [forget] : [])),
      ...this.before(),
      ...this.reading(answered),
      ...(open ? [] : [element("p", {}, "All answers open here after the last one.")]),
    );
    this.key.hidden = !open;
  }

  // What was right before, where the same claims have been asked on another page.
  before() {
    const asked = this.cards.filter((card) => card.before);
    const right = asked.filter((card) => card.before === card.right);
    return asked.length ? [element("p", {}, `The first time: ${right.length} of ${asked.length} right.`)] : [];
  }

  // The pages that settle what was answered wrong, each once, in the order of the cards.
  reading(answered) {
    const pages = new Map();
    for (const { answer, right, page } of answered) {
      if (answer !== right && !pages.has(page.pathname)) pages.set(page.pathname, page);
    }
    const items = [...pages.values()].map((page) => element("li", {}, page.cloneNode(true)));
    return items.length ? [element("p", {}, "Read these pages first:"), element("ul", {}, ...items)] : [];
  }

  forget() {
    for (const card of this.cards) card.forget();
    this.refresh();
    this.summary.querySelector("[tabindex]").focus();
  }
}

class Card {
  constructor(claim, row, quiz, before, progress, changed) {
    const [card, answer, page] = row.cells;
    const link = card.querySelector("a");
    Object.assign(this, { progress, changed, right: answer.textContent.trim(), page: page.querySelector("a") });
    this.key = quiz + link.hash;
    if (before) this.before = this.given(before + link.hash);
    this.buttons = ANSWERS.map((text) =>
      element("button", { type: "button", class: "cr-button", onclick: () => this.choose(text) }, text),
    );
    this.status = element("p", { class: "cr-status", role: "status" });
    const label = `Is it right? ${link.textContent}`;
    const choices = element("div", { class: "cr-choices", role: "group", "aria-label": label }, ...this.buttons, this.status);
    if (claim.matches("li")) claim.append(choices);
    else this.replace(claim, choices);
    this.show();
  }

  // Instead of an exercise's listings: buttons, and the solution once one of them was pressed.
  replace(stub, choices) {
    const name = stub.dataset.crExercise.split(":")[1];
    const listing = document.querySelector(`[data-cr-solution="${CSS.escape(name)}"]`);
    this.solution = listing.closest("details");
    delete stub.dataset.crExercise; // else it would be answered in Python, too
    stub.hidden = listing.hidden = true;
    stub.after(choices);
  }

  get answer() {
    return this.given(this.key);
  }

  // Nothing, if another version of this page left an answer that is none here.
  given(key) {
    return ANSWERS.find((text) => text === this.progress.get(key).code);
  }

  choose(answer) {
    if (this.answer) return; // the first answer counts
    this.progress.set(this.key, { tries: 1, right: answer === this.right, code: answer });
    if (this.solution) this.solution.open = true;
    this.show();
    this.changed();
  }

  show() {
    const { answer, before, right } = this;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", button.textContent === answer);
      button.setAttribute("aria-disabled", Boolean(answer));
    }
    if (this.solution) this.solution.hidden = !answer;
    const verdict = `${answer === right ? "Yes" : "No"}, the answer is: ${right}.`;
    const earlier = before ? ` The first time you said: ${before}.` : "";
    this.status.textContent = answer ? verdict + earlier : "";
    this.status.dataset.kind = answer === right ? "right" : "wrong";
  }

  forget() {
    this.progress.remove(this.key);
    if (this.solution) this.solution.open = false;
    this.show();
  }
}
