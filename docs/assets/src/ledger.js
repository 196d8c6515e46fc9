// The ledger's filter: a button for each verdict, how many claims are shown, and the choice in the address, so that
// it can be linked. Without this script every claim shows.

import { element } from "./live/element.js";

const KEY = "verdict";
const rows = [...document.querySelectorAll(".cr-row[data-verdict]")];
const headings = rows.filter((row) => row.previousElementSibling?.matches("h2")).map((row) => row.previousElementSibling);

const label = (row) => row.querySelector("strong").lastChild.textContent.trim();
const names = new Map(rows.map((row) => [row.dataset.verdict, label(row)])); // in the order of the page
const shown = (verdict) => rows.filter((row) => !verdict || row.dataset.verdict === verdict);

const status = element("p", { class: "cr-status", role: "status" });
const buttons = [["", "All"], ...names].map(([verdict, name]) => ({
  verdict,
  button: element("button", { class: "cr-button", type: "button", onclick: () => choose(verdict) }, `${name} ${shown(verdict).length}`),
}));

function choose(verdict) {
  show(verdict);
  const url = new URL(location.href);
  url.hash = "";
  if (verdict) url.searchParams.set(KEY, verdict);
  else url.searchParams.delete(KEY);
  history.replaceState(history.state, "", url);
}

function show(wanted) {
  const verdict = names.has(wanted) ? wanted : "";
  const kept = new Set(shown(verdict));
  for (const row of rows) row.hidden = !kept.has(row);
  headings.forEach((heading, number) => {
    const next = rows.indexOf(headings[number + 1]?.nextElementSibling);
    const own = rows.slice(rows.indexOf(heading.nextElementSibling), next < 0 ? undefined : next);
    heading.hidden = own.every((row) => row.hidden);
  });
  for (const one of buttons) one.button.ariaPressed = String(one.verdict === verdict);
  status.textContent = `${kept.size} of ${rows.length} claims shown`;
}

// A link to a claim shows it, whatever the filter says.
function followHash() {
  const row = rows.find((one) => `#${one.id}` === location.hash);
  if (!row?.hidden) return;
  show("");
  row.scrollIntoView();
}

const all = buttons.map(({ button }) => button);
headings[0].before(element("div", { class: "cr-toolbar", role: "group", "aria-label": "Claims by verdict" }, ...all, status));
show(new URL(location.href).searchParams.get(KEY));
followHash();
addEventListener("hashchange", followHash);
