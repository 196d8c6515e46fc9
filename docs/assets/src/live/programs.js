// Run, Stop, Edit and Reset for the page's programs, and the comparison with what the tests saw.

import { Cell, codeOf } from "./cell.js";
import { difference } from "./difference.js";
import { element } from "./element.js";
import { loadPicture } from "./lazy.js";

export function attachPrograms(python, base) {
  return [...document.querySelectorAll("[data-cr-program]")].map(
    (block, index) => new Program(python, base, block, index + 1).cell,
  );
}

class Program {
  constructor(python, base, block, number) {
    this.expectedBlock = nextOutput(block);
    this.expected = codeOf(this.expectedBlock);
    this.base = base;
    this.printed = element("code");
    this.extra = element("div", { class: "cr-extra" });
    this.live = element(
      "div", { class: "cr-live", hidden: true },
      element("span", { class: "filename" }, "Output of this run"),
      element("pre", { tabindex: "0", role: "region", "aria-label": `Output of program ${number}` }, this.printed),
      this.extra,
    );
    this.cell = new Cell({
      python, base, block,
      label: `Program ${number}`,
      verb: "Run",
      edit: "Edit",
      task: (code) => ({ type: "run", code, name: "program.py" }),
      begin: () => this.begin(),
      output: (text, cut) => this.output(text, cut),
      show: (result, code) => this.show(result, code),
      reset: () => this.reset(),
    });
    this.cell.root.append(this.expectedBlock, this.live);
  }

  begin() {
    this.cell.ran = true;
    this.cut = false;
    this.printed.textContent = "";
    this.extra.replaceChildren();
    this.expectedBlock.hidden = true;
    this.live.hidden = false;
  }

  output(text, cut) {
    this.printed.append(text);
    if (cut && !this.cut) this.extra.append(element("p", {}, "The output is cut here; the program prints on."));
    this.cut ||= cut;
  }

  async show({ error, picture, ms }, code) {
    const draw = picture && (await loadPicture(this.base));
    if (!this.cell.ran) return; // it was reset while that came
    if (error) {
      this.extra.append(element("pre", { class: "cr-error", tabindex: "0" }, error));
      return this.cell.say(`The program raised an error: ${error.trim().split("\n").at(-1)}`, "wrong");
    }
    if (draw) {
      const drawn = draw(picture);
      this.extra.append(element("div", { class: "cr-picture" }, drawn ?? "The picture is not SVG that can be shown."));
    }
    const took = ms === undefined ? "" : ` (${Math.max(1, Math.round(ms))} ms)`;
    const output = this.printed.textContent;
    if (code !== this.cell.original) return this.cell.say(`Your version ran${took}.`);
    if (output === this.expected) return this.cell.say(`Same output as in CI, byte for byte${took}.`, "right");
    this.extra.append(difference(this.expected, output));
    this.cell.say("Not the output that CI saw: the lines that differ stand below it.", "wrong");
  }

  reset() {
    this.cell.ran = false;
    this.live.hidden = true;
    this.expectedBlock.hidden = false;
  }
}

function nextOutput(block) {
  let next = block.nextElementSibling;
  while (next && !next.matches("[data-cr-output]")) next = next.nextElementSibling;
  return next;
}
