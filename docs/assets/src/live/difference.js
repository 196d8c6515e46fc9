// The lines in which two outputs differ, as a reader of `diff` knows them.

import { element } from "./element.js";

const MOST = 200; // lines compared; outputs on pages have a dozen

export function difference(expected, found) {
  const ended = expected.endsWith("\n") && found.endsWith("\n"); // then no empty line follows
  const [old, now] = [expected, found].map((text) => text.split("\n").slice(0, ended ? -1 : undefined).slice(0, MOST));
  const lines = align(old, now).map(([sign, text]) => {
    const kind = { "-": "del", "+": "ins", " ": "span" }[sign];
    return element(kind, {}, `${sign} ${text}\n`);
  });
  const legend = element("span", {}, "- in CI, + in this run\n");
  return element("pre", { class: "cr-difference", tabindex: "0" }, legend, ...lines);
}

// The longest common subsequence of lines, by the table that every textbook shows.
function align(old, now) {
  const common = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i][j] = old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) lines.push([" ", old[i++], j++]);
    else if (j === now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) lines.push(["-", old[i++]]);
    else lines.push(["+", now[j++]]);
  }
  return lines;
}
