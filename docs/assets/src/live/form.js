// A form above the page's first program: it writes what is chosen into the program's keyword arguments, and runs it.
// Each row of its table names an argument, asks a question, and lists the answers as Python writes them.

import { element } from "./element.js";

export function attachForms(cells) {
  for (const table of document.querySelectorAll("[data-cr-form] table")) attachForm(table, cells[0]);
}

function attachForm(table, cell) {
  const fields = [...table.tBodies[0].rows].map((row) => field(row, cell.original));
  const submit = (event) => {
    event.preventDefault();
    const write = (code, { control }) => code.replace(argument(control.name), (_, head) => head + python(control.value));
    cell.write(fields.reduce(write, cell.original));
    cell.run();
    cell.toolbar.scrollIntoView({ block: "center" });
  };
  cell.root.before(
    element(
      "form", { class: "cr-form", "aria-label": "Answers for the program", onsubmit: submit },
      ...fields.map(({ label }) => label),
      element("button", { class: "cr-button cr-run" }, "Recommend"),
    ),
  );
}

// A list of the answers; where a number may be one of them, a line to type in.
function field({ cells: [question, answers] }, code) {
  const name = question.querySelector("code").textContent;
  const given = code.match(argument(name))[2].replaceAll('"', "'"); // as the table writes it
  const listed = [...answers.querySelectorAll("code")].map(({ textContent }) => textContent);
  const meanings = answers.textContent.split("; ");
  const free = meanings.some((meaning) => meaning.includes("a number:"));
  const options = listed.map((value, i) =>
    element("option", { value, selected: value === given }, told(meanings[i], value)),
  );
  const control = free
    ? element("input", { name, value: plain(given), required: true, autocomplete: "off" })
    : element("select", { name }, ...options);
  const asked = question.textContent.replace(/^\w+: /, "");
  const hint = free ? [element("small", {}, listed.reduce(told, answers.textContent))] : [];
  return { control, label: element("label", {}, element("span", {}, asked, ...hint), control) };
}

// What is shown and typed need not be Python: 'unknown' without its quotes, and 10_000 as 10,000.
const plain = (value) => value.replaceAll("'", "").replaceAll("_", ",");
const python = (typed) => typed.trim().replace(/^[a-z]+$/, "'$&'").replaceAll(",", "_");
const told = (meaning, value) => meaning.replace(value, `${plain(value)}:`);

const argument = (name) => new RegExp(`(\\b${name}=)([^,]+)`);
